/** Patients who book, pay through either channel, look, and cancel, while the server comes and goes; who gets no answer asks again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf, type Chance } from '../../server/src/demo/clinic-day/chance.ts';
import { must, type Reply } from '../../server/src/demo/clinic-day/client.ts';
import { inventPerson, type Person, registerOnPhone } from '../../server/src/demo/clinic-day/people.ts';
import { type Mortal, NoAnswer } from './world.ts';

const SCENES = { wechat: 'h5', alipay: 'wap' } as const;
const PAUSE_MS = [5, 60] as const;

interface Patient {
  person: Person;
  chance: Chance;
  bookings: string[];
}

export class Crowd {
  readonly #mortal: Mortal;
  readonly #slots: string[];
  readonly #patients: Patient[];
  #running: Promise<unknown> | undefined;
  #isOver = false;
  #keys = 0;
  /** What came of the acts, by name. */
  readonly seen = new Map<string, number>();

  private constructor(mortal: Mortal, slots: string[], patients: Patient[]) {
    this.#mortal = mortal;
    this.#slots = slots;
    this.#patients = patients;
  }

  static async gather(mortal: Mortal, seed: string, size: number): Promise<Crowd> {
    const { ask } = mortal;
    const { items } = await must('sessionList', ask('sessionList', { query: await comingDays(mortal) }));
    const sessions = items.filter((one) => one.places_left > 0 && one.bookable === 'available').slice(0, 40);
    const slots: string[] = [];
    for (const { id } of sessions) {
      const shown = await must('sessionSlots', ask('sessionSlots', { params: { id } }));
      slots.push(...shown.items.filter((slot) => slot.bookable === 'available').map((slot) => slot.id));
    }
    const patients: Patient[] = [];
    for (let n = 0; patients.length < size; n += 1) {
      const chance = chanceOf(`${seed}/${n}`);
      const person = inventPerson(chance, ask, n, '2026-11-23');
      if (person.age_years < 18) continue;
      person.patient_id = await registerOnPhone(ask, person);
      if (person.patient_id) patients.push({ person, chance, bookings: [] });
    }
    return new Crowd(mortal, slots, patients);
  }

  begin(): void {
    this.#running = Promise.all(this.#patients.map((patient) => this.#live(patient)));
  }
  /** Lets everybody end what they do. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  #note(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  async #live(patient: Patient): Promise<void> {
    while (!this.#isOver) {
      await sleep(patient.chance.whole(...PAUSE_MS));
      await this.#act(patient).catch((error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error;
        this.#note('no answer');
      });
    }
  }

  #act(patient: Patient): Promise<void> {
    const { chance, bookings } = patient;
    if (bookings.length > 0 && chance.yes(0.45)) return this.#cancel(patient, chance.pick(bookings));
    return this.#book(patient);
  }

  /** The same words under the same key, until there is an answer. */
  async #untilAnswered<T>(once: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof NoAnswer) || this.#isOver) throw error;
        this.#note('asked again');
        await sleep(100);
      }
    }
  }

  async #book(patient: Patient): Promise<void> {
    const { person, chance } = patient;
    const { ask } = this.#mortal;
    this.#keys += 1;
    const key = `faults-${this.#keys}-${person.input.id_number}`;
    const body = { slot_id: chance.pick(this.#slots), patient_id: person.patient_id! };
    const held = await this.#untilAnswered(() => ask('bookingHold', { as: person, key, body }));
    this.#note(held.ok ? 'held' : `hold ${held.code}`);
    if (!held.ok) return;
    patient.bookings.push(held.body.id);
    if (chance.yes(0.9)) await this.#pay(patient, held.body.id);
  }

  async #pay({ person, chance }: Patient, id: string): Promise<void> {
    const { ask } = this.#mortal;
    const channel = chance.yes(0.5) ? 'wechat' : 'alipay';
    const body = { channel, scene: SCENES[channel] } as const;
    const opened: Reply<'bookingPay'> = await this.#untilAnswered(() =>
      ask('bookingPay', { as: person, params: { id }, body }),
    );
    this.#note(opened.ok ? `opened ${channel}` : `pay ${opened.code}`);
    if (!opened.ok || !opened.body.cashier_url) return;
    const page = await fetch(opened.body.cashier_url, { redirect: 'follow' });
    await page.arrayBuffer();
    const address = new URL(page.url);
    address.search = '';
    await fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision: 'pay' }) });
    this.#note(`tapped ${channel}`);
    if (chance.yes(0.3)) await ask('bookingPayment', { as: person, params: { id } });
  }

  async #cancel(patient: Patient, id: string): Promise<void> {
    const { ask } = this.#mortal;
    const cancelled = await this.#untilAnswered(() => ask('bookingCancel', { as: patient.person, params: { id } }));
    this.#note(cancelled.ok ? 'cancelled' : `cancel ${cancelled.code}`);
    patient.bookings = patient.bookings.filter((one) => one !== id);
  }
}

async function comingDays({ ask }: Mortal): Promise<{ from: string; to: string }> {
  const { now } = await must('demo', ask('demo'));
  const today = Temporal.Instant.from(now).toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
  return { from: today.add({ days: 1 }).toString(), to: today.add({ days: 7 }).toString() };
}
