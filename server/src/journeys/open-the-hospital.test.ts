import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type App, openApp } from '../app.ts';
import { readSettings, stillClock } from '../kernel/index.ts';
import { keepCalendar, openTheHospital } from './open-the-hospital.ts';

let database: FreshDatabase;
let app: App;
beforeAll(async () => {
  database = await freshDatabase();
  const settings = readSettings({
    DEMO: 'false',
    SMS_PROVIDER: 'log',
    LOG_LEVEL: 'silent',
    MENZHEN_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  app = await openApp({ settings, databaseUrl: database.url, clock: stillClock('2026-11-23T00:00:00Z') });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});
const ready = async () => (await app.http.inject({ url: '/readyz' })).statusCode;

it('a real hospital is not ready before it was opened; then once, with one administrator who can sign in', async () => {
  expect(await ready()).toBe(503);
  await keepCalendar(app, app.clock.now());
  const password = await openTheHospital(app, app.clock.now());
  expect(await ready()).toBe(200);
  expect(await openTheHospital(app, app.clock.now())).toBeUndefined();
  const signIn = await app.http.inject({
    method: 'POST',
    url: '/api/sign-in/staff',
    payload: { login: 'admin', password },
  });
  expect(signIn.json().me.roles).toEqual([{ role: 'administrator', department_id: null }]);
  const calendar = (await app.http.inject({ url: '/api/calendar?year=2026' })).json();
  expect(calendar.announced).toBe(true);
  expect((await app.http.inject({ url: '/api/demo' })).statusCode).toBe(404);
});
