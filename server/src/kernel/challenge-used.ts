/** Answers to challenges that were used: each serves one act, over all nodes. */
import { type Db, sql } from './db.ts';

export interface UsedFor {
  /** The answer's name, as `Challenges.read` gives it. */
  name: string;
  account_id: string;
  /** The act's Idempotency-Key: the same act may come again with the same answer. */
  act: string;
  now: Temporal.Instant;
}

/** True when this answer has not been used for another act; it is then used for this one. */
export async function useChallenge(db: Db, { name, account_id, act, now }: UsedFor): Promise<boolean> {
  const { rows } = await sql`
    insert into challenge_used as u (name, account_id, act, used_at) values (${name}, ${account_id}, ${act}, ${now})
    on conflict (name) do update set used_at = u.used_at where u.account_id = excluded.account_id and u.act = excluded.act
    returning 1
  `.execute(db.kysely);
  return rows.length > 0;
}

/** Kept for longer than any answer lives. */
export async function forgetUsedChallenges(db: Db, now: Temporal.Instant): Promise<void> {
  await sql`delete from challenge_used where used_at < ${now.subtract({ hours: 24 })}`.execute(db.kysely);
}
