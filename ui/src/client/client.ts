/** The typed client: `call('bookingShow', { params: { id } })`, typed from the contract, at run time only its table of paths. */
import type { AnswerOf, BodyOf, Contract, ParamsOf, QueryOf, RouteName } from '@menzhen/contract';
import { paths } from '@menzhen/contract/paths';
import { problemSentence } from '@menzhen/contract/problems';
import { newKey } from './act.ts';
import { readProblem, UnreachableError } from './problem.ts';

export type Answer<N extends RouteName> = AnswerOf<Contract[N]>;
type Part<Name extends string, T> = [T] extends [undefined] ? { [K in Name]?: never } : { [K in Name]: T };
type QueryPart<T> = [T] extends [undefined]
  ? { query?: never }
  : Record<string, never> extends T
    ? { query?: T }
    : { query: T };
/** What a call needs: params, query and body as its route declares them. */
export type Input<N extends RouteName> = Part<'params', ParamsOf<Contract[N]>> &
  QueryPart<QueryOf<Contract[N]>> &
  Part<'body', BodyOf<Contract[N]>>;
export interface CallOptions {
  /** Idempotency-Key of this act; keep it across a person's retries (see `createAct`). Made per call when absent. */
  key?: string;
  signal?: AbortSignal;
}
type Arguments<N extends RouteName> =
  Record<string, never> extends Input<N>
    ? [input?: Input<N>, options?: CallOptions]
    : [input: Input<N>, options?: CallOptions];

export interface Client {
  /** @throws ProblemError when the server refuses, UnreachableError when no answer came. */
  call<N extends RouteName>(name: N, ...rest: Arguments<N>): Promise<Answer<N>>;
}

export interface ClientSettings {
  /** Origin and path before `/api`; empty for the page's own origin. */
  base?: string;
  token: () => string | null;
  /** `zh-CN` or `en`: the language of the server's sentences. */
  locale: () => string;
  /** Told when the server says that nobody is signed in. */
  onSignedOut?: () => void;
  fetch?: typeof globalThis.fetch;
  /** Waits between tries, in milliseconds. */
  waits?: readonly number[];
}

interface AnyInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** `/api/rooms/:id/call-next` with its params filled and its query appended; absent values are left out. */
export function pathOf(template: string, input: AnyInput): string {
  const filled = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

const signedOut = new Set(['sign_in_required', 'session_expired']);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export function createClient(settings: ClientSettings): Client {
  const waits = settings.waits ?? [400, 1200];

  /** Sends; where no harm can come of it (reads, acts with a key) a lost connection is tried again. */
  async function send(url: string, init: RequestInit, repeatable: boolean): Promise<Response> {
    const fetching = settings.fetch ?? globalThis.fetch;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await fetching(url, init);
      } catch (error) {
        const wait = waits[attempt];
        if (init.signal?.aborted) throw error;
        if (!repeatable || wait === undefined) throw new UnreachableError(error);
        await pause(wait);
      }
    }
  }

  async function call<N extends RouteName>(name: N, ...rest: Arguments<N>): Promise<Answer<N>> {
    const [input = {}, options = {}] = rest as [AnyInput?, CallOptions?];
    const [method, template, keyed] = paths[name] as readonly [string, string, boolean?];
    const headers = new Headers({ accept: 'application/json', 'accept-language': settings.locale() });
    const token = settings.token();
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (input.body !== undefined) headers.set('content-type', 'application/json');
    if (keyed) headers.set('idempotency-key', options.key ?? newKey());

    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const url = (settings.base ?? '') + pathOf(template, input);
    const answer = await send(
      url,
      { method, headers, body, signal: options.signal },
      method === 'GET' || keyed === true,
    );
    if (answer.ok) return (await answer.json()) as Answer<N>;

    const locale = settings.locale().startsWith('en') ? 'en' : 'zh';
    const problem = await readProblem(answer, problemSentence('server_error', locale));
    if (signedOut.has(problem.code)) settings.onSignedOut?.();
    throw problem;
  }

  return { call };
}
