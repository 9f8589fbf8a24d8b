import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../checks/kit/postgres.ts';
import { type Db, newId, openDb, secretsOf, sql } from '../../server/src/kernel/index.ts';
import { entryPlace } from '../../server/src/modules/preconsult/reading.ts';
import { keepWeights, lessonsOf } from './triage-hospital.ts';

const secrets = secretsOf(Buffer.alloc(32, 7));
const [skin, inner] = [newId(), newId()];
let fresh: FreshDatabase;
let db: Db;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 4 });
  const departments = JSON.stringify({ derm: skin, gi: inner, resp: inner });
  await sql`insert into preconsult_mapping values (1, ${departments}::jsonb, 'staff:admin', now())`.execute(db.kysely);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

interface Visit {
  said: string[];
  department: string;
  finished?: boolean;
  confirmed?: boolean;
  kept?: boolean;
  day: number;
}

async function visit({ said, department, finished = true, confirmed = true, kept = true, day }: Visit): Promise<void> {
  const [patient, talk, booking] = [newId(), newId(), newId()];
  const at = Temporal.Instant.from('2026-03-02T01:00:00Z').add({ hours: 24 * day });
  const bytes = Buffer.from(patient);
  await sql`
    insert into patient (id, id_kind, id_sealed, id_index, name_sealed, name_index, phone_sealed, phone_index, sex, birth_date, payer_class, registered_at)
    values (${patient}, 'passport', ${bytes}, ${bytes}, ${bytes}, ${bytes}, ${bytes}, ${bytes}, 'female', '2004-01-02', 'student', ${at})
  `.execute(db.kysely);
  await sql`
    insert into talk (id, account_id, patient_id, teller, locale, state, booking_id, started_at, changed_at, state_at, confirmed_at)
    values (${talk}, ${newId()}, ${patient}, 'self', 'zh', ${confirmed ? 'confirmed' : 'ready'}, ${booking}, ${at}, ${at}, ${at}, ${confirmed ? at : null})
  `.execute(db.kysely);
  for (const [position, text] of said.entries()) {
    const id = newId();
    const content = kept ? secrets.seal(JSON.stringify({ text }), entryPlace(id)) : null;
    await sql`
      insert into talk_entry (id, talk_id, position, kind, content, at) values (${id}, ${talk}, ${position}, 'said', ${content}, ${at})
    `.execute(db.kysely);
  }
  await sql`
    insert into visit (id, booking_id, ticket_id, patient_id, department_id, doctor_id, state, started_at, finished_at, note)
    values (${newId()}, ${booking}, ${newId()}, ${patient}, ${department}, ${newId()}, ${finished ? 'finished' : 'in_consultation'},
      ${at}, ${finished ? at : null}, ${bytes})
  `.execute(db.kysely);
}

test('lessons are the first words of confirmed talks, with the department that finally saw the patient, oldest first', async () => {
  await visit({ said: ['胃胀', '没有发烧'], department: inner, day: 2 });
  await visit({ said: ['长痘'], department: skin, day: 1 });
  await visit({ said: ['还没看完'], department: skin, day: 3, finished: false });
  await visit({ said: ['没有确认'], department: skin, day: 3, confirmed: false });
  await visit({ said: ['已经不保存'], department: skin, day: 3, kept: false });
  await visit({ said: ['没有对应的科室'], department: newId(), day: 3 });
  const lessons = await lessonsOf(db, secrets);
  expect(lessons.map(({ person: _, ...lesson }) => lesson)).toEqual([
    { text: '长痘', profile: { sex: 'female', age_months: 266 }, accept: ['derm'] },
    { text: '胃胀', profile: { sex: 'female', age_months: 266 }, accept: ['gi', 'resp'] },
  ]);
});

test('weights are kept as a new version, in use only when asked for', async () => {
  const hits = { at_1: 50, at_3: 60 };
  const weights = { kind: 'linear-1' as const, visits: 400, features: { '^': { gi: 0.5 } } };
  const taught = { weights, fitted: 400, held_back: 100, before: hits, after: { at_1: 60, at_3: 70 } };
  expect(await keepWeights(db, taught, false)).toBe(1);
  expect(await keepWeights(db, taught, true)).toBe(2);
  const { rows } =
    await sql`select version, visits, before, after, active, weights from triage_weights order by version`.execute(
      db.kysely,
    );
  expect(rows).toEqual([
    { version: 1, visits: 400, before: 0.5, after: 0.6, active: false, weights },
    { version: 2, visits: 400, before: 0.5, after: 0.6, active: true, weights },
  ]);
});
