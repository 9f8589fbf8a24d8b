/** The invariants of money, each broken on purpose: it must be named. */
import { expect, it } from 'vitest';
import * as world from './small-world.ts';
import { type Breakage, openStage, seen } from './stage.ts';

const { SEEN, CANCELLED, SEEN_ORDER, CANCELLED_ORDER, CASH_ORDER, REFUND, CASE, FETCH } = world;
const { sql, broken, without, fact, post, unpost } = openStage();

const breakages: Breakage[] = [
  [
    'I3',
    'the channel took money that is not counted here',
    async () => {
      await sql(`update payment_order set paid_fen = 0, paid_at = null, state = 'closed' where id = $1`, SEEN_ORDER);
    },
  ],
  [
    'I3',
    'a paid booking was cancelled and nothing promised back',
    () =>
      sql(
        `update payment_order set refund_due_fen = 0, refunded_fen = 0, state = 'paid' where id = $1`,
        CANCELLED_ORDER,
      ),
  ],
  ['I4', 'a patient was seen without paying', () => sql('delete from payment_order where id = $1', SEEN_ORDER)],
  [
    'I4',
    'a patient was seen for nothing and no free order says so',
    async () => {
      await without('booking_fee_adds_up', 'booking');
      await sql('update booking set fee_fen = 0 where id = $1', SEEN);
    },
  ],
  [
    'I4',
    'money went back for good while the visit stays, and nobody waived it',
    () => sql('update payment_order set refund_due_fen = 1000 where id = $1', SEEN_ORDER),
  ],
  ['I5', 'an order gives back more than its refunds say', () => sql('delete from refund where id = $1', REFUND)],
  [
    'I5',
    'the parts of an order are not its amount',
    () => sql(`delete from payment_part where order_id = $1 and kind = 'registration'`, SEEN_ORDER),
  ],
  [
    'I5',
    'a part promises back what no refund names',
    () =>
      sql(
        `update payment_part set refund_due_fen = case kind when 'registration' then 0 else 600 end where order_id = $1`,
        CANCELLED_ORDER,
      ),
  ],
  [
    'I5',
    'a refund names parts of another sum',
    () => sql(`update refund set parts = '[{"kind": "registration", "refund_fen": 400}]' where id = $1`, REFUND),
  ],
  ['I5', 'a number of a receipt is missing', () => sql(`update receipt_series set last = 2 where series = 'R'`)],
  ['I5', 'a paper was thrown away', () => sql(`delete from receipt where series = 'T'`)],
  [
    'I5',
    'a receipt says another amount than was paid',
    () => sql(`update receipt set amount_fen = 900 where series = 'R'`),
  ],
  [
    'I5',
    'a slip tells of money that has not arrived',
    () => sql(`update refund set state = 'processing', settled_at = null where id = $1`, REFUND),
  ],
  ['I5', 'what is paid counts as owed', () => sql(`update payable set own_state = 'due' where id = $1`, SEEN)],
  ['I5', 'what went back counts as kept', () => sql(`update payable set own_state = 'paid' where id = $1`, CANCELLED)],
  [
    'I5',
    'something was waived that nobody gave back',
    () => sql('update payable set waived_fen = 1 where id = $1', SEEN),
  ],
  ['I5', 'a payment is not in the books', () => unpost(`order:${SEEN_ORDER}`)],
  ['I5', 'a promise is not in the books', () => unpost(`refund:${REFUND}`, 'refund_promised')],
  ['I5', 'a refund that arrived is not in the books', () => unpost(`refund:${REFUND}`, 'refund_paid')],
  [
    'I5',
    'a payment is booked as another part of the income',
    () =>
      sql(
        `update ledger_leg set credit = 'income_registration' where part = 'consultation' and channel = 'wechat' and debit = 'channel_wechat'`,
      ),
  ],
  [
    'I5',
    'a payment is booked to another channel',
    () => sql(`update ledger_leg set debit = 'channel_alipay' where debit = 'channel_wechat' and part is not null`),
  ],
  [
    'I5',
    'income is posted that nobody paid',
    () =>
      post(
        { kind: 'captured', source: `order:${world.id(99)}` },
        {
          debit: 'channel_wechat',
          credit: 'income_registration',
          amount_fen: 1,
          part: 'registration',
          channel: 'wechat',
        },
      ),
  ],
  [
    'I5',
    'income is corrected by hand',
    () =>
      post(
        { kind: 'difference_settled', source: 'x:1' },
        { debit: 'bank', credit: 'income_registration', amount_fen: 1 },
      ),
  ],
  ['I5', 'a posting moves nothing', () => post({ kind: 'bill_fees', source: 'x:2' })],
  [
    'I5',
    'a posting stands on another day than its time',
    () => sql(`update ledger_posting set day = day + 1 where source = $1`, `order:${SEEN_ORDER}`),
  ],
  [
    'I5',
    'something is posted into a closed day',
    () =>
      sql(
        `insert into ledger_day (day, closed_at, closed_by, totals) values ('2026-11-23', '2026-11-24T01:00:00Z', 'staff:x', '{"channels": [{"channel": "wechat", "paid_fen": 2000, "refunded_fen": 1000}]}')`,
      ),
  ],
  [
    'I5',
    'cash is taken into no drawer',
    () => sql('update payment_order set drawer_id = null where id = $1', CASH_ORDER),
  ],
  [
    'I5',
    'a drawer that was counted holds money still',
    () =>
      sql(
        `update drawer set state = 'closed', closed_at = $2, closed_by = cashier, expected_fen = 6000, counted_fen = 6000, difference_fen = 0, count = '[]' where id = $1`,
        world.DRAWER,
        world.AS_OF,
      ),
  ],
  [
    'I6',
    'a payment is posted twice',
    async () => {
      await without('ledger_posting_kind_source_key', 'ledger_posting');
      await post(
        { kind: 'captured', source: `order:${SEEN_ORDER}` },
        {
          debit: 'channel_wechat',
          credit: 'income_registration',
          amount_fen: 1,
          part: 'registration',
          channel: 'wechat',
        },
      );
    },
  ],
  ['I7', 'a refund was approved after it was rejected', () => fact('refund.rejected', `refund:${REFUND}`)],
  [
    'I7',
    'a payable became owed again without a word',
    () => sql(`update payable set own_state = 'due' where id = $1`, CANCELLED),
  ],
  [
    'I7',
    'a drawer was closed without a word',
    () => without('drawer_counted', 'drawer').then(() => sql(`update drawer set state = 'closed'`)),
  ],
  ['I11', 'a row of a bill is neither ours nor a case', () => sql('delete from reconciliation_case')],
  [
    'I11',
    'a case is gone though its row stands',
    () =>
      sql(
        `update reconciliation_case set state = 'settled', settled_at = $1, settled_by = 'explained', explanation = 'ours_came', gone_at = $1`,
        world.AS_OF,
      ),
  ],
  ['I11', 'a case tells of another sum', () => sql('update reconciliation_case set effect_fen = 301')],
  [
    'I11',
    'a bill tells of another amount than we count',
    () => sql(`update bill_row set amount_fen = 999 where merchant_no = 'refund-1'`),
  ],
  [
    'I11',
    'no bill tells of a payment though all were read',
    async () => {
      await sql('delete from bill_row where n = 1');
      await sql(
        `insert into bill (channel, day, state, fetch_id, matched_at) values ('wechat', '2026-11-24', 'matched', $1, $2)`,
        world.id(96),
        world.AS_OF,
      );
    },
  ],
  ['I11', 'a bill was not posted', () => unpost(`bill:wechat:2026-11-23:${FETCH}`)],
  ['I11', 'a difference was not posted', () => unpost(`difference:${CASE}`)],
  [
    'I11',
    'a day was closed over an open case',
    () =>
      sql(
        `insert into ledger_day (day, closed_at, closed_by, totals) values ('2026-11-23', '2026-11-24T01:00:00Z', 'staff:x', '{"channels": []}')`,
      ),
  ],
  [
    'I5',
    'the facts tell of money that the order does not have',
    () => fact('payment.paid', `payment:${SEEN_ORDER}`, '04:00', { order_id: SEEN_ORDER, amount_fen: 1 }),
  ],
  [
    'I6',
    'a payment counted twice',
    () => fact('payment.paid', `payment:${SEEN_ORDER}`, '04:00', { order_id: SEEN_ORDER, amount_fen: 1000 }),
  ],
];

it.each(breakages)('%s is named when %s', async (id, _how, act) => {
  await act();
  expect(await broken()).toContain(id);
});

it('I3 is named by what the channel says alone', async () => {
  const [first, second] = world.gateway();
  const unknown = { channel: 'alipay' as const, merchant_order_no: 'nobody', taken_fen: 500, refunds: [] };
  expect(await broken({ ...seen(), gateway: [first!, second!, unknown] })).toEqual(['I3']);
  expect(await broken({ ...seen(), gateway: [second!] })).toEqual(['I3']);
  expect(await broken({ ...seen(), gateway: [first!, { ...second!, refunds: [] }] })).toEqual(['I3']);
});
