/** The file in which a hospital keeps its account with Alibaba Cloud's SMS service. */
import { readFileSync } from 'node:fs';
import type { AcsCredentials } from './signing.ts';

export interface SmsTemplate {
  /** `SMS_…`, as approved. */
  code: string;
  /** The variables in its text; each is filled with our word of that name. */
  params: string[];
}
export interface AliyunSmsFile extends AcsCredentials {
  sign_name: string;
  /** By kind of message (`ticket.called`), `sign_in.code` for sign-in codes; `notice` for kinds without one of their own.
   * A kind followed by `@en` is for people who read English. */
  templates: Record<string, SmsTemplate>;
}

const isTemplate = (value: unknown): value is SmsTemplate =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as SmsTemplate).code === 'string' &&
  Array.isArray((value as SmsTemplate).params) &&
  (value as SmsTemplate).params.every((name) => typeof name === 'string');

/** @throws Error that names the file and what is missing in it */
export function readAliyunSmsFile(path: string): AliyunSmsFile {
  const file = JSON.parse(readFileSync(path, 'utf8')) as AliyunSmsFile;
  for (const name of ['access_key_id', 'access_key_secret', 'sign_name'] as const)
    if (typeof file[name] !== 'string' || file[name] === '') throw new Error(`${path}: ${name} is missing`);
  const wrong = Object.entries(file.templates ?? {}).find(([, template]) => !isTemplate(template));
  if (wrong) throw new Error(`${path}: the template ${wrong[0]} needs a code and a list of params`);
  if (!file.templates) throw new Error(`${path}: templates are missing`);
  return file;
}
