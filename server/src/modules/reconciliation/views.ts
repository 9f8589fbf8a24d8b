/** Rows as the contract tells them. */
import type { BillView, DifferenceView, FinanceDayView } from '@menzhen/contract';
import { type Locale, textOf } from '../../kernel/index.ts';
import { curesOf } from './rules.ts';
import { type FinanceDay, netFen } from './service-day.ts';
import type { CaseCount } from './store-case.ts';
import type { BillRecord, CaseRow } from './tables.ts';
import { reasonWords } from './words.ts';

const orNull = (at: Temporal.Instant | null): string | null => at && textOf(at);

export function viewOfBill(
  bill: BillRecord,
  ours: { paid_fen: number; refunded_fen: number } | undefined,
  counts: CaseCount | undefined,
): BillView {
  return {
    channel: bill.channel,
    day: bill.day,
    state: bill.state,
    failure: bill.failure,
    failure_detail: bill.failure_detail || null,
    tries: bill.tries,
    next_try_at: orNull(bill.next_try_at),
    matched_at: orNull(bill.matched_at),
    rows: bill.rows_n,
    paid_fen: bill.paid_fen,
    refunded_fen: bill.refunded_fen,
    fee_fen: bill.fee_fen,
    ours_paid_fen: ours?.paid_fen ?? 0,
    ours_refunded_fen: ours?.refunded_fen ?? 0,
    open: counts?.open ?? 0,
    settled: counts?.settled ?? 0,
  };
}

/** `who` is the name of the person who settled it. */
export function viewOfCase(row: CaseRow, who: string | null): DifferenceView {
  const { proposed, allowed } = curesOf[row.kind][row.money];
  return {
    id: row.id,
    channel: row.channel,
    day: row.day,
    kind: row.kind,
    money: row.money,
    state: row.state,
    merchant_no: row.merchant_no,
    merchant_order_no: row.merchant_order_no,
    channel_no: row.channel_no,
    bill_fen: row.bill_fen,
    bill_at: orNull(row.bill_at),
    bill_line: row.bill_n,
    our_fen: row.our_fen,
    our_at: orNull(row.our_at),
    our_state: row.our_state,
    order_id: row.order_id,
    effect_fen: row.effect_fen,
    proposed,
    allowed: row.state === 'open' ? [...allowed] : [],
    asked_at: orNull(row.asked_at),
    asked: row.asked,
    asked_fen: row.asked_fen,
    refund_state: row.refund_state,
    opened_at: textOf(row.opened_at),
    settled_at: orNull(row.settled_at),
    settled_by: row.settled_by,
    settled_who: who,
    explanation: row.explanation,
    note: row.note,
  };
}

/** `who` is the name of the person who closed it. */
export function viewOfDay(day: FinanceDay, who: string | null, locale: Locale): FinanceDayView {
  return {
    day: day.day,
    closed_at: orNull(day.closed_at),
    closed_by: who,
    reasons: day.reasons.map((reason) => ({ ...reason, words: reasonWords(reason, locale) })),
    channels: day.channels.map(({ unexplained_fen: _, ...channel }) => ({ ...channel, net_fen: netFen(channel) })),
    open: day.open,
    unexplained_fen: day.unexplained_fen,
  };
}
