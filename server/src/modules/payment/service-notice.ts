/** The channels' notices: verified, kept, answered; acted on afterwards, and again after a crash. */
import { NOTICE_LIMIT_BYTES, type NoticeRefusalReason } from '@menzhen/contract';
import { inTransaction, Lane, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfRefusedNotice } from './facts.ts';
import { ChannelMessageRefused, type ChannelName, type ChannelNotice, type ChannelRefund } from './ports.ts';
import { nextNoticeTryAt, refundIdOf } from './rules.ts';
import { objectionTo, settlePaid } from './service-order.ts';
import { believeRefund } from './service-refund.ts';
import { type PaidNotice, settleTogether } from './service-together.ts';
import { endNotices, keepNotices } from './store-notice.ts';
import { takeNonces } from './store-notice-refusal.ts';
import { readOrderByNo, readOrdersByNo } from './store-order.ts';
import { readRefund } from './store-refund.ts';
import type { NoticeOutcome, NoticeRow, PaymentGround, ReceivedNotice, RefundRow } from './tables.ts';

type RefusedOutcome = Extract<NoticeOutcome, 'unknown_order' | 'unknown_refund' | 'amount_mismatch'>;
const REFUSED: readonly NoticeOutcome[] = ['unknown_order', 'unknown_refund', 'amount_mismatch'];
const isRefused = (outcome: NoticeOutcome | null): outcome is RefusedOutcome =>
  outcome !== null && REFUSED.includes(outcome);

/** So many share one commit. */
const TOGETHER_MOST = 64;
/** While one batch waits for the disk, another is worked out. */
const SETTLING_LANES = 2;
/** The same for each copy of a message, so that it is not settled twice at once. */
const laneOf = (merchant_no: string): number => (merchant_no.codePointAt(merchant_no.length - 1) ?? 0) % SETTLING_LANES;

/** What was posted to a channel's address. */
export interface PostedNotice {
  channel: ChannelName;
  /** By lower-case names. */
  headers: Record<string, string | undefined>;
  raw: Uint8Array;
}

/**
 * The ways of notices: each rides with those that came in the meantime, in one statement and one commit. When `receive`
 * returns, the notice is committed and the channel may be answered; `act` is to be called after that, if set.
 */
export function noticeWays(ground: PaymentGround): {
  /** @throws NoticeRefused: not from the channel, or about something that is not so here */
  receive(posted: PostedNotice): Promise<{ act?: () => Promise<void> }>;
} {
  const keeping = new Lane<ReceivedNotice, NoticeRow | NoticeRefusalReason>({
    work: (received) => keepTogether(ground, received),
    onlyOncePer: ({ channel, notice: { notice_id, nonce } }) => [
      `${channel} ${notice_id}`,
      ...(nonce === undefined ? [] : [`${channel} nonce ${nonce}`]),
    ],
    most: TOGETHER_MOST,
  });
  const settling = Array.from(
    { length: SETTLING_LANES },
    () =>
      new Lane<PaidNotice, boolean>({
        work: (notices) => settleTogether(ground, notices),
        onlyOncePer: ({ told }) => told.merchant_order_no,
        most: TOGETHER_MOST,
      }),
  );
  async function act(row: NoticeRow): Promise<void> {
    const notice = reviveNotice(row.told);
    if (notice.kind === 'paid') {
      const lane = settling[laneOf(notice.order.merchant_order_no)]!;
      if (await lane.ask({ row, told: notice.order })) return;
    }
    await actOnNotice(ground, row);
  }
  return {
    async receive(posted) {
      const notice = readOrRefuse(ground, posted);
      if (!notice) return {};
      const kept = await keeping.ask({ ...posted, notice });
      if (typeof kept === 'string') throw new NoticeRefused(kept);
      if (isRefused(kept.outcome)) throw new NoticeRefused(kept.outcome);
      return kept.outcome === null ? { act: () => act(kept) } : {};
    },
  };
}

function readOrRefuse(ground: PaymentGround, posted: PostedNotice): ChannelNotice | undefined {
  try {
    return readNotice(ground, posted);
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

/** What became of each, in order: kept, or why not. */
async function keepTogether(
  ground: PaymentGround,
  received: readonly ReceivedNotice[],
): Promise<(NoticeRow | NoticeRefusalReason)[]> {
  return inTransaction(ground.db, async (tx) => {
    const fresh = await leaveOutReplays(ground, tx, received);
    const now = ground.clock.now();
    const rows = await keepNotices(tx, [...fresh], { now, next_try_at: nextNoticeTryAt(0, now) });
    const kept = new Map(rows.map((row) => [`${row.channel} ${row.notice_id}`, row]));
    const objections = await objectionsTo(tx, [...fresh]);
    const answers: (NoticeRow | NoticeRefusalReason)[] = [];
    for (const one of received) {
      const row = kept.get(`${one.channel} ${one.notice.notice_id}`);
      if (!row || !fresh.has(one)) answers.push('replayed_nonce');
      else answers.push(await refuseIf(tx, row, { outcome: objections.get(one), notice: one.notice, now }));
    }
    return answers;
  });
}

/** In the transaction of what the message does: a message that came to nothing may be sent again as it was. */
async function leaveOutReplays(
  ground: PaymentGround,
  tx: Tx,
  received: readonly ReceivedNotice[],
): Promise<ReadonlySet<ReceivedNotice>> {
  const asked = received.flatMap(({ channel, notice: { nonce } }) => (nonce === undefined ? [] : [{ channel, nonce }]));
  const taken = asked.length > 0 ? await takeNonces(tx, asked, ground.channelNow()) : new Set<string>();
  return new Set(
    received.filter(({ channel, notice: { nonce } }) => nonce === undefined || taken.has(`${channel} ${nonce}`)),
  );
}

/** A notice that was not acted on and says what is not so here ends with that. */
async function refuseIf(
  tx: Tx,
  kept: NoticeRow,
  { outcome, notice, now }: { outcome: NoticeOutcome | undefined; notice: ChannelNotice; now: Temporal.Instant },
): Promise<NoticeRow> {
  if (kept.outcome !== null || !outcome) return kept;
  const { channel, notice_id } = kept;
  await endNotices(tx, [{ channel, notice_id, outcome }], now);
  const data = { channel, notice_id, why: outcome, ...toldIn(notice) };
  await record(tx, factOfRefusedNotice(data, { at: now, actor: `channel:${channel}` }));
  return { ...kept, outcome };
}

function toldIn(notice: ChannelNotice): { merchant_no: string; told_fen: number | null } {
  if (notice.kind === 'paid')
    return { merchant_no: notice.order.merchant_order_no, told_fen: notice.order.paid_fen ?? null };
  return { merchant_no: notice.refund.merchant_refund_no, told_fen: notice.refund.refund_fen };
}

async function objectionsTo(
  tx: Tx,
  received: readonly ReceivedNotice[],
): Promise<Map<ReceivedNotice, NoticeOutcome | undefined>> {
  const numbers = received.flatMap(({ notice }) => (notice.kind === 'paid' ? [notice.order.merchant_order_no] : []));
  const orders = numbers.length > 0 ? await readOrdersByNo(tx, numbers) : [];
  const byNo = new Map(orders.map((order) => [order.merchant_order_no, order]));
  const found = new Map<ReceivedNotice, NoticeOutcome | undefined>();
  for (const one of received) {
    const { channel, notice } = one;
    if (notice.kind === 'refund') found.set(one, await objectionToRefund(tx, notice.refund));
    else {
      const order = byNo.get(notice.order.merchant_order_no);
      found.set(one, order?.channel === channel ? objectionTo(order, notice.order) : 'unknown_order');
    }
  }
  return found;
}

async function objectionToRefund(tx: Tx, told: ChannelRefund): Promise<NoticeOutcome | undefined> {
  const refund = await readRefundByNo(tx, told.merchant_refund_no);
  if (!refund) return 'unknown_refund';
  return refund.refund_fen === told.refund_fen ? undefined : 'amount_mismatch';
}

/** The refund that a number was given for, be it for its present attempt or an earlier one. */
async function readRefundByNo(tx: Tx, merchant_refund_no: string): Promise<RefundRow | undefined> {
  const id = refundIdOf(merchant_refund_no);
  return id ? readRefund(tx, id) : undefined;
}

/** Does what a kept notice asks for. Doing it twice changes nothing, so a crash on the way costs nothing. */
export async function actOnNotice(ground: PaymentGround, row: NoticeRow): Promise<void> {
  const outcome = await carryOut(ground, reviveNotice(row.told));
  await inTransaction(ground.db, (tx) =>
    endNotices(tx, [{ channel: row.channel, notice_id: row.notice_id, outcome }], ground.clock.now()),
  );
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
