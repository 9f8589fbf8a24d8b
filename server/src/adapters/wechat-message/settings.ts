/** The file that names the templates a hospital has picked for its mini program. */
import { readFileSync } from 'node:fs';

export interface WechatTemplate {
  template_id: string;
  /** By field (`thing1`), which of our words stands there. */
  fields: Record<string, string>;
}
export interface WechatMessageFile {
  /** By kind of message (`ticket.called`); `notice` for kinds without one of their own. */
  templates: Record<string, WechatTemplate>;
}

/** @throws Error that names the file and what is missing in it */
export function readWechatMessageFile(path: string): WechatMessageFile {
  const { templates } = JSON.parse(readFileSync(path, 'utf8')) as Partial<WechatMessageFile>;
  if (typeof templates !== 'object' || templates === null) throw new Error(`${path}: templates are missing`);
  for (const [kind, template] of Object.entries(templates))
    if (typeof template?.template_id !== 'string' || typeof template.fields !== 'object' || template.fields === null)
      throw new Error(`${path}: the template ${kind} needs a template_id and fields`);
  return { templates };
}
