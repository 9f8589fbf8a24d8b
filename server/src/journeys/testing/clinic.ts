/** For tests of journeys: the whole server on a database of its own, with one small clinic, its people and a still clock. */
import { randomBytes } from 'node:crypto';
import type { Contract, RouteName } from '@menzhen/contract';
import { contract } from '@menzhen/contract';
import { freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type App, type AppOptions, openApp } from '../../app.ts';
import { inventedResidentId } from '../../demo/accounts.ts';
import {
  addDays,
  inTransaction,
  instantOf,
  type MovableClock,
  newId,
  openSession,
  type RoleScope,
  readSettings,
  sql,
  stillClock,
  type Tx,
} from '../../kernel/index.ts';
import { districtHospital } from '../../modules/policy/index.ts';

export const DAY = '2026-03-02';
export const at = (time: string): Temporal.Instant => instantOf(DAY, time);
const acting = { now: at('06:00'), actor: 'system:test' };

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
export type Answer = { status: number; body: any };
/** Calls a route by its name as the holder of `token`. */
export type Call = (
  token: string,
  name: RouteName,
  ask?: { id?: string; body?: object; query?: Record<string, string> },
) => Promise<Answer>;

export interface Clinic {
  app: App;
  /** For a second node on the same database. */
  database_url: string;
  clock: MovableClock;
  call: Call;
  moveTo(time: string): void;
  department_id: string;
  /** A department that nobody of the others works in. */
  other_department_id: string;
  /** Another member of staff; returns a session's token. */
  staff(login: string, roles: RoleScope[], doctor_id?: string): Promise<string>;
  /** An account with one patient in it, signed in. */
  phone(): Promise<{ token: string; account_id: string; patient_id: string }>;
  doctors: { token: string; doctor_id: string; room_id: string; session_id: string; slot_id: string }[];
  clerk: string;
  nurse: string;
  /** A nurse of another department. */
  stranger: string;
  administrator: string;
  board: { id: string; token: string };
  /** A patient with a paid booking in the slot. */
  book(slot_id: string, options?: { paid: boolean }): Promise<{ id: string; token: string; patient_id: string }>;
  close(): Promise<void>;
}

/**
 * Two doctors, each with a room and a morning session of one slot (08:00 to 12:00).
 * @param ask settings and payment channels other than none
 */
export async function openClinic(
  ask: { env?: Record<string, string> } & Pick<AppOptions, 'channels' | 'lines'> = {},
): Promise<Clinic> {
  const fresh = await freshDatabase();
  const clock = stillClock(acting.now);
  const settings = readSettings({
    DEMO: 'false',
    SMS_PROVIDER: 'log',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '0',
    MENZHEN_KEY: randomBytes(32).toString('base64'),
    ...ask.env,
  });
  const app = await openApp({
    settings,
    clock,
    databaseUrl: fresh.url,
    channels: ask.channels,
    lines: ask.lines,
  });
  const inTx = <T>(story: (tx: Tx) => Promise<T>) => inTransaction(app.db, story);
  const token = (kind: 'patient' | 'staff' | 'board', holder_id: string) =>
    inTx(async (tx) => {
      const lasts = Temporal.Duration.from({ hours: 48 });
      return (await openSession(tx, { kind, holder_id, now: acting.now, lasts, idle_minutes: 2000 })).token;
    });
  const call: Call = async (bearer, name, { id, body, query } = {}) => {
    const spec = contract[name] as Contract[RouteName];
    const answer = await app.http.inject({
      method: spec.method,
      url: spec.path.replace(':id', id ?? ''),
      headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': newId() },
      ...(query ? { query } : {}),
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const places = await inTx((tx) => furnish(app, tx));
  const staff = async (login: string, roles: RoleScope[], doctor_id?: string) => {
    const password = randomBytes(12).toString('hex');
    const row = await inTx((tx) =>
      app.people.addStaff(tx, { ...acting, login, name: '张三', password, roles, doctor_id: doctor_id ?? null }),
    );
    return token('staff', row.id);
  };
  const { department_id } = places;
  const clerk = await staff('clerk', [{ role: 'clerk', department_id: null }]);
  await call(clerk, 'drawerOpen', { body: { place: '1 号窗口', opening_fen: 20_000 } });
  const doctors = [];
  for (const place of places.doctors) {
    const roles: RoleScope[] = [{ role: 'doctor', department_id }];
    doctors.push({ ...place, token: await staff(`doctor${doctors.length}`, roles, place.doctor_id) });
  }
  let people = 0;
  const phone: Clinic['phone'] = async () => {
    people += 1;
    const who = await inTx((tx) => addPatient(app, tx, people));
    return { ...who, token: await token('patient', who.account_id) };
  };
  const book: Clinic['book'] = async (slot_id, { paid } = { paid: true }) => {
    const { patient_id, token } = await phone();
    const held = await call(clerk, 'deskBookingHold', { body: { slot_id, patient_id } });
    if (held.status !== 201) throw new Error(JSON.stringify(held.body));
    if (paid) await call(clerk, 'deskBookingPay', { id: held.body.id, body: { method: 'cash' } });
    return { id: held.body.id, token, patient_id };
  };
  return {
    app,
    database_url: fresh.url,
    clock,
    call,
    moveTo: (time) => void clock.moveTo(at(time)),
    department_id,
    other_department_id: places.other_id,
    staff,
    phone,
    doctors,
    clerk,
    nurse: await staff('nurse', [{ role: 'nurse', department_id }]),
    stranger: await staff('stranger', [{ role: 'nurse', department_id: places.other_id }]),
    administrator: await staff('administrator', [{ role: 'administrator', department_id: null }]),
    board: { id: places.board_id, token: await token('board', places.board_id) },
    book,
    async close() {
      await app.close();
      await fresh.drop();
    },
  };
}

async function furnish({ catalog, policy }: App, tx: Tx) {
  await policy.publish(tx, { ...acting, data: districtHospital([]), note: 'test', valid_from: acting.now });
  const campus_id = (await catalog.addCampus(tx, { name: '本部', name_en: 'Main', address: '校园路 1 号' })).id;
  const nothing = {
    parent_id: null,
    intro: '',
    keywords: [],
    sex_gate: null,
    age_from_years: null,
    age_to_years: null,
  };
  const department = (name: string, name_en: string) =>
    catalog.addDepartment(tx, acting, { ...nothing, name, name_en, location: '一楼' });
  const department_id = (await department('全科', 'General practice')).id;
  const other_id = (await department('眼科', 'Eyes')).id;
  const fees = { registration_fen: 500, consultation_fen: 1000 };
  const type = { kind: 'ordinary' as const, name: '普通号', name_en: 'Ordinary', ...fees };
  const visit_type_id = (await catalog.addVisitType(tx, acting, type)).id;
  const doctors = [];
  for (const [name, name_en, room] of [
    ['林一', 'Lin Yi', '一诊室'],
    ['王二', 'Wang Er', '二诊室'],
  ] as const) {
    const words = { title: 'attending' as const, speciality: '', intro: '' };
    const doctor_id = (await catalog.addDoctor(tx, acting, { department_id, name, name_en, ...words })).id;
    const room_id = (await catalog.addRoom(tx, acting, { campus_id, department_id, name: room, floor: '1' })).id;
    doctors.push({
      doctor_id,
      room_id,
      ...(await addSession(tx, { department_id, visit_type_id, doctor_id, room_id })),
    });
  }
  const board = await catalog.addBoard(tx, { name: '一楼大厅', department_ids: [department_id] });
  return { department_id, other_id, doctors, board_id: board.id };
}

async function addSession(
  tx: Tx,
  ask: { department_id: string; visit_type_id: string; doctor_id: string; room_id: string },
): Promise<{ session_id: string; slot_id: string }> {
  const [session_id, slot_id] = [newId(), newId()];
  await sql`
    insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
    values (${session_id}, ${DAY}, 'morning', ${at('08:00')}, ${at('12:00')}, '08:00', '12:00', ${ask.department_id},
      ${ask.doctor_id}, ${ask.room_id}, ${ask.visit_type_id})
  `.execute(tx);
  await sql`
    insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
    values (${slot_id}, ${session_id}, ${at('08:00')}, ${at('12:00')}, '08:00', '12:00', 40)
  `.execute(tx);
  return { session_id, slot_id };
}

async function addPatient({ people }: App, tx: Tx, n: number): Promise<{ patient_id: string; account_id: string }> {
  const phone = `199${String(n).padStart(8, '0')}`;
  const account_id = await people.openAccount(tx, { by: 'phone', value: phone, now: acting.now });
  const id_number = inventedResidentId(addDays('1980-01-01', n), 1);
  const person = { name: '李小明', id_kind: 'resident_id' as const, id_number, phone, payer_class: 'student' as const };
  const patient = await people.addPatient(tx, { ...acting, account_id, relation: 'self', person });
  return { patient_id: patient.id, account_id };
}
