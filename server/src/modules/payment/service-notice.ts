/** The channels' notices: verified, kept, answered; acted on afterwards, and again after a crash. */
import { NOTICE_LIMIT_BYTES, type NoticeRefusalReason } from '@menzhen/contract';
import { inTransaction, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfRefusedNotice } from './facts.ts';
import { ChannelMessageRefused, type ChannelName, type ChannelNotice } from './ports.ts';
import { nextNoticeTryAt, refundIdOf } from './rules.ts';
import { objectionTo, settlePaid } from './service-order.ts';
import { believeRefund } from './service-refund.ts';
import { endNotice, keepNotice } from './store-notice.ts';
import { takeNonce } from './store-notice-refusal.ts';
import { readOrderByNo } from './store-order.ts';
import { readRefund } from './store-refund.ts';
import type { NoticeOutcome, NoticeRow, PaymentGround, ReceivedNotice, RefundRow } from './tables.ts';

type RefusedOutcome = Extract<NoticeOutcome, 'unknown_order' | 'unknown_refund' | 'amount_mismatch'>;
const REFUSED: readonly NoticeOutcome[] = ['unknown_order', 'unknown_refund', 'amount_mismatch'];
const isRefused = (outcome: NoticeOutcome | null): outcome is RefusedOutcome =>
  outcome !== null && REFUSED.includes(outcome);

/** What was posted to a channel's address. */
export interface PostedNotice {
  channel: ChannelName;
  /** By lower-case names. */
  headers: Record<string, string | undefined>;
  raw: Uint8Array;
}

/**
 * Takes in what was posted to a notice address. When it returns, the notice is committed and the channel may be
 * answered; `act` is to be called after that, if set.
 * @throws NoticeRefused: not from the channel, or about something that is not so here
 */
export async function receiveNotice(
  ground: PaymentGround,
  posted: PostedNotice,
): Promise<{ act?: () => Promise<void> }> {
  try {
    const notice = readNotice(ground, posted);
    if (!notice) return {};
    const kept = await inTransaction(ground.db, (tx) => keep(ground, tx, { ...posted, notice }));
    if (isRefused(kept.outcome)) throw new NoticeRefused(kept.outcome);
    return kept.outcome === null ? { act: () => actOnNotice(ground, kept) } : {};
  } catch (error) {
    throw error instanceof ChannelMessageRefused ? new NoticeRefused(error.code) : error;
  }
}

/** A message that is not followed; why is counted, and not told to whoever sent it. */
export class NoticeRefused extends Refusal {
  readonly why: NoticeRefusalReason;

  constructor(why: NoticeRefusalReason) {
    super(why === 'too_large' ? 'body_too_large' : 'payment_notice_refused');
    this.why = why;
  }
}

function readNotice(ground: PaymentGround, { channel, headers, raw }: PostedNotice): ChannelNotice | undefined {
  if (raw.length > NOTICE_LIMIT_BYTES) throw new NoticeRefused('too_large');
  const adapter = ground.channels[channel];
  if (!adapter) throw new NoticeRefused('channel_not_set_up');
  return adapter.readNotice(headers, raw);
}

async function keep(ground: PaymentGround, tx: Tx, received: ReceivedNotice): Promise<NoticeRow> {
  await refuseReplay(ground, tx, received);
  const now = ground.clock.now();
  const kept = await keepNotice(tx, received, { now, next_try_at: nextNoticeTryAt(0, now) });
  if (kept.outcome !== null) return kept;
  const outcome = await objectionToNotice(tx, received);
  if (!outcome) return kept;
  await endNotice(tx, { ...kept, outcome, now });
  const data = { channel: kept.channel, notice_id: kept.notice_id, why: outcome, ...toldIn(received.notice) };
  await record(tx, factOfRefusedNotice(data, { at: now, actor: `channel:${kept.channel}` }));
  return { ...kept, outcome };
}

/** In the transaction of what the message does: a message that came to nothing may be sent again as it was. */
async function refuseReplay(ground: PaymentGround, tx: Tx, { channel, notice }: ReceivedNotice): Promise<void> {
  if (notice.nonce === undefined) return;
  const isNew = await takeNonce(tx, { channel, nonce: notice.nonce, now: ground.channelNow() });
  if (!isNew) throw new NoticeRefused('replayed_nonce');
}

function toldIn(notice: ChannelNotice): { merchant_no: string; told_fen: number | null } {
  if (notice.kind === 'paid')
    return { merchant_no: notice.order.merchant_order_no, told_fen: notice.order.paid_fen ?? null };
  return { merchant_no: notice.refund.merchant_refund_no, told_fen: notice.refund.refund_fen };
}

async function objectionToNotice(tx: Tx, { channel, notice }: ReceivedNotice): Promise<NoticeOutcome | undefined> {
  if (notice.kind === 'paid') {
    const order = await readOrderByNo(tx, notice.order.merchant_order_no);
    return order?.channel === channel ? objectionTo(order, notice.order) : 'unknown_order';
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
