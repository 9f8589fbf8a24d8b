/** What a day's bill is about, before a channel writes it in its own form. */
import { createHash } from 'node:crypto';
import type { Channel, ContentDifference, Order, Refund } from '../rows.ts';
import type { World } from '../world.ts';
import { syntheticEntries } from './synthetic.ts';

/** One row: a payment, or with `refund` a refund. */
export interface Entry {
  at_ms: number;
  placed_at_ms: number;
  transaction_id: string;
  out_trade_no: string;
  trade_type: string;
  /** The payer as the channel names them. */
  payer: string;
  description: string;
  attach: string;
  total_fen: number;
  refund?: Pick<Refund, 'refund_id' | 'out_refund_no' | 'refund_fen' | 'status' | 'created_at_ms' | 'success_at_ms'>;
}

/** @returns undefined for a text that is no date */
export function plainDate(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

/** Bills are there from 10:00 of the following day. */
export function isBillReady(world: World, day: Temporal.PlainDate): boolean {
  const ready = day.add({ days: 1 }).toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '10:00' });
  return world.clock.nowMs() >= ready.epochMilliseconds && world.store.faults.bill_difference !== 'late';
}

/**
 * The rows of a day, newest first and then the invented ones, with the one difference that the faults asked for when
 * this bill was first written: a bill that was looked at never changes. Made row by row, so that no bill is too long.
 */
export function* entriesOfDay(world: World, channel: Channel, day: Temporal.PlainDate): Generator<Entry> {
  const real = realEntries(world, channel, day);
  const invented = world.store.billFillRows(channel, day.toString());
  const difference = flawOf(world, channel, day.toString());
  const chosen = chosenRow(day, real.length + invented);
  let at = 0;
  for (const entry of real) {
    yield* withDifference(entry, at === chosen ? difference : 'none');
    at += 1;
  }
  const inventedEntry = syntheticEntries(channel, day);
  for (let i = 0; i < invented; i += 1) {
    yield* withDifference(inventedEntry(i), at === chosen ? difference : 'none');
    at += 1;
  }
}

/** Whether anything happened on that day; a day without trade has no bill. */
export const hasEntries = (world: World, channel: Channel, day: Temporal.PlainDate) =>
  !entriesOfDay(world, channel, day).next().done;

function realEntries(world: World, channel: Channel, day: Temporal.PlainDate): Entry[] {
  const start = day.toZonedDateTime('Asia/Shanghai');
  const [startMs, endMs] = [start.epochMilliseconds, start.add({ days: 1 }).epochMilliseconds];
  const onDay = (ms: number | undefined) => ms !== undefined && startMs <= ms && ms < endMs;
  const entries: Entry[] = [];
  for (const order of world.store.orders.values()) {
    if (order.channel === channel && onDay(order.success_at_ms)) entries.push(entryOf(order));
  }
  for (const refund of world.store.refunds.values()) {
    if (refund.channel === channel && isBilled(refund) && onDay(billedAtMs(refund))) {
      entries.push(entryOf(world.store.orderOf(refund), refund));
    }
  }
  return entries.sort((a, b) => b.at_ms - a.at_ms);
}

/** WeChat's bill has a refund from the day it was asked for, Alipay's when the money has moved. */
const isBilled = ({ channel, status }: Refund) => (channel === 'wechat' ? status !== 'CLOSED' : status === 'SUCCESS');

const billedAtMs = (refund: Refund) => (refund.channel === 'wechat' ? refund.created_at_ms : refund.success_at_ms);

function entryOf(order: Order, refund?: Refund): Entry {
  return {
    at_ms: refund ? billedAtMs(refund)! : order.success_at_ms!,
    placed_at_ms: order.created_at_ms,
    transaction_id: order.transaction_id!,
    out_trade_no: order.out_trade_no,
    trade_type: order.trade_type,
    payer: (order.channel === 'wechat' ? order.payer_openid : order.buyer_id) ?? '',
    description: order.description,
    attach: (order.channel === 'wechat' ? order.attach : order.body) ?? '',
    total_fen: order.total_fen,
    ...(refund && { refund }),
  };
}

const CONTENT_DIFFERENCES: readonly string[] = ['missing_row', 'extra_row', 'different_amount'];

function flawOf(world: World, channel: Channel, billDate: string): ContentDifference {
  const known = world.store.billFlaw(channel, billDate);
  if (known) return known.difference;
  const asked = world.store.faults.bill_difference;
  const difference = CONTENT_DIFFERENCES.includes(asked) ? (asked as ContentDifference) : 'none';
  world.store.putBillFlaw({ channel, bill_date: billDate, difference });
  return difference;
}

/** Any row of the day, but the same one each time. */
const chosenRow = (day: Temporal.PlainDate, rows: number) =>
  rows === 0 ? -1 : createHash('sha1').update(day.toString()).digest().readUInt32BE() % rows;

function withDifference(entry: Entry, difference: ContentDifference): Entry[] {
  switch (difference) {
    case 'none':
      return [entry];
    case 'missing_row':
      return [];
    case 'different_amount':
      return [entry.refund ? { ...entry, refund: dearer(entry.refund) } : { ...entry, total_fen: entry.total_fen + 1 }];
    case 'extra_row':
      return [strangerOf(entry), entry];
  }
}

const dearer = (refund: NonNullable<Entry['refund']>) => ({ ...refund, refund_fen: refund.refund_fen + 1 });

/** A payment that nobody made, beside a real row. */
const strangerOf = ({ refund: _refund, ...entry }: Entry): Entry => ({
  ...entry,
  out_trade_no: `X${entry.out_trade_no}`.slice(0, 32),
  transaction_id: `9${entry.transaction_id.slice(1)}`,
});
