/** SQL of talks, their entries and flags. Writes hold the talk's row first. */
import type { TalkState } from '@menzhen/contract';
import type { Level } from '@menzhen/triage';
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { EntryRow, FlagRow, TalkRow } from './tables.ts';

const columns = sql.raw(
  'id, account_id, patient_id, teller, locale, state, version, level, asked, characters, booking_id, proposed, proposed_codes, confidence, started_at, changed_at, state_at, confirmed_at, words_gone_at',
);

/** Who begins to tell of a patient stands in line with who does so on another phone. */
export async function lockTeller(tx: Tx, account_id: string, patient_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`talk ${account_id} ${patient_id}`}, 0))`.execute(tx);
}

export type NewTalk = Pick<TalkRow, 'id' | 'account_id' | 'patient_id' | 'teller' | 'locale' | 'booking_id'>;
export async function insertTalk(tx: Tx, talk: NewTalk, at: Temporal.Instant): Promise<TalkRow> {
  const row = first(
    await sql<TalkRow>`
      insert into talk (id, account_id, patient_id, teller, locale, booking_id, started_at, changed_at, state_at)
      values (${talk.id}, ${talk.account_id}, ${talk.patient_id}, ${talk.teller}, ${talk.locale}, ${talk.booking_id}, ${at}, ${at}, ${at})
      returning ${columns}
    `.execute(tx),
  );
  return row!;
}

export async function talkById(tx: Tx, id: string): Promise<TalkRow | undefined> {
  return first(await sql<TalkRow>`select ${columns} from talk where id = ${id}`.execute(tx));
}

/** Held until the transaction ends. */
export async function holdTalk(tx: Tx, id: string): Promise<TalkRow | undefined> {
  return first(await sql<TalkRow>`select ${columns} from talk where id = ${id} for no key update`.execute(tx));
}

export async function talkOfBooking(tx: Tx, booking_id: string): Promise<TalkRow | undefined> {
  return first(
    await sql<TalkRow>`select ${columns} from talk where booking_id = ${booking_id} and state <> 'abandoned'`.execute(
      tx,
    ),
  );
}

export async function openTalkOf(tx: Tx, account_id: string, patient_id: string): Promise<TalkRow | undefined> {
  return first(
    await sql<TalkRow>`
      select ${columns} from talk
      where account_id = ${account_id} and patient_id = ${patient_id} and state in ('open', 'ready') for no key update
    `.execute(tx),
  );
}

export async function talksOfAccount(
  tx: Tx,
  ask: { account_id: string; patient_id: string | null; booking_id: string | null; limit: number },
): Promise<TalkRow[]> {
  const { rows } = await sql<TalkRow>`
    select ${columns} from talk
    where account_id = ${ask.account_id}
      and (${ask.patient_id}::uuid is null or patient_id = ${ask.patient_id}::uuid)
      and (${ask.booking_id}::uuid is null or booking_id = ${ask.booking_id}::uuid)
    order by started_at desc, id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

export async function begunSince(tx: Tx, account_id: string, since: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from talk where account_id = ${account_id} and started_at > ${since}
  `.execute(tx);
  return rows[0]!.n;
}

export interface TalkChange {
  state?: TalkState;
  level?: Level;
  asked?: number;
  characters?: number;
  booking_id?: string | null;
  proposed?: string[] | null;
  proposed_codes?: string[] | null;
  confidence?: number | null;
}
/** The row is held; its version goes up by one. */
export async function updateTalk(tx: Tx, was: TalkRow, change: TalkChange, at: Temporal.Instant): Promise<TalkRow> {
  const now = { ...was, ...change };
  const moved = now.state !== was.state;
  const row = first(
    await sql<TalkRow>`
      update talk set state = ${now.state}, level = ${now.level}, asked = ${now.asked}, characters = ${now.characters},
        booking_id = ${now.booking_id}, proposed = ${now.proposed}::uuid[], proposed_codes = ${now.proposed_codes}::text[],
        confidence = ${now.confidence}, version = version + 1, changed_at = ${at},
        state_at = case when ${moved} then ${at} else state_at end,
        confirmed_at = case when ${now.state === 'confirmed'} then coalesce(confirmed_at, ${at}) end
      where id = ${was.id} returning ${columns}
    `.execute(tx),
  );
  return row!;
}

export async function entriesOf(tx: Tx, talk_id: string): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select id, talk_id, position, kind, question_id, content, at, withdrawn_at from talk_entry
    where talk_id = ${talk_id} and withdrawn_at is null order by position
  `.execute(tx);
  return rows;
}

export async function firstSaid(tx: Tx, talk_ids: string[]): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select distinct on (talk_id) id, talk_id, position, kind, question_id, content, at, withdrawn_at from talk_entry
    where talk_id = any(${talk_ids}::uuid[]) and kind = 'said' and withdrawn_at is null order by talk_id, position
  `.execute(tx);
  return rows;
}

/** Writings since then, taken back or not; and the next free position. */
export async function pace(
  tx: Tx,
  talk_id: string,
  since: Temporal.Instant,
): Promise<{ recent: number; next_position: number }> {
  const { rows } = await sql<{ recent: number; next_position: number }>`
    select (count(*) filter (where at > ${since} and kind <> 'asked'))::integer as recent,
      coalesce(max(position) + 1, 0)::integer as next_position
    from talk_entry where talk_id = ${talk_id}
  `.execute(tx);
  return rows[0]!;
}

export type NewEntry = Omit<EntryRow, 'withdrawn_at'>;
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<void> {
  await sql`
    insert into talk_entry (id, talk_id, position, kind, question_id, content, at)
    values (${entry.id}, ${entry.talk_id}, ${entry.position}, ${entry.kind}, ${entry.question_id}, ${entry.content}, ${entry.at})
  `.execute(tx);
}

export async function withdrawEntries(tx: Tx, ids: string[], at: Temporal.Instant): Promise<void> {
  await sql`update talk_entry set withdrawn_at = ${at} where id = any(${ids}::uuid[])`.execute(tx);
}

const flagColumns = sql.raw('talk_id, rule, family, level, state, source, concepts, because, raised_at, denied_at');
export async function flagsOf(tx: Tx, talk_ids: string[]): Promise<FlagRow[]> {
  const { rows } = await sql<FlagRow>`
    select ${flagColumns} from talk_flag where talk_id = any(${talk_ids}::uuid[]) order by level, rule
  `.execute(tx);
  return rows;
}

export async function putFlag(
  tx: Tx,
  flag: Omit<FlagRow, 'raised_at' | 'denied_at'>,
  at: Temporal.Instant,
): Promise<void> {
  const denied_at = flag.state === 'denied' ? at : null;
  const because = JSON.stringify(flag.because);
  await sql`
    insert into talk_flag (talk_id, rule, family, level, state, source, concepts, because, raised_at, denied_at)
    values (${flag.talk_id}, ${flag.rule}, ${flag.family}, ${flag.level}, ${flag.state}, ${flag.source},
      ${flag.concepts}::text[], ${because}::jsonb, ${at}, ${denied_at})
    on conflict (talk_id, rule) do update set level = excluded.level, state = excluded.state, source = excluded.source,
      concepts = excluded.concepts, because = excluded.because, denied_at = excluded.denied_at
  `.execute(tx);
}

/** Joined, and its booking has not been seen to fall away. */
export async function confirmedWithBooking(tx: Tx, since: Temporal.Instant): Promise<TalkRow[]> {
  const { rows } = await sql<TalkRow>`
    select ${columns} from talk
    where state = 'confirmed' and booking_id is not null and words_gone_at is null and confirmed_at >= ${since}
    order by confirmed_at, id
  `.execute(tx);
  return rows;
}

/** Takes away what was said in talks that have rested since then; returns the talks. */
export async function forgetWords(tx: Tx, before: Temporal.Instant, at: Temporal.Instant): Promise<TalkRow[]> {
  const { rows } = await sql<TalkRow>`
    update talk set words_gone_at = ${at}
    where id in (select id from talk where words_gone_at is null and changed_at < ${before} order by changed_at limit 200)
    returning ${columns}
  `.execute(tx);
  const ids = rows.map(({ id }) => id);
  await sql`update talk_entry set content = null where talk_id = any(${ids}::uuid[])`.execute(tx);
  return rows;
}
