/** The roster over the whole server: templates, sheets and notices change what comes, never what somebody has booked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, sql } from '../kernel/index.ts';
import { csvOf } from '../modules/scheduling/roster/csv.ts';
import { type Answer, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let boss: string;
let visit_type_id: string;
beforeAll(async () => {
  clinic = await openClinic();
  boss = clinic.administrator;
  clinic.moveTo('08:00');
  visit_type_id = (await clinic.call(boss, 'visitTypeList')).body.items[0].id;
});
afterAll(() => clinic.close());

// The clock stands on a Monday; what is tried is of the same week, so that it can be booked.
const [TUE, WED, THU, SAT, SUN, MON] = [1, 2, 3, 5, 6, 7].map((n) => addDays(DAY, n)) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const fields = (n: 0 | 1, change: object = {}) => ({
  ...{ doctor_id: clinic.doctors[n]!.doctor_id, room_id: clinic.doctors[n]!.room_id, visit_type_id, weekday: 1 },
  ...{
    half_day: 'evening',
    starts: '18:00',
    ends: '20:00',
    slot_minutes: 30,
    places_per_slot: 3,
    valid_from: DAY,
    valid_to: SUN,
  },
  ...change,
});
const add = async (n: 0 | 1, change: object = {}): Promise<Answer> =>
  clinic.call(boss, 'templateAdd', { body: fields(n, change) });
const generate = async () => (await clinic.call(boss, 'sessionsGenerate')).body;
interface SeenSession {
  id: string;
  date: string;
  starts: string;
  fee_fen: number;
}
async function sessionsOf(n: 0 | 1, half_day = 'evening'): Promise<SeenSession[]> {
  const { doctor_id } = clinic.doctors[n]!;
  const { body } = await clinic.call(boss, 'sessionList', { query: { doctor_id } });
  return body.items.filter(
    (one: { half_day: string; state: string }) => one.half_day === half_day && one.state === 'open',
  );
}
const slotOf = async (session_id: string): Promise<string> =>
  (await clinic.call(boss, 'sessionSlots', { id: session_id })).body.items[0].id;
const outOfStep = async () => (await clinic.call(boss, 'sessionsOutOfStep')).body.items;
const close = async (id: string) => clinic.call(boss, 'sessionClose', { id, body: { reason: '测试结束' } });
/** For the next test: nothing of this roster is left. */
async function endAll(): Promise<void> {
  const { items } = (await clinic.call(boss, 'templateList')).body;
  for (const { id } of items) await clinic.call(boss, 'templateEnd', { id, body: { valid_to: addDays(DAY, -1) } });
  for (const { session } of await outOfStep()) await close(session.id);
}

test('odd and even weeks may share doctor and room, every week with either may not; each makes its own days', async () => {
  const odd = await add(0, { weeks: 'odd', valid_from: MON, valid_to: null });
  const even = await add(1, { weeks: 'even', room_id: clinic.doctors[0]!.room_id, valid_from: MON, valid_to: null });
  expect([odd.status, even.status]).toEqual([201, 201]);
  expect((await add(0, { valid_to: null })).body.code).toBe('template_overlaps');
  expect((await add(1, { weeks: 'even', starts: '19:00', valid_to: null })).body.code).toBe('template_overlaps');
  expect(await generate()).toMatchObject({ created: 2, withdrawn: 0, kept: 0 });
  // 2026-03-09 is of the 11th week
  expect((await sessionsOf(0)).map(({ date }) => date)).toEqual([MON]);
  expect((await sessionsOf(1)).map(({ date }) => date)).toEqual([addDays(MON, 7)]);
  expect(await generate()).toMatchObject({ created: 0, unchanged: 2 });
  await endAll();
});

test('a template’s own fee is what its sessions show and a booking costs', async () => {
  await add(0, { weekday: 2, consultation_fen: 8800 });
  await generate();
  const [session] = await sessionsOf(0);
  expect(session!.fee_fen).toBe(9300);
  const booking = await clinic.book(await slotOf(session!.id), { paid: false });
  const { body } = await clinic.call(booking.token, 'bookingShow', { id: booking.id });
  expect(body.fee_fen).toBe(9300);
  expect(body.fee_parts).toEqual([
    { kind: 'registration', list_fen: 500, discount_fen: 0, amount_fen: 500 },
    { kind: 'consultation', list_fen: 8800, discount_fen: 0, amount_fen: 8800 },
  ]);
  await clinic.call(clinic.clerk, 'deskBookingCancel', { id: booking.id, body: { reason: '测试' } });
  await endAll();
});

test('a change takes empty sessions with it, keeps the booked and says so, and finishes when nobody is left in them', async () => {
  const { body: template } = await add(0, { weekday: 3 });
  await generate();
  const [first] = await sessionsOf(0);
  const booking = await clinic.book(await slotOf(first!.id));
  const to = { ...fields(0, { weekday: 3, starts: '18:30', ends: '20:30' }), version: template.version };
  const stale = await clinic.call(boss, 'templateChange', { id: template.id, body: { ...to, version: 99 } });
  expect(stale.body.code).toBe('version_conflict');
  const changed = await clinic.call(boss, 'templateChange', { id: template.id, body: to });
  expect(changed.body.sessions).toMatchObject({ kept: 1, blocked: 1, withdrawn: 0, created: 0 });
  expect((await sessionsOf(0)).map(({ date, starts }) => [date, starts])).toEqual([[WED, '18:00']]);
  expect(await outOfStep()).toMatchObject([{ session: { id: first!.id }, why: 'template', booked: 1 }]);
  expect((await clinic.call(booking.token, 'bookingShow', { id: booking.id })).body.state).toBe('booked');

  await clinic.call(clinic.clerk, 'deskBookingCancel', { id: booking.id, body: { reason: '患者来电' } });
  expect(await generate()).toMatchObject({ withdrawn: 1, created: 1, kept: 0 });
  expect((await sessionsOf(0)).map(({ starts }) => starts)).toEqual(['18:30']);
  expect((await clinic.call(boss, 'sessionSlots', { id: first!.id })).status).toBe(404);
  await endAll();
});

test('a changed roster puts no session where one was closed, and touches none that a substitute holds or that is closed in part', async () => {
  const { body: template } = await add(0, { weekday: 3 });
  await generate();
  const [first] = await sessionsOf(0);
  await close(first!.id);
  const to = { ...fields(0, { weekday: 3, places_per_slot: 5 }), version: template.version };
  const changed = await clinic.call(boss, 'templateChange', { id: template.id, body: to });
  expect(changed.body.sessions).toMatchObject({ created: 0, blocked: 1 });
  expect(await sessionsOf(0)).toEqual([]);
  await endAll();

  const made = await add(0, { weekday: 5 });
  await generate();
  const [friday] = await sessionsOf(0);
  const { kysely } = clinic.app.db;
  await sql`update slot set state = 'closed' where id = ${await slotOf(friday!.id)}`.execute(kysely);
  const partly = await clinic.call(boss, 'templateEnd', { id: made.body.id, body: { valid_to: addDays(DAY, -1) } });
  expect(partly.body.sessions).toMatchObject({ kept: 1, withdrawn: 0 });
  await sql`update slot set state = 'open' where session_id = ${friday!.id}`.execute(kysely);
  await sql`update session set doctor_id = ${clinic.doctors[1]!.doctor_id} where id = ${friday!.id}`.execute(kysely);
  expect(await generate()).toMatchObject({ kept: 1, withdrawn: 0 });
  await endAll();
});

test('a template ended before it begins never was; its room is free again', async () => {
  const { body } = await add(0, { weekday: 5, valid_from: addDays(MON, 60), valid_to: null });
  await clinic.call(boss, 'templateEnd', { id: body.id, body: { valid_to: MON } });
  expect((await clinic.call(boss, 'templateList')).body.items.map((t: { id: string }) => t.id)).not.toContain(body.id);
  expect((await add(0, { weekday: 5 })).status).toBe(201);
  await endAll();
});

test('a notice that comes later: booked sessions of the new holiday are named, empty ones go, the make-up day works the named weekday', async () => {
  await add(0, { weekday: 4 });
  await add(1, { weekday: 4 });
  await generate();
  const [thursday] = await sessionsOf(0);
  await clinic.book(await slotOf(thursday!.id));
  const days = [
    { date: THU, kind: 'holiday', name: '校庆' },
    { date: SAT, kind: 'make_up_workday', name: '校庆', works_as_weekday: 4 },
  ];
  const { body } = await clinic.call(boss, 'calendarImport', { body: { source: '校发〔2026〕3号', days } });
  expect(body.sessions).toMatchObject({ created: 2, withdrawn: 1, kept: 1 });
  expect(body.out_of_step).toMatchObject([{ session: { id: thursday!.id, date: THU }, why: 'holiday', booked: 1 }]);
  expect((await sessionsOf(1)).map(({ date }) => date)).toEqual([SAT]);
  const { items } = (await clinic.call(boss, 'calendarList', { query: { year: '2026' } })).body;
  expect(items.find((one: { date: string }) => one.date === SAT).works_as_weekday).toBe(4);
  await endAll();
});

test('twenty people book while the template ends: whoever has a place keeps it, nobody has one in a withdrawn session', async () => {
  const { body: template } = await add(0, { weekday: 5, places_per_slot: 30 });
  await generate();
  const [session] = await sessionsOf(0);
  const slot_id = await slotOf(session!.id);
  const [ended, ...held] = await Promise.all([
    clinic.call(boss, 'templateEnd', { id: template.id, body: { valid_to: addDays(DAY, -1) } }),
    ...Array.from({ length: 20 }, () => clinic.book(slot_id, { paid: false }).catch(() => null)),
  ]);
  const kept = held.filter(Boolean).length;
  expect(ended!).toMatchObject({ status: 200 });
  const { rows } = await sql<{ state: string; booked: number }>`
    select s.state, sum(t.booked)::int as booked from session s join slot t on t.session_id = s.id where s.id = ${session!.id} group by s.id
  `.execute(clinic.app.db.kysely);
  expect(rows[0]).toEqual(kept > 0 ? { state: 'open', booked: kept } : { state: 'withdrawn', booked: 0 });
  await endAll();
});

test('two nodes that bring sessions in step at once make each once', async () => {
  await add(0, { weekday: 5 });
  const both = await Promise.all([generate(), generate()]);
  expect(both.map((one) => one.created).reduce((sum, n) => sum + n)).toBe((await sessionsOf(0)).length);
  await endAll();
});

// ── sheets ──

const sheet = (...rows: string[][]): string =>
  csvOf([['医生', '星期', '午别', '单双周', '诊室', '号别', '开始', '结束'], ...rows]).toString('base64');
const preview = (content_base64: string, token = boss, valid_from = DAY) =>
  clinic.call(token, 'rosterPreview', { body: { file_name: '排班.csv', content_base64, valid_from } });
const accept = (id: string, without_faults = false, token = boss) =>
  clinic.call(token, 'rosterAccept', { id, body: { without_faults } });
const LIN = ['林一', '周二', '晚上', '', '一诊室', '普通号', '18:00', '20:00'];
const factsOf = async (kind: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from fact where kind = ${kind}`.execute(clinic.app.db.kysely))
    .rows[0]!.n;

test('a preview writes nothing; accepted it counts, once; read in again it changes nothing', async () => {
  const { status, body: draft } = await preview(sheet(LIN));
  expect([status, draft.counts, draft.result]).toEqual([
    201,
    { added: 1, changed: 0, ended: 0, unchanged: 0, left_out: 0 },
    null,
  ]);
  expect(draft.rows).toMatchObject([{ cell: 'A2', status: 'new', doctor_name: '林一', department_name: '全科' }]);
  expect(
    (await clinic.call(boss, 'templateList')).body.items.some(
      (t: { weekday: number; valid_to: string | null }) => t.weekday === 2 && !t.valid_to,
    ),
  ).toBe(false);
  const other = await clinic.staff('planner', [{ role: 'operator', department_id: null }]);
  const both = await Promise.all([accept(draft.id), accept(draft.id, false, other)]);
  expect(both.map((one) => one.status)).toEqual([201, 201]);
  expect(both[0]!.body).toEqual(both[1]!.body);
  expect(both[0]!.body).toMatchObject({ added: 1, sessions: { created: 2 } });
  expect(await factsOf('roster.imported')).toBe(1);
  expect((await sessionsOf(0)).map(({ date }) => date)).toEqual([TUE, addDays(TUE, 7)]);

  const again = await preview(sheet(LIN));
  expect(again.body.counts).toMatchObject({ added: 0, changed: 0, ended: 0, unchanged: 1 });
  expect((await accept(again.body.id)).body).toMatchObject({ unchanged: 1, sessions: { created: 0, withdrawn: 0 } });
  await endAll();
});

test('two drafts accepted at once: the second would do something else by then, and says so', async () => {
  const [one, two] = [await preview(sheet(LIN)), await preview(sheet([...LIN.slice(0, 4), '二诊室', ...LIN.slice(5)]))];
  const codes = (await Promise.all([accept(one.body.id), accept(two.body.id)])).map((a) => a.body.code ?? a.status);
  expect(codes.map(String).sort()).toEqual(['201', 'roster_outdated']);
  await endAll();
});

test('what changed since the preview is not overwritten', async () => {
  const { body: draft } = await preview(sheet(LIN));
  await add(0, { weekday: 2, starts: '19:00', ends: '21:00' });
  expect((await accept(draft.id)).body.code).toBe('roster_outdated');
  await endAll();
});

test('faults are named with their cells, and good rows go in without them only when asked', async () => {
  const { body: draft } = await preview(
    sheet(
      LIN,
      ['王二', '周二', '晚上', '', '一诊室', '普通号', '18:00', '20:00'],
      ['无名', '周一', '上午'],
      ['王二', '周四', '晚上', '', '二诊室', '普通号', '18:00', '20:00'],
    ),
  );
  expect(draft.rows.map((row: { cell: string; status: string }) => [row.cell, row.status])).toEqual([
    ['A2', 'conflicting'],
    ['A3', 'conflicting'],
    ['A4', 'wrong'],
    ['A5', 'new'],
  ]);
  expect(draft.rows[0].reason).toBe('与 A3 冲突：一诊室在同一时间有两处');
  expect((await accept(draft.id)).body).toMatchObject({ code: 'roster_has_faults', params: { count: 3 } });
  expect((await accept(draft.id, true)).body).toMatchObject({ added: 1, left_out: 3 });
  await endAll();
});

test('a changed roster leaves a booked session where it is', async () => {
  await accept((await preview(sheet(LIN))).body.id);
  const [session] = await sessionsOf(0);
  const booking = await clinic.book(await slotOf(session!.id));
  const { body: draft } = await preview(sheet([...LIN.slice(0, 4), '二诊室', ...LIN.slice(5)]));
  expect(draft.rows[0]).toMatchObject({
    status: 'changed',
    changes: ['room_id'],
    was: { room_name: '一诊室' },
    will_be: { room_name: '二诊室' },
  });
  expect((await accept(draft.id)).body.sessions).toMatchObject({ kept: 1, blocked: 1, withdrawn: 1, created: 1 });
  const { body } = await clinic.call(booking.token, 'bookingShow', { id: booking.id });
  expect(body).toMatchObject({ state: 'booked', room_name: '一诊室' });
  await endAll();
});

test('who plans for one department neither names another’s doctors nor opens another’s preview', async () => {
  const outsider = await clinic.staff('eyes', [{ role: 'operator', department_id: clinic.other_department_id }]);
  const own = await preview(sheet(LIN), outsider);
  expect(own.body.rows).toMatchObject([{ status: 'wrong', doctor_name: '林一' }]);
  const { body: draft } = await preview(sheet(LIN));
  expect((await clinic.call(outsider, 'rosterDraft', { id: draft.id })).status).toBe(404);
  expect((await accept(draft.id, true, outsider)).status).toBe(404);
});

test('files that are none, too large, or for a day gone by are refused in words', async () => {
  const text = (words: string) => Buffer.from(words).toString('base64');
  expect((await preview(text('hello'))).body).toMatchObject({ code: 'roster_unreadable', status: 422 });
  expect((await preview(text('x'), boss, addDays(DAY, -1))).body.code).toBe('input_invalid');
  expect((await preview('!!!')).body.code).toBe('input_invalid');
  expect((await preview('A'.repeat(3_000_000))).status).toBe(413);
  expect((await preview('A'.repeat(2_666_668))).status).toBe(422);
});

test('the roster goes out and comes in again unchanged', async () => {
  await accept(
    (await preview(sheet(LIN, ['林一', '周五', '晚上', '单周', '一诊室', '普通号', '18:00', '20:00']))).body.id,
  );
  for (const layout of ['wide', 'long'] as const)
    for (const format of ['xlsx', 'csv'] as const) {
      const { body: out } = await clinic.call(boss, 'rosterSheet', { query: { layout, format, day: DAY } });
      const { body: draft } = await preview(out.content_base64);
      expect({ layout, format, ...draft.counts }).toEqual({
        layout,
        format,
        added: 0,
        changed: 0,
        ended: 0,
        unchanged: 2,
        left_out: 0,
      });
    }
  await endAll();
});
