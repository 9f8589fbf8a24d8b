/** Alibaba Cloud's SMS, version 2017-05-25: sending one message, and asking what became of a phone's messages. */
import { randomInt, randomUUID } from 'node:crypto';
import { variablesOf } from '../keys.ts';
import type { SmsRow } from '../rows.ts';
import { dateTime, type World } from '../world.ts';
import { refused } from './errors.ts';

type Params = Record<string, string | undefined>;

const MOBILE = /^1[3-9]\d{9}$/;
/** A variable of a notice may not be longer. */
const VARIABLE_LENGTH = 35;

/** @throws SmsError, status 200, when the service will not take it */
export function sendSms(world: World, params: Params): object {
  const { faults } = world.store;
  const { sms, smsTemplates } = world.keys;
  const to = params.PhoneNumbers ?? '';
  if (!MOBILE.test(to)) throw refused('isv.MOBILE_NUMBER_ILLEGAL', `${to}invalid mobile number`);
  if (params.SignName !== sms.sign_name) throw refused('isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名');
  const template = smsTemplates.get(params.TemplateCode ?? '');
  if (!template) throw refused('isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板');
  if (faults.sms_code !== 'OK') throw refused(faults.sms_code, 'simulated');
  const row: SmsRow = {
    channel: 'sms',
    id: randomUUID(),
    at_ms: world.nowMs(),
    to,
    template: template.code,
    text: `【${sms.sign_name}】${filled(template.content, params.TemplateParam)}`,
    out_id: params.OutId ?? '',
    biz_id: `${randomInt(100_000, 999_999)}${Date.now()}^0`,
    copies: faults.arriving_copies,
  };
  world.store.addMessage(row);
  return { Code: 'OK', Message: 'OK', BizId: row.biz_id };
}

function filled(content: string, json: string | undefined): string {
  const values = valuesOf(json);
  const missing = variablesOf(content).find((name) => typeof values[name] !== 'string' || values[name] === '');
  if (missing) throw refused('isv.TEMPLATE_MISSING_PARAMETERS', `模板变量缺少对应参数值: ${missing}`);
  const long = Object.entries(values).find(([, value]) => String(value).length > VARIABLE_LENGTH);
  if (long) throw refused('isv.TEMPLATE_PARAMS_ILLEGAL', `模板变量${long[0]}超过${VARIABLE_LENGTH}个字符`);
  return content.replace(/\$\{(\w+)\}/g, (_all, name: string) => String(values[name]));
}

function valuesOf(json: string | undefined): Record<string, unknown> {
  try {
    const values: unknown = JSON.parse(json || '{}');
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return values as Record<string, unknown>;
  } catch {
    // said below
  }
  throw refused('isv.INVALID_JSON_PARAM', '参数格式错误，请修改为字符串值');
}

const MOST_A_PAGE = 50;

/** The messages to one phone on one day, in its own order: newest first. */
export function querySendDetails(world: World, params: Params): object {
  const { PhoneNumber, SendDate, PageSize, CurrentPage, BizId } = params;
  if (!PhoneNumber || !/^\d{8}$/.test(SendDate ?? '')) throw refused('isv.INVALID_PARAMETERS', '参数异常');
  const [size, page] = [Number(PageSize), Number(CurrentPage)];
  if (!(size >= 1 && size <= MOST_A_PAGE && page >= 1)) throw refused('isv.INVALID_PARAMETERS', '分页参数异常');
  const found_until_ms = world.nowMs() - world.store.faults.query_lag_seconds * 1000;
  const found = world.store.messages
    .filter((row): row is SmsRow => row.channel === 'sms')
    .filter((row) => row.to === PhoneNumber && dateTime(row.at_ms).slice(0, 10).replaceAll('-', '') === SendDate)
    .filter((row) => row.at_ms <= found_until_ms && (!BizId || row.biz_id === BizId))
    .reverse();
  const details = found.slice((page - 1) * size, page * size).map((row) => detailOf(world, row));
  return {
    Code: 'OK',
    Message: 'OK',
    TotalCount: String(found.length),
    SmsSendDetailDTOs: { SmsSendDetailDTO: details },
  };
}

/** Seconds from the sending until the carrier says what became of it. */
const RECEIPT_SECONDS = 2;

function detailOf(world: World, row: SmsRow): object {
  const common = {
    PhoneNum: row.to,
    OutId: row.out_id,
    TemplateCode: row.template,
    Content: row.text,
    SendDate: dateTime(row.at_ms),
  };
  const received_ms = row.at_ms + RECEIPT_SECONDS * 1000;
  if (world.nowMs() < received_ms) return { ...common, SendStatus: 1, ErrCode: '' };
  const hasArrived = world.store.faults.sms_outcome === 'delivered';
  return {
    ...common,
    SendStatus: hasArrived ? 3 : 2,
    ErrCode: hasArrived ? 'DELIVERED' : 'UNDELIV',
    ReceiveDate: dateTime(received_ms),
  };
}
