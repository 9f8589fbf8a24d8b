/**
 * Two whole servers on one database, a payment channel in memory and one clock that stands still until a run moves it; and the
 * stage of a run: one doctor's morning and afternoon, and people who want the few places there are.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, openApp } from '../../../server/src/app.ts';
import { inventedResidentId } from '../../../server/src/demo/accounts.ts';
import { type Ask, clientOf, type Signed } from '../../../server/src/demo/clinic-day/client.ts';
import { openDrawer } from '../../../server/src/demo/clinic-day/staff.ts';
import {
  addDays,
  dayOf,
  inTransaction,
  instantOf,
  type MovableClock,
  newId,
  openSession,
  readSettings,
  sql,
  stillClock,
  type Tx,
} from '../../../server/src/kernel/index.ts';
import { ScriptedChannel } from '../../../server/src/modules/payment/testing/scripted-channel.ts';
import { districtHospital, type Policy } from '../../../server/src/modules/policy/index.ts';
import type { Answer } from '../../invariants.ts';
import { freshDatabase } from '../../kit/postgres.ts';

const BEGINS = instantOf('2026-03-02', '09:00');
const ACTOR = 'system:model';
/** A node keeps the catalogue for some seconds, so they are there before the first run; used again after so many. */
const PRACTICES = 30;
const STAYS = { lasts: Temporal.Duration.from({ hours: 24 * 4_000 }), idle_minutes: 5_000_000 };

export interface Staff {
  clerk: Signed;
  administrator: Signed;
}
/** A doctor in a department and room of their own, so that no run meets another's list. */
export interface Practice {
  department_id: string;
  doctor_id: string;
  room_id: string;
}
export interface Furniture {
  visit_type_id: string;
  practices: Practice[];
}
export interface Person extends Signed {
  patient_id: string;
  account_id: string;
}
export interface Hospital {
  database_url: string;
  clock: MovableClock;
  channel: ScriptedChannel;
  nodes: App[];
  /** Asks node 0 or 1. */
  asks: Ask[];
  staff: Staff;
  furniture: Furniture;
  /** Two of them older; the very last is kept by the account of the sixth. */
  people: Person[];
  /** Every 2xx with a booking that clients got (I12). */
  answers: Answer[];
  /** Errors that a node logged: a round that failed is tried again, but must not have failed. */
  errors: unknown[];
  inTx: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** P1 without limits and penalties, which would keep patients from trying what the schema must refuse. */
export const plainPolicy = (): Policy => ({
  ...districtHospital([]),
  limits: [],
  penalties: [],
  next_day_cut_off: null,
  same_day_cut_off: {},
});

const never = () => Promise.reject(new Error('the session of a model is over'));
async function signedIn(tx: Tx, now: Temporal.Instant, kind: 'patient' | 'staff', holder_id: string): Promise<Signed> {
  const { token } = await openSession(tx, { kind, holder_id, now, ...STAYS });
  return { actor: `${kind === 'patient' ? 'account' : 'staff'}:${holder_id}`, token, signIn: never };
}

async function hire(tx: Tx, app: App, role: 'clerk' | 'administrator'): Promise<Signed> {
  const staff = await app.people.addStaff(tx, {
    now: BEGINS,
    actor: ACTOR,
    login: role,
    name: '示例员工',
    password: 'the quick brown gate 42',
    roles: [{ role, department_id: null }],
  });
  return signedIn(tx, BEGINS, 'staff', staff.id);
}

async function furnish(tx: Tx, app: App): Promise<{ staff: Staff; furniture: Furniture }> {
  const acting = { now: BEGINS, actor: ACTOR };
  await app.policy.publish(tx, { ...acting, data: plainPolicy(), note: 'model', valid_from: BEGINS });
  const campus = await app.catalog.addCampus(tx, { name: '本部', name_en: 'Main', address: '校园路 1 号' });
  const visitType = await app.catalog.addVisitType(tx, acting, {
    kind: 'ordinary',
    name: '普通号',
    name_en: 'Ordinary',
    registration_fen: 500,
    consultation_fen: 1000,
  });
  const staff = { clerk: await hire(tx, app, 'clerk'), administrator: await hire(tx, app, 'administrator') };
  const practices: Practice[] = [];
  for (let n = 0; n < PRACTICES; n += 1) practices.push(await addPractice(tx, app, { campus_id: campus.id, n }));
  return { staff, furniture: { visit_type_id: visitType.id, practices } };
}

async function addPractice(
  tx: Tx,
  { catalog }: App,
  { campus_id, n }: { campus_id: string; n: number },
): Promise<Practice> {
  const acting = { now: BEGINS, actor: ACTOR };
  const department = await catalog.addDepartment(tx, acting, {
    ...{ parent_id: null, name: `全科${n}`, name_en: `General practice ${n}`, intro: '', keywords: [] },
    ...{ sex_gate: null, age_from_years: null, age_to_years: null, location: '一楼' },
  });
  const department_id = department.id;
  const names = { name: '林一', name_en: 'Lin Yi', speciality: '', intro: '' };
  const doctor = await catalog.addDoctor(tx, acting, { department_id, title: 'attending', ...names });
  const room = await catalog.addRoom(tx, acting, { campus_id, department_id, name: '101', floor: '1' });
  return { department_id, doctor_id: doctor.id, room_id: room.id };
}

/** Years of birth of those who want places. */
const BORN = [1980, 1981, 1982, 1983, 1984, 1985, 1940, 1941] as const;
const SHARED = { of: 7, with: 5 };

async function addPeople(tx: Tx, app: App): Promise<Person[]> {
  const people: Person[] = [];
  for (const [n, year] of BORN.entries()) {
    const phone = `1990000${String(n).padStart(4, '0')}`;
    const by = { by: 'phone' as const, value: phone, now: BEGINS };
    const account_id = n === SHARED.of ? people[SHARED.with]!.account_id : await app.people.openAccount(tx, by);
    const id_number = inventedResidentId(`${year}-03-01`, 100 + n);
    const person = {
      name: '王小明',
      id_kind: 'resident_id' as const,
      id_number,
      phone,
      payer_class: 'student' as const,
    };
    const relation = n === SHARED.of ? ('other' as const) : ('self' as const);
    const added = await app.people.addPatient(tx, { now: BEGINS, actor: ACTOR, account_id, relation, person });
    people.push({ ...(await signedIn(tx, BEGINS, 'patient', account_id)), patient_id: added.id, account_id });
  }
  return people;
}

/** What a node would write into its log as an error is kept. */
function keepErrors(app: App, errors: unknown[]): void {
  const keep = (details: unknown, message?: unknown) => void errors.push({ message, details });
  Object.assign(app.http.log, { error: keep });
}

export async function openHospital(): Promise<Hospital> {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-model-'));
  const clock = stillClock(BEGINS);
  const channel = new ScriptedChannel(() => clock.now());
  channel.refundBegins = 'success';
  const settings = readSettings({
    DATABASE_URL: database.url,
    MENZHEN_DATA: folder,
    MENZHEN_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '0',
    DATABASE_POOL: '8',
  });
  const errors: unknown[] = [];
  const nodes: App[] = [];
  for (let n = 0; n < 2; n += 1) {
    const app = await openApp({ settings, clock, outsideNow: () => clock.now(), channels: { wechat: channel } });
    keepErrors(app, errors);
    nodes.push(app);
  }
  const inTx: Hospital['inTx'] = (story) => inTransaction(nodes[0]!.db, story);
  const answers: Answer[] = [];
  const asks = nodes.map((app) =>
    clientOf(app.http, ({ route, actor, key, status, body }) => {
      const booking = body as NonNullable<Answer['booking']> & { qr_text?: string };
      if (status < 300 && booking?.qr_text) answers.push({ route, actor, ...(key ? { key } : {}), booking });
    }),
  );
  const { staff, furniture } = await inTx((tx) => furnish(tx, nodes[0]!));
  await openDrawer(asks[0]!, staff.clerk, 'model-drawer');
  const people = await inTx((tx) => addPeople(tx, nodes[0]!));
  return {
    ...{ database_url: database.url, clock, channel, nodes, asks, staff, furniture, people, answers, errors, inTx },
    async close() {
      for (const app of nodes) await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What is kept of the morning's places for a partition; `recycles`: when it goes to everybody, as day and wall clock. */
export interface Pool {
  pool: string;
  floor: number;
  ceiling: number | null;
  recycles: { days_before: number; at: string } | null;
}
export interface Slot {
  id: string;
  session_id: string;
  capacity: number;
}
export interface Stage extends Practice {
  begins: Temporal.Instant;
  date: string;
  /** The morning, then the afternoon. */
  session_ids: string[];
  slots: Slot[];
}

const hours = [
  {
    half_day: 'morning',
    starts: '09:00',
    ends: '10:00',
    slots: [
      ['09:00', '09:30', 2],
      ['09:30', '10:00', 1],
    ],
  },
  { half_day: 'afternoon', starts: '14:00', ends: '14:30', slots: [['14:00', '14:30', 1]] },
] as const;
async function addSession(
  tx: Tx,
  ask: Practice & { visit_type_id: string; date: string },
  { half_day, starts, ends, slots }: (typeof hours)[number],
): Promise<Slot[]> {
  const session_id = newId();
  const at = (time: string) => instantOf(ask.date, time);
  await sql`
    insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
    values (${session_id}, ${ask.date}, ${half_day}, ${at(starts)}, ${at(ends)}, ${starts}, ${ends}, ${ask.department_id},
      ${ask.doctor_id}, ${ask.room_id}, ${ask.visit_type_id})
  `.execute(tx);
  const made = slots.map(([from, to, capacity]) => ({ id: newId(), session_id, from, to, capacity }));
  for (const { id, from, to, capacity } of made)
    await sql`
      insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
      values (${id}, ${session_id}, ${at(from)}, ${at(to)}, ${from}, ${to}, ${capacity})
    `.execute(tx);
  return made.map(({ id, capacity }) => ({ id, session_id, capacity }));
}

let stages = 0;

/** The day after tomorrow of the next doctor; the clock goes on to the morning of a new day. */
export async function setStage(hospital: Hospital, pools: readonly Pool[]): Promise<Stage> {
  const { clock, furniture } = hospital;
  clock.moveTo(instantOf(addDays(dayOf(clock.now()), 1), '09:00'));
  const begins = clock.now();
  const date = addDays(dayOf(begins), 2);
  const practice = furniture.practices[stages++ % PRACTICES]!;
  return hospital.inTx(async (tx) => {
    const at = { ...practice, visit_type_id: furniture.visit_type_id, date };
    const slots = [...(await addSession(tx, at, hours[0])), ...(await addSession(tx, at, hours[1]))];
    const session_ids = [...new Set(slots.map((slot) => slot.session_id))];
    for (const { pool, floor, ceiling, recycles } of pools)
      await sql`
        insert into session_pool (session_id, pool, floor, ceiling, recycles_at) values (${session_ids[0]}, ${pool}, ${floor}, ${ceiling},
          ${recycles && instantOf(addDays(date, -recycles.days_before), recycles.at)})
      `.execute(tx);
    return { ...practice, begins, date, session_ids, slots };
  });
}
