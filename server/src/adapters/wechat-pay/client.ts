import { ChannelRefused, type ChannelRefusal, ChannelUnknown } from '../../modules/payment/ports.ts';
import { authorization, signatureFault } from './signing.ts';
import type { Credentials } from './settings.ts';

export interface ClientOptions {
  credentials: Credentials;
  base_url: string;
  timeout_ms: number;
  now: () => Temporal.Instant;
}

interface ApiRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  target: string;
  body?: object;
}

type Json = Record<string, unknown>;

/**
 * Sends one signed request and returns the verified answer.
 * @throws ChannelRefused for a signed 4xx; ChannelUnknown for everything that leaves the outcome open.
 */
export async function call(options: ClientOptions, request: ApiRequest): Promise<Json> {
  const { status, headers, bytes } = await send(options, request);
  if (status >= 500 || status === 429) throw new ChannelUnknown(`wechat pay answered ${status} to ${about(request)}`);
  const fault = signatureFault(options.credentials, options.now(), (name) => headers.get(name), bytes);
  if (fault) throw new ChannelUnknown(`wechat pay's answer ${status} to ${about(request)} is not proven: ${fault}`);
  const json = parse(bytes, request);
  if (status >= 400) throw refusalOf(json, request);
  if (status !== 200 && status !== 204) throw new ChannelUnknown(`wechat pay answered ${status} to ${about(request)}`);
  return json;
}

async function send(options: ClientOptions, request: ApiRequest) {
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  try {
    const answer = await fetch(options.base_url + request.target, {
      method: request.method,
      headers: {
        Accept: 'application/json',
        Authorization: authorization(options.credentials, options.now(), { ...request, body }),
        'User-Agent': 'menzhen',
        'Wechatpay-Serial': options.credentials.platform_public_key_id,
        ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === '' ? undefined : body,
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeout_ms),
    });
    return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch (cause) {
    throw new ChannelUnknown(`wechat pay gave no answer to ${about(request)}`, { cause });
  }
}

/** Method and path without the query, for messages. */
const about = (request: ApiRequest) => `${request.method} ${request.target.split('?')[0]}`;

function parse(bytes: Uint8Array, request: ApiRequest): Json {
  if (bytes.length === 0) return {};
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  } catch {
    // Said below.
  }
  throw new ChannelUnknown(`wechat pay's answer to ${about(request)} is not a JSON object`);
}

/** Both spellings occur in WeChat's documents of different years. */
const REFUSALS: Record<string, ChannelRefusal> = {
  ORDERPAID: 'already_paid',
  ORDER_PAID: 'already_paid',
  ORDERCLOSED: 'closed',
  ORDER_CLOSED: 'closed',
  OUT_TRADE_NO_USED: 'number_used',
  ORDERNOTEXIST: 'not_found',
  ORDER_NOT_EXIST: 'not_found',
  RESOURCE_NOT_EXISTS: 'not_found',
  SIGN_ERROR: 'not_authorised',
  NO_AUTH: 'not_authorised',
};

function refusalOf(json: Json, request: ApiRequest): ChannelRefused {
  const code = typeof json.code === 'string' ? json.code : 'NO_CODE';
  const message = typeof json.message === 'string' ? json.message : '';
  // The live service words a reused number this way under INVALID_REQUEST.
  const refusal = message.includes('商户订单号重复') ? 'number_used' : (REFUSALS[code] ?? 'invalid');
  return new ChannelRefused(refusal, code, `wechat pay refused ${about(request)}: ${code} ${message}`);
}
