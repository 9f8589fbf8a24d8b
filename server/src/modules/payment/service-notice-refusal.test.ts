import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { first, sql } from '../../kernel/index.ts';
import { alarmBetween, NoticeRefusals } from './service-notice-refusal.ts';
import type { PaymentGround } from './tables.ts';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let said: { level: 'warn' | 'error'; message: string; copies?: number }[];
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** One server on the clinic's database. */
function openNode(changes: Partial<PaymentGround> = {}): NoticeRefusals {
  const log = {
    warn: (_: object, message: string) => void said.push({ level: 'warn', message }),
    error: (details: { copies?: number }, message: string) =>
      void said.push({ level: 'error', message, ...(details.copies ? { copies: details.copies } : {}) }),
  };
  const { db, clock, channelClock } = clinic;
  return new NoticeRefusals({ db, clock, log, channelNow: channelClock.now, ...changes } as PaymentGround);
}

const alarms = async (why: string) =>
  (
    await sql<{ copies: number }>`
      select (data->>'copies')::int as copies from fact
      where kind = 'payment.notice_alarm' and data->>'why' = ${why} order by seq
    `.execute(clinic.db.kysely)
  ).rows.map((row) => row.copies);

test.each([
  [0, 1, undefined],
  [8, 9, undefined],
  [9, 10, 10],
  [10, 11, undefined],
  [3, 250, 100],
  [0, 5000, 1000],
  [1000, 9000, undefined],
])('from %i to %i: %s', (before, now, step) => expect(alarmBetween(before, now)).toBe(step));

describe('refused messages', () => {
  test('of several servers are one count, said once, and alarmed once a step', async () => {
    said = [];
    const nodes = [openNode(), openNode(), openNode()];
    for (let i = 0; i < 50; i += 1) for (const node of nodes) await node.note('wechat', 'bad_signature')?.();
    await Promise.all(nodes.map((node) => node.flush()));
    const row = first(
      await sql<{ copies: number }>`
        select copies from payment_notice_refusal where why = 'bad_signature'
      `.execute(clinic.db.kysely),
    );
    expect(row).toEqual({ copies: 150 });
    expect(said.filter(({ level }) => level === 'warn')).toHaveLength(1);
    const told = await alarms('bad_signature');
    expect(said.filter(({ level }) => level === 'error').map(({ copies }) => copies)).toEqual(told);
    // three writes of fifty: the step of ten is passed by the first, a hundred by another
    expect(told).toHaveLength(2);
  });

  test('begin anew with the day', async () => {
    said = [];
    const node = openNode();
    await node.note('alipay', 'bad_body')?.();
    clinic.pass(24 * 3600);
    await node.note('alipay', 'bad_body')?.();
    await node.tidy();
    const { rows } = await sql<{ copies: number }>`
      select copies from payment_notice_refusal where why = 'bad_body'
    `.execute(clinic.db.kysely);
    expect(rows).toEqual([{ copies: 1 }, { copies: 1 }]);
    expect(said).toHaveLength(2);
  });

  test('are kept in mind while the database is away', async () => {
    said = [];
    const away = { pool: { connect: () => Promise.reject(new Error('gone')) } } as never;
    const node = openNode({ db: away });
    await expect(node.note('wechat', 'bad_body')?.()).rejects.toThrow();
    expect(said).toEqual([]);
    expect(node.note('wechat', 'bad_body')).toBeUndefined();
    await expect(node.flush()).rejects.toThrow();
  });
});

test('a nonce is forgotten when its message would be too old, and not before', async () => {
  const nonces = async () =>
    (await sql<{ nonce: string }>`select nonce from payment_nonce`.execute(clinic.db.kysely)).rows.length;
  await sql`
    insert into payment_nonce (channel, nonce, seen_at) values ('wechat', 'n-1', ${clinic.channelClock.now()})
  `.execute(clinic.db.kysely);
  clinic.pass(590);
  await openNode().tidy();
  expect(await nonces()).toBe(1);
  clinic.pass(20);
  await openNode().tidy();
  expect(await nonces()).toBe(0);
});
