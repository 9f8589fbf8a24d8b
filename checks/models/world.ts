/** One run of the model: a stage, a channel, clocks, the post on its way, and what clients were told. */
import { newId, Refusal, sql } from '../../server/src/kernel/index.ts';
import type { PaymentChannel } from '../../server/src/modules/payment/index.ts';
import { ScriptedChannel, type SignedNotice } from '../../server/src/modules/payment/testing/scripted-channel.ts';
import { type House, OPENING, type Stage } from './house.ts';

export const POWER_CUT = 'the power went out';
const CHANNEL_OPENING = Temporal.Instant.from('2026-11-22T02:00:00Z');
const MOST_ROUNDS = 60;
const ROUND_SECONDS = 300;

/** Lets the scheduler of the model decide when something on the way arrives. */
export type Gate = (label: string) => Promise<unknown>;

/** What a client was told, to be found again in the tables. */
export type Told =
  | { what: 'held'; booking_id: string }
  | { what: 'cancelled'; booking_id: string }
  | { what: 'counter_paid'; booking_id: string }
  | { what: 'notice_taken'; notice_id: string };

export class World {
  readonly house: House;
  readonly stage: Stage;
  readonly channel = new ScriptedChannel(() => CHANNEL_OPENING.add({ seconds: this.passed_seconds }));
  readonly key = newId();
  readonly bookings: string[] = [];
  readonly owners = new Map<string, { patient_id: string; account_id: string }>();
  readonly post: SignedNotice[] = [];
  readonly told: Told[] = [];
  /** Errors that are no refusals: there must be none. */
  readonly unforeseen: unknown[] = [];
  readonly staff_id = newId();
  passed_seconds = 0;
  /** How many of the next settlements crash. */
  power_cuts = 0;
  gate: Gate = async () => {};
  readonly #running = new Set<Promise<void>>();

  constructor(house: House, stage: Stage) {
    this.house = house;
    this.stage = stage;
  }

  now = (): Temporal.Instant => OPENING.add({ seconds: this.passed_seconds });

  /** The cashier's drawer: opened before the first cash, once. */
  async openDrawer(): Promise<void> {
    const ask = { cashier: this.staff_id, place: '1 号窗口', opening_fen: 100_000 };
    const deed = { at: this.now(), actor: `staff:${this.staff_id}` };
    await this.house
      .inTx((tx) => this.house.drawer.open(tx, ask, deed))
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
  }

  /** Starts something that others may overtake; a refusal is a fine answer, anything else is not. */
  launch(story: () => Promise<void>): void {
    const one: Promise<void> = story()
      .catch((error: unknown) => {
        const fine = error instanceof Refusal || (error as Error).message === POWER_CUT;
        if (!fine) this.unforeseen.push(error);
      })
      .finally(() => this.#running.delete(one));
    this.#running.add(one);
  }

  get running(): number {
    return this.#running.size;
  }

  /** Faults end, nothing new is asked, time passes: now everything must come to its end by itself. */
  async settle(): Promise<void> {
    this.gate = async () => {};
    this.power_cuts = 0;
    this.channel.endFaults();
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      this.passed_seconds += ROUND_SECONDS;
      for (const { merchant_refund_no, status } of this.channel.refunds.values())
        if (status === 'processing' || status === 'abnormal') this.channel.endRefund(merchant_refund_no, 'success');
      await this.house.expireHolds();
      await this.house.returnPlaces();
      await this.house.payment.work();
      await this.house.payment.drain();
      if ((await this.#unsettled()).length === 0) return;
    }
    throw new Error(`liveness: no end after ${MOST_ROUNDS} rounds of ${(await this.#unsettled()).join('; ')}`);
  }

  /** What has not come to its end, in words. */
  async #unsettled(): Promise<string[]> {
    const { rows } = await sql<{ what: string }>`
      with mine as (select id, state from booking where session_id = ${this.stage.session_id}),
        orders as (select * from payment_order where payable_id in (select id from mine))
      select 'booking ' || id || ' ' || state as what from mine where state = 'held'
      union all select 'place ' || id || ' ' || state from freed_place
        where session_id = ${this.stage.session_id} and state in ('waiting', 'offered')
      union all select 'order ' || merchant_order_no || ' ' || state from orders
        where state in ('created', 'paying') or next_query_at is not null
      union all select 'refund ' || merchant_refund_no || ' ' || state || coalesce(' ' || failure, '') from refund
        where order_id in (select id from orders where channel = 'wechat') and state <> 'succeeded'
      union all select 'notice ' || told::text from payment_notice where acted_at is null
    `.execute(this.house.db.kysely);
    return rows.map((row) => row.what);
  }
}

/** The channel as the server reaches it: requests and answers travel, and may be overtaken. */
export function channelOf(current: () => World): PaymentChannel {
  const travelling =
    <A extends unknown[], T>(name: string, carryOut: (channel: ScriptedChannel, ...rest: A) => Promise<T>) =>
    async (...rest: A): Promise<T> => {
      const world = current();
      await world.gate(`${name} travels`);
      try {
        return await carryOut(world.channel, ...rest);
      } finally {
        await world.gate(`${name} is answered`);
      }
    };
  return {
    name: 'wechat',
    scenes: ['jsapi', 'h5', 'native'],
    downloadBill: (day) => current().channel.downloadBill(day),
    open: travelling('open', (channel, order: Parameters<PaymentChannel['open']>[0]) => channel.open(order)),
    query: travelling('query', (channel, no: string) => channel.query(no)),
    close: travelling('close', (channel, no: string) => channel.close(no)),
    refund: travelling('refund', (channel, ask: Parameters<PaymentChannel['refund']>[0]) => channel.refund(ask)),
    queryRefund: travelling('queryRefund', (channel, no: string) => channel.queryRefund(no)),
    readNotice: (headers, raw) => current().channel.readNotice(headers, raw),
  };
}
