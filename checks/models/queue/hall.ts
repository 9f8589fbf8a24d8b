/** The stage of the queue's model: one clinic, its consoles, and the people of a run in its lines. */
import { expect } from 'vitest';
import type { RouteName } from '@menzhen/contract';
import { inTransaction } from '../../../server/src/kernel/index.ts';
import { districtHospital } from '../../../server/src/modules/policy/index.ts';
import { type Answer, at, type Clinic, openClinic } from '../../../server/src/journeys/testing/clinic.ts';

export const pooledBys = ['doctor', 'department'] as const;

export interface Console {
  name: string;
  token: string;
  /** The doctor's own room; a nurse calls for either. */
  room_id: string;
}
export interface Person {
  booking_id: string;
  token: string;
  ticket_id: string;
}

/** Codes by which the house may say no to an act; anything else is a fault. */
const REFUSALS = new Set([
  'queue_empty',
  'room_busy',
  'ticket_state',
  'not_your_room',
  'line_changed',
  'ticket_twice',
  'transfer_nowhere',
  'undo_too_late',
  'undo_not_yours',
  'visit_finished',
  'booking_state',
  'not_found',
  'version_conflict',
  'policy_cancel_cut_off',
  // a nurse at a doctor's act
  'not_allowed',
]);

export class Hall {
  readonly clinic: Clinic;
  readonly consoles: Console[];
  readonly point_id: string;
  people: Person[] = [];
  #running = new Set<Promise<void>>();
  faults: string[] = [];
  #minute = 0;

  constructor(clinic: Clinic, consoles: Console[], point_id: string) {
    this.clinic = clinic;
    this.consoles = consoles;
    this.point_id = point_id;
  }

  async ask(token: string, name: RouteName, ask: { id?: string; body?: object } = {}): Promise<Answer> {
    const answer = await this.clinic.call(token, name, ask);
    if (answer.status >= 500 || (answer.status >= 300 && !REFUSALS.has(answer.body.code)))
      this.faults.push(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  /** Starts an act without waiting for it, so that acts overtake one another in the server and the database. */
  launch(act: () => Promise<unknown>): void {
    const running: Promise<void> = act().then(
      () => void this.#running.delete(running),
      (error: unknown) => {
        this.#running.delete(running);
        this.faults.push(String(error));
      },
    );
    this.#running.add(running);
  }
  async arrived(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  pass(minutes: number): void {
    this.#minute = Math.max(0, this.#minute + minutes);
    this.clinic.clock.moveTo(at('08:00').add({ minutes: this.#minute }));
  }

  /** So many people in the two doctors' lines in turn, checked in. */
  async seat(size: number): Promise<void> {
    this.people = [];
    for (let n = 0; n < size; n += 1) {
      const doctor = this.clinic.doctors[n % 2]!;
      const booking = await this.clinic.book(doctor.slot_id);
      await this.clinic.call(this.clinic.nurse, 'deskBookingCheckIn', { id: booking.id });
      const { body } = await this.clinic.call(booking.token, 'queuePlace', { id: booking.id });
      this.people.push({ booking_id: booking.id, token: booking.token, ticket_id: body.ticket.id });
    }
  }

  /** Everybody is seen or sent home: whatever state the acts left, the house can go on from it. */
  async goHome(): Promise<void> {
    const { clinic } = this;
    for (const { body } of await Promise.all(clinic.doctors.map((doctor) => clinic.call(doctor.token, 'doctorDay')))) {
      const doctor = clinic.doctors.find((one) => one.session_id === body.sessions[0].session_id)!;
      if (body.current?.state === 'called' && body.current.kind === 'visit')
        await clinic.call(doctor.token, 'ticketPass', { id: body.current.id });
    }
    const { rows } = await clinic.app.db.pool.query<{ id: string; token_of: string }>(
      `select v.id, v.doctor_id as token_of from visit v where v.state = 'in_consultation'`,
    );
    for (const { id, token_of } of rows) {
      const doctor = clinic.doctors.find((one) => one.doctor_id === token_of)!;
      expect((await clinic.call(doctor.token, 'visitFinish', { id })).status).toBe(200);
    }
    for (const { booking_id } of this.people)
      await this.ask(clinic.clerk, 'deskBookingCancel', { id: booking_id, body: { reason: '试验结束' } });
    const left = await clinic.app.db.pool.query<{ id: string }>(
      `select id from ticket where kind <> 'visit' and state in ('called', 'in_consultation')`,
    );
    for (const { id } of left.rows) await this.ask(clinic.nurse, 'ticketFinish', { id });
    const standing = await clinic.app.db.pool.query<{ number: string; state: string }>(
      `select number, state from ticket where kind = 'visit' and state not in ('finished', 'left')`,
    );
    expect(standing.rows).toEqual([]);
  }

  async pool(pooled_by: (typeof pooledBys)[number]): Promise<void> {
    const { app, clock } = this.clinic;
    const data = districtHospital([]);
    const rules = { ...data, queue: { ...data.queue, pooled_by } };
    const valid_from = clock.now();
    const acting = { actor: 'system:test', now: valid_from };
    await inTransaction(app.db, (tx) =>
      app.policy.publish(tx, { ...acting, data: rules, note: pooled_by, valid_from }),
    );
    await app.policy.fresh();
  }
}

/** Four consoles: a doctor at two of them, another doctor, and the nurse who calls for both. */
export async function openHall(): Promise<Hall> {
  const clinic = await openClinic();
  clinic.moveTo('08:00');
  const [one, two] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  const point = await clinic.call(clinic.administrator, 'servicePointCreate', {
    body: {
      kind: 'test',
      department_id: clinic.department_id,
      name: '抽血处',
      name_en: 'Blood tests',
      is_open: true,
      mean_minutes: 3,
      room_ids: [one.room_id],
    },
  });
  const consoles = [
    { name: 'doctor 1', token: one.token, room_id: one.room_id },
    { name: 'doctor 1 again', token: one.token, room_id: one.room_id },
    { name: 'doctor 2', token: two.token, room_id: two.room_id },
    { name: 'nurse', token: clinic.nurse, room_id: two.room_id },
  ];
  return new Hall(clinic, consoles, point.body.id);
}
