/** One run of the model of money: a slot with one place and one with two, three patients, and what is under way. */
import { Refusal } from '../../../server/src/kernel/index.ts';
import { must } from '../../../server/src/demo/clinic-day/client.ts';
import type { MoneyHouse, Patient } from '../../kit/money-house.ts';

/** Lets the scheduler of the model decide when something on the way goes on. */
export type Gate = (label: string) => Promise<unknown>;
const MOST_ROUNDS = 40;
const ROUND_SECONDS = 300;

export const CALM = {
  callback_copies: 1,
  forge_one_copy: false,
  replay_copies: 0,
  reorder_callbacks: false,
  drop_callbacks: false,
  callback_delay_seconds: 0,
  forge_callback_signature: false,
  wrong_amount_fen: 0,
  timeout_after_success: 0,
  server_error: 0,
  frequency_limited: 0,
  refund_outcome: 'SUCCESS',
  refund_seconds: 2,
};

export interface Held {
  id: string;
  who: Patient;
}

export class World {
  readonly house: MoneyHouse;
  readonly patients: Patient[];
  readonly slots: { id: string; session_id: string }[];
  readonly bookings: Held[] = [];
  /** The channels' pages that are open on somebody's phone. */
  readonly pages: string[] = [];
  /** Errors that are no refusals: there must be none. */
  readonly unforeseen: unknown[] = [];
  gate: Gate = async () => {};
  readonly #running = new Set<Promise<void>>();

  private constructor(house: MoneyHouse, patients: Patient[], slots: World['slots']) {
    this.house = house;
    this.patients = patients;
    this.slots = slots;
  }

  static async open(house: MoneyHouse): Promise<World> {
    const patients = [await house.patient('self_pay'), await house.patient('student'), await house.patient('self_pay')];
    const slots = [await house.slot(1), await house.slot(2)];
    const { drawer } = await must('drawerMine', house.ask('drawerMine', { as: house.team.clerk }));
    const body = { place: '1', opening_fen: 50_000 };
    if (!drawer) await must('drawerOpen', house.ask('drawerOpen', { as: house.team.clerk, key: house.newKey(), body }));
    return new World(house, patients, slots);
  }

  /** Starts something that others may overtake. Answers that say no are answers. */
  launch(story: () => Promise<unknown>): void {
    const one: Promise<void> = story()
      .then(
        () => {},
        (error: unknown) => {
          if (!(error instanceof Refusal)) this.unforeseen.push(error);
        },
      )
      .finally(() => this.#running.delete(one));
    this.#running.add(one);
  }

  get running(): number {
    return this.#running.size;
  }

  /** As the timers of a running server do it. */
  async beat(): Promise<void> {
    const { rounds } = this.house.app;
    await this.house.arrive();
    await rounds.expireHolds();
    await rounds.payments();
    await rounds.waitlist();
    await rounds.closures();
  }

  /** Faults end, nothing new is asked, time passes: everything must come to its end by itself. */
  async settle(): Promise<void> {
    this.gate = async () => {};
    await this.house.faults(CALM);
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      this.house.pass(ROUND_SECONDS);
      await this.beat();
      if ((await this.#unsettled()).length === 0) return this.#readAll();
    }
    throw new Error(`liveness: no end after ${MOST_ROUNDS} rounds of ${(await this.#unsettled()).join('; ')}`);
  }

  async #readAll(): Promise<void> {
    await this.house.app.rounds.readers();
  }

  /** What has not come to its end, in words. Refunds that wait for a person, or for their payer at the window, may wait. */
  async #unsettled(): Promise<string[]> {
    const rows = await this.house.query<{ what: string }>(`
      select 'booking ' || id || ' held' as what from booking where state = 'held'
      union all select 'order ' || merchant_order_no || ' ' || state from payment_order where state in ('created', 'paying')
      union all select 'refund ' || r.merchant_refund_no || ' ' || r.state from refund r join payment_order o on o.id = r.order_id
        where r.state not in ('succeeded', 'rejected', 'awaiting_approval') and o.channel in ('wechat', 'alipay')
      union all select 'notice ' || notice_id from payment_notice where acted_at is null`);
    return rows.map((row) => row.what);
  }
}
