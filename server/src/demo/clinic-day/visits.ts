/** What patients do: register, take a place, pay or not, cancel, come, check in, answer the call. */
import type { BookingView, ClosureCaseView, SessionView, SlotView } from '@menzhen/contract';
import { instantOf } from '../../kernel/index.ts';
import type { Chance } from './chance.ts';
import { must, type Reply } from './client.ts';
import { type Person, registerAtDesk, registerOnPhone } from './people.ts';
import type { Plan } from './plan.ts';
import type { Play } from './play.ts';
import type { Rooms } from './rooms.ts';
import { openDrawer } from './staff.ts';
import { refuse } from './tally.ts';
import { Waiters } from './waiting.ts';
import type { Windows } from './windows.ts';

export interface Visit {
  plan: Plan;
  chance: Chance;
  booking: BookingView;
  session: SessionView;
  checked_in_ms?: number;
  was_called: boolean;
}

const TRIES = 3;
const SUPPLY_FRESH_MS = 10 * 60_000;
/** A day's favourite among departments, by how often people look there first. */
const FAVOURITE = /全科/;
/** Who books on the phone leaves this much time to get there. */
const WAY_MINUTES = 20;
/** Who gets a slot at the window sits down when it is this near, and else comes again. */
const STAYS_MINUTES = 45;

/** Through whose eyes places are looked at. */
interface Through {
  channel: 'counter' | 'app';
}

export class Visits {
  readonly #play: Play;
  readonly #rooms: Rooms;
  readonly #windows: Windows;
  readonly #waiters: Waiters;
  readonly #expected = new Set<string>();
  readonly #byBooking = new Map<string, Visit>();
  readonly #supply = new Map<string, { sessions: SessionView[]; read_ms: number }>();
  #keys = 0;

  constructor(play: Play, rooms: Rooms, windows: Windows) {
    this.#play = play;
    this.#rooms = rooms;
    this.#windows = windows;
    this.#waiters = new Waiters(play, async ({ plan, chance }, booking) => {
      const { session } = await must('sessionSlots', play.ask('sessionSlots', { params: { id: booking.session_id } }));
      this.#goOn({ plan, chance, booking, session, was_called: false });
    });
  }

  expect(person: Person, date: string): void {
    this.#expected.add(`${person.actor} ${date}`);
  }
  isExpected(person: Person, date: string): boolean {
    return this.#expected.has(`${person.actor} ${date}`);
  }
  ofBooking(booking_id: string): Visit | undefined {
    return this.#byBooking.get(booking_id);
  }

  /** Somebody decides to come: finds a place and holds it. Whom the rules refuse, or who finds none, stays at home. */
  async decide(plan: Plan, chance: Chance): Promise<void> {
    const { person } = plan;
    await this.#register(plan);
    if (!person.patient_id) return refuse(this.#play.tally, 'not_registered');
    for (let tries = 0; tries < TRIES; tries += 1) {
      const found = await this.#look(plan, chance);
      if (!found) refuse(this.#play.tally, 'no_place_found');
      if (!found) continue;
      const held = await this.#hold(plan, found.slot);
      if (!held.ok) refuse(this.#play.tally, held.code);
      else return this.#goOn({ plan, chance, booking: held.body, session: found.session, was_called: false });
    }
    const department_id = await this.#fullDepartment(plan);
    if (department_id) await this.#waiters.join({ plan, chance, department_id });
  }

  /** Once at the window or on the phone; whoever was registered at the window still adds themselves on the phone. */
  async #register({ way, person }: Plan): Promise<void> {
    const { ask, team } = this.#play;
    if (way === 'desk') person.patient_id ??= await registerAtDesk(ask, team.clerk, person);
    else if (!person.is_on_phone) {
      person.patient_id = await registerOnPhone(ask, person);
      person.is_on_phone = person.patient_id !== undefined;
    }
  }

  /** The day's sessions, as a phone that was opened a while ago shows them. */
  async #sessions(date: string, through: Through): Promise<SessionView[]> {
    const key = `${date} ${through.channel}`;
    const known = this.#supply.get(key);
    if (known && this.#play.now_ms() - known.read_ms < SUPPLY_FRESH_MS) return known.sessions;
    const { items } = await must(
      'sessionList',
      this.#play.ask('sessionList', { query: { date, channel: through.channel } }),
    );
    this.#supply.set(key, { sessions: items, read_ms: this.#play.now_ms() });
    return items;
  }

  async #look(plan: Plan, chance: Chance): Promise<{ session: SessionView; slot: SlotView } | undefined> {
    const way_ms = plan.way === 'desk' ? 0 : WAY_MINUTES * 60_000;
    const from_ms = Math.max(this.#play.now_ms() + way_ms, plan.not_before_ms);
    // at the window on the day, what is kept for who comes in person is there too
    const through: Through = { channel: plan.way === 'desk' ? 'counter' : 'app' };
    const fits = (await this.#sessions(plan.date, through)).filter(
      (session) =>
        session.state === 'open' &&
        session.places_left > 0 &&
        instantOf(session.date, session.ends).epochMilliseconds > from_ms &&
        this.#isFor(session.department_id, plan.person),
    );
    if (fits.length === 0) return undefined;
    const session = chance.weighted(fits, (one) => (FAVOURITE.test(one.department_name) ? 5 : 1));
    const { items } = await must(
      'sessionSlots',
      this.#play.ask('sessionSlots', { params: { id: session.id }, query: { channel: through.channel } }),
    );
    const free = items.filter(
      (slot) =>
        slot.places_left > 0 &&
        (plan.way === 'desk' || slot.bookable === 'available') &&
        instantOf(slot.date, slot.starts).epochMilliseconds > from_ms,
    );
    if (free.length === 0) return undefined;
    return { session, slot: plan.way === 'desk' ? free[0]! : chance.pick(free) };
  }

  /** Where the person would have liked to go on that day, and nothing is left. */
  async #fullDepartment({ date, person }: Plan): Promise<string | undefined> {
    const sessions = await this.#sessions(date, { channel: 'app' });
    return sessions.find((one) => one.bookable === 'full' && this.#isFor(one.department_id, person))?.department_id;
  }

  #isFor(department_id: string, person: Person): boolean {
    const department = this.#play.departments.get(department_id);
    if (!department || (department.sex_gate && department.sex_gate !== person.sex)) return false;
    const { age_from_years, age_to_years } = department;
    return person.age_years >= (age_from_years ?? 0) && person.age_years <= (age_to_years ?? 200);
  }

  async #hold(plan: Plan, slot: SlotView): Promise<Reply<'bookingHold'>> {
    const { ask, team } = this.#play;
    const { person } = plan;
    const key = `hold-${person.actor}-${plan.date}-${this.#keys++}`.replaceAll(' ', '-');
    const body = { slot_id: slot.id, patient_id: person.patient_id! };
    if (plan.way === 'desk')
      return ask('deskBookingHold', { as: team.clerk, key, body }) as Promise<Reply<'bookingHold'>>;
    const once = () => ask('bookingHold', { as: person, key, body });
    if (!plan.taps_twice) return once();
    const [first, second] = await Promise.all([once(), once()]);
    return first.ok ? first : second;
  }

  #goOn(visit: Visit): void {
    const { plan, booking } = visit;
    const { tally, later } = this.#play;
    this.#byBooking.set(booking.id, visit);
    tally.held += 1;
    if (plan.way === 'desk') {
      later(40, () => this.#payAtDesk(visit));
      return;
    }
    if (plan.paying !== 'never') later(plan.pays_after_seconds, () => this.#pay(visit));
    if (plan.cancels_ahead && plan.way === 'ahead') {
      later(plan.pays_after_seconds + 30 + visit.chance.whole(0, 5 * 3600), () => this.#cancel(visit));
    }
    if (!plan.stays_away) this.#comes(visit);
  }

  /** Around the start of the slot, once check-in is open; who is at the window already and may check in does it now. */
  #comes(visit: Visit): void {
    const { plan, booking } = visit;
    const starts_ms = instantOf(booking.date, booking.starts).epochMilliseconds;
    const opens_ms = Temporal.Instant.from(booking.check_in_from).epochMilliseconds;
    const soonest_ms = Math.max(opens_ms, this.#play.now_ms() + 60_000);
    const isHere = plan.way === 'desk' && starts_ms - soonest_ms < STAYS_MINUTES * 60_000;
    const comes_ms = isHere ? soonest_ms : Math.max(starts_ms + plan.arrives_minutes * 60_000, soonest_ms);
    this.#play.timeline.at(comes_ms, () => this.#arrive(visit));
  }

  async #payAtDesk(visit: Visit): Promise<void> {
    const { ask, team, tally } = this.#play;
    const { booking, chance } = visit;
    const body = { method: chance.yes(0.5) ? ('cash' as const) : ('card' as const) };
    const key = `pay-${booking.id}`;
    // before and after hours the drawer is closed: whoever books ahead at the window then pays by opening it
    if (body.method === 'cash') await openDrawer(ask, team.clerk, `drawer-for-${booking.id}`);
    const paid = await ask('deskBookingPay', { as: team.clerk, key, params: { id: booking.id }, body });
    if (!paid.ok) return refuse(tally, paid.code);
    tally.paid += 1;
    if (!visit.plan.stays_away) this.#comes(visit);
  }

  async #pay(visit: Visit): Promise<void> {
    const { booking, plan } = visit;
    const { person, paying, taps_twice } = plan;
    await this.#play.style.pay({ person, booking_id: booking.id, paying, taps_twice });
  }

  async #cancel({ booking, plan }: Visit): Promise<void> {
    const { ask, tally } = this.#play;
    const cancelled = await ask('bookingCancel', { as: plan.person, params: { id: booking.id } });
    if (cancelled.ok) tally.cancelled += 1;
    else refuse(tally, cancelled.code);
  }

  async #arrive(visit: Visit): Promise<void> {
    const { tally, now_ms } = this.#play;
    const checkedIn =
      visit.plan.checks_in_by_phone && visit.plan.way !== 'desk' ? await this.#scan(visit) : await this.#atDesk(visit);
    if (!checkedIn.ok) return refuse(tally, checkedIn.code);
    tally.checked_in += 1;
    visit.checked_in_ms = now_ms();
    this.#rooms.waits(visit);
  }

  #atDesk({ booking }: Visit): Promise<Reply<'deskBookingCheckIn'>> {
    const { ask, team } = this.#play;
    return ask('deskBookingCheckIn', { as: team.nurse, params: { id: booking.id } });
  }

  /** Scans the hall's code; in a hall that is not the department's it is refused, so the next one is tried. */
  async #scan({ booking, plan }: Visit): Promise<Reply<'bookingCheckIn'> | Reply<'deskBookingCheckIn'>> {
    const { ask, team } = this.#play;
    let last: Reply<'bookingCheckIn'> | undefined;
    for (const board of team.boards) {
      const { check_in, rooms } = await must('boardState', ask('boardState', { as: board }));
      if (!rooms.some((room) => room.department_name === booking.department_name)) continue;
      const code = new URL(check_in.url.replace('/#/', '/')).searchParams.get('code') ?? '';
      last = await ask('bookingCheckIn', { as: plan.person, params: { id: booking.id }, body: { code } });
      if (last.ok || last.code !== 'check_in_code_wrong') return last;
    }
    return last ?? this.#atDesk({ booking } as Visit);
  }

  /** The visit is over; now and then a part of its fee goes back. */
  leave(visit: Visit): void {
    const { style, later } = this.#play;
    if (visit.chance.yes(style.habits.adjusted)) later(visit.chance.whole(60, 900), () => this.#windows.adjust(visit));
  }

  /** A passed patient comes back to the nurse. */
  async comeBack(visit: Visit, ticket_id: string): Promise<void> {
    const { ask, team, tally } = this.#play;
    const back = await ask('ticketReturn', { as: team.nurse, params: { id: ticket_id } });
    if (back.ok) this.#rooms.waits(visit);
    else refuse(tally, back.code);
  }

  /** Another place if one is offered and wanted, else the money back: on the own phone, or told to the operator who calls. */
  async choose(asked: ClosureCaseView, chance: Chance): Promise<void> {
    const { ask, team, tally } = this.#play;
    const visit = this.#byBooking.get(asked.booking_id);
    const person = asked.has_account ? visit?.plan.person : undefined;
    const params = { id: asked.id };
    const shown = person
      ? await ask('caseShow', { as: person, params })
      : await ask('deskCaseShow', { as: team.operator, params });
    if (!shown.ok) return refuse(tally, shown.code);
    const offers = [...shown.body.substitutes, ...shown.body.other_times];
    const place = chance.yes(0.7) && offers.length > 0 ? chance.pick(offers) : undefined;
    const body = place ? { choice: 'move' as const, slot_id: place.slot_id } : { choice: 'refund' as const };
    const chosen = person
      ? await ask('caseChoose', { as: person, params, body })
      : await ask('deskCaseChoose', { as: team.operator, params, body });
    if (!chosen.ok) return refuse(tally, chosen.code);
    if (!place) tally.cancelled += 1;
    else if (visit) await this.#goesThere(visit);
  }

  /** The visit as it stands after the move: who waits in the hall waits there, who does not comes at the new time. */
  async #goesThere(visit: Visit): Promise<void> {
    const { ask, team, tally } = this.#play;
    tally.moved += 1;
    const { date } = visit.booking;
    const { items } = await must(
      'deskBookingList',
      ask('deskBookingList', { as: team.operator, query: { patient_id: visit.booking.patient_id } }),
    );
    const booking = items.find((one) => one.id === visit.booking.id);
    if (!booking) return;
    visit.booking = booking;
    const sessions = await must('sessionList', ask('sessionList', { query: { date: booking.date } }));
    visit.session = sessions.items.find((one) => one.id === booking.session_id) ?? visit.session;
    if (booking.state === 'checked_in') this.#rooms.waits(visit);
    else if (booking.date === date && !visit.plan.stays_away) this.#comes(visit);
  }
}
