/** One pool, partitioned: what a policy keeps, who gets at it, when it goes to everybody, and that the counters are told apart. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp } from '../app.ts';
import { inTransaction, instantOf, sql, stillClock } from '../kernel/index.ts';
import { districtHospital } from '../modules/policy/index.ts';
import { recycleReserves } from './recycle-reserves.ts';
import { at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());
beforeEach(() => clinic.moveTo('06:00'));

const POOL = {
  reserves: [
    { reserve: 'on_site' as const, share: { percent: 20 }, recycles: { days_before: 0, at: '09:30' } },
    { reserve: 'senior' as const, share: { places: 2 }, recycles: null },
  ],
  channels: [{ channel: 'phone' as const, floor: null, ceiling: { places: 1 }, recycles: null }],
  stages: [],
  senior_from_age_years: 60,
};
async function publish(pool: object): Promise<void> {
  const { app } = clinic;
  const data = { ...districtHospital([]), pool: { ...districtHospital([]).pool, ...pool } };
  const now = app.clock.now();
  await inTransaction(app.db, (tx) =>
    app.policy.publish(tx, { now, actor: 'system:test', data, note: '号源', valid_from: now }),
  );
}
async function board(session_id: string) {
  const { body } = await clinic.call(clinic.administrator, 'poolBoard', { query: { date: DAY } });
  return body.items.find((one: { session: { id: string } }) => one.session.id === session_id);
}
const apply = () => clinic.call(clinic.administrator, 'poolApply');
const check = async () => (await clinic.call(clinic.administrator, 'poolCheck')).body;
const capacity = (slot_id: string, places: number) =>
  sql`update slot set capacity = ${places} where id = ${slot_id}`.execute(clinic.app.db.kysely);
async function hold(token: string, slot_id: string, patient_id: string, more: object = {}) {
  return clinic.call(token, 'deskBookingHold', { body: { slot_id, patient_id, ...more } });
}
async function online(slot_id: string) {
  const { token, patient_id } = await clinic.phone();
  return clinic.call(token, 'bookingHold', { body: { slot_id, patient_id } });
}

test('the policy in force is laid on coming sessions once, keeps places, and lets the right people at them', async () => {
  const { session_id, slot_id } = clinic.doctors[0]!;
  await capacity(slot_id, 10);
  await publish(POOL);
  expect((await apply()).body).toEqual({ changed: 2, unchanged: 0 });
  expect((await apply()).body).toEqual({ changed: 0, unchanged: 2 });
  expect(await board(session_id)).toMatchObject({
    capacity: 10,
    free: 10,
    common: 6,
    next: { pool: 'on_site', places: 2 },
  });

  // online: six, then what is left is kept for others
  const answers = [];
  for (let n = 0; n < 7; n += 1) answers.push(await online(slot_id));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 409]);
  expect(answers.at(-1)!.body.code).toBe('places_reserved');
  const app = await clinic.call(clinic.clerk, 'sessionSlots', { id: session_id });
  expect(app.body.session).toMatchObject({ places_left: 0, places_kept: 4 });
  const atDesk = await clinic.call(clinic.clerk, 'sessionSlots', {
    id: session_id,
    query: { channel: 'counter', reserve: 'on_site' },
  });
  expect(atDesk.body.session).toMatchObject({ places_left: 2, places_kept: 2 });

  // on the telephone nothing is kept; at the window on the day itself it goes without saying
  const newcomer = async () => (await clinic.phone()).patient_id;
  const [caller, first, second, third] = [await newcomer(), await newcomer(), await newcomer(), await newcomer()];
  const senior = await newcomer();
  expect((await hold(clinic.clerk, slot_id, caller, { channel: 'phone' })).body.code).toBe('places_reserved');
  for (const patient of [first, second])
    expect((await hold(clinic.clerk, slot_id, patient)).body).toMatchObject({ channel: 'counter', reserve: 'on_site' });
  expect((await hold(clinic.clerk, slot_id, third)).body.code).toBe('places_reserved');

  // the green channel wants a reason, and is told in the record
  expect((await hold(clinic.clerk, slot_id, senior, { reserve: 'senior' })).body.code).toBe('input_invalid');
  const green = await hold(clinic.clerk, slot_id, senior, {
    reserve: 'senior',
    reserve_reason: '行动不便，由家属陪同',
  });
  expect(green.body).toMatchObject({ reserve: 'senior' });
  const { rows } = await sql<{ data: object }>`
    select data from fact where kind = 'reserve.granted' and subject = ${`booking:${green.body.id}`}
  `.execute(clinic.app.db.kysely);
  expect(rows).toEqual([
    { data: expect.objectContaining({ reserve: 'senior', counted_in: 'senior', reason: '行动不便，由家属陪同' }) },
  ]);
  expect(await board(session_id)).toMatchObject({ booked: 9, common: 0 });
  expect((await check()).items).toEqual([]);
});

test('what is due is recycled once, by however many nodes, and set aside for who waits', async () => {
  const { session_id, slot_id } = clinic.doctors[1]!;
  await capacity(slot_id, 10);
  await publish(POOL);
  await apply();
  const other = await openApp({
    settings: clinic.app.settings,
    clock: clinic.clock,
    databaseUrl: clinic.database_url,
  });
  try {
    clinic.moveTo('09:29');
    expect(await clinic.app.rounds.recycle()).toBe(0);
    clinic.moveTo('09:30');
    const waited = (app: typeof other) => recycleReserves({ ...app, somebodyWaits: async () => true });
    const done = await Promise.all([clinic.app, other].flatMap((app) => [waited(app), waited(app)]));
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(2);
    const stands = await board(session_id);
    expect(stands).toMatchObject({ aside: 2, free: 8, next: null });
    expect(stands.pools.find((one: { pool: string }) => one.pool === 'on_site')).toMatchObject({ floor: 0, kept: 0 });
    const facts = async () =>
      (
        await sql`select 1 from fact where kind = 'pool.recycled' and subject = ${`session:${session_id}`}`.execute(
          clinic.app.db.kysely,
        )
      ).rows.length;
    expect(await facts()).toBe(1);
    await clinic.app.rounds.waitlist();
    expect(await board(session_id)).toMatchObject({ aside: 0, free: 10, common: 8 });

    expect((await check()).items).toEqual([]);
  } finally {
    await other.close();
  }
});

test('the administrator sets pools anew: not below what is taken, not over what somebody else just set', async () => {
  const { session_id } = clinic.doctors[0]!;
  const before = await board(session_id);
  const save = (body: object) => clinic.call(clinic.administrator, 'poolSave', { id: session_id, body });
  const terms = (pool: string, floor: number, ceiling: number | null = null) => ({
    pool,
    floor,
    ceiling,
    recycles_at: null,
  });
  const refused = await save({ version: before.version, items: [terms('app', 0, 2)] });
  expect(refused.body).toMatchObject({ code: 'input_invalid', errors: [{ field: 'items.app' }] });
  const saved = await save({ version: before.version, items: [terms('app', 0, 6), terms('senior', 1)] });
  expect(saved.body.pools).toEqual([
    expect.objectContaining({ pool: 'app', ceiling: 6, used: 6 }),
    expect.objectContaining({ pool: 'senior', floor: 1, used: 1, kept: 0 }),
  ]);
  expect((await save({ version: before.version, items: [] })).body.code).toBe('version_conflict');
  expect((await online(clinic.doctors[0]!.slot_id)).body.code).toBe('places_reserved');
  expect((await check()).items).toEqual([]);
});

test('sessions made from a template are shared out as they are made', async () => {
  const { app, doctors } = clinic;
  await publish(POOL);
  const now = app.clock.now();
  const { doctor_id, room_id } = doctors[0]!;
  const session = await app.scheduling.session(app.db.kysely, doctors[0]!.session_id);
  await inTransaction(app.db, async (tx) => {
    const own = { registration_fen: null, consultation_fen: null, weeks: 'every' as const };
    const hours = { weekday: 2, half_day: 'afternoon' as const, starts: '14:00', ends: '16:00', slot_minutes: 30 };
    const span = { valid_from: DAY, valid_to: null, places_per_slot: 5 };
    const { visit_type_id } = session!;
    await app.scheduling.addTemplate(
      tx,
      { doctor_id, room_id, visit_type_id, ...own, ...hours, ...span },
      { actor: 'system:test', now },
    );
    await app.scheduling.generate(tx, { actor: 'system:test', now });
  });
  const { body } = await clinic.call(clinic.administrator, 'poolBoard', { query: { date: '2026-03-03' } });
  expect(body.items).toEqual([
    expect.objectContaining({
      capacity: 20,
      common: 14,
      pools: [
        expect.objectContaining({ pool: 'on_site', floor: 4, recycles_at: '2026-03-03T01:30:00Z' }),
        expect.objectContaining({ pool: 'phone', ceiling: 1 }),
        expect.objectContaining({ pool: 'senior', floor: 2 }),
      ],
    }),
  ]);
});

test('the recount names the session whose counter says something else', async () => {
  const { session_id, slot_id } = clinic.doctors[0]!;
  const db = clinic.app.db.kysely;
  await sql`update slot set booked = booked - 1, aside = aside + 1 where id = ${slot_id}`.execute(db);
  await sql`update session_pool set used = used + 1 where session_id = ${session_id} and pool = 'senior'`.execute(db);
  await sql`update session set issued = issued - 1 where id = ${session_id}`.execute(db);
  const { items, sessions } = await check();
  expect(sessions).toBeGreaterThan(1);
  expect(items.map((one: { kind: string; what: string; session_id: string }) => [one.kind, one.what])).toEqual([
    ['pool_used', 'senior'],
    ['session_issued', ''],
    ['slot_aside', '08:00'],
    ['slot_booked', '08:00'],
  ]);
  expect(new Set(items.map((one: { session_id: string }) => one.session_id))).toEqual(new Set([session_id]));
  // as before, for who comes after
  await sql`update slot set booked = booked + 1, aside = aside - 1 where id = ${slot_id}`.execute(db);
  await sql`update session_pool set used = used - 1 where session_id = ${session_id} and pool = 'senior'`.execute(db);
  await sql`update session set issued = issued + 1 where id = ${session_id}`.execute(db);
});

test('a clock that jumps to the last second of a day, over midnight, or stands behind on another node recycles once', async () => {
  const { app } = clinic;
  const behind = await openApp({
    settings: app.settings,
    clock: stillClock(at('06:00')),
    databaseUrl: clinic.database_url,
  });
  try {
    clinic.clock.moveTo(instantOf('2026-03-03', '23:59').add({ seconds: 59 }));
    const first = await Promise.all([app.rounds.recycle(), behind.rounds.recycle()]);
    expect(first).toEqual([1, 0]);
    clinic.clock.moveTo(instantOf('2026-03-04', '00:00'));
    expect(await Promise.all([app.rounds.recycle(), behind.rounds.recycle()])).toEqual([0, 0]);
    const { rows } = await sql<{ data: object }>`
      select data from fact where kind = 'pool.recycled' and data->>'date' = '2026-03-03'
    `.execute(app.db.kysely);
    // nothing of a session that is over can be taken, so nothing became free
    expect(rows).toEqual([{ data: expect.objectContaining({ pool: 'on_site', floor: 4, used: 0, freed: 0 }) }]);
    expect((await app.booking.recount(app.db.kysely, DAY)).items).toEqual([]);
  } finally {
    await behind.close();
  }
});
