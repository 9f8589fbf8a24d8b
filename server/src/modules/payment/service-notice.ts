/** The channels' notices: verified, kept, answered; acted on afterwards, and again after a crash. */
import { inTransaction, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfRefusedNotice } from './facts.ts';
import { ChannelMessageRefused, type ChannelNotice } from './ports.ts';
import { nextNoticeTryAt, refundIdOf } from './rules.ts';
import { objectionTo, settlePaid } from './service-order.ts';
import { believeRefund } from './service-refund.ts';
import { endNotice, keepNotice } from './store-notice.ts';
import { readOrderByNo } from './store-order.ts';
import { readRefund } from './store-refund.ts';
import type { NoticeOutcome, NoticeRow, PaymentGround, ReceivedNotice, RefundRow } from './tables.ts';

const REFUSED: readonly NoticeOutcome[] = ['unknown_order', 'unknown_refund', 'amount_mismatch'];
const isRefused = (outcome: NoticeOutcome | null): boolean => outcome !== null && REFUSED.includes(outcome);

/**
 * Takes in what was posted to the notice address. When it returns, the notice is committed and the channel may be
 * answered; `act` is to be called after that, if set.
 * @throws Refusal payment_notice_refused: not from the channel, or about something that is not so here
 */
export async function receiveNotice(
  ground: PaymentGround,
  headers: Record<string, string | undefined>,
  raw: Uint8Array,
): Promise<{ act?: () => Promise<void> }> {
  const notice = readOrRefuse(ground, headers, raw);
  const received = { channel: ground.channels.wechat.name, notice, raw };
  const kept = await inTransaction(ground.db, (tx) => keep(ground, tx, received));
  if (isRefused(kept.outcome)) {
    const { notice_id, outcome, copies } = kept;
    ground.log.warn({ notice_id, outcome, copies }, 'a payment notice was refused');
    throw new Refusal('payment_notice_refused');
  }
  return kept.outcome === null ? { act: () => actOnNotice(ground, kept) } : {};
}

function readOrRefuse(
  ground: PaymentGround,
  headers: Record<string, string | undefined>,
  raw: Uint8Array,
): ChannelNotice {
  try {
    return ground.channels.wechat.readNotice(headers, raw);
  } catch (error) {
    if (!(error instanceof ChannelMessageRefused)) throw error;
    ground.log.warn({ why: error.code }, 'a payment notice was refused');
    throw new Refusal('payment_notice_refused');
  }
}

async function keep(ground: PaymentGround, tx: Tx, received: ReceivedNotice): Promise<NoticeRow> {
  const now = ground.clock.now();
  const kept = await keepNotice(tx, received, { now, next_try_at: nextNoticeTryAt(0, now) });
  if (kept.outcome !== null) return kept;
  const outcome = await objectionToNotice(tx, received.notice);
  if (!outcome) return kept;
  await endNotice(tx, { ...kept, outcome, now });
  const data = { channel: kept.channel, notice_id: kept.notice_id, why: outcome, ...toldIn(received.notice) };
  await record(tx, factOfRefusedNotice(data, { at: now, actor: `channel:${kept.channel}` }));
  return { ...kept, outcome };
}

function toldIn(notice: ChannelNotice): { merchant_no: string; told_fen: number | null } {
  if (notice.kind === 'paid')
    return { merchant_no: notice.order.merchant_order_no, told_fen: notice.order.paid_fen ?? null };
  return { merchant_no: notice.refund.merchant_refund_no, told_fen: notice.refund.refund_fen };
}

async function objectionToNotice(tx: Tx, notice: ChannelNotice): Promise<NoticeOutcome | undefined> {
  if (notice.kind === 'paid') {
    const order = await readOrderByNo(tx, notice.order.merchant_order_no);
    return order ? objectionTo(order, notice.order) : 'unknown_order';
  }
  const refund = await readRefundByNo(tx, notice.refund.merchant_refund_no);
  if (!refund) return 'unknown_refund';
  return refund.refund_fen === notice.refund.refund_fen ? undefined : 'amount_mismatch';
}

/** The refund that a number was given for, be it for its present attempt or an earlier one. */
async function readRefundByNo(tx: Tx, merchant_refund_no: string): Promise<RefundRow | undefined> {
  const id = refundIdOf(merchant_refund_no);
  return id ? readRefund(tx, id) : undefined;
}

/** Does what a kept notice asks for. Doing it twice changes nothing, so a crash on the way costs nothing. */
export async function actOnNotice(ground: PaymentGround, row: NoticeRow): Promise<void> {
  const outcome = await carryOut(ground, reviveNotice(row.told));
  await inTransaction(ground.db, (tx) => endNotice(tx, { ...row, outcome, now: ground.clock.now() }));
}

async function carryOut(ground: PaymentGround, notice: ChannelNotice): Promise<NoticeOutcome> {
  const { kysely } = ground.db;
  if (notice.kind === 'paid') {
    const order = await readOrderByNo(kysely, notice.order.merchant_order_no);
    return order ? settlePaid(ground, order, notice.order) : 'unknown_order';
  }
  const refund = await readRefundByNo(kysely, notice.refund.merchant_refund_no);
  return refund ? believeRefund(ground, refund, notice.refund) : 'unknown_refund';
}

/** Points in time come back from the table as text. */
function reviveNotice(told: unknown): ChannelNotice {
  const instant = (text: unknown) => (typeof text === 'string' ? Temporal.Instant.from(text) : undefined);
  const notice = structuredClone(told) as ChannelNotice;
  if (notice.kind === 'paid') notice.order.paid_at = instant(notice.order.paid_at);
  else notice.refund.refunded_at = instant(notice.refund.refunded_at);
  return notice;
}
