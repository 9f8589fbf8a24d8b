/** A hospital that took money before there was a ledger: 0021 brings its orders over, and the books begin with what they were. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { migrate } from '../../kernel/migrate.ts';
import { asItWasBefore } from '../../kernel/testing/as-it-was.ts';

let database: FreshDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const ORDER = `
  insert into payment_order (id, merchant_order_no, payable_kind, payable_id, patient_id, channel, state, amount_fen, description,
    created_at, expires_at, close_at, started_at, channel_expires_at, paid_fen, paid_at, refund_due_fen, refunded_fen)
  select gen_random_uuid(), 'ORDER' || n, 'booking', payable, payable, channel, state, 1500, '挂号费', at, at, at, at, at,
    paid, case when paid > 0 then at end, due, refunded
  from (values
    (1, '00000000-0000-4000-8000-000000000001'::uuid, 'wechat', 'paid', 1500, 0, 0),
    (2, '00000000-0000-4000-8000-000000000002'::uuid, 'cash', 'refunded', 1500, 1500, 1500),
    (3, '00000000-0000-4000-8000-000000000003'::uuid, 'wechat', 'partly_refunded', 1500, 900, 500),
    (4, '00000000-0000-4000-8000-000000000004'::uuid, 'wechat', 'paying', 0, 0, 0),
    (5, '00000000-0000-4000-8000-000000000005'::uuid, 'wechat', 'closed', 0, 0, 0),
    (6, '00000000-0000-4000-8000-000000000005'::uuid, 'card', 'paid', 1500, 0, 0)
  ) as o(n, payable, channel, state, paid, due, refunded), (select timestamptz '2026-11-20T09:00:00+08:00' as at) as t`;
const REFUND = `
  insert into refund (id, order_id, merchant_refund_no, state, refund_fen, reason, actor, requested_at, settled_at, next_try_at)
  select gen_random_uuid(), id, 'REFUND' || n || merchant_order_no, r.state, fen, '退号', 'account:1', at, case when r.state = 'succeeded' then at end,
    case when r.state <> 'succeeded' then at end
  from (values ('ORDER2', 1, 'succeeded', 1500), ('ORDER3', 1, 'succeeded', 500), ('ORDER3', 2, 'processing', 400)) as r(no, n, state, fen)
    join payment_order on merchant_order_no = no, (select timestamptz '2026-11-21T09:00:00+08:00' as at) as t`;

it('keeps every fen, in payables, parts and books', async () => {
  await asItWasBefore(client, '0021');
  await client.query(ORDER);
  await client.query(REFUND);
  expect(await migrate(database.url)).toContain('0021_money.sql');
  const all = async (text: string) => (await client.query(text)).rows;
  expect(await all('select right(id::text, 1) as n, whole_state from payable order by id')).toEqual([
    { n: '1', whole_state: 'paid' },
    { n: '2', whole_state: 'refunded' },
    { n: '3', whole_state: 'paid' },
    { n: '4', whole_state: 'due' },
    { n: '5', whole_state: 'paid' },
  ]);
  expect(await all('select sum(amount_fen)::int as sum from ledger_line')).toEqual([{ sum: 0 }]);
  const books =
    'select account, sum(amount_fen)::int as fen from ledger_line group by account having sum(amount_fen) <> 0 order by 1';
  expect(await all(books)).toEqual([
    { account: 'card_terminal', fen: 1500 },
    { account: 'channel_wechat', fen: 2500 },
    { account: 'income_registration', fen: -3600 },
    { account: 'refunds_owed', fen: -400 },
  ]);
  expect(await all('select sum(amount_fen)::int as amount, sum(refund_due_fen)::int as due from payment_part')).toEqual(
    [{ amount: 9000, due: 2400 }],
  );
  expect(
    await all(
      'select kind, count(*)::int as n, sum(amount_fen)::int as fen from payment_movement group by 1 order by 1',
    ),
  ).toEqual([
    { kind: 'paid', n: 4, fen: 6000 },
    { kind: 'refund', n: 2, fen: 2000 },
  ]);
});

const PAYABLE = `
  insert into payable (kind, id, patient_id, payer_class, amount_fen, own_fen, own_state, insurance_state, created_at)
  select 'booking', id, id, 'student', 1500, 1500, 'paid', 'none', '2026-11-20T09:00:00+08:00'
  from (values ('00000000-0000-4000-8000-000000000001'::uuid), ('00000000-0000-4000-8000-000000000002')) as p(id);
  insert into fact (at, kind, version, subject, actor, data)
  values ('2026-11-20T09:07:00+08:00', 'payable.paid', 1, 'payable:00000000-0000-4000-8000-000000000001', 'channel:wechat', '{}')`;

it('knows since when a payable is as it is, from the record', async () => {
  await asItWasBefore(client, '0033');
  await client.query(PAYABLE);
  expect(await migrate(database.url)).toContain('0033_payable_moved.sql');
  const moved = await client.query<{ minutes: number }>(
    `select extract(minute from moved_at)::int as minutes from payable order by id`,
  );
  expect(moved.rows.map(({ minutes }) => minutes)).toEqual([7, 0]);
});
