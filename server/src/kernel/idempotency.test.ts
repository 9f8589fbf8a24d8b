import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type Db, openDb, sql, type Tx } from './db.ts';
import { bodyHash, forgetOldKeys, type OnceAsk, runOnce } from './idempotency.ts';
import { Refusal } from './problem.ts';
import { secretsOf } from './secrets.ts';

const secrets = secretsOf(randomBytes(32));
const now = Temporal.Instant.from('2026-03-02T00:00:00Z');
let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url);
  await sql`create table effect (key text not null)`.execute(db.kysely);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const ask = (key: string, changes: Partial<OnceAsk> = {}): OnceAsk => ({
  actor: 'account:1',
  route: 'bookingHold',
  key,
  body_hash: bodyHash({ slot: 1 }),
  now,
  ...changes,
});
/** Leaves one row; its answer is new every time it really runs. */
const story = (key: string) => async (tx: Tx) => {
  await sql`insert into effect (key) values (${key})`.execute(tx);
  await sleep(20);
  return { name: '李小明', random: Math.random() };
};
const effects = async (key: string) =>
  (await sql`select 1 from effect where key = ${key}`.execute(db.kysely)).rows.length;

test('however often and however close together: one effect, one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => runOnce(db, secrets, ask('a'))(story('a'))));
  const later = await runOnce(db, secrets, ask('a'))(story('a'));
  expect(new Set([...answers, later].map((answer) => answer.random)).size).toBe(1);
  expect(await effects('a')).toBe(1);
});

test('the same key with another body is refused and does nothing', async () => {
  await runOnce(db, secrets, ask('b'))(story('b'));
  const other = ask('b', { body_hash: bodyHash({ slot: 2 }) });
  await expect(runOnce(db, secrets, other)(story('b'))).rejects.toThrow('idempotency_key_reused');
  expect(await effects('b')).toBe(1);
});

test('a key belongs to its caller and its route', async () => {
  await runOnce(db, secrets, ask('c'))(story('c'));
  await runOnce(db, secrets, ask('c', { actor: 'account:2' }))(story('c'));
  await runOnce(db, secrets, ask('c', { route: 'patientAdd' }))(story('c'));
  expect(await effects('c')).toBe(3);
});

test('a first try that was refused leaves nothing, and the key may be used again', async () => {
  const refused = runOnce(
    db,
    secrets,
    ask('d'),
  )(async (tx) => {
    await story('d')(tx);
    throw new Refusal('slot_full');
  });
  await expect(refused).rejects.toThrow('slot_full');
  expect(await effects('d')).toBe(0);
  await runOnce(db, secrets, ask('d', { body_hash: bodyHash('another') }))(story('d'));
  expect(await effects('d')).toBe(1);
});

test('remembered answers are sealed, and forgotten after two days', async () => {
  await runOnce(db, secrets, ask('e'))(story('e'));
  const { rows } = await sql<{ answer: Buffer }>`select answer from idempotency where key = 'e'`.execute(db.kysely);
  expect(rows[0]!.answer.includes('李小明')).toBe(false);
  await forgetOldKeys(db, now.add({ hours: 47 }));
  await runOnce(db, secrets, ask('e'))(story('e'));
  expect(await effects('e')).toBe(1);
  await forgetOldKeys(db, now.add({ hours: 49 }));
  await runOnce(db, secrets, ask('e'))(story('e'));
  expect(await effects('e')).toBe(2);
});
