/**
 * The part of the house that books and takes money, opened as app.ts does it: real modules and journeys on a real
 * database. Only the payment channel is scripted, and the clocks stand still until a run moves them.
 */
import { randomBytes } from 'node:crypto';
import { bookAndPayHandlers, expireHolds, settleBooking } from '../../server/src/journeys/book-and-pay.ts';
import { cancelHandlers } from '../../server/src/journeys/cancel-and-refund.ts';
import { closureHandlers } from '../../server/src/journeys/close-sessions.ts';
import { caseHandlers, finishClosures } from '../../server/src/journeys/closure-cases.ts';
import { counterHandlers } from '../../server/src/journeys/take-at-counter.ts';
import {
  Admission,
  addDays,
  type Clock,
  challengesOf,
  Doorway,
  dayOf,
  inTransaction,
  instantOf,
  newId,
  openDb,
  readSettings,
  secretsOf,
  sql,
  type Tx,
  wakeHere,
} from '../../server/src/kernel/index.ts';
import { inventedResidentId } from '../../server/src/demo/accounts.ts';
import { openBooking } from '../../server/src/modules/booking/index.ts';
import { openCatalog } from '../../server/src/modules/catalog/index.ts';
import { openDrawers } from '../../server/src/modules/drawer/index.ts';
import { openLedger } from '../../server/src/modules/ledger/index.ts';
import { openPayment, type Payment, type PaymentChannel } from '../../server/src/modules/payment/index.ts';
import { openPeople } from '../../server/src/modules/people/index.ts';
import { districtHospital, openPolicy } from '../../server/src/modules/policy/index.ts';
import { openScheduling } from '../../server/src/modules/scheduling/index.ts';

export const OPENING = instantOf('2026-03-02', '09:00');
const ACTOR = 'system:model';
const acting = { now: OPENING, actor: ACTOR };

export interface Outside {
  clock: Clock;
  channel: PaymentChannel;
  channelNow: () => Temporal.Instant;
  /** Called before money that has come is settled; throwing is a crash. */
  beforeSettling: () => void;
}

export async function openHouse(url: string, outside: Outside) {
  const db = openDb(url, { connections: 10 });
  const wake = wakeHere();
  const settings = readSettings({});
  const { clock } = outside;
  const inUse = async () => false;
  const catalog = openCatalog({ db, clock, wake, settings, inUse, endBoardSessions: async () => {} });
  const people = openPeople({
    db,
    clock,
    wake,
    settings,
    secrets: secretsOf(randomBytes(32)),
    sms: { send: async () => ({}) },
    boards: catalog.boards,
    hasOpenBookings: inUse,
    hasBookingIn: inUse,
  });
  const policy = openPolicy({ db, clock, catalog, people });
  const log = { warn: () => {}, error: () => {} };
  const scheduling = openScheduling({ db, clock, catalog, policy, wake, log });
  const ledger = openLedger({ db, clock, catalog, people });
  const drawer = openDrawers({ db, ledger, staffNames: people.staffNames });
  const settle = settleBooking({ booking: () => booking, payment: () => payment });
  const payment: Payment = openPayment({
    db,
    clock,
    wake,
    log,
    ledger,
    channels: { wechat: outside.channel },
    channelNow: outside.channelNow,
    settle: {
      lock: settle.lock,
      async paid(tx, paid, now) {
        outside.beforeSettling();
        await settle.paid(tx, paid, now);
      },
    },
  });
  const ticketNumbers = async () => new Map<string, string>();
  const announce = () => wake.announce();
  const gate = {
    settings,
    admission: new Admission({}),
    challenges: challengesOf('model'),
    doorway: new Doorway(() => clock.now()),
  };
  const rooms = { db, clock, people, catalog, policy, scheduling, payment };
  const booking = openBooking({ ...rooms, ...gate, ticketNumbers, announce });
  const common = { db, clock, wake, people, catalog, policy, ledger, drawer, scheduling, booking, payment };
  // nobody waits in a hall here
  const queue = { moveTicket: async () => false, handOver: async () => {} };
  const closures = { ...common, queue, leaveQueue: async () => {} };
  return {
    ...common,
    paying: bookAndPayHandlers({ ...common, publicOrigin: 'https://clinic.example' }),
    atCounter: counterHandlers({ ...common, publicOrigin: 'https://clinic.example' }),
    cancelling: cancelHandlers(closures),
    closing: closureHandlers(closures),
    choosing: caseHandlers(closures),
    finishClosures: () => finishClosures(closures, clock.now()),
    expireHolds: () => expireHolds(common, () => {}),
    /** One round of places given back, as the waiting list drives it where nobody waits. */
    async returnPlaces() {
      const told = { at: clock.now(), actor: 'system:waitlist' };
      for (const place of await booking.freedPlaces(db.kysely, { limit: 100, state: 'waiting' }))
        if (Temporal.Instant.compare(place.return_at, told.at) <= 0)
          await inTransaction(db, (tx) => booking.returnFreed(tx, place, told));
    },
    inTx: <T>(story: (tx: Tx) => Promise<T>) => inTransaction(db, story),
  };
}
export type House = Awaited<ReturnType<typeof openHouse>>;

export interface Furniture {
  department_id: string;
  campus_id: string;
  visit_type_id: string;
}

/** P1 without its limits and penalties: they would keep a patient from trying what the schema must refuse. */
export async function furnish(house: House): Promise<Furniture> {
  const free = { ...districtHospital([]), limits: [] };
  return house.inTx(async (tx) => {
    const { catalog } = house;
    const data = { ...free, penalties: [] };
    await house.policy.publish(tx, { data, note: 'model', actor: ACTOR, valid_from: OPENING, now: OPENING });
    const campus = await catalog.addCampus(tx, { name: '本部', name_en: 'Main', address: '校园路 1 号' });
    const department = await catalog.addDepartment(tx, acting, {
      parent_id: null,
      name: '全科',
      name_en: 'General practice',
      intro: '',
      keywords: [],
      sex_gate: null,
      age_from_years: null,
      age_to_years: null,
      location: '一楼',
    });
    const visitType = await catalog.addVisitType(tx, acting, {
      kind: 'ordinary',
      name: '普通号',
      name_en: 'Ordinary',
      registration_fen: 500,
      consultation_fen: 1000,
    });
    return { campus_id: campus.id, department_id: department.id, visit_type_id: visitType.id };
  });
}

export interface Stage {
  session_id: string;
  slot_ids: string[];
  /** Each with an account of their own. */
  patients: { patient_id: string; account_id: string }[];
}

let people = 0;

/** What is kept of a session for a partition of its places, and how many may go through it. */
export interface Pool {
  pool: string;
  floor: number;
  ceiling: number | null;
}

/**
 * A session the day after tomorrow with two slots of one place each, partitioned or not, and three patients who want them,
 * none of whom is entitled to a reserve.
 */
export async function setStage(house: House, furniture: Furniture, pools: readonly Pool[]): Promise<Stage> {
  const session_id = newId();
  const slot_ids = [newId(), newId()];
  const patients = await house.inTx(async (tx) => {
    const { department_id, campus_id } = furniture;
    const doctor = await house.catalog.addDoctor(tx, acting, {
      department_id,
      name: '林一',
      name_en: 'Lin Yi',
      title: 'attending',
      speciality: '',
      intro: '',
    });
    const room = await house.catalog.addRoom(tx, acting, { campus_id, department_id, name: '101', floor: '1' });
    await insertSession(tx, { session_id, slot_ids, doctor_id: doctor.id, room_id: room.id, ...furniture });
    for (const { pool, floor, ceiling } of pools)
      await sql`insert into session_pool (session_id, pool, floor, ceiling) values (${session_id}, ${pool}, ${floor}, ${ceiling})`.execute(
        tx,
      );
    return [await addPatient(house, tx), await addPatient(house, tx), await addPatient(house, tx)];
  });
  return { session_id, slot_ids, patients };
}

async function insertSession(
  tx: Tx,
  ask: Furniture & { session_id: string; slot_ids: string[]; doctor_id: string; room_id: string },
): Promise<void> {
  const date = addDays(dayOf(OPENING), 2);
  const at = (time: string) => instantOf(date, time);
  await sql`
    insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
    values (${ask.session_id}, ${date}, 'morning', ${at('09:00')}, ${at('10:00')}, '09:00', '10:00', ${ask.department_id},
      ${ask.doctor_id}, ${ask.room_id}, ${ask.visit_type_id})
  `.execute(tx);
  for (const [n, [starts, ends]] of (
    [
      ['09:00', '09:30'],
      ['09:30', '10:00'],
    ] as const
  ).entries())
    await sql`
      insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
      values (${ask.slot_ids[n]}, ${ask.session_id}, ${at(starts)}, ${at(ends)}, ${starts}, ${ends}, 1)
    `.execute(tx);
}

async function addPatient(house: House, tx: Tx): Promise<{ patient_id: string; account_id: string }> {
  people += 1;
  const phone = `199${String(people).padStart(8, '0')}`;
  const account_id = await house.people.openAccount(tx, { by: 'phone', value: phone, now: OPENING });
  const id_number = inventedResidentId(addDays('1980-01-01', people), 1);
  const person = { name: '王小明', id_kind: 'resident_id' as const, id_number, phone, payer_class: 'student' as const };
  const patient = await house.people.addPatient(tx, { ...acting, account_id, relation: 'self', person });
  return { patient_id: patient.id, account_id };
}
