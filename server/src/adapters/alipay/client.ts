import { ChannelRefused, type ChannelRefusal, ChannelUnknown } from '../../modules/payment/ports.ts';
import { toChinaTime } from '../channel/china-time.ts';
import type { AlipayCredentials } from './settings.ts';
import { type Parameters, provenBody, signed } from './signing.ts';

export interface ClientOptions {
  credentials: AlipayCredentials;
  gateway: string;
  timeout_ms: number;
  now: () => Temporal.Instant;
}

type Json = Record<string, unknown>;

/** The signed parameters of one request. */
export function parametersOf(options: ClientOptions, method: string, biz: object, more: Parameters = {}): Parameters {
  return signed(options.credentials, {
    app_id: options.credentials.app_id,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: toChinaTime(options.now()),
    version: '1.0',
    biz_content: JSON.stringify(biz),
    ...more,
  });
}

/**
 * Calls a method and returns its proven answer.
 * @throws ChannelRefused for a proven refusal; ChannelUnknown for everything that leaves the outcome open.
 */
export async function call(options: ClientOptions, method: string, biz: object): Promise<Json> {
  const answer = await send(options, method, parametersOf(options, method, biz));
  const json = proven(options, method, answer);
  if (json.code === '10000') return json;
  throw faultOf(json, method);
}

async function send(options: ClientOptions, method: string, parameters: Parameters): Promise<string> {
  const { biz_content, ...inAddress } = parameters;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${options.gateway}?${new URLSearchParams(inAddress)}`, {
      method: 'POST',
      headers: { 'User-Agent': 'menzhen' },
      body: new URLSearchParams({ biz_content: biz_content! }),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeout_ms),
    });
    text = await answer.text();
  } catch (cause) {
    throw new ChannelUnknown(`alipay gave no answer to ${method}`, { cause });
  }
  if (answer.status !== 200) throw new ChannelUnknown(`alipay answered ${answer.status} to ${method}`);
  return text;
}

function proven(options: ClientOptions, method: string, answer: string): Json {
  const names = [`${method.replaceAll('.', '_')}_response`, 'error_response'];
  const text = names.map((name) => provenBody(options.credentials, answer, name)).find((found) => found !== undefined);
  if (text === undefined) throw new ChannelUnknown(`alipay's answer to ${method} is not proven`);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new ChannelUnknown(`alipay's answer to ${method} cannot be read`, { cause });
  }
}

const REFUSALS: Record<string, ChannelRefusal> = {
  'ACQ.TRADE_NOT_EXIST': 'not_found',
  'ACQ.TRADE_HAS_SUCCESS': 'already_paid',
  'ACQ.TRADE_HAS_CLOSE': 'closed',
  'ACQ.CONTEXT_INCONSISTENT': 'number_used',
  'ACQ.DISCORDANT_REPEAT_REQUEST': 'number_used',
  'isv.invalid-signature': 'not_authorised',
  'isv.invalid-app-id': 'not_authorised',
  'isv.insufficient-isv-permissions': 'not_authorised',
};

/** Alipay was not able to, or not willing to just now: the work may have been done. */
const isOpen = (code: string, sub: string): boolean =>
  code === '20000' || code === '10003' || sub.endsWith('SYSTEM_ERROR') || sub.includes('call-limited');

function faultOf(json: Json, method: string): ChannelRefused | ChannelUnknown {
  const [code, sub] = [String(json.code ?? ''), String(json.sub_code ?? '')];
  const said = `${code} ${sub} ${String(json.sub_msg ?? json.msg ?? '')}`;
  if (isOpen(code, sub)) return new ChannelUnknown(`alipay could not do ${method}: ${said}`);
  return new ChannelRefused(REFUSALS[sub] ?? 'invalid', sub || code, `alipay refused ${method}: ${said}`);
}
