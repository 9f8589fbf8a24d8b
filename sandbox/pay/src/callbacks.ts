import { randomInt, randomUUID } from 'node:crypto';
import { ALIPAY_VOICE, alipayPaidNotice, alipayRefundNotice } from './alipay/notices.ts';
import type { Lifecycle, Making, Message, NewNotice, Voice } from './message.ts';
import type { Notice, Order, Refund } from './rows.ts';
import { WECHAT_VOICE, wechatPaidNotice, wechatRefundNotice } from './wechat/notices.ts';
import { waitMs, type World } from './world.ts';

/** The merchant has this long to answer, by the wall clock. */
const ANSWER_MS = 5000;

/** Queues the callback that tells of a payment. */
export function tellPaid(world: World, order: Order): void {
  enqueue(world, order.channel === 'wechat' ? wechatPaidNotice(world, order) : alipayPaidNotice(world, order));
}

/** Queues the callback that tells how a refund ended, if there is one to send and an address for it. */
export function tellRefund(world: World, refund: Refund): void {
  const order = world.store.orderOf(refund);
  const notice =
    order.channel === 'wechat' ? wechatRefundNotice(world, refund) : alipayRefundNotice(world, order, refund);
  if (notice) enqueue(world, notice);
}

function enqueue(world: World, notice: NewNotice): void {
  if (notice.url === '') return;
  const now = world.clock.nowMs();
  const lifecycle: Lifecycle = {
    id: randomUUID(),
    created_at_ms: now,
    due_at_ms: now + waitMs(world, world.store.faults.callback_delay_seconds),
    attempts: 0,
    state: 'waiting',
    outcomes: [],
  };
  world.store.putNotice({ ...notice, ...lifecycle });
}

/** What one delivery came to. Only a genuine message that the merchant accepted ends the repetitions. */
interface Delivery {
  outcome: string;
  accepted: boolean;
}

/** One attempt at a callback (in as many copies as the faults say), and the time of the next one if it failed. */
export async function attempt(world: World, notice: Notice): Promise<void> {
  const deliveries =
    notice.channel === 'wechat'
      ? await deliverAll(world, notice, WECHAT_VOICE)
      : await deliverAll(world, notice, ALIPAY_VOICE);
  // A reset while the answer was under way forgot this notice: it must not come back.
  if (world.store.notices.has(notice.id)) world.store.putNotice(afterAttempt(world, notice, deliveries));
}

async function deliverAll<N extends Notice>(world: World, notice: N, voice: Voice<N>): Promise<Delivery[]> {
  const { faults } = world.store;
  if (faults.drop_callbacks) return [{ outcome: 'dropped', accepted: false }];
  const forgedCopy = faults.forge_one_copy ? randomInt(faults.callback_copies) : undefined;
  const probe = voice.probe?.(world, notice);
  const before = probe ? [await deliver(probe, notice.url, voice, 'probe ')] : [];
  const copies = Array.from({ length: faults.callback_copies }, (_, copy) => {
    const forged = faults.forge_callback_signature || copy === forgedCopy;
    return deliverCopy(world, notice, voice, { forged });
  });
  return [...before, ...(await Promise.all(copies)).flat()];
}

/** One copy, and after its answer the same bytes again as often as the replay fault says. */
async function deliverCopy<N extends Notice>(
  world: World,
  notice: N,
  voice: Voice<N>,
  making: Making,
): Promise<Delivery[]> {
  const message = voice.compose(world, notice, making);
  const deliveries = [await deliver(message, notice.url, voice, making.forged ? 'forged ' : '')];
  for (let replay = 0; replay < world.store.faults.replay_copies; replay += 1) {
    deliveries.push(await deliver(message, notice.url, voice, 'replay '));
  }
  return deliveries;
}

/** @param mark says in the outcome that the message was not the real one, and keeps its answer from counting */
async function deliver(
  message: Message,
  url: string,
  voice: Pick<Voice<never>, 'outcomeOf' | 'accepts'>,
  mark: string,
): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: message.headers,
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await answer.text();
    return {
      outcome: mark + voice.outcomeOf(answer.status, text),
      accepted: mark === '' && voice.accepts(answer.status, text),
    };
  } catch (error) {
    const why = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    return { outcome: mark + why, accepted: false };
  }
}

function afterAttempt(world: World, notice: Notice, deliveries: Delivery[]): Notice {
  const accepted = deliveries.some((delivery) => delivery.accepted);
  const voice = notice.channel === 'wechat' ? WECHAT_VOICE : ALIPAY_VOICE;
  const wait = voice.retrySeconds[notice.attempts];
  return {
    ...notice,
    attempts: notice.attempts + 1,
    outcomes: [...notice.outcomes, ...deliveries.map((delivery) => delivery.outcome)],
    state: accepted ? 'accepted' : wait === undefined ? 'given_up' : 'waiting',
    due_at_ms: world.clock.nowMs() + waitMs(world, wait ?? 0),
  };
}
