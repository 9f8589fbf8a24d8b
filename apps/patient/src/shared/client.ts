import type { AnswerOf, BodyOf, Contract, ParamsOf, QueryOf, RouteName } from '@menzhen/contract';
import { paths } from '@menzhen/contract/paths';
import { locale } from './i18n.ts';
import { setOnline } from './network.ts';
import { noConnection, ProblemError, problemOf } from './problem.ts';
import { signInAgain } from './routes.ts';
import { deviceName } from './device.ts';
import { sessionToken } from './session.ts';

/**
 * The typed way to the server: `call('bookingHold', { body, act })`. Types come from the contract, of which the app
 * carries only the table of paths. Errors are thrown as ProblemError.
 */
export const origin = import.meta.env.VITE_API_ORIGIN ?? '';

type Part<Name extends string, T> = T extends undefined ? { [K in Name]?: undefined } : { [K in Name]: T };
type Ask<R extends RouteName> = Part<'params', ParamsOf<Contract[R]>> &
  (QueryOf<Contract[R]> extends undefined ? object : { query?: QueryOf<Contract[R]> }) &
  Part<'body', BodyOf<Contract[R]>> & {
    act?: Act;
    /** The answer to a challenge, when the server asked for one. */
    challenge?: string | undefined;
  };

/** One thing a person does: its key stays the same until the server has answered, so that asking twice does it once. */
export interface Act {
  key: string;
}

export function newAct(): Act {
  return { key: randomKey() };
}

function randomKey(): string {
  const hex = (): string =>
    Math.floor(Math.random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  return `${Date.now().toString(16)}-${hex()}${hex()}${hex()}`;
}

function queryText(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0 ? '' : `?${pairs.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')}`;
}

/** The address of a route; `:id` places are filled from params. */
export function addressOf(path: string, params: object = {}, query?: object): string {
  const filled = Object.entries(params).reduce((p, [k, v]) => p.replace(`:${k}`, encodeURIComponent(String(v))), path);
  return origin + filled + queryText(query);
}

interface Sent {
  url: string;
  method: string;
  header: Record<string, string>;
  data?: string;
}

interface Answer {
  status: number;
  body: unknown;
  etag?: string;
}

function sendOnce(sent: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    uni.request({
      ...sent,
      method: sent.method as 'GET',
      timeout: 15_000,
      success: ({ statusCode: status, data: body, header }) =>
        resolve({ status, body, etag: header?.ETag ?? header?.etag }),
      fail: reject,
    });
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends, and again after a lost connection or a 502/503/504 when doing so twice does no harm. */
async function send(sent: Sent, repeatable: boolean): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const last = !repeatable || attempt === 2;
    try {
      const answer = await sendOnce(sent);
      setOnline(true);
      if (last || ![502, 503, 504].includes(answer.status)) return answer;
    } catch {
      if (last) {
        setOnline(false);
        throw new ProblemError(noConnection());
      }
    }
    await pause(400 * 2 ** attempt);
  }
}

function headersFor(act: Act | undefined, hasBody: boolean, challenge?: string): Record<string, string> {
  const token = sessionToken();
  return {
    'Accept-Language': locale.value === 'zh' ? 'zh-CN' : 'en',
    ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(act ? { 'Idempotency-Key': act.key, 'X-Device': deviceName() } : {}),
    ...(challenge ? { 'X-Challenge': challenge } : {}),
  };
}

/** Calls a route of the contract. Throws ProblemError; a 401 of a kept session leads to the sign-in page. */
export async function call<R extends RouteName>(name: R, ask: Ask<R>): Promise<AnswerOf<Contract[R]>> {
  const [method, path, needsKey] = paths[name] as readonly [string, string, true?];
  const { params, query, body, challenge } = ask as {
    params?: object;
    query?: object;
    body?: object;
    challenge?: string;
  };
  const act = ask.act ?? (needsKey ? newAct() : undefined);
  const sent: Sent = {
    url: addressOf(path, params, query),
    method,
    header: headersFor(act, body !== undefined, challenge),
  };
  if (body !== undefined) sent.data = JSON.stringify(body);
  const answer = await send(sent, method === 'GET' || act !== undefined);
  if (act && answer.status < 500) act.key = randomKey();
  if (answer.status >= 200 && answer.status < 300) return answer.body as AnswerOf<Contract[R]>;
  if (answer.status === 401 && sessionToken()) signInAgain();
  throw new ProblemError(problemOf(answer.status, answer.body));
}

/** Polled answers by address and language, with their tags; forgotten when the app is closed. */
const polled = new Map<string, { etag: string; body: unknown }>();
const MOST_POLLED = 20;

/** As `call`, for what is asked again and again: while the server has nothing new it says so in a few bytes. */
export async function poll<R extends RouteName>(name: R, ask: Ask<R>): Promise<AnswerOf<Contract[R]>> {
  const [method, path] = paths[name] as readonly [string, string];
  const { params, query } = ask as { params?: object; query?: object };
  const url = addressOf(path, params, query);
  const key = `${locale.value} ${url}`;
  const known = polled.get(key);
  const header = { ...headersFor(undefined, false), ...(known ? { 'If-None-Match': known.etag } : {}) };
  const { status, body, etag } = await send({ url, method, header }, true);
  if (status === 304 && known) return known.body as AnswerOf<Contract[R]>;
  if (status < 200 || status >= 300) throw new ProblemError(problemOf(status, body));
  if (polled.size >= MOST_POLLED) polled.clear();
  if (etag) polled.set(key, { etag, body });
  return body as AnswerOf<Contract[R]>;
}
