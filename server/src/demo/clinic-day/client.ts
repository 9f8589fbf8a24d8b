/** Asks the house as the apps do: by the contract's routes, through HTTP, without a socket. */
import { type AnswerOf, type BodyOf, type Contract, contract, type RouteName, type RouteSpec } from '@menzhen/contract';
import { newId } from '../../kernel/index.ts';

interface Injected {
  statusCode: number;
  body: string;
}
export interface Injectable {
  inject(ask: {
    method: RouteSpec['method'];
    url: string;
    headers: Record<string, string>;
    payload?: string;
  }): Promise<Injected>;
}

/** Somebody who is signed in; `signIn` gets a new token when the old one is over. */
export interface Signed {
  /** As an answer's history names who asked. */
  actor: string;
  token?: string | undefined;
  /** Set while signing in, so that acts at the same moment sign in once. */
  signing?: Promise<void> | undefined;
  signIn(): Promise<string>;
}
export type Reply<N extends RouteName> =
  | { ok: true; status: number; body: AnswerOf<Contract[N]> }
  | { ok: false; status: number; code: string; detail: string };
export interface Question<N extends RouteName> {
  as?: Signed | undefined;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: BodyOf<Contract[N]>;
  key?: string;
}
/** Every answer, for whoever keeps a history of them. */
export interface Answered {
  route: RouteName;
  actor: string;
  key?: string | undefined;
  status: number;
  code?: string | undefined;
  body: unknown;
}

export type Ask = <N extends RouteName>(name: N, question?: Question<N>) => Promise<Reply<N>>;

function addressOf(spec: RouteSpec, { params = {}, query }: Question<RouteName>): string {
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return query ? `${path}?${new URLSearchParams(query)}` : path;
}

function renew(signed: Signed): Promise<void> {
  signed.signing ??= signed
    .signIn()
    .then((token) => {
      signed.token = token;
    })
    .finally(() => {
      signed.signing = undefined;
    });
  return signed.signing;
}

/** @throws Error when an answer says that the server failed: a clinic day must not meet a 500 */
export function clientOf(http: Injectable, note: (answered: Answered) => void): Ask {
  async function once(name: RouteName, question: Question<RouteName>) {
    const spec: RouteSpec = contract[name];
    const { as, body } = question;
    // an act that is not told twice on purpose is one of its own
    const key = question.key ?? (spec.idempotent ? newId() : undefined);
    const { statusCode, body: text } = await http.inject({
      method: spec.method,
      url: addressOf(spec, question),
      headers: {
        ...(as?.token ? { authorization: `Bearer ${as.token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    });
    const answer = JSON.parse(text);
    note({ route: name, actor: as?.actor ?? 'anyone', key, status: statusCode, code: answer.code, body: answer });
    if (statusCode === 500) throw new Error(`${name} failed: ${text}`);
    return statusCode < 300
      ? { ok: true as const, status: statusCode, body: answer }
      : { ok: false as const, status: statusCode, code: String(answer.code), detail: String(answer.detail) };
  }
  const ask = async (name: RouteName, question: Question<RouteName> = {}) => {
    const { as } = question;
    if (as && !as.token) await renew(as);
    const used = as?.token;
    const reply = await once(name, question);
    if (reply.ok || !as || reply.status !== 401) return reply;
    if (as.token === used) await renew(as);
    return once(name, question);
  };
  return ask as Ask;
}

/** The answer, or an Error that says what was refused: for what must succeed. */
export async function must<N extends RouteName>(name: N, reply: Promise<Reply<N>>): Promise<AnswerOf<Contract[N]>> {
  const got = await reply;
  if (!got.ok) throw new Error(`${name} was refused: ${got.code}, ${got.detail}`);
  return got.body;
}
