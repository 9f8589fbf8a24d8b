/** What is shown as free is what the tables say, on every node, within a second and with the minute. */
import { gunzipSync } from 'node:zlib';
import { type AvailabilityView, contract } from '@menzhen/contract';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../app.ts';
import { addDays, inTransaction, sql } from '../../kernel/index.ts';
import { type Clinic, DAY, openClinic } from '../../journeys/testing/clinic.ts';
import { sessionsIn } from './availability.ts';

let clinic: Clinic;
/** A second node on the same database; without Redis nobody rings its bell. */
let other: App;
/** One that follows nothing: every answer of it is read from the tables. */
let tables: App;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  clinic = await openClinic();
  const { settings } = clinic.app;
  const node = () => openApp({ settings, clock: clinic.clock, databaseUrl: clinic.database_url });
  [other, tables] = [await node(), await node()];
  for (const app of [clinic.app, other]) stops.push(await app.startWork());
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await other.close();
  await tables.close();
  await clinic.close();
});

const path = () => `/api/departments/${clinic.department_id}/availability`;
const ask = (app: App, headers: Record<string, string> = {}) => app.http.inject({ url: path(), headers });
const shown = async (app: App) => (await ask(app)).json() as AvailabilityView;
const leftAt = async (app: App) => (await shown(app)).days[0]!.sessions[0]!.slots[0]!.places_left;
const cancel = (token: string, id: string) => clinic.call(token, 'bookingCancel', { id, body: {} });
const WITHIN_A_SECOND = { timeout: 1_000, interval: 20 };

test('the answer has the shape that the contract declares, in both languages', async () => {
  for (const [locale, name] of [
    ['zh-CN', '全科'],
    ['en', 'General practice'],
  ] as const) {
    const answer = (await ask(clinic.app, { 'accept-language': locale })).json();
    expect([...Value.Errors(contract.departmentAvailability.answer, answer)]).toEqual([]);
    expect(answer.department_name).toBe(name);
    expect(answer.days).toHaveLength(15);
  }
});

test('a place taken or given back shows on both nodes within a second', async () => {
  const { slot_id } = clinic.doctors[0]!;
  expect(await leftAt(other)).toBe(40);
  const booked = await clinic.book(slot_id, { paid: false });
  await expect.poll(() => leftAt(clinic.app), WITHIN_A_SECOND).toBe(39);
  await expect.poll(() => leftAt(other), WITHIN_A_SECOND).toBe(39);
  const given = await clinic.call(booked.token, 'bookingCancel', { id: booked.id });
  expect(given.status, JSON.stringify(given.body)).toBe(200);
  await expect.poll(() => leftAt(other), WITHIN_A_SECOND).toBe(40);
  await expect.poll(() => leftAt(clinic.app), WITHIN_A_SECOND).toBe(40);
});

test('after many bookings, cancellations and a closed slot, memory says what the tables say', async () => {
  const slots = clinic.doctors.map((doctor) => doctor.slot_id);
  const held = [];
  for (let n = 0; n < 24; n += 1) held.push(await clinic.book(slots[n % 2]!, { paid: n % 3 === 0 }));
  await Promise.all(held.filter((_, n) => n % 4 === 1).map(({ token, id }) => cancel(token, id)));
  await inTransaction(clinic.app.db, async (tx) => {
    await sql`insert into session_pool (session_id, pool, floor, ceiling) values (${clinic.doctors[1]!.session_id}, 'counter', 5, null)`.execute(
      tx,
    );
  });
  await clinic.book(slots[1]!);
  const truth = await shown(tables);
  expect(truth.days[0]!.sessions.map((session) => session.places_left)).not.toContain(40);
  for (const app of [clinic.app, other]) await expect.poll(() => shown(app), WITHIN_A_SECOND).toEqual(truth);
});

describe('what costs little', () => {
  test('who has it is told so, and a change of places changes the tag', async () => {
    const first = await ask(clinic.app);
    const etag = String(first.headers.etag);
    expect(first.headers['cache-control']).toBe('no-cache');
    expect((await ask(clinic.app, { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await ask(clinic.app, { 'if-none-match': `"other", ${etag}` })).statusCode).toBe(304);
    await clinic.book(clinic.doctors[0]!.slot_id);
    await expect
      .poll(async () => (await ask(clinic.app, { 'if-none-match': etag })).statusCode, WITHIN_A_SECOND)
      .toBe(200);
  });

  test('who reads gzip gets the same in small', async () => {
    const plain = await ask(clinic.app);
    const small = await ask(clinic.app, { 'accept-encoding': 'br, gzip;q=0.8' });
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(small.rawPayload).toString()).toBe(plain.body);
    expect(small.headers.vary).toContain('Accept-Encoding');
    expect((await ask(clinic.app, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  });

  test('an unknown department is not there, an unknown channel is refused', async () => {
    const unknown = await clinic.app.http.inject({
      url: `/api/departments/${clinic.doctors[0]!.slot_id}/availability`,
    });
    expect(unknown.json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await clinic.app.http.inject({ url: `${path()}?channel=fax` })).statusCode).toBe(400);
  });
});

test('a fact names its sessions in whatever field', () => {
  expect(sessionsIn({ session_id: 'a', from_session_id: 'b', slot_id: 'c' })).toEqual(['a', 'b']);
  expect(sessionsIn({ session_ids: ['a', 1], session_id: 2 })).toEqual(['a']);
});

test('words change with their minute and with the day, without any fact', async () => {
  const word = async () => (await shown(clinic.app)).days[0]?.sessions[0]?.bookable;
  clinic.moveTo('10:59');
  expect(await word()).toBe('available');
  clinic.moveTo('11:00');
  expect(await word()).toBe('cut_off');
  clinic.moveTo('12:00');
  expect(await word()).toBe('past');
  clinic.moveTo('23:59');
  expect((await shown(clinic.app)).days[0]!.date).toBe(DAY);
  clinic.clock.moveTo(clinic.clock.now().add({ seconds: 60 }));
  expect((await shown(clinic.app)).days[0]).toMatchObject({ date: addDays(DAY, 1), sessions: [] });
});
