import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smsContents, type SmsTemplate, wechatContents, type WechatTemplate } from './templates.ts';

/** What a hospital takes home from Alibaba Cloud's console. `sms.json` in the data folder holds exactly this. */
export interface SmsFile {
  access_key_id: string;
  access_key_secret: string;
  sign_name: string;
  /** By the hospital's own name of the notice: the approved template and the variables in it. */
  templates: Record<string, { code: string; params: string[] }>;
}

/** What a hospital takes home from the mini program's console (`wechat.json`). */
export interface WechatFile {
  appid: string;
  app_secret: string;
  /** By the hospital's own name of the notice; `fields` says what is put where. */
  templates: Record<string, { template_id: string; fields: Record<string, string> }>;
}

/** The providers' own half (`provider.json`). */
interface ProviderFile {
  sms: SmsTemplate[];
  wechat: WechatTemplate[];
}

export interface Keys {
  sms: SmsFile;
  wechat: WechatFile;
  smsTemplates: Map<string, SmsTemplate>;
  wechatTemplates: Map<string, WechatTemplate>;
}

/** A mini program that is known elsewhere already: then it is that one. */
export type MiniProgram = Pick<WechatFile, 'appid' | 'app_secret'>;

/** Reads the key folder, or makes one at the first start: keys differ on every machine and are never committed. */
export function openKeys(folder: string, miniProgram: MiniProgram | undefined): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(join(folder, 'provider.json'))) register(folder);
  const provider = readJson<ProviderFile>(folder, 'provider.json');
  const wechat = readJson<WechatFile>(folder, 'wechat.json');
  if (miniProgram) writeJson(folder, 'wechat.json', Object.assign(wechat, miniProgram));
  return {
    sms: readJson<SmsFile>(folder, 'sms.json'),
    wechat,
    smsTemplates: new Map(provider.sms.map((template) => [template.code, template])),
    wechatTemplates: new Map(provider.wechat.map((template) => [template.template_id, template])),
  };
}

const letters = (count: number): string => randomBytes(count).toString('base64url').slice(0, count);

/** provider.json is written last: its presence says that the folder is whole. */
function register(folder: string): void {
  const sms = Object.entries(smsContents).map(([name, content]) => ({
    for: name,
    code: `SMS_${randomInt(100_000_000, 999_999_999)}`,
    content,
  }));
  const wechat = Object.entries(wechatContents).map(([name, content]) => ({
    for: name,
    template_id: letters(43),
    ...content,
  }));
  writeJson(folder, 'sms.json', {
    access_key_id: `LTAI${randomBytes(10).toString('hex')}`,
    access_key_secret: randomBytes(15).toString('hex'),
    sign_name: '演示门诊',
    templates: Object.fromEntries(sms.map((one) => [one.for, { code: one.code, params: variablesOf(one.content) }])),
  } satisfies SmsFile);
  writeJson(folder, 'wechat.json', {
    appid: `wx${randomBytes(8).toString('hex')}`,
    app_secret: randomBytes(16).toString('hex'),
    templates: Object.fromEntries(wechat.map((one) => [one.for, takenHome(one)])),
  } satisfies WechatFile);
  writeJson(folder, 'provider.json', { sms, wechat } satisfies ProviderFile);
}

const takenHome = ({ template_id, fields }: WechatTemplate) => ({
  template_id,
  fields: Object.fromEntries(Object.entries(fields).map(([name, { holds }]) => [name, holds])),
});

/** The names between `${` and `}`. */
export const variablesOf = (content: string): string[] =>
  Array.from(content.matchAll(/\$\{(\w+)\}/g), ([, name]) => name!);

function writeJson(folder: string, name: string, value: object): void {
  const path = join(folder, name);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

const readJson = <T>(folder: string, name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
