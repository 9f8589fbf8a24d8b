/** The hospital's own visits to learn from, and the place where what they taught is kept. */
import { resolve } from 'node:path';
import {
  type Db,
  masterKey,
  openDb,
  readSettings,
  type Secrets,
  secretsOf,
  sql,
} from '../../server/src/kernel/index.ts';
import { insertWeights, newestMapping, useWeights } from '../../server/src/modules/preconsult/store-settings.ts';
import { entryPlace } from '../../server/src/modules/preconsult/reading.ts';
import type { Lesson, Taught } from '../../triage/src/teach.ts';
import { openPostgres } from './postgres.ts';

export interface Hospital {
  /** Confirmed talks whose visit is finished and whose words are still kept, oldest first. */
  lessons(): Promise<Lesson[]>;
  /** The new version; it is used by the talks only when asked for here or in the console. */
  keep(taught: Taught, use: boolean): Promise<number>;
  close(): Promise<void>;
}

/** The database of the settings: the hospital's own, or the one that comes with the house, opened if it is not already. */
export async function openHospital(root: string): Promise<Hospital> {
  const settings = readSettings(process.env);
  const opened = settings.DATABASE_URL ? undefined : await openPostgres(root, resolve(settings.MENZHEN_DATA));
  const db = openDb(settings.DATABASE_URL ?? (opened?.url as string), { connections: 4, name: 'menzhen-train' });
  const secrets = secretsOf(masterKey(settings));
  return {
    lessons: () => lessonsOf(db, secrets),
    keep: (taught, use) => keepWeights(db, taught, use),
    async close() {
      await db.close();
      if (opened && !opened.adopted) await opened.stop();
    },
  };
}

interface VisitRow {
  entry_id: string;
  content: Buffer;
  department_id: string;
  patient_id: string;
  sex: 'male' | 'female';
  age_months: number;
}

/** Oldest first. Of a talk only what was said first counts: that is all there is when a department is first proposed. */
export async function lessonsOf(db: Db, secrets: Secrets): Promise<Lesson[]> {
  const { departments } = await newestMapping(db.kysely);
  const codes = Object.groupBy(Object.keys(departments), (code) => departments[code] as string);
  const { rows } = await sql<VisitRow>`
    select said.id as entry_id, said.content, visit.department_id, patient.id as patient_id, patient.sex,
      (extract(year from age(talk.started_at, patient.birth_date)) * 12
        + extract(month from age(talk.started_at, patient.birth_date)))::integer as age_months
    from visit
    join talk on talk.booking_id = visit.booking_id and talk.state = 'confirmed'
    join patient on patient.id = talk.patient_id
    cross join lateral (
      select id, content from talk_entry
      where talk_id = talk.id and kind = 'said' and withdrawn_at is null order by position limit 1
    ) as said
    where visit.state = 'finished' and said.content is not null
    order by visit.finished_at, visit.id
  `.execute(db.kysely);
  return rows.flatMap(({ entry_id, content, department_id, patient_id, sex, age_months }) => {
    const accept = codes[department_id] ?? [];
    const { text } = JSON.parse(secrets.open(content, entryPlace(entry_id))) as { text: string };
    return accept.length === 0 ? [] : [{ text, profile: { sex, age_months }, accept, person: patient_id }];
  });
}

export function keepWeights(
  db: Db,
  { weights, fitted, held_back, before, after }: Taught,
  use: boolean,
): Promise<number> {
  return db.transact(async (tx) => {
    const version = await insertWeights(tx, {
      made_at: Temporal.Now.instant(),
      visits: fitted,
      held_back,
      before: before.at_1 / held_back,
      after: after.at_1 / held_back,
      weights: { ...weights },
    });
    if (use) await useWeights(tx, version, true);
    return version;
  });
}
