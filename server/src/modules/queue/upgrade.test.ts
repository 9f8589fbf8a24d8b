/** A hall that was open before tickets were of any kind of service: 0026 finds people waiting, called and seen, and loses none. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { migrate } from '../../kernel/migrate.ts';
import { asItWasBefore } from '../../kernel/testing/as-it-was.ts';

let database: FreshDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const HALL = `
  insert into queue_letter (department_id, ordinal, letter) values ('00000000-0000-4000-8000-00000000000d', 0, 'A');
  insert into ticket (id, booking_id, session_id, patient_id, department_id, doctor_id, visit_type_id, date, serial, number, state,
    slot_starts_at, slot_ends_at, checked_in_at, room_id, calls, called_at, started_at, passed_at, returned_at, returned_after_call, ended_at)
  select t.id, t.id, gen_random_uuid(), gen_random_uuid(), '00000000-0000-4000-8000-00000000000d', gen_random_uuid(),
    gen_random_uuid(), '2026-11-20', n, 'A00' || n, state, at, at + interval '30 minutes', at, gen_random_uuid(), calls,
    case when calls > 0 then at + interval '5 minutes' end, case when state = 'finished' then at + interval '6 minutes' end,
    case when state = 'passed' then at + interval '7 minutes' end, case when back then at + interval '8 minutes' end,
    case when back then 1 end, case when state = 'finished' then at + interval '9 minutes' end
  from (values
    (1, '00000000-0000-4000-8000-000000000001'::uuid, 'waiting', 0, false),
    (2, '00000000-0000-4000-8000-000000000002', 'waiting', 1, true),
    (3, '00000000-0000-4000-8000-000000000003', 'called', 1, false),
    (4, '00000000-0000-4000-8000-000000000004', 'passed', 1, false),
    (5, '00000000-0000-4000-8000-000000000005', 'finished', 1, false)
  ) as t(n, id, state, calls, back), (select timestamptz '2026-11-20T09:00:00+08:00' as at) as day;
  insert into ticket_call (ticket_id, call_no, is_turn, session_id, department_id, room_id, at)
  select id, 1, true, session_id, department_id, room_id, called_at from ticket where calls > 0`;

it('keeps everybody in their state, as routine visits whose history begins with what is known', async () => {
  await asItWasBefore(client, '0026');
  await client.query(HALL);
  expect(await migrate(database.url)).toContain('0026_queue.sql');
  const tickets = await client.query(`
    select number, state, kind, urgency, round, extract(minute from act_at)::int as last_minute,
      (select count(*)::int from ticket_act a where a.ticket_id = t.id) as acts
    from ticket t order by number`);
  const visit = { kind: 'visit', urgency: 4, round: 1, acts: 1 };
  expect(tickets.rows).toEqual([
    { number: 'A001', state: 'waiting', last_minute: 0, ...visit },
    { number: 'A002', state: 'waiting', last_minute: 8, ...visit },
    { number: 'A003', state: 'called', last_minute: 5, ...visit },
    { number: 'A004', state: 'passed', last_minute: 7, ...visit },
    { number: 'A005', state: 'finished', last_minute: 9, ...visit },
  ]);
  const turns = await client.query('select distinct turn from ticket_call');
  expect(turns.rows).toEqual([{ turn: 'slot' }]);
});
