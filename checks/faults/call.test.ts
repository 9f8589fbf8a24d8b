/**
 * kill -9 of the server while a call is made: before its commit nobody was called, after it one was; whoever presses again with
 * the same key is told the same, and nobody is called twice.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/src/demo/accounts.ts';
import { must, type Signed } from '../../server/src/demo/clinic-day/client.ts';
import { checkInvariants } from '../invariants.ts';
import { type Mortal, openMortal } from './world.ts';

let mortal: Mortal;
let tables: pg.Client;
beforeAll(async () => {
  mortal = await openMortal();
  tables = new pg.Client({ connectionString: mortal.database.url });
  await tables.connect();
  await mortal.start();
}, 180_000);
afterAll(async () => {
  await tables.end();
  await mortal.close();
});

const staff = (login: string): Signed => ({
  actor: login,
  signIn: async () =>
    (await must('signInStaff', mortal.ask('signInStaff', { body: { login, password: DEMO_PASSWORD } }))).token,
});

/** A service point with one room, and two demo patients with numbers there. */
async function openPoint(admin: Signed, nurse: Signed): Promise<{ id: string; room_id: string }> {
  const { rows } = await tables.query<{ room_id: string; department_id: string }>(
    'select id as room_id, department_id from room where department_id is not null order by id limit 1',
  );
  const { room_id, department_id } = rows[0]!;
  const body = {
    kind: 'test',
    department_id,
    name: '采血',
    name_en: 'Blood',
    is_open: true,
    mean_minutes: 3,
    room_ids: [room_id],
  };
  const { id } = await must('servicePointCreate', mortal.ask('servicePointCreate', { as: admin, body }));
  const patients = await tables.query<{ id: string }>('select id from patient order by id limit 2');
  for (const { id: patient_id } of patients.rows)
    await must(
      'servicePointTicket',
      mortal.ask('servicePointTicket', { as: nurse, params: { id }, body: { patient_id } }),
    );
  return { id, room_id };
}

it('the server dies during a call: pressed again with the same key, one patient is called, once', async () => {
  const nurse = staff('nurse');
  const { id, room_id } = await openPoint(staff('admin'), nurse);
  const press = (key: string) =>
    mortal.ask('servicePointCallNext', { as: nurse, params: { id, room_id }, key }).catch(() => undefined);
  const calls = async () =>
    (
      await tables.query<{ number: string; calls: number }>(
        'select number, calls from ticket where calls > 0 order by number',
      )
    ).rows;
  const finish = async (ticket_id: string) =>
    must('ticketFinish', mortal.ask('ticketFinish', { as: nurse, params: { id: ticket_id } }));

  await mortal.stopServer();
  await mortal.start('after-commit-before-answer:1');
  // signed in before, so that the call is the first thing that is written
  expect(await press('call-the-first-one')).toBeUndefined();
  expect(await mortal.die(10_000)).toBe(true);
  expect(await calls()).toHaveLength(1);
  await mortal.start();
  const again = await must('servicePointCallNext', press('call-the-first-one') as never);
  expect(await calls()).toEqual([{ number: again.number, calls: 1 }]);
  await finish(again.id);

  // at any moment: whether it was committed or not, the same key leads to one call
  const lost = press('call-the-second-one');
  await mortal.die(5);
  await lost;
  await mortal.start();
  const second = await must('servicePointCallNext', press('call-the-second-one') as never);
  expect(second.number).not.toBe(again.number);
  expect(await calls()).toHaveLength(2);
  await finish(second.id);
  expect(await checkInvariants(mortal.database.url, {})).toEqual([]);
}, 240_000);
