/**
 * HTTP as the contract declares it: every route of the table is registered here with its schemas, its roles and its
 * problems, so that a module only writes handlers. Errors leave as RFC 9457 problems and nothing else.
 */
import {
  type AnswerOf,
  type BodyOf,
  type Contract,
  contract,
  type ParamsOf,
  type QueryOf,
  type RouteName,
  type RouteSpec,
} from '@menzhen/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import type { Db } from './db.ts';
import type { Visit } from './doorway.ts';
import { faultPoint } from './fault.ts';
import { FileAnswer } from './file-answer.ts';
import { bodyHash, plainRun, type Run, runOnce } from './idempotency.ts';
import { Prepared, takesGzip } from './prepared.ts';
import { Refusal } from './problem.ts';
import type { Secrets } from './secrets.ts';
import {
  type Actor,
  actorName,
  type BoardActor,
  type PatientActor,
  type Sessions,
  type StaffActor,
} from './session.ts';

type ActorOf<R extends RouteSpec> = R['who'] extends 'anyone'
  ? Actor | undefined
  : R['who'] extends 'patient'
    ? PatientActor
    : R['who'] extends 'board'
      ? BoardActor
      : R['who'] extends 'signed_in'
        ? Actor
        : StaffActor;

export type Locale = 'zh' | 'en';
/** What a handler gets: checked input, who asks, and how to open the one transaction. */
export interface Ask<R extends RouteSpec> {
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  actor: ActorOf<R>;
  locale: Locale;
  now: Temporal.Instant;
  ip: string;
  /** On routes with a door: since when it is on its way. */
  visit: Visit | undefined;
  /** Opens the use case's transaction; remembers the answer when the route is idempotent. */
  run: Run;
  /** The caller's key, on idempotent routes. */
  idempotency_key: string;
  headers: Record<string, string | string[] | undefined>;
  /** The exact bytes received (payment notices are signed over them). */
  raw_body: Uint8Array;
}
type Answered<R extends RouteSpec> = R['prepared'] extends true
  ? Prepared<AnswerOf<R>>
  : R['file'] extends string
    ? FileAnswer
    : AnswerOf<R>;
export type Handler<R extends RouteSpec> = (ask: Ask<R>) => Promise<Answered<R>> | Answered<R>;
export type Handlers<Names extends RouteName = RouteName> = { [K in Names]: Handler<Contract[K]> };

export interface HttpGround {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  sessions: Sessions;
  /** Looks at a request of these routes before its body is read or its session looked up; throws what it refuses. */
  doors?: Partial<Record<RouteName, (request: FastifyRequest) => Visit>>;
}

export const localeOf = (header: string | undefined): Locale => (/^\s*en\b/i.test(header ?? '') ? 'en' : 'zh');
const bearer = (header: string | undefined): string | undefined => /^Bearer ([\w-]{20,100})$/.exec(header ?? '')?.[1];

/** The session behind a token, or the refusal that says why not. */
export async function actorOfToken(ground: HttpGround, token: string | undefined): Promise<Actor> {
  if (!token) throw new Refusal('sign_in_required');
  const actor = await ground.sessions.find(token, ground.clock.now());
  if (actor === 'expired') throw new Refusal('session_expired');
  if (!actor) throw new Refusal('sign_in_required');
  return actor;
}

/** A check that could not run counts as not passed: only a listed role gets through. */
function allowed(spec: RouteSpec, actor: Actor): boolean {
  const { who } = spec;
  if (who === 'anyone' || who === 'signed_in') return true;
  if (typeof who === 'string') return actor.kind === who;
  return actor.kind === 'staff' && actor.roles.some((scope) => who.includes(scope.role));
}

async function identify(ground: HttpGround, spec: RouteSpec, request: FastifyRequest): Promise<Actor | undefined> {
  if (spec.who === 'anyone') return undefined;
  const actor = await actorOfToken(ground, bearer(request.headers.authorization));
  if (!allowed(spec, actor)) throw new Refusal('not_allowed');
  return actor;
}

function keyOf(spec: RouteSpec, request: FastifyRequest): string {
  if (!spec.idempotent) return '';
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,100}$/.test(key)) throw new Refusal('idempotency_key_missing');
  return key;
}

async function askOf(
  ground: HttpGround,
  name: RouteName,
  spec: RouteSpec,
  request: FastifyRequest,
): Promise<Ask<RouteSpec>> {
  const actor = await identify(ground, spec, request);
  const now = ground.clock.now();
  const key = keyOf(spec, request);
  const run = spec.idempotent
    ? runOnce(ground.db, ground.secrets, {
        actor: actor ? actorName(actor) : request.ip,
        route: name,
        key,
        body_hash: bodyHash([request.params, request.body]),
        now,
      })
    : plainRun(ground.db);
  return {
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    actor: actor as never,
    locale: localeOf(request.headers['accept-language']),
    now,
    ip: request.ip,
    visit: visits.get(request),
    run,
    idempotency_key: key,
    headers: request.headers,
    raw_body: (request as { rawBody?: Uint8Array }).rawBody ?? new Uint8Array(),
  };
}

const visits = new WeakMap<FastifyRequest, Visit>();
/** A visit that is broken off ends too: nobody waits for it. */
const passing = (door: (request: FastifyRequest) => Visit) => async (request: FastifyRequest, reply: FastifyReply) => {
  const visit = door(request);
  visits.set(request, visit);
  reply.raw.once('close', visit.done);
};

/** Where a body may be large, whoever may not send it is refused before any of it is read. */
const knowing = (ground: HttpGround, spec: RouteSpec) => async (request: FastifyRequest) => {
  await identify(ground, spec, request);
};

/** Sent as it is; who has it already is told so, and who reads gzip gets the small one. */
function sendPrepared(request: FastifyRequest, reply: FastifyReply, answer: Prepared): FastifyReply {
  reply.header('etag', answer.etag).header('vary', 'Accept-Encoding, Accept-Language, Authorization');
  if (answer.isKnownAs(request.headers['if-none-match'])) return reply.code(304).send();
  reply.header('content-type', 'application/json; charset=utf-8');
  if (!takesGzip(request.headers['accept-encoding'] as string | undefined)) return reply.send(answer.body);
  return reply.header('content-encoding', 'gzip').send(answer.gzip);
}

/** Shown by whoever can show it; saved under its name by whoever cannot. */
function sendFile(spec: RouteSpec, reply: FastifyReply, { name, bytes }: FileAnswer): FastifyReply {
  return reply.type(spec.file!).header('content-disposition', `inline; filename="${name}"`).send(Buffer.from(bytes));
}

/** Registers every route of the contract; the type of `handlers` leaves none out. */
export function registerRoutes(
  app: FastifyInstance,
  ground: HttpGround,
  handlers: Handlers,
  only: (spec: RouteSpec) => boolean,
): void {
  for (const [name, spec] of Object.entries(contract) as [RouteName, RouteSpec][]) {
    if (!only(spec)) continue;
    const handle = handlers[name] as unknown as Handler<RouteSpec>;
    const status = spec.status ?? 200;
    const door = ground.doors?.[name];
    app.route({
      method: spec.method,
      url: spec.path,
      onRequest: [...(door ? [passing(door)] : []), ...(spec.body_limit_bytes ? [knowing(ground, spec)] : [])],
      ...(spec.body_limit_bytes ? { bodyLimit: spec.body_limit_bytes } : {}),
      schema: {
        ...(spec.params ? { params: spec.params } : {}),
        ...(spec.query ? { querystring: spec.query } : {}),
        ...(spec.body ? { body: spec.body } : {}),
        // bytes pass the schema's serialiser by
        ...(spec.file ? {} : { response: { [status]: spec.answer } }),
      },
      async handler(request: FastifyRequest, reply: FastifyReply) {
        const visit = visits.get(request);
        visit?.received();
        const answer = await askOf(ground, name, spec, request).then(handle).finally(visit?.done);
        if (spec.method !== 'GET') faultPoint('after-commit-before-answer');
        reply.header('cache-control', spec.etag ? 'no-cache' : 'no-store');
        reply.header('vary', 'Accept-Language, Authorization');
        if (answer instanceof Prepared) return sendPrepared(request, reply, answer);
        if (answer instanceof FileAnswer) return sendFile(spec, reply, answer);
        if (typeof answer === 'string') reply.type('text/plain; charset=utf-8');
        return reply.code(status).send(answer);
      },
    });
  }
}
