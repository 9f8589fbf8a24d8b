/** A drawer on a real database, with the real ledger: floats, counts, and two windows at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../../checks/kit/postgres.ts';
import { inTransaction, newId, openDb, Refusal, sql, stillClock, type Tx } from '../../kernel/index.ts';
import { openLedger } from '../ledger/index.ts';
import { openDrawers } from './index.ts';

const at = Temporal.Instant.from('2026-03-02T00:00:00Z');
let database: Awaited<ReturnType<typeof freshDatabase>>;
let db: ReturnType<typeof openDb>;
let drawer: ReturnType<typeof openDrawers>;
let ledger: ReturnType<typeof openLedger>;

beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(database.url, { connections: 12 });
  const people = { staffNames: async () => new Map<string, string>() };
  ledger = openLedger({ db, clock: stillClock(at), people, catalog: {} as never });
  drawer = openDrawers({ db, ledger, ...people });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const inTx = <T>(story: (tx: Tx) => Promise<T>) => inTransaction(db, story);
const deedOf = (cashier: string) => ({ at, actor: `staff:${cashier}` });
const openOf = (cashier: string, opening_fen = 20_000) =>
  inTx((tx) => drawer.open(tx, { cashier, place: '1 号窗口', opening_fen }, deedOf(cashier)));
const cashIn = (id: string) => ledger.cashOfDrawer(db.kysely, id);
const codeOf = (error: unknown) => (error instanceof Refusal ? error.code : String(error));
const outcomes = (all: PromiseSettledResult<unknown>[]) =>
  all.map((one) => (one.status === 'fulfilled' ? 'done' : codeOf(one.reason))).sort();

/** As a cash payment of that amount is posted by payment. */
const takeCash = (cashier: string, amount_fen: number) =>
  inTx(async (tx) => {
    const { id: drawer_id } = await drawer.lockOpen(tx, cashier);
    const leg = { debit: 'cash', credit: 'income_registration', amount_fen, channel: 'cash', drawer_id } as const;
    await ledger.post(tx, { kind: 'captured', source: `order:${newId()}`, ...deedOf(cashier), legs: [leg] });
  });
const handBack = (cashier: string, amount_fen: number) =>
  inTx(async (tx) => {
    const own = await drawer.lockOpen(tx, cashier);
    await drawer.keepEnough(tx, own, amount_fen);
    const leg = { debit: 'refunds_owed', credit: 'cash', amount_fen, channel: 'cash', drawer_id: own.id } as const;
    await ledger.post(tx, { kind: 'refund_paid', source: `refund:${newId()}`, ...deedOf(cashier), legs: [leg] });
  });
const close = (
  id: string,
  by: string,
  count: { face_fen: 10000 | 5000 | 500 | 100; pieces: number }[],
  note?: string,
) => inTx((tx) => drawer.close(tx, { id, by, of_anybody: false, count, note: note ?? null }, deedOf(by)));

test('a day at the window: float, takings, a refund, a walk to the safe, and a count that is one yuan short', async () => {
  const cashier = newId();
  const { id } = await openOf(cashier);
  await takeCash(cashier, 1_500);
  await takeCash(cashier, 10_000);
  await handBack(cashier, 500);
  const move = { id, cashier, direction: 'to_safe', amount_fen: 10_000, reason: '上午缴款' } as const;
  await inTx((tx) => drawer.move(tx, move, deedOf(cashier)));
  expect(await cashIn(id)).toBe(21_000);

  const count = [
    { face_fen: 10000, pieces: 2 },
    { face_fen: 500, pieces: 1 },
    { face_fen: 100, pieces: 4 },
  ] as const;
  await expect(close(id, cashier, [...count])).rejects.toMatchObject({ code: 'drawer_count_wrong' });
  expect(await cashIn(id)).toBe(21_000);
  const closed = await close(id, cashier, [...count], '可能多找了一元');
  expect(closed).toMatchObject({ state: 'closed', expected_fen: 21_000, counted_fen: 20_900, difference_fen: -100 });
  // the counted cash went to the safe, what is missing to cash over and short
  expect(await cashIn(id)).toBe(0);
  const { rows } = await sql<{ account: string; amount_fen: number }>`
    select account, sum(amount_fen)::bigint as amount_fen from ledger_line where drawer_id = ${id} group by 1 order by 1
  `.execute(db.kysely);
  expect(Object.fromEntries(rows.map((row) => [row.account, row.amount_fen]))).toMatchObject({
    bank: 10_900,
    cash: 0,
    cash_over_short: 100,
    income_registration: -11_500,
    refunds_owed: 500,
  });
  const facts = await sql<{
    kind: string;
  }>`select kind from fact where subject = ${`drawer:${id}`} order by seq`.execute(db.kysely);
  expect(facts.rows.map((row) => row.kind)).toEqual(['drawer.opened', 'drawer.moved', 'drawer.closed']);
});

test('cash leaves only a drawer that holds it, and only one’s own', async () => {
  const [cashier, colleague] = [newId(), newId()];
  const { id } = await openOf(cashier, 1_000);
  await expect(handBack(cashier, 1_001)).rejects.toMatchObject({ code: 'drawer_short' });
  await expect(takeCash(colleague, 100)).rejects.toMatchObject({ code: 'drawer_not_open' });
  const move = { id, direction: 'to_safe', amount_fen: 1_001, reason: '缴款' } as const;
  await expect(inTx((tx) => drawer.move(tx, { ...move, cashier }, deedOf(cashier)))).rejects.toMatchObject({
    code: 'drawer_short',
  });
  await expect(inTx((tx) => drawer.move(tx, { ...move, cashier: colleague }, deedOf(colleague)))).rejects.toMatchObject(
    { code: 'not_found' },
  );
  await expect(close(id, colleague, [])).rejects.toMatchObject({ code: 'not_found' });
  const counted = { id, by: colleague, of_anybody: true, count: [{ face_fen: 500 as const, pieces: 2 }], note: null };
  const closed = await inTx((tx) => drawer.close(tx, counted, deedOf(colleague)));
  expect(closed).toMatchObject({ closed_by: colleague, cashier, difference_fen: 0 });
});

test('one face named twice is no count', async () => {
  const cashier = newId();
  const { id } = await openOf(cashier, 1_000);
  const line = { face_fen: 500 as const, pieces: 1 };
  await expect(close(id, cashier, [line, line])).rejects.toMatchObject({ code: 'input_invalid' });
});

test('two windows open at once: one drawer', async () => {
  const cashier = newId();
  const all = await Promise.allSettled([1, 2, 3, 4].map(() => openOf(cashier)));
  expect(outcomes(all)).toEqual(['done', 'drawer_open_already', 'drawer_open_already', 'drawer_open_already']);
});

test('two windows close at once: counted once, and the cash goes to the safe once', async () => {
  const cashier = newId();
  const { id } = await openOf(cashier, 10_000);
  const all = await Promise.allSettled([1, 2, 3].map(() => close(id, cashier, [{ face_fen: 10000, pieces: 1 }])));
  expect(outcomes(all)).toEqual(['done', 'drawer_closed', 'drawer_closed']);
  expect(await cashIn(id)).toBe(0);
});

test('cash taken while the drawer is being counted is either in the count or refused', async () => {
  for (let round = 0; round < 8; round += 1) {
    const cashier = newId();
    const { id } = await openOf(cashier, 10_000);
    const [closing, taking] = await Promise.allSettled([
      close(id, cashier, [{ face_fen: 10000, pieces: 1 }]),
      takeCash(cashier, 1_500),
    ]);
    const ends = [closing.status, taking.status];
    if (closing.status === 'fulfilled')
      expect(codeOf((taking as PromiseRejectedResult).reason)).toBe('drawer_not_open');
    else expect([codeOf(closing.reason), ends[1]]).toEqual(['drawer_count_wrong', 'fulfilled']);
  }
});

test('two refunds at once cannot hand back the same notes', async () => {
  const cashier = newId();
  const { id } = await openOf(cashier, 1_500);
  const all = await Promise.allSettled([1, 2, 3].map(() => handBack(cashier, 1_000)));
  expect(outcomes(all)).toEqual(['done', 'drawer_short', 'drawer_short']);
  expect(await cashIn(id)).toBe(500);
});
