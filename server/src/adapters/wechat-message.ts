/** Subscribe messages of a WeChat mini program. WeChat cannot be asked what became of one. */
import type { MessageChannel, OutMessage, SendOutcome } from '../modules/notify/ports.ts';
import { fieldText } from './wechat-message/fields.ts';
import type { WechatMessageFile, WechatTemplate } from './wechat-message/settings.ts';
import { openToken, type Token } from './wechat-message/token.ts';

export { readWechatMessageFile, type WechatMessageFile } from './wechat-message/settings.ts';

export interface WechatMessageSettings {
  appid: string;
  app_secret: string;
  file: WechatMessageFile;
  /** `https://api.weixin.qq.com`, or the address of a stand-in. */
  base_url: string;
  /** How long to wait for an answer; 5000 if not given. */
  timeout_ms?: number;
}

const TOKEN_IS_STALE = new Set([40001, 40014, 42001]);
/** The person does not want it, or takes no more. */
const REFUSED_BY_PERSON = 43101;
/** Busy, or too many: not carried out this time. */
const LATER = new Set([-1, 45009, 45011, 43108]);

export function wechatMessages(settings: WechatMessageSettings): MessageChannel {
  const { templates } = settings.file;
  const base_url = settings.base_url.replace(/\/+$/, '');
  const timeout_ms = settings.timeout_ms ?? 5000;
  /** The address holds the token, so no error quotes it. */
  const post = async (path: string, body: object): Promise<Record<string, unknown> | undefined> => {
    try {
      const answer = await fetch(base_url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeout_ms),
      });
      const json: unknown = JSON.parse(await answer.text());
      return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  };
  const token = openToken({ ...settings, base_url, timeout_ms }, post, Date.now);
  const templateFor = (kind: string): WechatTemplate | undefined => templates[kind] ?? templates.notice;
  return {
    templateOf: (kind) => templateFor(kind)?.template_id,
    async send(message) {
      const template = templateFor(message.kind);
      if (!template) return { outcome: 'refused', code: 'no_template' };
      return sendWith(token, (access_token) =>
        post(
          `/cgi-bin/message/subscribe/send?access_token=${encodeURIComponent(access_token)}`,
          bodyOf(message, template),
        ),
      );
    },
  };
}

function bodyOf({ to, page, language, words }: OutMessage, { template_id, fields }: WechatTemplate): object {
  const data = Object.entries(fields).map(([name, word]) => [name, { value: fieldText(name, words[word] ?? '') }]);
  const lang = language === 'en' ? 'en_US' : 'zh_CN';
  return { touser: to, template_id, page, lang, miniprogram_state: 'formal', data: Object.fromEntries(data) };
}

type Send = (access_token: string) => Promise<Record<string, unknown> | undefined>;

/** A token that WeChat refuses is renewed once; the message of such an answer was not taken. */
async function sendWith(token: Token, send: Send): Promise<SendOutcome> {
  const first = await token.get();
  if (first === undefined) return { outcome: 'later', code: 'no_token' };
  const answer = await send(first);
  if (!answer || !TOKEN_IS_STALE.has(Number(answer.errcode))) return outcomeOf(answer);
  const second = await token.renew(first);
  return second === undefined ? { outcome: 'later', code: 'no_token' } : outcomeOf(await send(second));
}

function outcomeOf(answer: Record<string, unknown> | undefined): SendOutcome {
  if (answer?.errcode === undefined) return { outcome: 'unknown', code: 'no_answer' };
  const errcode = Number(answer.errcode);
  if (errcode === 0)
    return { outcome: 'sent', ...(answer.msgid !== undefined && { provider_id: String(answer.msgid) }) };
  const code = String(errcode);
  if (LATER.has(errcode) || TOKEN_IS_STALE.has(errcode)) return { outcome: 'later', code };
  return { outcome: 'refused', code, by_person: errcode === REFUSED_BY_PERSON };
}
