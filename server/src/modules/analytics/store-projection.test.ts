import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, type FactInput, inTransaction, newId, openDb, record, runReader, sql } from '../../kernel/index.ts';
import { settle } from '../../kernel/testing/settle.ts';
import { analyticsReader, rebuild } from './store-projection.ts';
import { todayOf, visitsOf } from './service.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 6 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const department_id = newId();
const doctor_id = newId();
let date: string;
let day = 1;
beforeEach(() => {
  date = `2026-03-${String(day++).padStart(2, '0')}`;
});

const at = (time: string) => Temporal.Instant.from(`${date}T${time}:00+08:00`);
const write = (...facts: FactInput[]) => inTransaction(db, (tx) => record(tx, ...facts));
const booking = (id: string, state: string, time: string, more: Record<string, unknown> = {}): FactInput => ({
  at: at(time),
  kind: `booking.${state}`,
  subject: `booking:${id}`,
  patient: newId(),
  actor: 'system:test',
  data: { date, department_id, doctor_id, session_id: newId(), starts: '08:00', ...more },
});
const money = (kind: 'payment.paid' | 'refund.succeeded', id: string, fen: number): FactInput => ({
  at: at('07:30'),
  kind,
  subject: 'order:x',
  actor: 'channel:wechat',
  data: { payable_kind: 'booking', payable_id: id, [kind === 'payment.paid' ? 'amount_fen' : 'refund_fen']: fen },
});
const name = (kind: string, id: string, words: string, en: string): FactInput => ({
  at: at('00:00'),
  kind,
  subject: `x:${id}`,
  actor: 'staff:x',
  data: { id, name: words, name_en: en },
});
const today = (department_ids: string[] | null = null) =>
  todayOf(db.kysely, { date, department_ids, locale: 'zh' as const });
const visits = (figure: Parameters<typeof visitsOf>[1]['figure']) =>
  visitsOf(db.kysely, { date, department_ids: null, locale: 'zh', figure });
const rebuilt = () => inTransaction(db, (tx) => rebuild(tx, { at: at('20:00'), actor: 'staff:x' }));

const settled = () => settle(db, [analyticsReader.name], () => runReader(db, analyticsReader));

async function oneDay(): Promise<string[]> {
  const ids = Array.from({ length: 5 }, () => newId());
  await write(
    name('department.added', department_id, '内科', 'Internal medicine'),
    name('doctor.added', doctor_id, '王医生', 'Dr Wang'),
  );
  for (const id of ids) await write(booking(id, 'held', '06:00', { fee_fen: 1200 }), booking(id, 'booked', '06:05'));
  const [seen, inside, waiting, absent, cancelled] = ids as [string, string, string, string, string];
  await write(...ids.map((id) => money('payment.paid', id, 1200)), money('refund.succeeded', cancelled, 1200));
  await write(booking(seen, 'checked_in', '07:50'), booking(inside, 'checked_in', '07:55'));
  await write(booking(waiting, 'checked_in', '08:05'), booking(cancelled, 'cancelled', '07:00'));
  await write(booking(seen, 'called', '08:00'), booking(seen, 'in_consultation', '08:01'));
  await write(booking(seen, 'finished', '08:12'), booking(inside, 'called', '08:15'));
  await write(booking(inside, 'in_consultation', '08:16'), booking(absent, 'no_show', '18:00'));
  return ids;
}

test('the day in figures, by department and hour, each opening the visits behind it', async () => {
  const [seen] = await oneDay();
  await settled();
  const view = await today();
  expect(view).toMatchObject({
    visits: 5,
    booked: 4,
    checked_in: 3,
    waiting: 1,
    in_consultation: 1,
    seen: 1,
    no_shows: 1,
    cancelled: 1,
    paid_fen: 6000,
    refunded_fen: 1200,
    wait_minutes_p50: 15,
    wait_minutes_p90: 19,
    hours: [
      { hour: 7, checked_in: 2, seen: 0 },
      { hour: 8, checked_in: 1, seen: 1 },
    ],
  });
  expect(view.departments).toMatchObject([{ department_name: '内科', booked: 4, seen: 1, paid_fen: 6000 }]);
  for (const figure of ['booked', 'checked_in', 'waiting', 'in_consultation', 'seen', 'no_shows', 'cancelled'] as const)
    expect((await visits(figure)).items, figure).toHaveLength(view[figure]);
  expect((await visits('seen')).items[0]).toMatchObject({ booking_id: seen, doctor_name: '王医生', wait_minutes: 10 });
  expect(await today([newId()])).toMatchObject({ visits: 0, paid_fen: 0, departments: [] });
});

test('a passed patient waits again, and the first call is what was waited for', async () => {
  const id = newId();
  await write(booking(id, 'booked', '06:00'), booking(id, 'checked_in', '08:00'), booking(id, 'called', '08:10'));
  await write(booking(id, 'checked_in', '08:12'));
  await settled();
  expect(await today()).toMatchObject({ waiting: 1, wait_minutes_p50: 10 });
});

test('a fact that is read late does not turn a booking back', async () => {
  const id = newId();
  const early = booking(id, 'called', '08:10');
  await write(booking(id, 'booked', '06:00'), booking(id, 'checked_in', '08:00'), early);
  await write(booking(id, 'in_consultation', '08:11'));
  const { rows } = await sql<{ seq: number; tx: string }>`
    select seq, tx::text as tx from fact where subject = ${`booking:${id}`} order by seq
  `.execute(db.kysely);
  await settled();
  await inTransaction(db, (tx) => analyticsReader.apply(tx, [{ ...early, ...rows[2]! }]));
  expect(await today()).toMatchObject({ in_consultation: 1, waiting: 0 });
});

test('a booking that was moved counts where it stands, however its facts are cut and ordered', async () => {
  const [id, doctor, session_id] = [newId(), newId(), newId()];
  const to = { date, doctor_id: doctor, session_id, starts: '10:00', state: 'booked', from: 'checked_in' };
  const moved = { ...booking(id, 'moved', '08:30', to) };
  const before = { date: '2025-01-02' };
  await write(booking(id, 'held', '06:00', before), booking(id, 'booked', '06:05', before));
  const late = booking(id, 'checked_in', '08:00', before);
  await write(late, moved);
  await settled();
  expect(await today()).toMatchObject({ visits: 1, booked: 1, checked_in: 0 });
  const { rows } = await sql<{ seq: number; tx: string }>`
    select seq, tx::text as tx from fact where kind = 'booking.checked_in' and subject = ${`booking:${id}`}
  `.execute(db.kysely);
  await inTransaction(db, (tx) => analyticsReader.apply(tx, [{ ...late, ...rows[0]! }]));
  expect(await today()).toMatchObject({ booked: 1, checked_in: 0 });
  await write(booking(id, 'checked_in', '09:50', { ...to }), booking(id, 'called', '10:00', { ...to }));
  await settled();
  expect(await today()).toMatchObject({ checked_in: 1, wait_minutes_p50: 10 });
  expect((await visits('booked')).items).toMatchObject([{ booking_id: id }]);
  expect(await rebuilt()).toMatchObject({ same: true });
});

test('a rebuild from the first fact equals what it replaces, byte for byte', async () => {
  await oneDay();
  let written = 0;
  const writing = (async () => {
    for (; written < 40; written += 1) await write(booking(newId(), 'booked', '06:00'));
  })();
  while (written < 40) await runReader(db, analyticsReader, 7);
  await writing;
  await runReader(db, analyticsReader, 3);
  const first = await rebuilt();
  expect(first).toMatchObject({ same: true });
  await settled();
  const before = await today();
  const second = await rebuilt();
  expect(second).toMatchObject({ same: true });
  expect(second.facts).toBeGreaterThan(first.facts);
  expect(await today()).toEqual(before);
});

test('a rebuild tells and mends what was changed by hand', async () => {
  const id = newId();
  await write(booking(id, 'booked', '06:00'));
  await settled();
  await sql`update an_booking set state = 'finished' where booking_id = ${id}`.execute(db.kysely);
  expect(await rebuilt()).toMatchObject({ same: false });
  expect(await today()).toMatchObject({ booked: 1, seen: 0 });
  expect(await rebuilt()).toMatchObject({ same: true });
});
