/**
 * Who is asking. Opaque 256-bit tokens; only their SHA-256 is kept. A small cache keeps the rush off the database:
 * an entry lives 3 seconds, so a session ended on another node stops within that time, on this one at once.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@menzhen/contract';
import { type Db, sql, type Tx } from './db.ts';
import { Lane } from './lane.ts';

export interface RoleScope {
  role: Role;
  /** null: the whole hospital. */
  department_id: string | null;
}
export type Actor =
  | { kind: 'patient'; id: string; name: null; session: string; expires_at: Temporal.Instant }
  | {
      kind: 'staff';
      id: string;
      name: string;
      roles: RoleScope[];
      doctor_id: string | null;
      session: string;
      expires_at: Temporal.Instant;
    }
  | { kind: 'board'; id: string; name: string; session: string; expires_at: Temporal.Instant };
export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type PatientActor = Extract<Actor, { kind: 'patient' }>;
export type BoardActor = Extract<Actor, { kind: 'board' }>;

/** As facts and audit name an actor. */
export const actorName = (actor: Actor): string => `${actor.kind === 'patient' ? 'account' : actor.kind}:${actor.id}`;
export const has = (actor: StaffActor, role: Role): boolean => actor.roles.some((scope) => scope.role === role);
/** Departments a member of staff may act in for these roles; null: all of them. */
export function departmentScope(actor: StaffActor, roles: readonly Role[]): string[] | null {
  const scopes = actor.roles.filter((scope) => roles.includes(scope.role));
  return scopes.some((scope) => scope.department_id === null) ? null : scopes.map((scope) => scope.department_id!);
}

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

interface SessionRow {
  hash: string;
  kind: Actor['kind'];
  holder_id: string;
  expires_at: Temporal.Instant;
  idle_until: Temporal.Instant;
  idle_minutes: number;
  ended_at: Temporal.Instant | null;
}

/** Opens a session; the token is returned once and kept nowhere. */
export async function openSession(
  tx: Tx,
  ask: {
    kind: Actor['kind'];
    holder_id: string;
    now: Temporal.Instant;
    lasts: Temporal.Duration;
    idle_minutes: number;
  },
): Promise<{ token: string; expires_at: Temporal.Instant }> {
  const token = randomBytes(32).toString('base64url');
  const expires_at = ask.now.add({ minutes: Math.round(ask.lasts.total('minutes')) });
  await sql`
    insert into session_token (hash, kind, holder_id, created_at, expires_at, idle_minutes, idle_until)
    values (${tokenHash(token)}, ${ask.kind}, ${ask.holder_id}, ${ask.now}, ${expires_at}, ${ask.idle_minutes}, ${ask.now.add({ minutes: ask.idle_minutes })})
  `.execute(tx);
  return { token, expires_at };
}

/** Fills in the holder's present name and roles; given by the people and catalog modules through app.ts. */
export type HolderLookup = (
  kind: Actor['kind'],
  id: string,
) => Promise<
  | Omit<StaffActor, 'session' | 'expires_at'>
  | Omit<PatientActor, 'session' | 'expires_at'>
  | Omit<BoardActor, 'session' | 'expires_at'>
  | undefined
>;

export interface Sessions {
  find(token: string, now: Temporal.Instant): Promise<Actor | 'expired' | undefined>;
  /**
   * Which of the sessions with these hashes are over. Watching is how a phone and a board use theirs; a member of staff must
   * act to keep one, so that an abandoned screen goes dark.
   */
  overAmong(sessions: readonly string[], now: Temporal.Instant): Promise<Set<string>>;
  end(actor: Actor): Promise<void>;
  /** Ends every session of a holder (disabled, password changed). */
  endAll(tx: Tx, kind: Actor['kind'], holder_id: string, except?: string): Promise<void>;
}

const CACHE_MS = 3_000;
const CACHE_SIZE = 50_000;

const isOver = (row: SessionRow, now: Temporal.Instant): boolean =>
  row.ended_at !== null || [row.expires_at, row.idle_until].some((until) => Temporal.Instant.compare(until, now) <= 0);

export function sessions(db: Db, lookup: HolderLookup): Sessions {
  const cache = new Map<string, { actor: Actor; until_ms: number }>();

  /** Written only when a twentieth of the idle time has gone, so that a rush of reads stays a rush of reads. */
  async function touch(row: SessionRow, now: Temporal.Instant): Promise<void> {
    const idle_until = now.add({ minutes: row.idle_minutes });
    if (idle_until.since(row.idle_until).total('minutes') < row.idle_minutes / 20) return;
    await sql`update session_token set idle_until = ${idle_until} where hash = ${row.hash}`.execute(db.kysely);
  }

  // In the rush everyone comes with a token of their own: those that arrive together are read together.
  const rows = new Lane<string, SessionRow | undefined>({
    most: 256,
    onlyOncePer: (hash) => hash,
    async work(hashes) {
      const found = await sql<SessionRow>`
        select hash, kind, holder_id, expires_at, idle_until, idle_minutes, ended_at from session_token where hash = any(${hashes}::text[])
      `.execute(db.kysely);
      const byHash = new Map(found.rows.map((row) => [row.hash, row]));
      return hashes.map((hash) => byHash.get(hash));
    },
  });

  async function load(hash: string, now: Temporal.Instant): Promise<Actor | 'expired' | undefined> {
    const row = await rows.ask(hash);
    if (!row) return undefined;
    if (isOver(row, now)) return 'expired';
    await touch(row, now);
    const holder = await lookup(row.kind, row.holder_id);
    return holder ? ({ ...holder, session: hash, expires_at: row.expires_at } as Actor) : 'expired';
  }

  // Who presses ten times while the first is being looked up is looked up once; else a hammered server drowns in its own queue.
  const looking = new Map<string, Promise<Actor | 'expired' | undefined>>();
  function loadOnce(hash: string, now: Temporal.Instant): Promise<Actor | 'expired' | undefined> {
    const running = looking.get(hash);
    if (running) return running;
    const mine = load(hash, now).finally(() => looking.delete(hash));
    looking.set(hash, mine);
    return mine;
  }

  return {
    async find(token, now) {
      const hash = tokenHash(token);
      const hit = cache.get(hash);
      if (hit && hit.until_ms > performance.now() && Temporal.Instant.compare(hit.actor.expires_at, now) > 0)
        return hit.actor;
      const actor = await loadOnce(hash, now);
      if (typeof actor === 'object') {
        if (cache.size >= CACHE_SIZE) cache.clear();
        cache.set(hash, { actor, until_ms: performance.now() + CACHE_MS });
      }
      return actor;
    },
    async overAmong(hashes, now) {
      // a hall of thousands asks all the time, and nearly all go on: only who does not is sent here and read
      const { rows: over } = await sql<{ hash: string }>`
        select asked.hash from unnest(${hashes}::text[]) as asked(hash) left join session_token s on s.hash = asked.hash
        where s.hash is null or s.ended_at is not null or least(s.expires_at, s.idle_until) <= ${now}
      `.execute(db.kysely);
      // as touch, for many
      await sql`
        update session_token set idle_until = ${now}::timestamptz + make_interval(mins => idle_minutes)
        where hash = any(${hashes}::text[]) and kind <> 'staff' and ended_at is null and least(expires_at, idle_until) > ${now}
          and idle_until <= ${now}::timestamptz + make_interval(secs => idle_minutes * 57)
      `.execute(db.kysely);
      return new Set(over.map(({ hash }) => hash));
    },
    async end(actor) {
      cache.delete(actor.session);
      await sql`update session_token set ended_at = now() where hash = ${actor.session}`.execute(db.kysely);
    },
    async endAll(tx, kind, holder_id, except) {
      cache.clear();
      await sql`
        update session_token set ended_at = now()
        where kind = ${kind} and holder_id = ${holder_id} and ended_at is null and hash is distinct from ${except ?? null}
      `.execute(tx);
    },
  };
}
