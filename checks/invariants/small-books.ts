/** The books of the small world: its drawer and postings, the channel's bill of its day, and the one difference in it. */
import type pg from 'pg';
import {
  at,
  CANCELLED_ORDER,
  CASE,
  CASH_ORDER,
  CASHIER,
  DAY,
  DRAWER,
  FETCH,
  id,
  insert,
  noOf,
  PARTS,
  REFUND,
  SEEN_ORDER,
} from './small-world.ts';

/** The drawer that the cash went into, and every posting of the world. */
export async function books(client: pg.Client): Promise<void> {
  const opened = { place: '1', state: 'open', opening_fen: 5000, opened_at: at('00:01') };
  await insert(client, 'drawer', { id: DRAWER, cashier: CASHIER, ...opened });
  const inDrawer = { drawer_id: DRAWER, cashier: `staff:${CASHIER}` };
  const float = { kind: 'drawer_float', source: `drawer_opening:${DRAWER}`, clock: '00:01' };
  await post(client, float, [{ debit: 'cash', credit: 'bank', amount_fen: 5000, ...inDrawer }]);
  for (const [order, channel, debit, clock] of [
    [SEEN_ORDER, 'wechat', 'channel_wechat', '00:02'],
    [CANCELLED_ORDER, 'wechat', 'channel_wechat', '00:02'],
    [CASH_ORDER, 'cash', 'cash', '00:02'],
  ] as const) {
    const tags = channel === 'cash' ? { channel, ...inDrawer } : { channel };
    const legs = PARTS.map(({ kind, amount_fen }) => ({
      debit,
      credit: `income_${kind}`,
      amount_fen,
      part: kind,
      ...tags,
    }));
    await post(client, { kind: 'captured', source: `order:${order}`, clock }, legs);
  }
  const back = PARTS.map(({ kind, amount_fen }) => ({ part: kind, amount_fen, channel: 'wechat' }));
  const promised = back.map((leg) => ({ ...leg, debit: `income_${leg.part}`, credit: 'refunds_owed' }));
  await post(client, { kind: 'refund_promised', source: `refund:${REFUND}`, clock: '00:05' }, promised);
  const paid = back.map((leg) => ({ ...leg, debit: 'refunds_owed', credit: 'channel_wechat' }));
  await post(client, { kind: 'refund_paid', source: `refund:${REFUND}`, clock: '00:05' }, paid);
}

let postings = 0;
export async function post(
  client: pg.Client,
  { clock, ...posting }: { kind: string; source: string; clock: string },
  legs: Record<string, unknown>[],
): Promise<void> {
  postings += 1;
  const posting_id = id(1000 + postings);
  await insert(client, 'ledger_posting', { id: posting_id, at: at(clock), day: DAY, actor: 'test', ...posting });
  for (const [n, leg] of legs.entries()) await insert(client, 'ledger_leg', { posting_id, n: n + 1, ...leg });
}

/** The channel's bill of the day tells of all, and of a payment nobody here knows, which stands as a case. */
export async function bill(client: pg.Client): Promise<void> {
  const sums = { rows_n: 4, paid_fen: 2300, refunded_fen: 1000, fee_fen: 0, posted_net_fen: 1300, posted_fee_fen: 0 };
  const read = { state: 'matched', fetch_id: FETCH, matched_at: at('04:30'), next_try_at: null };
  await insert(client, 'bill', { channel: 'wechat', day: DAY, ...read, ...sums });
  const rows = [
    { kind: 'paid', merchant_no: noOf(SEEN_ORDER), amount_fen: 1000 },
    { kind: 'paid', merchant_no: noOf(CANCELLED_ORDER), amount_fen: 1000 },
    { kind: 'refund', merchant_no: 'refund-1', amount_fen: 1000 },
    { kind: 'paid', merchant_no: 'stray', amount_fen: 300 },
  ];
  for (const [n, row] of rows.entries()) {
    const rest = { merchant_order_no: row.merchant_no, channel_no: '', fee_fen: 0, at: at('00:05'), status: 'SUCCESS' };
    await insert(client, 'bill_row', { fetch_id: FETCH, n: n + 1, ...row, ...rest });
  }
  const found = {
    channel: 'wechat',
    day: DAY,
    kind: 'unknown_here',
    money: 'paid',
    key: 'paid:stray',
    effect_fen: 300,
  };
  const stray = { merchant_no: 'stray', merchant_order_no: 'stray', bill_n: 4, bill_fen: 300 };
  await insert(client, 'reconciliation_case', {
    id: CASE,
    ...found,
    ...stray,
    opened_at: at('04:30'),
    round_id: id(93),
  });
  const [channel, wechat] = ['wechat', 'channel_wechat'];
  const settled = { debit: 'bank', credit: wechat, amount_fen: 1300, channel };
  await post(client, { kind: 'bill_settled', source: `bill:wechat:${DAY}:${FETCH}`, clock: '04:30' }, [settled]);
  const difference = { debit: wechat, credit: 'differences', amount_fen: 300, channel };
  await post(client, { kind: 'difference_found', source: `difference:${CASE}`, clock: '04:30' }, [difference]);
}
