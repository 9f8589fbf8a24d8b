/**
 * kill -9 of the server between a message that went out and the note of it: the next server does not know whether it went,
 * asks the provider, and the phone rings once (I14).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MessageStandIn, startMessageStandIn } from '../../server/src/adapters/testing/message-stand-in.ts';
import { DEMO_PASSWORD } from '../../server/src/demo/accounts.ts';
import { must, type Signed } from '../../server/src/demo/clinic-day/client.ts';
import { checkInvariants } from '../invariants.ts';
import { type Mortal, openMortal } from './world.ts';

let standIn: MessageStandIn;
let mortal: Mortal;
let tables: pg.Client;
beforeAll(async () => {
  standIn = await startMessageStandIn();
  mortal = await openMortal({ SMS_FILE: standIn.smsFile, SMS_BASE: standIn.url });
  tables = new pg.Client({ connectionString: mortal.database.url });
  await tables.connect();
  await mortal.start('after-message-sent:1');
}, 180_000);
afterAll(async () => {
  await tables.end();
  await mortal.close();
  await standIn.stop();
});

const nurse: Signed = {
  actor: 'nurse',
  signIn: async () =>
    (await must('signInStaff', mortal.ask('signInStaff', { body: { login: 'nurse', password: DEMO_PASSWORD } }))).token,
};

/** A number at the first service point for a patient whom an account keeps, called: the patient is told by SMS. */
async function callSomebody(): Promise<void> {
  const { rows } = await tables.query<{ id: string; room_id: string; patient_id: string }>(
    `select p.id, r.room_id, a.patient_id from service_point p join service_point_room r on r.service_point_id = p.id,
       account_patient a order by p.id, a.patient_id limit 1`,
  );
  const { id, room_id, patient_id } = rows[0]!;
  await must(
    'servicePointTicket',
    mortal.ask('servicePointTicket', { as: nurse, params: { id }, body: { patient_id } }),
  );
  await must(
    'servicePointCallNext',
    mortal.ask('servicePointCallNext', { as: nurse, params: { id, room_id }, key: 'call-the-first-one' }),
  );
}

const deliveries = async () =>
  (await tables.query<{ state: string; attempts: number }>('select state, attempts from delivery')).rows;

/** As if so many seconds had gone by for what is on its way. */
const later = (seconds: number) =>
  tables.query(
    `update delivery set sending_at = sending_at - make_interval(secs => $1), due_at = due_at - make_interval(secs => $1)
     where state in ('sending', 'unknown')`,
    [seconds],
  );

it('the server dies when a message has just gone out: the next one asks, and the phone rings once', async () => {
  await callSomebody();
  expect(await mortal.die(15_000)).toBe(true);
  expect(await standIn.arrived()).toHaveLength(1);
  expect(await deliveries()).toEqual([{ state: 'sending', attempts: 1 }]);

  await mortal.start();
  for (let looks = 0; looks < 60 && (await deliveries())[0]!.state !== 'sent'; looks += 1) {
    await later(120);
    await sleep(500);
  }
  expect(await deliveries()).toEqual([{ state: 'sent', attempts: 1 }]);
  expect(await standIn.arrived()).toHaveLength(1);
  expect(await checkInvariants(mortal.database.url, {})).toEqual([]);
}, 240_000);
