/** The part of the access tests about staff of another room or department. */
import type { Role, RouteName } from '@menzhen/contract';
import { beforeAll, expect, test } from 'vitest';
import type { Doors } from './callers.ts';
import { DAY } from '../../server/src/journeys/testing/clinic.ts';
import { digestOfTables } from './tables-digest.ts';

/** Not found, or not allowed there: what somebody of another department is told. */
const KEPT_OUT = ['not_found', 'not_your_room', 'not_allowed'];

export function testAnotherDepartment(doors: () => Doors): void {
  let booking: { id: string; patient_id: string };
  let paid: { id: string };
  let held: { id: string };
  let newcomer: string;
  let template: object;
  let template_id: string;
  let ticket_id: string;
  let visit_id: string;
  const outside = {} as Record<Role, string>;

  beforeAll(async () => {
    const { doctors, clerk, call, staff, other_department_id: department_id } = doors();
    const [mine] = doctors as [Doors['doctors'][0]];
    doors().moveTo('08:00');
    booking = await doors().book(mine.slot_id);
    await call(clerk, 'deskBookingCheckIn', { id: booking.id });
    const { items } = (await call(doors().nurse, 'deskQueue')).body as { items: { id: string; booking_id: string }[] };
    ticket_id = items.find((ticket) => ticket.booking_id === booking.id)!.id;
    await call(mine.token, 'ticketCall', { id: ticket_id });
    visit_id = (await call(mine.token, 'ticketStart', { id: ticket_id })).body.id;
    for (const role of ['clerk', 'nurse', 'cashier', 'operator', 'doctor', 'finance'] as const)
      outside[role] = await staff(`outside-${role}`, [{ role, department_id }]);
    paid = await doors().book(mine.slot_id);
    held = await doors().book(mine.slot_id, { paid: false });
    newcomer = (await doors().phone()).patient_id;
    template = {
      ...{
        doctor_id: mine.doctor_id,
        room_id: mine.room_id,
        weekday: 1,
        half_day: 'evening',
        starts: '18:00',
        ends: '20:00',
      },
      ...{ slot_minutes: 30, places_per_slot: 2, valid_from: DAY, valid_to: null },
      visit_type_id: (await call(clerk, 'visitTypeList')).body.items[0].id,
    };
    template_id = (await call(doors().administrator, 'templateAdd', { body: template })).body.id;
  });

  async function expectKeptOut(role: Role, name: RouteName, ask: Parameters<Doors['call']>[2]) {
    const before = await digestOfTables(doors());
    const answer = await doors().call(outside[role], name, ask);
    expect(KEPT_OUT, JSON.stringify(answer.body)).toContain(answer.body.code);
    expect(await digestOfTables(doors())).toEqual(before);
  }

  test('a visit is its doctor’s alone', async () => {
    const colleague = doors().doctors[1]!.token;
    for (const [name, body] of [
      ['visitShow'],
      ['visitNote', { version: 1, diagnosis: 'x' }],
      ['visitFinish'],
    ] as const) {
      const answer = await doors().call(colleague, name, { id: visit_id, ...(body ? { body } : {}) });
      expect(KEPT_OUT, JSON.stringify(answer.body)).toContain(answer.body.code);
    }
  });

  test.each(['ticketCall', 'ticketRecall', 'ticketPass', 'ticketReturn'] as const)(
    'a nurse of another department: %s',
    async (name) => expectKeptOut('nurse', name, { id: ticket_id }),
  );
  test('a doctor of another department: callNext, ticketStart', async () => {
    await expectKeptOut('doctor', 'callNext', { id: doors().doctors[0]!.room_id });
    await expectKeptOut('doctor', 'ticketStart', { id: ticket_id });
  });
  test.each(['clerk', 'nurse'] as const)('a %s of another department checks nobody in here', (role) =>
    expectKeptOut(role, 'deskBookingCheckIn', { id: paid.id }),
  );
  test.each(['clerk', 'cashier'] as const)('a %s of another department cancels and takes no fee here', async (role) => {
    await expectKeptOut(role, 'deskBookingCancel', { id: paid.id, body: { reason: '患者要求' } });
    await expectKeptOut(role, 'deskBookingPay', { id: held.id, body: { method: 'cash' } });
  });
  test.each(['clerk', 'nurse', 'cashier'] as const)(
    'a %s of another department reads no code from here',
    async (role) => {
      const { items } = (await doors().call(doors().clerk, 'deskBookingList', { query: { date: DAY } })).body;
      const { qr_text } = items.find((row: { id: string }) => row.id === paid.id);
      await expectKeptOut(role, 'deskBookingFind', { body: { qr_text } });
    },
  );
  test('a clerk of another department books nobody here', () =>
    expectKeptOut('clerk', 'deskBookingHold', {
      body: { slot_id: doors().doctors[1]!.slot_id, patient_id: newcomer },
    }));
  test('an operator of another department closes no session here', () =>
    expectKeptOut('operator', 'sessionClose', { id: doors().doctors[1]!.session_id, body: { reason: '测试' } }));
  test('an operator of another department neither closes nor looks at closures here', async () => {
    const [mine] = doors().doctors as [Doors['doctors'][0]];
    const plan = { kind: 'closure', scope: { grain: 'doctor', doctor_id: mine.doctor_id } };
    await expectKeptOut('operator', 'closurePreview', { body: plan });
    await expectKeptOut('operator', 'closureAdd', { body: { ...plan, reason: '测试' } });
    const own = { kind: 'closure', scope: { grain: 'slot', slot_ids: [doors().doctors[1]!.slot_id] }, reason: '停电' };
    await doors().book(doors().doctors[1]!.slot_id);
    const { id } = (await doors().call(doors().administrator, 'closureAdd', { body: own })).body;
    const { items } = (await doors().call(doors().administrator, 'closureCaseList', { id })).body;
    for (const name of ['closureShow', 'closureWithdraw', 'closureCaseList'] as const)
      await expectKeptOut('operator', name, { id });
    const one = { id: items[0].id };
    for (const role of ['operator', 'clerk', 'nurse'] as const) {
      await expectKeptOut(role, 'deskCaseShow', one);
      await expectKeptOut(role, 'deskCasePhoned', one);
      await expectKeptOut(role, 'deskCaseChoose', { ...one, body: { choice: 'refund' } });
      expect((await doors().call(outside[role], 'deskCaseList')).body.items).toEqual([]);
    }
    expect((await doors().call(outside.operator, 'closureList')).body.items).toEqual([]);
  });
  test('an operator of another department plans nothing here', async () => {
    await expectKeptOut('operator', 'templateAdd', { body: { ...template, weekday: 2 } });
    await expectKeptOut('operator', 'templateEnd', { id: template_id, body: { valid_to: DAY } });
    const change = { ...template, starts: '18:30', version: 1 };
    await expectKeptOut('operator', 'templateChange', { id: template_id, body: change });
  });
  test('an operator of one department neither closes the hospital’s day nor changes its calendar', async () => {
    await expectKeptOut('operator', 'dayClose', { body: { date: DAY } });
    const days = [{ date: '2026-03-04', kind: 'holiday', name: null }];
    await expectKeptOut('operator', 'calendarImport', { body: { source: '放假通知', days } });
  });
  test.each(['nurse', 'cashier', 'doctor'] as const)('a %s of another department unmasks nobody seen here', (role) =>
    expectKeptOut(role, 'deskPatientUnmask', { id: booking.patient_id, body: { reason: '好奇' } }),
  );

  test.each([
    ['deskQueue', 'nurse'],
    ['deskBookingList', 'clerk'],
    ['deskBookingList', 'doctor'],
    ['todayVisits', 'operator'],
  ] as const)('%s shows a %s of another department nothing from here', async (name, role) => {
    const query = {
      ...(name === 'todayVisits' ? { figure: 'booked' } : {}),
      ...(name === 'deskQueue' ? {} : { date: DAY }),
    };
    const { status, body } = await doors().call(outside[role], name, { query });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.items).toEqual([]);
    const { department_id } = doors();
    const asked = await doors().call(outside[role], name, { query: { ...query, department_id } });
    expect(asked.status === 200 ? asked.body.items : []).toEqual([]);
  });
}
