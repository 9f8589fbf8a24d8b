/** SQL of what a hospital sets and teaches: its departments, learned weights, and consents to a model. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { Learned } from './ports.ts';

export interface Mapping {
  version: number;
  /** Engine code -> the hospital's department. */
  departments: Record<string, string>;
}

export async function newestMapping(tx: Tx): Promise<Mapping> {
  const row = first(
    await sql<Mapping>`select version, departments from preconsult_mapping order by version desc limit 1`.execute(tx),
  );
  return row ?? { version: 0, departments: {} };
}

/** The next version; undefined when another than the seen one is the newest. */
export async function insertMapping(
  tx: Tx,
  ask: { seen: number; departments: Record<string, string>; by: string; at: Temporal.Instant },
): Promise<number | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended('preconsult_mapping', 0))`.execute(tx);
  const row = first(
    await sql<{ version: number }>`
      insert into preconsult_mapping (version, departments, made_by, made_at)
      select newest.version + 1, ${JSON.stringify(ask.departments)}::jsonb, ${ask.by}, ${ask.at}
      from (select coalesce(max(version), 0) as version from preconsult_mapping) as newest
      where newest.version = ${ask.seen}
      returning version
    `.execute(tx),
  );
  return row?.version;
}

export interface WeightsRow {
  version: number;
  made_at: Temporal.Instant;
  visits: number;
  held_back: number;
  before: number;
  after: number;
  active: boolean;
}

export async function listWeights(tx: Tx): Promise<WeightsRow[]> {
  const { rows } = await sql<WeightsRow>`
    select version, made_at, visits, held_back, before, after, active from triage_weights order by version desc limit 20
  `.execute(tx);
  return rows;
}

export async function activeWeightsVersion(tx: Tx): Promise<number | null> {
  const row = first(await sql<{ version: number }>`select version from triage_weights where active`.execute(tx));
  return row?.version ?? null;
}

export async function activeWeights(tx: Tx): Promise<Learned | null> {
  const row = first(await sql<{ weights: Learned }>`select weights from triage_weights where active`.execute(tx));
  return row?.weights ?? null;
}

export interface LearnedWeightsRow {
  made_at: Temporal.Instant;
  visits: number;
  held_back: number;
  before: number;
  after: number;
  weights: Learned;
}
/** Kept, not yet in use. */
export async function insertWeights(tx: Tx, learned: LearnedWeightsRow): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('triage_weights', 0))`.execute(tx);
  const row = first(
    await sql<{ version: number }>`
      insert into triage_weights (version, made_at, visits, held_back, before, after, weights)
      select coalesce(max(version), 0) + 1, ${learned.made_at}, ${learned.visits}::integer, ${learned.held_back}::integer,
        ${learned.before}::double precision, ${learned.after}::double precision, ${JSON.stringify(learned.weights)}::jsonb
      from triage_weights
      returning version
    `.execute(tx),
  );
  return row!.version;
}

/** At most one is in use; false: there is no such version. */
export async function useWeights(tx: Tx, version: number, active: boolean): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended('triage_weights', 0))`.execute(tx);
  if (active) await sql`update triage_weights set active = false where active and version <> ${version}`.execute(tx);
  const done = await sql`update triage_weights set active = ${active} where version = ${version}`.execute(tx);
  return done.numAffectedRows === 1n;
}

export interface NewConsent {
  id: string;
  account_id: string;
  patient_id: string;
  talk_id: string;
  given: boolean;
  at: Temporal.Instant;
}
export async function insertConsent(tx: Tx, consent: NewConsent): Promise<void> {
  await sql`
    insert into preconsult_consent (id, account_id, patient_id, talk_id, purpose, given, at)
    values (${consent.id}, ${consent.account_id}, ${consent.patient_id}, ${consent.talk_id}, 'model', ${consent.given}, ${consent.at})
  `.execute(tx);
}

/** What was said last of each patient of whom it was ever said; the newest first. */
export async function standingConsents(
  tx: Tx,
  account_id: string,
): Promise<Pick<NewConsent, 'patient_id' | 'talk_id' | 'given' | 'at'>[]> {
  const { rows } = await sql<Pick<NewConsent, 'patient_id' | 'talk_id' | 'given' | 'at'>>`
    select patient_id, talk_id, given, at from (
      select distinct on (patient_id) patient_id, talk_id, given, at from preconsult_consent
      where account_id = ${account_id} and purpose = 'model' order by patient_id, at desc, given
    ) newest order by at desc, patient_id
  `.execute(tx);
  return rows;
}

/** What was said last, of two words of one moment the no; null: nothing was. */
export async function modelConsent(tx: Tx, account_id: string, patient_id: string): Promise<boolean | null> {
  const row = first(
    await sql<{ given: boolean }>`
      select given from preconsult_consent
      where account_id = ${account_id} and patient_id = ${patient_id} and purpose = 'model' order by at desc, given limit 1
    `.execute(tx),
  );
  return row?.given ?? null;
}
