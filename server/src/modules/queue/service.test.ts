import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, inTransaction, newId, openDb, Refusal, sql, type Tx } from '../../kernel/index.ts';
import { districtHospital } from '../policy/index.ts';
import type { BookingForTicket } from './ports.ts';
import { order } from './rules-order.ts';
import * as queue from './service.ts';
import * as store from './store.ts';
import type { TicketRow } from './tables.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 12 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const day = '2026-03-02';
const at = (time: string) => Temporal.Instant.from(`${day}T${time}:00+08:00`);
const deed = (time = '08:00') => ({ at: at(time), actor: 'staff:test' });
const bookingIn = (session_id: string, department_id: string, slot = '08:00'): BookingForTicket => ({
  id: newId(),
  session_id,
  department_id,
  patient_id: newId(),
  doctor_id: newId(),
  room_id: newId(),
  visit_type_id: newId(),
  date: day,
  slot_starts_at: at(slot),
  slot_ends_at: at(slot).add({ minutes: 30 }),
});
const run = <T>(story: Parameters<typeof inTransaction<T>>[1]) => inTransaction(db, story);
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error) => (error instanceof Refusal ? error.code : Promise.reject(error)),
  );

let session_id: string;
let department_id: string;
beforeEach(() => {
  session_id = newId();
  department_id = newId();
});
const issue = (time = '08:00', slot = '08:00') =>
  run((tx) => queue.issueTicket(tx, bookingIn(session_id, department_id, slot), deed(time)));
/** The line of a session as the rules order it. */
const lineOf = (id: string) => async (tx: Tx) => {
  const turns = await store.turnsOf(tx, { session_ids: [id], since: at('00:00') });
  return order(await store.waitingIn(tx, { session_ids: [id], point_ids: [], date: day }), {
    now: at('08:30'),
    rules: districtHospital([]).queue,
    turns,
  });
};
const nextIn = (room_id: string, id = session_id) => ({ room_id, to: () => ({ room_id }), line: lineOf(id) });
const callNext = (room_id: string) => run((tx) => queue.callFirst(tx, nextIn(room_id), deed()));
const finish = (id: string) =>
  run(async (tx) => {
    await queue.startTicket(tx, id, deed());
    await queue.finishTicket(tx, id, deed());
  });

describe('numbers', () => {
  test('forty at once: no gap, none twice, also when some check-ins fail', async () => {
    const failing = () =>
      run(async (tx) => {
        await queue.issueTicket(tx, bookingIn(session_id, department_id), deed());
        throw new Refusal('booking_state');
      });
    const made = await Promise.all([
      ...Array.from({ length: 40 }, () => issue()),
      ...Array.from({ length: 10 }, () => problem(failing())),
    ]);
    const serials = made.filter((one) => typeof one === 'object').map((one) => (one as TicketRow).serial);
    expect(serials.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  test('departments that issue their first tickets at the same time get letters of their own', async () => {
    const departments = Array.from({ length: 10 }, () => newId());
    const tickets = await Promise.all(
      departments.map((id) => run((tx) => queue.issueTicket(tx, bookingIn(newId(), id), deed()))),
    );
    expect(new Set(tickets.map((ticket) => ticket.number)).size).toBe(10);
  });

  test('one booking, one ticket', async () => {
    const booking = bookingIn(session_id, department_id);
    const twice = [1, 2].map(() => problem(run((tx) => queue.issueTicket(tx, booking, deed()))));
    expect((await Promise.all(twice)).toSorted()).toEqual(['booking_state', 'fine']);
  });
});

describe('calling', () => {
  test('eight rooms drawing from one queue of a hundred: each is called once, in one room', async () => {
    for (let n = 0; n < 100; n += 1) await issue();
    const rooms = Array.from({ length: 8 }, () => newId());
    const called: string[] = [];
    const work = async (room_id: string) => {
      for (let ticket = await callNext(room_id); ticket; ticket = await callNext(room_id)) {
        called.push(ticket.number);
        await finish(ticket.id);
      }
    };
    await Promise.all(rooms.map(work));
    expect(called).toHaveLength(100);
    expect(new Set(called).size).toBe(100);
    const { rows } = await sql<{ twice: number }>`
      select count(*)::int as twice from (
        select subject from fact where kind = 'ticket.called' and data->>'session_id' = ${session_id}
        group by subject having count(*) > 1) as more
    `.execute(db.kysely);
    expect(rows[0]!.twice).toBe(0);
  });

  test('two doctors pressing at once get different patients, in the order of the line', async () => {
    for (let n = 0; n < 3; n += 1) await issue(`08:0${n}`);
    const both = await Promise.all([callNext(newId()), callNext(newId())]);
    expect(both.map((ticket) => ticket!.serial).toSorted()).toEqual([1, 2]);
  });

  test('a double press in one room calls one', async () => {
    await issue();
    await issue();
    const room_id = newId();
    const presses = await Promise.all([1, 2, 3].map(() => problem(callNext(room_id))));
    expect(presses.toSorted()).toEqual(['fine', 'room_busy', 'room_busy']);
  });

  test('the schema itself refuses a second patient in a room', async () => {
    const [a, b] = [await issue(), await issue()];
    const room_id = newId();
    await run((tx) => queue.callTicket(tx, { id: a.id, to: { room_id }, turn: 'slot' }, deed()));
    await expect(
      run((tx) => queue.callTicket(tx, { id: b.id, to: { room_id }, turn: 'slot' }, deed())),
    ).rejects.toThrow('ticket_one_open_per_room');
  });

  test('one whom somebody else is taking is left out; an empty queue calls nobody', async () => {
    const [first, second] = [await issue('08:00'), await issue('08:01')];
    const ticket = await run((tx) =>
      queue.callFirst(tx, { ...nextIn(newId()), take: async (one) => one.id !== first.id }, deed()),
    );
    expect(ticket!.id).toBe(second.id);
    expect(await run((tx) => queue.callFirst(tx, nextIn(newId(), newId()), deed()))).toBeUndefined();
  });
});

describe('recall, pass, return, leave', () => {
  test('each call has a number of its own', async () => {
    const ticket = await issue();
    await callNext(newId());
    const again = await run((tx) => queue.recallTicket(tx, ticket.id, deed('08:01')));
    expect(again.calls).toBe(2);
    const { rows } = await sql<{ call_no: number; is_turn: boolean }>`
      select call_no, is_turn from ticket_call where ticket_id = ${ticket.id} order by call_no
    `.execute(db.kysely);
    expect(rows).toEqual([
      { call_no: 1, is_turn: true },
      { call_no: 2, is_turn: false },
    ]);
  });

  test('a passed patient comes back behind two others and is called third', async () => {
    const tickets = [];
    for (let n = 0; n < 5; n += 1) tickets.push(await issue(`08:0${n}`));
    const room_id = newId();
    const passed = (await callNext(room_id))!;
    await run((tx) => queue.passTicket(tx, passed.id, deed('08:10')));
    await run((tx) => queue.returnTicket(tx, passed.id, deed('08:11')));
    const order = [];
    for (let ticket = await callNext(room_id); ticket; ticket = await callNext(room_id)) {
      order.push(ticket.serial);
      await run((tx) => queue.recallTicket(tx, ticket!.id, deed()));
      await finish(ticket.id);
    }
    expect(order).toEqual([2, 3, 1, 4, 5]);
  });

  test('only legal moves, and the refusal names the state', async () => {
    const ticket = await issue();
    const move = (story: Parameters<typeof run>[0]) => problem(run(story));
    expect(await move((tx) => queue.passTicket(tx, ticket.id, deed()))).toBe('ticket_state');
    expect(await move((tx) => queue.startTicket(tx, ticket.id, deed()))).toBe('ticket_state');
    expect(await move((tx) => queue.recallTicket(tx, ticket.id, deed()))).toBe('ticket_state');
    expect(await move((tx) => queue.returnTicket(tx, ticket.id, deed()))).toBe('ticket_state');
    expect(await move((tx) => queue.passTicket(tx, newId(), deed()))).toBe('not_found');
    await callNext(newId());
    await finish(ticket.id);
    expect(await run((tx) => queue.leaveQueue(tx, ticket.booking_id!, deed()))).toBe(false);
    const error = await run((tx) => queue.passTicket(tx, ticket.id, deed())).catch((e: Refusal) => e);
    expect((error as Refusal).sentence('zh')).toContain('已结束');
  });

  test('leaving frees the room and happens once', async () => {
    const [first] = [await issue('08:00'), await issue('08:01')];
    const room_id = newId();
    await callNext(room_id);
    const leave = () => run((tx) => queue.leaveQueue(tx, first!.booking_id!, deed()));
    expect((await Promise.all([leave(), leave()])).toSorted()).toEqual([false, true]);
    expect((await callNext(room_id))!.serial).toBe(2);
  });
});
