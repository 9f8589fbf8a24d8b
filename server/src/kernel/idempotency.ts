/**
 * A POST that creates may arrive twice. The key's row, the effect and the answer commit together; a second arrival waits
 * for the first one's commit and gets its answer again. A refused or crashed first try leaves nothing, so it may be retried.
 */
import { createHash } from 'node:crypto';
import { type Db, first, inTransaction, sql, type Tx } from './db.ts';
import { Refusal } from './problem.ts';
import type { Secrets } from './secrets.ts';

/** How a service opens its one transaction; for idempotent routes the answer is remembered with it. */
export type Run = <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;

export const plainRun =
  (db: Db): Run =>
  (story) =>
    inTransaction(db, story);

export const bodyHash = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex');

interface KeyRow {
  body_hash: string;
  answer: Buffer | null;
}

/** Answers are sealed: they may hold a patient's name. */
const place = (ask: OnceAsk): string => `idempotency/${ask.actor}/${ask.route}/${ask.key}`;

export interface OnceAsk {
  actor: string;
  route: string;
  key: string;
  body_hash: string;
  now: Temporal.Instant;
}

export function runOnce(db: Db, secrets: Secrets, ask: OnceAsk): Run {
  return <T>(story: (tx: Tx) => Promise<T>): Promise<T> =>
    inTransaction(db, async (tx) => {
      const mine = first(
        await sql`
          insert into idempotency (actor, route, key, body_hash, at)
          values (${ask.actor}, ${ask.route}, ${ask.key}, ${ask.body_hash}, ${ask.now})
          on conflict do nothing returning 1
        `.execute(tx),
      );
      if (!mine) return replay<T>(tx, secrets, ask);
      const answer = await story(tx);
      const sealed = secrets.seal(JSON.stringify(answer), place(ask));
      await sql`
        update idempotency set answer = ${sealed} where actor = ${ask.actor} and route = ${ask.route} and key = ${ask.key}
      `.execute(tx);
      return answer;
    });
}

async function replay<T>(tx: Tx, secrets: Secrets, ask: OnceAsk): Promise<T> {
  const before = first(
    await sql<KeyRow>`
      select body_hash, answer from idempotency where actor = ${ask.actor} and route = ${ask.route} and key = ${ask.key}
    `.execute(tx),
  );
  if (!before?.answer) throw new Refusal('idempotency_in_progress');
  if (before.body_hash !== ask.body_hash) throw new Refusal('idempotency_key_reused');
  return JSON.parse(secrets.open(before.answer, place(ask))) as T;
}

/** Keys are kept for two days: longer than any client retries. */
export async function forgetOldKeys(db: Db, now: Temporal.Instant): Promise<void> {
  await sql`delete from idempotency where at < ${now.subtract({ hours: 48 })}`.execute(db.kysely);
}
