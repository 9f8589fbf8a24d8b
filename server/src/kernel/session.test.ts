import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type Db, inTransaction, openDb, sql } from './db.ts';
import { newId } from './id.ts';
import { departmentScope, openSession, type Sessions, type StaffActor, sessions, tokenHash } from './session.ts';

const now = Temporal.Instant.from('2026-03-02T00:00:00Z');
const gone = new Set<string>();
let fresh: FreshDatabase;
let db: Db;
/** As another node sees it: a cache of its own. */
let anotherNode: () => Sessions;
let here: Sessions;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url);
  anotherNode = () =>
    sessions(db, async (_kind, id) => (gone.has(id) ? undefined : { kind: 'patient', id, name: null }));
  here = anotherNode();
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const lasts = Temporal.Duration.from({ hours: 10 });
const open = (holder_id: string = newId()) =>
  inTransaction(db, (tx) => openSession(tx, { kind: 'patient', holder_id, now, lasts, idle_minutes: 60 }));

test('a token opens its holder’s session; kept is only its hash', async () => {
  const holder_id = newId();
  const { token } = await open(holder_id);
  expect(await here.find(token, now)).toMatchObject({ kind: 'patient', id: holder_id, session: tokenHash(token) });
  const { rows } = await sql<{ text: string }>`select t::text as text from session_token t`.execute(db.kysely);
  expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
});

test('a token that nobody gave out opens nothing', async () => {
  expect(await here.find('x'.repeat(43), now)).toBeUndefined();
  expect(await here.find('', now)).toBeUndefined();
});

test('idle too long, or past its end, it is over; use keeps it alive until its end', async () => {
  const [idle, used] = [await open(), await open()];
  expect(await anotherNode().find(idle.token, now.add({ minutes: 59 }))).toBeTypeOf('object');
  const lone = await open();
  expect(await anotherNode().find(lone.token, now.add({ minutes: 60 }))).toBe('expired');
  for (let minutes = 50; minutes < 600; minutes += 50)
    expect(await anotherNode().find(used.token, now.add({ minutes })), `${minutes}`).toBeTypeOf('object');
  expect(await anotherNode().find(used.token, now.add({ minutes: 600 }))).toBe('expired');
});

test('a cached session still ends on time', async () => {
  const { token } = await open();
  expect(await here.find(token, now)).toBeTypeOf('object');
  expect(await here.find(token, now.add({ hours: 10 }))).toBe('expired');
});

test('watching keeps a phone’s session alive, but not that of staff who do nothing', async () => {
  const [phone, staff] = [await open(), await open()];
  await sql`update session_token set kind = 'staff' where hash = ${tokenHash(staff.token)}`.execute(db.kysely);
  const hashes = [phone, staff].map(({ token }) => tokenHash(token));
  const over = async (minutes: number) => [...(await anotherNode().overAmong(hashes, now.add({ minutes })))];
  expect(await over(50)).toEqual([]);
  expect(await over(100)).toEqual([tokenHash(staff.token)]);
  expect(await over(200)).toEqual(hashes);
  expect([...(await anotherNode().overAmong(['nobody'], now))]).toEqual(['nobody']);
});

test('who signs out is out here at once, and elsewhere; other sessions stay', async () => {
  const holder_id = newId();
  const [first, second] = [await open(holder_id), await open(holder_id)];
  const actor = await here.find(first.token, now);
  if (typeof actor !== 'object') throw new Error('no session');
  await here.end(actor);
  expect(await here.find(first.token, now)).toBe('expired');
  expect(await anotherNode().find(first.token, now)).toBe('expired');
  expect(await here.find(second.token, now)).toBeTypeOf('object');
});

test('all sessions of a holder end, save the one that asked', async () => {
  const holder_id = newId();
  const [asking, other, stranger] = [await open(holder_id), await open(holder_id), await open()];
  await inTransaction(db, (tx) => here.endAll(tx, 'patient', holder_id, tokenHash(asking.token)));
  expect(await here.find(asking.token, now)).toBeTypeOf('object');
  expect(await here.find(other.token, now)).toBe('expired');
  expect(await here.find(stranger.token, now)).toBeTypeOf('object');
});

test('a holder who is no more has no session', async () => {
  const holder_id = newId();
  const { token } = await open(holder_id);
  gone.add(holder_id);
  expect(await here.find(token, now)).toBe('expired');
});

test('departments of a member of staff are those of the roles asked about', () => {
  const staff = (roles: StaffActor['roles']) => ({ roles }) as StaffActor;
  const some = staff([
    { role: 'nurse', department_id: 'a' },
    { role: 'clerk', department_id: 'b' },
  ]);
  expect(departmentScope(some, ['nurse'])).toEqual(['a']);
  expect(departmentScope(some, ['nurse', 'clerk'])).toEqual(['a', 'b']);
  expect(departmentScope(some, ['doctor'])).toEqual([]);
  expect(departmentScope(staff([{ role: 'nurse', department_id: null }]), ['nurse'])).toBeNull();
});
