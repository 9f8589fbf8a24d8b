/** Patients who found no place: some wait for one, look at their phone now and then, and take what is offered or not. */
import type { BookingView } from '@menzhen/contract';
import type { Chance } from './chance.ts';
import type { Plan } from './plan.ts';
import type { Play } from './play.ts';
import { refuse } from './tally.ts';

/** Of those who find no place on their phone. */
const WAITS = 0.6;
/** What is done with an offer; the rest lets it run out. */
const TAKES = 0.7;
const REFUSES = 0.15;
/** How long after the bell a phone is looked at, at most. */
const LOOKS_WITHIN_MINUTES = 12;

export interface Waiter {
  plan: Plan;
  chance: Chance;
  department_id: string;
}

export class Waiters {
  readonly #play: Play;
  /** What goes on with a place that was offered and taken. */
  readonly #taken: (waiter: Waiter, booking: BookingView) => Promise<void>;

  constructor(play: Play, taken: (waiter: Waiter, booking: BookingView) => Promise<void>) {
    this.#play = play;
    this.#taken = taken;
  }

  /** Any doctor of the department, on the day of the plan. */
  async join(waiter: Waiter): Promise<void> {
    const { ask, tally } = this.#play;
    const { plan, chance, department_id } = waiter;
    if (plan.way === 'desk' || !plan.person.patient_id || !chance.yes(WAITS)) return;
    const wish = { kind: 'department' as const, department_id, from_date: plan.date, to_date: plan.date };
    const body = { patient_id: plan.person.patient_id, wish };
    const key = `wait-${plan.person.actor}-${plan.date}`.replaceAll(' ', '-');
    const joined = await ask('waitlistJoin', { as: plan.person, key, body });
    if (!joined.ok) return refuse(tally, joined.code);
    tally.waited += 1;
    this.#lookLater(waiter, joined.body.id);
  }

  #lookLater(waiter: Waiter, entry_id: string): void {
    const minutes = waiter.chance.whole(2, LOOKS_WITHIN_MINUTES);
    this.#play.later(minutes * 60, () => this.#look(waiter, entry_id));
  }

  async #look(waiter: Waiter, entry_id: string): Promise<void> {
    const { ask, tally } = this.#play;
    const { plan, chance } = waiter;
    const shown = await ask('waitlistShow', { as: plan.person, params: { id: entry_id } });
    if (!shown.ok) return refuse(tally, shown.code);
    const { state, offer } = shown.body;
    if (state !== 'waiting' && state !== 'offered') return;
    this.#lookLater(waiter, entry_id);
    if (state !== 'offered' || !offer) return;
    const draw = chance.next();
    if (draw < TAKES) await this.#take(waiter, offer.id);
    else if (draw < TAKES + REFUSES) {
      const body = { stay: chance.yes(0.5) };
      const refused = await ask('waitlistOfferRefuse', { as: plan.person, params: { id: offer.id }, body });
      if (!refused.ok) refuse(tally, refused.code);
    }
  }

  async #take(waiter: Waiter, offer_id: string): Promise<void> {
    const { ask, tally } = this.#play;
    const question = { as: waiter.plan.person, key: `take-${offer_id}`, params: { id: offer_id }, body: {} };
    const taken = await ask('waitlistOfferAccept', question);
    if (!taken.ok) return refuse(tally, taken.code);
    tally.offers_taken += 1;
    await this.#taken(waiter, taken.body);
  }
}
