import type { AnswerOf, BodyOf, Contract, ParamsOf, QueryOf, RouteName } from '@menzhen/contract';
import { paths } from '@menzhen/contract/paths';
import { locale } from './i18n.ts';
import { setOnline } from './network.ts';
import { noConnection, ProblemError, problemOf } from './problem.ts';
import { signInAgain } from './routes.ts';
import { sessionToken } from './session.ts';

/**
 * The typed way to the server: `call('bookingHold', { body, act })`. Types come from the contract, of which the app
 * carries only the table of paths. Errors are thrown as ProblemError.
 */
export const origin = import.meta.env.VITE_API_ORIGIN ?? '';

type Part<Name extends string, T> = T extends undefined ? { [K in Name]?: undefined } : { [K in Name]: T };
type Ask<R extends RouteName> = Part<'params', ParamsOf<Contract[R]>> &
  (QueryOf<Contract[R]> extends undefined ? object : { query?: QueryOf<Contract[R]> }) &
  Part<'body', BodyOf<Contract[R]>> & { act?: Act };

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

function sendOnce(sent: Sent): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    uni.request({
      ...sent,
      method: sent.method as 'GET',
      timeout: 15_000,
      success: (answer) => resolve({ status: answer.statusCode, body: answer.data }),
      fail: reject,
    });
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends, and again after a lost connection or a 502/503/504 when doing so twice does no harm. */
async function send(sent: Sent, repeatable: boolean): Promise<{ status: number; body: unknown }> {
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

function headersFor(act: Act | undefined, hasBody: boolean): Record<string, string> {
  const token = sessionToken();
  return {
    'Accept-Language': locale.value === 'zh' ? 'zh-CN' : 'en',
    ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(act ? { 'Idempotency-Key': act.key } : {}),
  };
}

/** Calls a route of the contract. Throws ProblemError; a 401 of a kept session leads to the sign-in page. */
export async function call<R extends RouteName>(name: R, ask: Ask<R>): Promise<AnswerOf<Contract[R]>> {
  const [method, path, needsKey] = paths[name] as readonly [string, string, true?];
  const { params, query, body } = ask as { params?: object; query?: object; body?: object };
  const act = ask.act ?? (needsKey ? newAct() : undefined);
  const sent: Sent = { url: addressOf(path, params, query), method, header: headersFor(act, body !== undefined) };
  if (body !== undefined) sent.data = JSON.stringify(body);
  const answer = await send(sent, method === 'GET' || act !== undefined);
  if (act && answer.status < 500) act.key = randomKey();
  if (answer.status >= 200 && answer.status < 300) return answer.body as AnswerOf<Contract[R]>;
  if (answer.status === 401 && sessionToken()) signInAgain();
  throw new ProblemError(problemOf(answer.status, answer.body));
}
