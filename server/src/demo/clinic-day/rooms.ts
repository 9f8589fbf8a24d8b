/** What doctors do: call, wait, recall, pass, see, finish, and call the next. One duty is a doctor's day in one room. */
import type { ClosureCaseView, SessionView, TicketView } from '@menzhen/contract';
import { instantOf } from '../../kernel/index.ts';
import type { Chance } from './chance.ts';
import { must, type Signed } from './client.ts';
import type { Play } from './play.ts';
import { refuse } from './tally.ts';
import type { Visit } from './visits.ts';

interface Duty {
  room_id: string;
  doctor: Signed;
  chance: Chance;
  sessions: SessionView[];
  /** Minutes after the session's start at which the doctor is there. */
  late_minutes: number;
  busy: boolean;
  /** When each of the waiting may be called, in ms. */
  waiting: number[];
}
interface Patients {
  ofBooking(booking_id: string): Visit | undefined;
  comeBack(visit: Visit, ticket_id: string): Promise<void>;
  leave(visit: Visit): void;
  choose(asked: ClosureCaseView, chance: Chance): Promise<void>;
}

const MINUTE = 60_000;
/** Of the patients whose doctor is taken away. */
const NEVER_ANSWERS = 0.2;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export class Rooms {
  patients!: Patients;
  readonly #play: Play;
  readonly #duties = new Map<string, Duty>();

  constructor(play: Play) {
    this.#play = play;
  }

  /** The doctors of the day take their rooms. A few are late; now and then a session is closed. */
  async open(date: string): Promise<void> {
    const { ask, team, chance, style, later } = this.#play;
    const { items } = await must('sessionList', ask('sessionList', { query: { date } }));
    const byDoctorAndRoom = Map.groupBy(items, (session) => `${session.doctor_id} ${session.room_id}`);
    for (const [place, sessions] of byDoctorAndRoom) {
      const own = chance.fork(`${date}/${place}`);
      const duty: Duty = {
        room_id: sessions[0]!.room_id,
        doctor: team.doctors.get(sessions[0]!.doctor_id)!,
        chance: own,
        sessions,
        late_minutes: own.yes(style.habits.doctor_is_late) ? own.whole(15, 40) : own.whole(0, 4),
        busy: false,
        waiting: [],
      };
      for (const session of sessions) this.#duties.set(session.id, duty);
      const last = sessions.at(-1)!;
      if (own.yes(style.habits.session_closes)) later(own.whole(1800, 7200), () => this.#closeSession(last));
    }
  }

  async #closeSession(session: SessionView): Promise<void> {
    const { ask, team, tally } = this.#play;
    const body = { reason: '医生临时停诊' };
    const closed = await ask('sessionClose', { as: team.operator, params: { id: session.id }, body });
    if (!closed.ok) return refuse(tally, closed.code);
    tally.cancelled += closed.body.cancelled;
    tally.asked += closed.body.affected;
    await this.#callAround(closed.body.closure_id);
  }

  /** Patients choose on their phones after a while; whom no message reaches is called by the operator; some never answer. */
  async #callAround(closure_id: string): Promise<void> {
    const { ask, team, later, chance } = this.#play;
    const { items } = await must(
      'closureCaseList',
      ask('closureCaseList', { as: team.operator, params: { id: closure_id } }),
    );
    for (const one of items) {
      const own = (this.patients.ofBooking(one.booking_id)?.chance ?? chance).fork('closure');
      if (own.yes(NEVER_ANSWERS)) continue;
      later(own.whole(60, 1500), () => this.patients.choose(one, own));
    }
  }

  /** A patient sits down in the hall; an idle doctor calls. */
  waits({ session }: Visit): void {
    const duty = this.#duties.get(session.id);
    if (!duty) return;
    const starts_ms = instantOf(session.date, session.starts).epochMilliseconds + duty.late_minutes * MINUTE;
    const ready_ms = Math.max(starts_ms, this.#play.now_ms() + duty.chance.whole(10, 40) * 1000);
    duty.waiting.push(ready_ms);
    this.#play.timeline.at(ready_ms, () => this.#callNext(duty));
  }

  async #callNext(duty: Duty): Promise<void> {
    const { ask, tally, now_ms } = this.#play;
    if (duty.busy || !duty.waiting.some((ready_ms) => ready_ms <= now_ms())) return;
    duty.busy = true;
    const called = await ask('callNext', { as: duty.doctor, params: { id: duty.room_id } });
    if (!called.ok) {
      // Everybody has left the queue: cancelled, or their session was closed.
      duty.busy = false;
      if (called.code === 'queue_empty') duty.waiting = duty.waiting.filter((ready_ms) => ready_ms > now_ms());
      return refuse(tally, called.code);
    }
    duty.waiting.splice(
      duty.waiting.findIndex((ready_ms) => ready_ms <= now_ms()),
      1,
    );
    tally.called += 1;
    this.#answer(duty, called.body);
  }

  #answer(duty: Duty, ticket: TicketView): void {
    const { tally, later, now_ms } = this.#play;
    const visit = ticket.booking_id ? this.patients.ofBooking(ticket.booking_id) : undefined;
    if (visit && !visit.was_called) {
      visit.was_called = true;
      tally.waits_minutes.push((now_ms() - (visit.checked_in_ms ?? now_ms())) / MINUTE);
      if (visit.plan.misses_call) {
        later(90, () => this.#recall(duty, ticket, visit));
        return;
      }
    }
    later(duty.chance.whole(20, 90), () => this.#see(duty, ticket, visit));
  }

  async #recall(duty: Duty, ticket: TicketView, visit: Visit): Promise<void> {
    const { ask, tally, later } = this.#play;
    const recalled = await ask('ticketRecall', { as: duty.doctor, params: { id: ticket.id } });
    if (!recalled.ok) refuse(tally, recalled.code);
    later(90, () => this.#pass(duty, ticket, visit));
  }

  async #pass(duty: Duty, ticket: TicketView, visit: Visit): Promise<void> {
    const { ask, tally, later } = this.#play;
    const passed = await ask('ticketPass', { as: duty.doctor, params: { id: ticket.id } });
    if (passed.ok) tally.passed += 1;
    else refuse(tally, passed.code);
    if (visit.chance.yes(0.75))
      later(visit.plan.returns_after_minutes * 60, () => this.patients.comeBack(visit, ticket.id));
    this.#free(duty, 15);
  }

  async #see(duty: Duty, ticket: TicketView, visit: Visit | undefined): Promise<void> {
    const { ask, tally, later } = this.#play;
    const started = await ask('ticketStart', { as: duty.doctor, params: { id: ticket.id } });
    if (!started.ok) {
      refuse(tally, started.code);
      return this.#free(duty, 15);
    }
    const minutes = this.#minutesEach(duty) * (visit?.plan.share_of_time ?? 1);
    later(Math.max(minutes, 1) * 60, () => this.#finish(duty, started.body.id, visit));
  }

  /** The time that the roster gives each patient. */
  #minutesEach({ sessions }: Duty): number {
    const minutes = sessions.reduce((sum, session) => sum + minutesOf(session.ends) - minutesOf(session.starts), 0);
    const places = sessions.reduce((sum, session) => sum + session.places_total, 0);
    return Math.min(minutes / Math.max(places, 1), 20);
  }

  async #finish(duty: Duty, visit_id: string, visit: Visit | undefined): Promise<void> {
    const { ask, tally } = this.#play;
    const finished = await ask('visitFinish', { as: duty.doctor, params: { id: visit_id } });
    if (finished.ok) tally.seen += 1;
    else refuse(tally, finished.code);
    if (finished.ok && visit) this.patients.leave(visit);
    this.#free(duty, duty.chance.whole(10, 60));
  }

  #free(duty: Duty, after_seconds: number): void {
    duty.busy = false;
    this.#play.later(after_seconds, () => this.#callNext(duty));
  }
}
