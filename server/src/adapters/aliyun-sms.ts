/** SMS over Alibaba Cloud (Dysmsapi 2017-05-25): sign-in codes, notices, and asking what became of a notice. */
import { randomUUID } from 'node:crypto';
import { dayOf } from '../kernel/index.ts';
import type { AskOutcome, MessageChannel, OutMessage, SendOutcome } from '../modules/notify/ports.ts';
import type { SmsSender } from '../modules/people/index.ts';
import type { AliyunSmsFile, SmsTemplate } from './aliyun-sms/settings.ts';
import { queryText, signedHeaders } from './aliyun-sms/signing.ts';

export { type AliyunSmsFile, readAliyunSmsFile } from './aliyun-sms/settings.ts';

export interface AliyunSmsSettings {
  file: AliyunSmsFile;
  /** `https://dysmsapi.aliyuncs.com`, or the address of a stand-in. */
  base_url: string;
  /** How long to wait for an answer; 5000 if not given. */
  timeout_ms?: number;
}

const VERSION = '2017-05-25';
/** Longer values are refused by the service. */
const VARIABLE_LENGTH = 35;

/** The provider's answer. No answer: it may have acted or not; `unsent` when the request surely never left. */
type Reply = { body: Record<string, unknown>; status: number } | { unsent: boolean };

/** Errors of a connection that never came to be. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Not carried out this time; the same may be asked again later. */
const LATER = /^(Throttling|isv\.BUSINESS_LIMIT_CONTROL|isv\.DAY_LIMIT_CONTROL|ServiceUnavailable)/;

type Ask = (action: string, query: Record<string, string>) => Promise<Reply>;

function openAsk({ file, base_url, timeout_ms = 5000 }: AliyunSmsSettings, now: () => Temporal.Instant): Ask {
  const base = new URL(base_url);
  return async (action, query) => {
    const request = { host: base.host, action, version: VERSION, query, at: now(), nonce: randomUUID() };
    try {
      const answer = await fetch(`${base.origin}/?${queryText(query)}`, {
        method: 'POST',
        headers: signedHeaders(request, file),
        redirect: 'error',
        signal: AbortSignal.timeout(timeout_ms),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) as Record<string, unknown> };
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      return { unsent: code !== undefined && NEVER_LEFT.has(code) };
    }
  };
}

function outcomeOf(reply: Reply): SendOutcome {
  if ('unsent' in reply) return { outcome: reply.unsent ? 'later' : 'unknown', code: 'no_answer' };
  const code = String(reply.body.Code ?? '');
  if (code === 'OK') return { outcome: 'sent', provider_id: String(reply.body.BizId ?? '') };
  if (LATER.test(code)) return { outcome: 'later', code };
  // its own trouble may have struck before or after the message left
  const isTheirs = code === '' || reply.status >= 500 || code.startsWith('isp.');
  return { outcome: isTheirs ? 'unknown' : 'refused', code: code || `http ${reply.status}` };
}

/** What the template asks for, and no more; cut to what the service takes. A dash stands for a word that is not there. */
const filled = (template: SmsTemplate, words: Record<string, string>): string =>
  JSON.stringify(
    Object.fromEntries(template.params.map((name) => [name, (words[name] || '-').slice(0, VARIABLE_LENGTH)])),
  );

/** @param now the outside world's time: it dates the signatures */
export function aliyunSms(
  settings: AliyunSmsSettings,
  now: () => Temporal.Instant,
): { codes: SmsSender; notices: MessageChannel } {
  const { templates, sign_name } = settings.file;
  const ask = openAsk(settings, now);
  const templateFor = (kind: string, language = 'zh'): SmsTemplate | undefined => {
    const translated = (name: string) => (language === 'en' ? templates[`${name}@en`] : undefined);
    return translated(kind) ?? templates[kind] ?? translated('notice') ?? templates.notice;
  };
  const sendSms = async (to: string, template: SmsTemplate, words: Record<string, string>, out_id?: string) =>
    outcomeOf(
      await ask('SendSms', {
        PhoneNumbers: to,
        SignName: sign_name,
        TemplateCode: template.code,
        TemplateParam: filled(template, words),
        ...(out_id && { OutId: out_id }),
      }),
    );
  return {
    codes: {
      async send({ phone, code, valid_minutes }) {
        const template = templates['sign_in.code'];
        if (!template) throw new Error('SMS_FILE has no template for sign_in.code');
        const told = await sendSms(phone, template, { code, minutes: String(valid_minutes) });
        // without an answer the code stays good: the person may be holding it
        if (told.outcome === 'sent' || told.outcome === 'unknown') return {};
        throw new Error(`the SMS service did not take a sign-in code: ${told.code}`);
      },
    },
    notices: {
      templateOf: (kind) => templateFor(kind)?.code,
      async send({ kind, language, to, words, out_id }) {
        const template = templateFor(kind, language);
        return template ? sendSms(to, template, words, out_id) : { outcome: 'refused', code: 'no_template' };
      },
      ask: (message) => askAbout(ask, message, now()),
    },
  };
}

const PAGE_SIZE = 50;
/** Newest first; a phone that got more than that on one day is not searched further. */
const MOST_PAGES = 4;

/** Looks for our number among the phone's messages of the day on which it was sent, and of today. */
async function askAbout(ask: Ask, { to, out_id, sent_at }: OutMessage, now: Temporal.Instant): Promise<AskOutcome> {
  for (const day of new Set([dayOf(now), dayOf(sent_at)])) {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const rows = await detailsOf(ask, to, day, page);
      if (!rows) return 'no_answer';
      const found = rows.find((row) => row.OutId === out_id);
      if (found) return found.SendStatus === 2 ? 'failed' : 'sent';
      if (rows.length < PAGE_SIZE) break;
    }
  }
  return 'not_found';
}

async function detailsOf(
  ask: Ask,
  phone: string,
  day: string,
  page: number,
): Promise<{ OutId?: string; SendStatus?: number }[] | undefined> {
  const reply = await ask('QuerySendDetails', {
    PhoneNumber: phone,
    SendDate: day.replaceAll('-', ''),
    PageSize: String(PAGE_SIZE),
    CurrentPage: String(page),
  });
  if ('unsent' in reply || reply.body.Code !== 'OK') return undefined;
  const list = (reply.body.SmsSendDetailDTOs as { SmsSendDetailDTO?: unknown } | undefined)?.SmsSendDetailDTO;
  return Array.isArray(list) ? (list as { OutId?: string; SendStatus?: number }[]) : undefined;
}
