import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type Db, newId, openDb, secretsOf, sql } from '../kernel/index.ts';
import { readFirstWords } from '../modules/preconsult/first-words.ts';
import type { PreconsultGround } from '../modules/preconsult/ports.ts';
import { entryPlace } from '../modules/preconsult/reading.ts';
import { visitOfBooking } from '../modules/visit/store.ts';
import { visitsToLearnFrom } from './learn-from-visits.ts';

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

const card = { name: '李小明', sex: 'female', birth_date: '2004-01-02' };
const ground = {
  secrets,
  needs: {
    cards: async (_tx: unknown, ids: string[]) => new Map(ids.map((id) => [id, card])),
    policy: async () => ({ most_questions: 12 }),
  },
} as never as PreconsultGround;

async function visit({ said, department, finished = true, confirmed = true, kept = true, day }: Visit): Promise<void> {
  const [patient, talk, booking] = [newId(), newId(), newId()];
  const at = Temporal.Instant.from('2026-03-02T01:00:00Z').add({ hours: 24 * day });
  const bytes = Buffer.from('note');
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

test('what is learned from are the first words of confirmed talks, with the department that finally saw the patient', async () => {
  await visit({ said: ['胃胀', '没有发烧'], department: inner, day: 2 });
  await visit({ said: ['长痘'], department: skin, day: 1 });
  await visit({ said: ['还没看完'], department: skin, day: 3, finished: false });
  await visit({ said: ['没有确认'], department: skin, day: 3, confirmed: false });
  await visit({ said: ['已经不保存'], department: skin, day: 3, kept: false });
  await visit({ said: ['没有对应的科室'], department: newId(), day: 4 });
  await visit({ said: ['太早'], department: skin, day: -30 });
  const seen = await visitsToLearnFrom(
    {
      db,
      visit: { visitOf: visitOfBooking },
      preconsult: { firstWords: (tx, since) => readFirstWords(tx, ground, since) },
    },
    Temporal.Instant.from('2026-03-01T00:00:00Z'),
  );
  expect(seen.map(({ text, age_months, sex, accept }) => ({ text, age_months, sex, accept }))).toEqual([
    { text: '长痘', age_months: 266, sex: 'female', accept: ['derm'] },
    { text: '胃胀', age_months: 266, sex: 'female', accept: ['gi', 'resp'] },
    { text: '没有对应的科室', age_months: 266, sex: 'female', accept: [] },
  ]);
  expect(new Set(seen.map(({ patient_id }) => patient_id)).size).toBe(3);
});
