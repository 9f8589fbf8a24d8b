/** One run of the model: a stage, what clients were told, what is still on its way, and the end to which everything must come. */
import type { AnswerOf, Contract, RouteName } from '@menzhen/contract';
import type { Question, Reply, Signed } from '../../../server/src/demo/clinic-day/client.ts';
import { addDays, instantOf, newId, sql } from '../../../server/src/kernel/index.ts';
import type { SignedNotice } from '../../../server/src/modules/payment/testing/scripted-channel.ts';
import type { Hospital, Person, Stage } from './hospital.ts';

/** What a client was told, to be found again in the tables (I12). */
export type Told =
  | { what: 'joined'; entry_id: string }
  | { what: 'left'; entry_id: string }
  | { what: 'accepted'; offer_id: string; booking_id: string }
  | { what: 'refused'; offer_id: string };
/** An offer that somebody saw on their phone; it may be tried again when it is long over. */
export interface SeenOffer {
  offer_id: string;
  owner: Person;
}

/** After the doors close the last steps are long: offers' minutes run by day only. */
const STEPS_MINUTES = [20, 20, 120, 600];

export class World {
  readonly hospital: Hospital;
  readonly stage: Stage;
  readonly key = newId();
  readonly told: Told[] = [];
  readonly bookings: { id: string; owner: Person }[] = [];
  readonly entries: { id: string; owner: Person }[] = [];
  readonly offers: SeenOffer[] = [];
  readonly post: SignedNotice[] = [];
  /** Errors that are no refusals, and answers that nobody should have got: there must be none. */
  readonly unforeseen: string[] = [];
  gate: (label: string) => Promise<unknown> = async () => {};
  readonly #running = new Set<Promise<void>>();
  #asked = 0;

  constructor(hospital: Hospital, stage: Stage) {
    this.hospital = hospital;
    this.stage = stage;
  }

  now = (): Temporal.Instant => this.hospital.clock.now();
  pass(duration: Temporal.DurationLike): void {
    this.hospital.clock.moveTo(this.now().add(duration));
  }

  /** Starts something that others may overtake. */
  launch(story: () => Promise<void>): void {
    const one: Promise<void> = story()
      .catch((error: unknown) => void this.unforeseen.push(String((error as Error).stack ?? error)))
      .finally(() => this.#running.delete(one));
    this.#running.add(one);
  }
  get running(): number {
    return this.#running.size;
  }

  newKey(): string {
    this.#asked += 1;
    return `${this.key}-${this.#asked}`;
  }

  /** Asks one of the nodes in turn; the answer, or undefined when a rule said no. */
  async ask<N extends RouteName>(
    name: N,
    question: Question<N> & { as: Signed },
  ): Promise<AnswerOf<Contract[N]> | undefined> {
    await this.gate(`${name} travels`);
    this.#asked += 1;
    const reply: Reply<N> = await this.hospital.asks[this.#asked % 2]!(name, question);
    if (reply.ok) return reply.body;
    if (reply.status >= 500) this.unforeseen.push(`${name} was answered with ${reply.status} ${reply.code}`);
    return undefined;
  }

  keep(owner: Person, booking: { id: string } | undefined): void {
    if (booking && !this.bookings.some(({ id }) => id === booking.id)) this.bookings.push({ id: booking.id, owner });
  }

  /** A round of the waiting list on both nodes at once, as every second and on every wake. */
  async bothRounds(): Promise<void> {
    await Promise.all(this.hospital.nodes.map((app) => app.rounds.waitlist()));
  }
  async expire(): Promise<void> {
    await Promise.all(this.hospital.nodes.map((app) => app.rounds.expireHolds()));
  }
  async recycle(): Promise<void> {
    await Promise.all(this.hospital.nodes.map((app) => app.rounds.recycle()));
  }

  async #everyRound(): Promise<void> {
    const [one, other] = this.hospital.nodes;
    await this.expire();
    await this.recycle();
    await one!.rounds.closures();
    await this.bothRounds();
    await other!.rounds.payments();
    await other!.payment.drain();
  }

  /** Nobody asks for anything any more and time passes: what was begun must come to its end by rounds alone. */
  async settle(): Promise<void> {
    this.gate = async () => {};
    for (const minutes of STEPS_MINUTES) {
      this.pass({ minutes });
      await this.#everyRound();
    }
    for (const [days, at] of [
      [-1, '20:00'],
      [0, '07:30'],
      [0, '09:10'],
      [0, '13:00'],
      [0, '20:00'],
      [1, '03:00'],
    ] as const) {
      this.hospital.clock.moveTo(instantOf(addDays(this.stage.date, days), at));
      await this.#everyRound();
    }
    const left = await this.#unsettled();
    if (left.length > 0) throw new Error(`liveness: the day is over, and there is still ${left.join('; ')}`);
    await this.hospital.nodes[0]!.rounds.readers();
  }

  /** What has not come to its end, in words. */
  async #unsettled(): Promise<string[]> {
    const sessions = this.stage.session_ids;
    const { rows } = await sql<{ what: string }>`
      with mine as (select id, state from booking where session_id = any(${sessions}::uuid[]))
      select 'booking ' || id || ' ' || state as what from mine where state = 'held'
      union all select 'place ' || id || ' ' || state from freed_place
        where session_id = any(${sessions}::uuid[]) and state in ('waiting', 'offered')
      union all select 'wish ' || id || ' ' || state from waitlist_entry
        where department_id = ${this.stage.department_id} and state in ('waiting', 'offered')
      union all select 'offer ' || id || ' ' || state from waitlist_offer
        where session_id = any(${sessions}::uuid[]) and state = 'live'
      union all select 'case ' || id || ' ' || state from closure_case
        where department_id = ${this.stage.department_id} and state = 'choosing'
      union all select 'refund ' || merchant_refund_no || ' ' || state from refund where state <> 'succeeded' and order_id in
        (select id from payment_order where channel = 'wechat' and payable_id in (select id from mine))
    `.execute(this.hospital.nodes[0]!.db.kysely);
    return rows.map((row) => row.what);
  }
}
