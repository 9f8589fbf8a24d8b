/** What a model may cost, and what is kept of it: on a real database, with a model that answers as it is told. */
import { createHash } from 'node:crypto';
import type { Rule } from '@menzhen/triage';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, newId, openDb, secretsOf, sql, stillClock } from '../../kernel/index.ts';
import { districtHospital } from '../policy/index.ts';
import type { ModelAnswer, ModelQuestion } from './ports.ts';
import { talkModel } from './service-model.ts';

const NOW = Temporal.Instant.from('2026-03-02T01:00:00Z');
const secrets = secretsOf(Buffer.alloc(32, 7));
const rule = { id: 'dyspnoea', level: 2, ask: { zh: '喘得厉害吗？', en: '' } } as Rule;
let fresh: FreshDatabase;
let db: Db;
let talk_id: string;
let asked: ModelQuestion[];
const logged: object[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 2 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});
beforeEach(async () => {
  asked = [];
  talk_id = newId();
  await sql`
    insert into talk (id, account_id, patient_id, teller, locale, started_at, changed_at, state_at)
    values (${talk_id}, ${newId()}, ${newId()}, 'self', 'zh', ${NOW}, ${NOW}, ${NOW})`.execute(db.kysely);
});

const caps = { tokens_a_day: 1_000_000, calls_a_talk: 2, answer_tokens: 50 };
const nothing: ModelAnswer = {
  outcome: 'answered',
  text: '{"findings":[],"level":4}',
  prompt_tokens: 90,
  answer_tokens: 10,
};
function modelThat(answer: () => ModelAnswer, most = caps) {
  const llm = {
    name: 'model-1',
    ask: async (question: ModelQuestion) => {
      asked.push(question);
      return answer();
    },
  };
  const ground = {
    db,
    clock: stillClock(NOW),
    secrets,
    log: { error: (details: object) => void logged.push(details) },
  };
  return talkModel(ground, llm, most);
}
const ask = (text: string, now = NOW) => ({
  ...{ turns: [{ from: 'patient' as const, text }], names: ['李雷'], rules: [rule] },
  ...{ age_months: 240, sex: undefined, locale: 'zh' as const, now, talk_id },
});
const kept = async () =>
  (await sql<Record<string, never>>`select * from model_call where talk_id = ${talk_id} order by id`.execute(db.kysely))
    .rows;

test('a talk asks so often and no more; an answer is asked for with its most tokens', async () => {
  const model = modelThat(() => nothing);
  for (const expected of [{ by: 'model-1' }, { by: 'model-1' }, null])
    expect(await model.interpret(ask('嗓子痒'))).toEqual(expected && expect.objectContaining(expected));
  expect(asked.map(({ most_tokens }) => most_tokens)).toEqual([50, 50]);
});

test('a day costs so much and no more; the next day begins anew', async () => {
  const most = { ...caps, calls_a_talk: 9, tokens_a_day: 1 };
  await sql`truncate model_call`.execute(db.kysely);
  const model = modelThat(() => nothing, most);
  expect(await model.interpret(ask('嗓子痒'))).not.toBeNull();
  expect(await model.interpret(ask('嗓子痒'))).toBeNull();
  expect(await model.interpret(ask('嗓子痒', NOW.add({ hours: 24 })))).not.toBeNull();
});

test.each<[string, ModelAnswer]>([
  ['is slow', { outcome: 'timed_out', code: 'TimeoutError' }],
  ['is cut off', { outcome: 'cut_off', code: 'length' }],
  ['is no JSON', { outcome: 'answered', text: 'Certainly!' }],
])('an answer that %s is none', async (_name, answer) => {
  expect(await modelThat(() => answer).interpret(ask('嗓子痒'))).toBeNull();
});

test('a fault of ours is none either, and is told without a word of the patient', async () => {
  const broken = modelThat(() => {
    throw new Error('嗓子痒');
  });
  expect(await broken.interpret(ask('嗓子痒'))).toBeNull();
  expect(JSON.stringify(logged)).not.toContain('嗓子痒');
});

test('prompt and answer are sealed and hashed; the name that the house knows is in neither', async () => {
  await modelThat(() => nothing).interpret(ask('我是李雷，嗓子痒，电话13812345678'));
  const [row] = (await kept()) as unknown as { id: string; prompt: Buffer; prompt_hash: Buffer; answer_hash: Buffer }[];
  const prompt = secrets.open(row!.prompt, `model_call/${row!.id}/prompt`);
  expect(prompt).not.toMatch(/李雷|13812345678/);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(row!.prompt_hash.toString('hex')).toBe(hash(prompt));
  expect(row!.answer_hash.toString('hex')).toBe(hash('{"findings":[],"level":4}'));
  expect(row!.prompt.includes('嗓子痒')).toBe(false);
});

test('a hospital that says nothing asks no model', () => {
  expect(districtHospital([]).preconsult.model).toBe('off');
});
