import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { audit, listAudit, verifyAudit } from './audit.ts';
import { type Db, inTransaction, openDb, sql, type Tx } from './db.ts';

let fresh: FreshDatabase;
let db: Db;
const entry = (n: number) => ({
  at: Temporal.Instant.from('2026-03-02T00:00:00.123456789Z').add({ seconds: n }),
  actor: 'staff:1',
  action: 'patient.unmasked',
  patient_id: null,
  reason: `第 ${n} 次`,
});
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url);
  // all at once: the chain has one order all the same
  await Promise.all(Array.from({ length: 8 }, (_, n) => inTransaction(db, (tx) => audit(tx, entry(n)))));
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** Verifies after a change that is then taken back. */
async function verifiedAfter(change: (tx: Tx) => Promise<unknown>) {
  let seen: Awaited<ReturnType<typeof verifyAudit>> | undefined;
  await inTransaction(db, async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx); // an attacker with the whole database
    await change(tx);
    seen = await verifyAudit(tx);
    throw new Error('taken back');
  }).catch(() => {});
  return seen;
}

test('entries written at the same moment make one whole chain', async () => {
  expect(await verifyAudit(db.kysely)).toEqual({ whole: true, entries: 8, broken_at: null });
});

test('a changed entry shows, and which', async () => {
  const [, second] = (await listAudit(db.kysely, { limit: 10 })).toReversed();
  const change = (tx: Tx) => sql`update audit set reason = '公务' where seq = ${second!.seq}`.execute(tx);
  expect(await verifiedAfter(change)).toEqual({ whole: false, entries: 1, broken_at: second!.seq });
});

test('a removed entry shows at the one after it', async () => {
  const [, second, third] = (await listAudit(db.kysely, { limit: 10 })).toReversed();
  const change = (tx: Tx) => sql`delete from audit where seq = ${second!.seq}`.execute(tx);
  expect(await verifiedAfter(change)).toMatchObject({ whole: false, broken_at: third!.seq });
});

test('the newest come first, and a page continues under the last', async () => {
  const all = await listAudit(db.kysely, { limit: 100 });
  const first = await listAudit(db.kysely, { limit: 3 });
  const second = await listAudit(db.kysely, { limit: 100, before: first.at(-1)!.seq });
  expect([...first, ...second]).toEqual(all);
  expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => b - a));
});
