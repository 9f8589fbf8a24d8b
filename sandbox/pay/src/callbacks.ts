import { randomBytes, randomUUID } from 'node:crypto';
import { rfc3339 } from './clock.ts';
import { orderView } from './orders.ts';
import { refundNoticeResource } from './refunds.ts';
import type { Notice, Order, Refund } from './rows.ts';
import { encryptResource, type Signer, signedHeaders } from './signing.ts';
import { waitMs, type World } from './world.ts';

/** Waits in seconds before each repetition; after the last the channel gives up (about 24 hours). */
export const RETRY_SECONDS = [
  15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
] as const;

/** The merchant has this long to answer, by the wall clock. */
const ANSWER_MS = 5000;

/** Queues the callback that tells of a payment. */
export function tellPaid(world: World, order: Order): void {
  enqueue(world, {
    about: order.out_trade_no,
    url: order.notify_url,
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    original_type: 'transaction',
    resource: orderView(world, order, 'SUCCESS'),
  });
}

const REFUND_WORDS = { SUCCESS: '退款成功', CLOSED: '退款关闭', ABNORMAL: '退款异常' };

/** Queues the callback that tells how a refund ended, if the merchant gave an address for it. */
export function tellRefund(world: World, refund: Refund): void {
  if (!refund.notify_url || refund.status === 'PROCESSING') return;
  enqueue(world, {
    about: refund.out_refund_no,
    url: refund.notify_url,
    event_type: `REFUND.${refund.status}`,
    summary: REFUND_WORDS[refund.status],
    original_type: 'refund',
    resource: refundNoticeResource(world, refund),
  });
}

type NewNotice = Pick<Notice, 'about' | 'url' | 'event_type' | 'summary' | 'original_type' | 'resource'>;

function enqueue(world: World, notice: NewNotice): void {
  const now = world.clock.nowMs();
  world.store.putNotice({
    ...notice,
    id: randomUUID(),
    created_at_ms: now,
    due_at_ms: now + waitMs(world, world.store.faults.callback_delay_seconds),
    attempts: 0,
    state: 'waiting',
    outcomes: [],
  });
}

/** One attempt at a callback (in as many copies as the faults say), and the time of the next one if it failed. */
export async function attempt(world: World, notice: Notice): Promise<void> {
  const { faults } = world.store;
  const outcomes: string[] = [];
  if (faults.drop_callbacks) {
    outcomes.push('dropped');
  } else {
    if (faults.signtest_probe) outcomes.push(`probe ${await deliver(world, notice, 'probe')}`);
    const copies = Array.from({ length: faults.callback_copies }, () => deliver(world, notice, 'real'));
    outcomes.push(...(await Promise.all(copies)));
  }
  // A reset while the answer was under way forgot this notice: it must not come back.
  if (world.store.notices.has(notice.id)) world.store.putNotice(afterAttempt(world, notice, outcomes));
}

function afterAttempt(world: World, notice: Notice, outcomes: string[]): Notice {
  const accepted = outcomes.some((outcome) => outcome === '200' || outcome === '204');
  const wait = RETRY_SECONDS[notice.attempts];
  return {
    ...notice,
    attempts: notice.attempts + 1,
    outcomes: [...notice.outcomes, ...outcomes],
    state: accepted ? 'accepted' : wait === undefined ? 'given_up' : 'waiting',
    due_at_ms: world.clock.nowMs() + waitMs(world, wait ?? 0),
  };
}

/** @returns the HTTP status as text, or why there was none. */
async function deliver(world: World, notice: Notice, kind: 'real' | 'probe'): Promise<string> {
  const body = noticeBody(world, notice);
  try {
    const answer = await fetch(notice.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...noticeHeaders(world, body, kind) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
  }
}

function noticeHeaders(world: World, body: string, kind: 'real' | 'probe'): Record<string, string> {
  const { faults } = world.store;
  const signer: Signer = {
    privateKey: faults.forge_callback_signature ? world.keys.roguePrivateKey : world.keys.platformPrivateKey,
    serial: world.keys.merchant.platform_public_key_id,
  };
  const headers = signedHeaders(body, signer, world.clock.nowMs() + faults.callback_timestamp_shift_seconds * 1000);
  if (kind === 'probe') headers['Wechatpay-Signature'] = `WECHATPAY/SIGNTEST/${randomBytes(256).toString('base64')}`;
  return headers;
}

function noticeBody(world: World, notice: Notice): string {
  return JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.created_at_ms),
    resource_type: 'encrypt-resource',
    event_type: notice.event_type,
    summary: notice.summary,
    resource: encryptResource(falsified(world, notice), notice.original_type, world.keys.apiV3Key),
  });
}

function falsified(world: World, notice: Notice): object {
  const extra = world.store.faults.wrong_amount_fen;
  if (extra === 0 || notice.original_type !== 'transaction') return notice.resource;
  const { amount } = notice.resource;
  const wrong = { total: amount.total + extra, payer_total: amount.total + extra };
  return { ...notice.resource, amount: { ...amount, ...wrong } };
}
