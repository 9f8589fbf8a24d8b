/** Closing a day: every bill that touches it is matched, every difference settled, every drawer counted, the sums agree. */
import { addDays, dayOf, inTransaction, instantOf, Refusal, record, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from '../payment/index.ts';
import { factOfDay } from './facts.ts';
import { channelDaysOf } from './rules.ts';
import { movedUnbilled, readBill } from './store-bill.ts';
import {
  type ChannelDay,
  channelDays,
  countUnsent,
  type DaySpan,
  openCasesOf,
  touchedBills,
  unexplainedFen,
} from './store-day.ts';
import { countWaiting } from './store-match.ts';
import { firstBillDay } from './service-bill.ts';
import { lookForMissing } from './service-match.ts';
import type { BillKey, BillRecord, ReconciliationGround } from './tables.ts';
import { type CloseReason, reasonWords } from './words.ts';

export interface FinanceDay {
  day: string;
  closed_at: Temporal.Instant | null;
  closed_by: string | null;
  reasons: CloseReason[];
  channels: ChannelDay[];
  open: number;
  unexplained_fen: number;
}

export const spanOf = (day: string): DaySpan => ({
  from: instantOf(day, '00:00'),
  until: instantOf(addDays(day, 1), '00:00'),
});

/** Totals kept with the closing. */
interface Totals {
  channels: ChannelDay[];
}

export async function dayView(tx: Tx, ground: ReconciliationGround, day: string): Promise<FinanceDay> {
  const [closed] = await ground.ledger.closedDays(tx, [day]);
  if (closed) {
    const { channels } = closed.totals as Totals;
    const { closed_at, closed_by } = closed;
    return { day, closed_at, closed_by, reasons: [], channels, open: 0, unexplained_fen: 0 };
  }
  const channels = await channelDays(tx, spanOf(day));
  const bills = await billsOf(tx, ground, day);
  const open = await openCasesOf(tx, bills);
  const reasons = await reasonsAgainst(tx, ground, { day, channels, bills, open });
  return {
    day,
    closed_at: null,
    closed_by: null,
    reasons,
    channels,
    open: open.reduce((sum, { n }) => sum + n, 0),
    unexplained_fen: channels.reduce((sum, { unexplained_fen }) => sum + unexplained_fen, 0),
  };
}

/** The bills that must be matched: those in which the day's money stands, and those of the day itself. */
async function billsOf(tx: Tx, ground: ReconciliationGround, day: string): Promise<BillKey[]> {
  const touched = await touchedBills(tx, spanOf(day));
  const own: BillKey[] = [];
  const days = channelDaysOf(day, { now: ground.clock.now(), channelNow: ground.channelNow() });
  for (const channel of Object.keys(ground.channels) as ChannelName[]) {
    const first = await firstBillDay(tx, channel);
    if (first) own.push(...days.filter((one) => one >= first).map((one) => ({ channel, day: one })));
  }
  const seen = new Map([...touched, ...own].map((bill) => [`${bill.day} ${bill.channel}`, bill]));
  return [...seen.keys()].sort().map((key) => seen.get(key)!);
}

interface Standing {
  day: string;
  channels: readonly ChannelDay[];
  bills: readonly BillKey[];
  open: readonly (BillKey & { n: number })[];
}

async function reasonsAgainst(tx: Tx, ground: ReconciliationGround, standing: Standing): Promise<CloseReason[]> {
  const { day, channels, bills, open } = standing;
  const span = spanOf(day);
  const none = { channel: null, day: null };
  if (day >= dayOf(ground.clock.now())) return [{ ...none, code: 'day_not_over', n: 0 }];
  const missing: CloseReason[] = [];
  for (const bill of bills) {
    const known = await readBill(tx, bill);
    if (known?.state === 'matched' || (await isEmptyDay(tx, known))) continue;
    missing.push({ ...bill, code: 'bill_missing', n: 0 });
  }
  const waiting = missing.length === 0 ? await countWaiting(tx, { ...span, by: 'at' }) : 0;
  const counted: [CloseReason['code'], number][] = [
    ['not_billed_yet', waiting],
    ['drawer_open', await ground.uncountedDrawers(tx, span.until)],
    ['refund_unsent', await countUnsent(tx, span.until)],
  ];
  return [
    ...missing,
    ...open.map((bill): CloseReason => ({ ...bill, code: 'difference_open' })),
    ...counted.filter(([, n]) => n > 0).map(([code, n]) => ({ ...none, code, n })),
    ...channels
      .filter(({ unexplained_fen }) => unexplained_fen > 0)
      .map(({ channel }): CloseReason => ({ code: 'sums_differ', channel, day: null, n: 0 })),
  ];
}

/** A channel makes no bill of a day on which nothing moved: asked for when bills are due it has none, and nor have we. */
async function isEmptyDay(tx: Tx, bill: BillRecord | undefined): Promise<boolean> {
  return bill?.state === 'failed' && bill.failure === 'not_ready' && !(await movedUnbilled(tx, bill));
}

/**
 * Closes the day for good; a day that is closed stays as it is.
 * @throws Refusal day_not_closable, with every reason
 */
export async function closeDay(
  ground: ReconciliationGround,
  { day, actor }: { day: string; actor: string },
): Promise<FinanceDay> {
  // In a transaction of its own: what it finds must stay when the closing is refused.
  if (day < dayOf(ground.clock.now())) await lookForMissing(ground, { ...spanOf(day), by: 'at' });
  const view = await inTransaction(ground.db, async (tx) => {
    await ground.ledger.lockDay(tx, day);
    const before = await dayView(tx, ground, day);
    if (before.closed_at) return before;
    if (before.reasons.length > 0) throw notClosable(before.reasons);
    const at = ground.clock.now();
    const totals: Totals = { channels: before.channels };
    await ground.ledger.closeDay(tx, { day, at, actor, totals });
    await record(tx, factOfDay({ day, channels: before.channels.map(sumsOf) }, { at, actor }));
    return dayView(tx, ground, day);
  });
  ground.wake.announce();
  return view;
}

export const netFen = ({
  paid_fen,
  refunded_fen,
  fee_fen,
}: Pick<ChannelDay, 'paid_fen' | 'refunded_fen' | 'fee_fen'>): number => paid_fen - refunded_fen - fee_fen;
const sumsOf = (channel: ChannelDay) => ({
  channel: channel.channel,
  paid_fen: channel.paid_fen,
  refunded_fen: channel.refunded_fen,
  fee_fen: channel.fee_fen,
  net_fen: netFen(channel),
});

function notClosable(reasons: CloseReason[]): Refusal {
  const all = { zh: reasons.map((r) => reasonWords(r, 'zh')), en: reasons.map((r) => reasonWords(r, 'en')) };
  return new Refusal(
    'day_not_closable',
    { zh: { reasons: all.zh.join('；') }, en: { reasons: all.en.join('; ') } },
    reasons.map(({ code }, n) => ({ field: code, message: `${all.zh[n]} / ${all.en[n]}` })),
  );
}

/** Over all channels: what the books hold and nothing explains. Always 0 in a house in order. */
export async function unexplained(tx: Tx, channels: readonly ChannelName[]): Promise<number> {
  let sum_fen = 0;
  for (const channel of channels) sum_fen += await unexplainedFen(tx, channel);
  return sum_fen;
}
