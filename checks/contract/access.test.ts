/** Who may do what: every route against every kind of caller, then other people's things against callers of the right kind. */
import type { RouteName, RouteSpec } from '@menzhen/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAnotherDepartment } from './another-department.ts';
import { type CallerKind, callerKinds, type Doors, openDoors, routes, send } from './callers.ts';
import { addressOf, exampleOf, queryOf } from './nasty.ts';
import { digestOfTables } from './tables-digest.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const AT_THE_DOOR = ['sign_in_required', 'session_expired', 'not_allowed'];

/** What the door says: the code it refuses with, or 'come in'. */
async function doorOf(spec: RouteSpec, token: string | undefined): Promise<string> {
  const body = spec.body && exampleOf(spec.body as never);
  const answer = await send(doors, spec.method, addressOf(spec, { query: queryOf(spec) }), { token, body });
  const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json');
  const code = isProblem ? (answer.json() as { code: string }).code : '';
  return AT_THE_DOOR.includes(code) ? code : 'come in';
}

function doorByContract({ who }: RouteSpec, caller: CallerKind): string {
  if (who === 'anyone') return 'come in';
  if (caller === 'nobody') return 'sign_in_required';
  if (who === 'signed_in' || who === caller) return 'come in';
  return typeof who !== 'string' && who.includes(caller as never) ? 'come in' : 'not_allowed';
}

describe('exactly the callers that a route names come in', () => {
  const staying = routes.filter(([name]) => name !== 'signOut');
  test.each(staying)('%s', async (_name: RouteName, spec: RouteSpec) => {
    const found: Partial<Record<CallerKind, string>> = {};
    for (const caller of callerKinds) found[caller] = await doorOf(spec, doors.tokens[caller]);
    expect(found).toEqual(Object.fromEntries(callerKinds.map((caller) => [caller, doorByContract(spec, caller)])));
  });

  const guarded = routes.filter(([, spec]) => spec.who !== 'anyone');
  const garbage = ['x', 'null', 'a'.repeat(43), "' or 1=1 --", '😀', 'A'.repeat(5000), '../../etc/passwd'];
  test.each(garbage)('a token that is none (%s) opens nothing', async (token) => {
    for (const [, spec] of guarded) {
      const headers = { authorization: `Bearer ${encodeURI(token)}` };
      const answer = await send(doors, spec.method, addressOf(spec, { query: queryOf(spec) }), {
        headers,
        body: spec.body && exampleOf(spec.body as never),
      });
      expect(answer.json(), spec.path).toMatchObject({ status: 401, code: 'sign_in_required' });
    }
  });

  test('who signed out stays out, and the others stay in', async () => {
    const { token } = await doors.phone();
    expect((await doors.call(token, 'me')).status).toBe(200);
    expect((await doors.call(token, 'signOut')).status).toBe(200);
    expect(await doors.call(token, 'me')).toMatchObject({ status: 401, body: { code: 'session_expired' } });
    expect((await doors.call(doors.tokens.patient!, 'me')).status).toBe(200);
  });

  test('a member of staff who is disabled is out at once, with every session', async () => {
    const token = await doors.staff('leaving', [{ role: 'clerk', department_id: null }]);
    const { id } = (await doors.call(token, 'me')).body;
    const change = { version: 1, state: 'disabled' };
    expect(await doors.call(doors.administrator, 'staffChange', { id, body: change })).toMatchObject({ status: 200 });
    expect(await doors.call(token, 'deskQueue')).toMatchObject({ status: 401, body: { code: 'session_expired' } });
  });
});

describe('what belongs to another is not found, and stays as it was', () => {
  let theirs: { id: string; token: string; patient_id: string };
  let me: { token: string; patient_id: string };
  beforeAll(async () => {
    doors.moveTo('08:00');
    theirs = await doors.book(doors.doctors[0]!.slot_id);
    await doors.call(doors.clerk, 'deskBookingCheckIn', { id: theirs.id });
    await doors.app.rounds.readers();
    me = await doors.phone();
  });

  const ofPatients = routes.filter(([, spec]) => spec.who === 'patient' && spec.params);
  test.each(ofPatients)('%s', async (_name: RouteName, spec: RouteSpec) => {
    const before = await digestOfTables(doors);
    const id = spec.path.startsWith('/api/patients/') ? theirs.patient_id : theirs.id;
    const body = spec.body && exampleOf(spec.body as never);
    const answer = await send(doors, spec.method, addressOf(spec, { id }), { token: me.token, body });
    expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' });
    expect(await digestOfTables(doors)).toEqual(before);
  });

  test('a place for another’s patient', async () => {
    const ask = { slot_id: doors.doctors[1]!.slot_id, patient_id: theirs.patient_id };
    expect(await doors.call(me.token, 'bookingPreview', { query: ask })).toMatchObject({ status: 404 });
    expect(await doors.call(me.token, 'bookingHold', { body: ask })).toMatchObject({ status: 404 });
  });

  test('lists hold one’s own only', async () => {
    expect((await doors.call(theirs.token, 'messageList')).body.items.length).toBeGreaterThan(0);
    expect((await doors.call(me.token, 'messageList')).body).toMatchObject({ items: [], unread: 0 });
    expect((await doors.call(me.token, 'bookingList', { query: { scope: 'all' } })).body.items).toEqual([]);
    const patients = (await doors.call(me.token, 'patientList')).body.items;
    expect(patients.map((patient: { id: string }) => patient.id)).toEqual([me.patient_id]);
  });

  test('reading one’s messages leaves the others’ unread', async () => {
    await doors.call(me.token, 'messagesRead');
    expect((await doors.call(theirs.token, 'messageList')).body.unread).toBeGreaterThan(0);
  });
});

describe('staff act within their own rooms and departments', () => {
  testAnotherDepartment(() => doors);
});
