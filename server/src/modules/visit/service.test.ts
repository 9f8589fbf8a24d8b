import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, inTransaction, listAudit, newId, openDb, Refusal, secretsOf, sql } from '../../kernel/index.ts';
import { visitService } from './service.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 4 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const card = { name: '李小明', sex: 'male', birth_date: '2004-05-06' };
const visits = visitService({
  secrets: secretsOf(randomBytes(32)),
  needs: { cards: async (_tx, ids) => new Map(ids.map((id) => [id, card])) },
});
const at = Temporal.Instant.from('2026-03-02T00:00:00Z');
const deed = { at, actor: 'staff:doctor' };
const run = <T>(story: Parameters<typeof inTransaction<T>>[1]) => inTransaction(db, story);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error) => (error instanceof Refusal ? error.code : Promise.reject(error)),
  );

const started = () => ({
  id: newId(),
  booking_id: newId(),
  patient_id: newId(),
  department_id: newId(),
  doctor_id: newId(),
});

test('a note is kept sealed, amended field by field, and shown to its doctor', async () => {
  const ticket = started();
  const { id } = await run((tx) => visits.open(tx, ticket, deed));
  const { doctor_id } = ticket;
  await run((tx) => visits.write(tx, { id, doctor_id, version: 1, change: { diagnosis: ' 上呼吸道感染 ' } }, deed));
  await run((tx) => visits.write(tx, { id, doctor_id, version: 2, change: { advice: '多饮水' } }, deed));
  const view = await run((tx) => visits.read(tx, { id, doctor_id }, deed));
  expect(view).toMatchObject({ diagnosis: '上呼吸道感染', advice: '多饮水', version: 3, patient_age_years: 21 });
  const { rows } = await sql<{ note: Buffer }>`select note from visit where id = ${id}`.execute(db.kysely);
  expect(rows[0]!.note.includes(Buffer.from('感染'))).toBe(false);
  const trail = await listAudit(db.kysely, { limit: 10, patient_id: ticket.patient_id });
  expect(trail.map((entry) => entry.action)).toEqual(['visit.read', 'visit.written', 'visit.written', 'visit.opened']);
});

test('another doctor finds nothing, an old version and a finished visit are refused', async () => {
  const ticket = started();
  const { id } = await run((tx) => visits.open(tx, ticket, deed));
  const { doctor_id } = ticket;
  const write = (who: string, version: number) =>
    codeOf(run((tx) => visits.write(tx, { id, doctor_id: who, version, change: { advice: 'x' } }, deed)));
  expect(await codeOf(run((tx) => visits.read(tx, { id, doctor_id: newId() }, deed)))).toBe('not_found');
  expect(await write(newId(), 1)).toBe('not_found');
  expect((await Promise.all([write(doctor_id, 1), write(doctor_id, 1)])).toSorted()).toEqual([
    'fine',
    'version_conflict',
  ]);
  await run((tx) => visits.finish(tx, { id, doctor_id }, deed));
  expect(await write(doctor_id, 2)).toBe('visit_finished');
  expect(await codeOf(run((tx) => visits.finish(tx, { id, doctor_id }, deed)))).toBe('visit_finished');
});

test('a booking has one visit', async () => {
  const ticket = started();
  const open = () => codeOf(run((tx) => visits.open(tx, ticket, deed)));
  expect((await Promise.all([open(), open()])).toSorted()).toEqual(['fine', 'ticket_state']);
});
