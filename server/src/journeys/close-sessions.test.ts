/** Closing and substituting, each patient followed until settled. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, newId, sql } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let operator: string;
let [mine, other]: Clinic['doctors'] = [] as never;
beforeEach(async () => {
  clinic = await openClinic();
  operator = await clinic.staff('operator', [{ role: 'operator', department_id: null }]);
  [mine, other] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
});
afterEach(() => clinic.close());

const close = (reason = '医生生病') =>
  clinic.call(operator, 'sessionClose', { id: mine!.session_id, body: { reason } });
const substitute = () =>
  clinic.call(operator, 'closureAdd', {
    body: {
      kind: 'substitution',
      reason: '林医生外出开会',
      scope: { grain: 'session', session_id: mine!.session_id },
      substitute_doctor_id: free_id,
    },
  });
let free_id: string;
/** A third doctor of the department, who has no session. */
async function addFreeDoctor(title = 'associate_chief'): Promise<string> {
  const { app, department_id } = clinic;
  free_id = await app.db.transact(
    async (tx) =>
      (
        await app.catalog.addDoctor(
          tx,
          { actor: 'system:test', now: app.clock.now() },
          { department_id, name: '赵三', name_en: 'Zhao San', title: title as 'chief', speciality: '', intro: '' },
        )
      ).id,
  );
  return free_id;
}
const caseOf = async (token: string) => (await clinic.call(token, 'caseList')).body.items[0];
const choices = async (token: string) => (await clinic.call(token, 'caseShow', { id: (await caseOf(token)).id })).body;
const choose = async (token: string, body: object) =>
  clinic.call(token, 'caseChoose', { id: (await caseOf(token)).id, body });
const booking = async (who: { id: string; token: string }) =>
  (await clinic.call(who.token, 'bookingShow', { id: who.id })).body;
async function counted() {
  const { rows } = await sql<{ what: string }>`
    select format('slot %s: booked %s, bookings %s', t.id, t.booked, count(b.id)) as what
    from slot t left join booking b on b.slot_id = t.id and b.state not in ('cancelled', 'expired')
    group by t.id having t.booked <> count(b.id)
  `.execute(clinic.app.db.kysely);
  return rows;
}

describe('a closure', () => {
  test('freezes at once, lets holds go, asks the paid; one moves, one is refunded, the board is settled', async () => {
    const hold = await clinic.book(mine!.slot_id, { paid: false });
    const mover = await clinic.book(mine!.slot_id);
    const leaver = await clinic.book(mine!.slot_id);
    const closed = await close();
    expect(closed.body).toMatchObject({ state: 'open', affected: 2, cancelled: 1, session: { state: 'closed' } });
    expect(
      (await clinic.call(operator, 'sessionClose', { id: mine!.session_id, body: { reason: '再次' } })).body.code,
    ).toBe('session_closed');
    expect(await booking(hold)).toMatchObject({ state: 'cancelled', cancel_reason: '停诊：医生生病' });
    const { patient_id, token } = await clinic.phone();
    const late = await clinic.call(clinic.clerk, 'deskBookingHold', { body: { slot_id: mine!.slot_id, patient_id } });
    expect([late.body.code, token.length > 0]).toEqual(['session_closed', true]);

    const offer = await choices(mover.token);
    expect(offer).toMatchObject({
      can_choose: true,
      can_keep: false,
      case: { state: 'choosing', reason: '医生生病', from: { doctor_name: '林一' } },
    });
    expect(offer.substitutes).toMatchObject([{ slot_id: other!.slot_id, doctor_name: '王二' }]);
    const before = await booking(mover);
    const moved = await choose(mover.token, { choice: 'move', slot_id: other!.slot_id });
    expect(moved.body.case).toMatchObject({ state: 'moved', settled_by: 'patient', now: { doctor_name: '王二' } });
    expect(await booking(mover)).toMatchObject({
      id: before.id,
      state: 'booked',
      payment: 'paid',
      doctor_name: '王二',
      fee_fen: before.fee_fen,
    });

    const left = await choose(leaver.token, { choice: 'refund' });
    expect(left.body.case).toMatchObject({ state: 'refunded', refund_fen: 1500 });
    expect(['refunding', 'refunded']).toContain((await booking(leaver)).payment);
    const board = (await clinic.call(operator, 'closureShow', { id: closed.body.closure_id })).body;
    expect(board).toMatchObject({
      state: 'settled',
      cases: { choosing: 0, moved: 1, refunded: 1 },
      approval: 'urgent',
    });
    expect((await clinic.call(operator, 'closureList')).body.items).toEqual([]);
    expect(await counted()).toEqual([]);
  });

  test('choices: the same again is told the same, another is refused; others find nothing; a sold place is said so', async () => {
    const [a, b] = [await clinic.book(mine!.slot_id), await clinic.book(mine!.slot_id)];
    await close();
    const { id } = await caseOf(a.token);
    for (const name of ['caseShow', 'caseChoose'] as const)
      expect(
        (await clinic.call(b.token, name, { id, ...(name === 'caseChoose' ? { body: { choice: 'refund' } } : {}) }))
          .status,
      ).toBe(404);
    expect((await choose(a.token, { choice: 'keep' })).body.code).toBe('input_invalid');
    expect((await choose(a.token, { choice: 'move' })).body.code).toBe('input_invalid');
    expect((await choose(a.token, { choice: 'move', slot_id: newId() })).body.code).toBe('choice_gone');
    await sql`update slot set capacity = 1 where id = ${other!.slot_id}`.execute(clinic.app.db.kysely);
    const both = await Promise.all([a, b].map((who) => choose(who.token, { choice: 'move', slot_id: other!.slot_id })));
    expect(both.map((answer) => answer.body.code ?? 'moved').sort()).toEqual(['choice_gone', 'moved']);
    const [won, lost] = both[0]!.status === 200 ? [a, b] : [b, a];
    const again = await Promise.all(
      [1, 2, 3].map(() =>
        clinic.call(won.token, 'caseChoose', {
          id: both[won === a ? 0 : 1]!.body.case.id,
          body: { choice: 'move', slot_id: other!.slot_id },
        }),
      ),
    );
    expect(again.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const changed = await clinic.call(won.token, 'caseChoose', {
      id: both[won === a ? 0 : 1]!.body.case.id,
      body: { choice: 'refund' },
    });
    expect(changed.body.code).toBe('case_settled');
    expect(await choices(lost.token)).toMatchObject({ substitutes: [], can_choose: true });
    expect(await counted()).toEqual([]);
  });

  test('two choices of one patient at the same moment: one of them counts', async () => {
    const who = await clinic.book(mine!.slot_id);
    await close();
    const answers = await Promise.all([
      choose(who.token, { choice: 'refund' }),
      choose(who.token, { choice: 'move', slot_id: other!.slot_id }),
    ]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const { rows } = await sql`select 1 from fact where kind = 'closure_case.settled'`.execute(clinic.app.db.kysely);
    expect(rows).toHaveLength(1);
  });

  test('who does not answer gets all money back by the deadline, once, on two rounds at a time; too late is too late', async () => {
    const who = await clinic.book(mine!.slot_id);
    await close();
    expect((await caseOf(who.token)).deadline).toBe(at('08:00').toString());
    clinic.moveTo('08:00');
    expect((await choose(who.token, { choice: 'refund' })).body.code).toBe('case_too_late');
    await Promise.all([clinic.app.rounds.closures(), clinic.app.rounds.closures()]);
    expect(await clinic.app.rounds.closures()).toBe(0);
    expect(await caseOf(who.token)).toMatchObject({ state: 'refunded', settled_by: 'deadline', refund_fen: 1500 });
    expect(await booking(who)).toMatchObject({ state: 'cancelled', cancel_reason: '停诊：医生生病' });
  });

  test('who waits in the hall leaves the queue, and goes along with a ticket when moved on the same day', async () => {
    clinic.moveTo('07:50');
    const who = await clinic.book(mine!.slot_id);
    const { ticket_no } = (await clinic.call(clinic.nurse, 'deskBookingCheckIn', { id: who.id })).body;
    await close();
    expect((await clinic.call(clinic.nurse, 'deskQueue')).body.items).toEqual([]);
    expect((await caseOf(who.token)).deadline).toBe(at('08:50').toString());
    expect((await choose(who.token, { choice: 'move', slot_id: other!.slot_id })).status).toBe(200);
    expect(await booking(who)).toMatchObject({ state: 'checked_in', ticket_no });
    const called = await clinic.call(other!.token, 'callNext', { id: other!.room_id });
    expect(called.body).toMatchObject({ booking_id: who.id });
  });

  test('a day that ends over an open case gives the money back and counts no no-show', async () => {
    clinic.moveTo('11:50');
    const who = await clinic.book(mine!.slot_id);
    await close();
    clinic.moveTo('12:10');
    const day = await clinic.call(clinic.administrator, 'dayClose', { body: { date: DAY } });
    expect(day.body).toMatchObject({ no_shows: 0 });
    expect(await booking(who)).toMatchObject({ state: 'cancelled' });
    expect(await caseOf(who.token)).toMatchObject({ state: 'refunded' });
  });

  test('letting go by the ordinary way settles the case, without the patient’s cut-off', async () => {
    clinic.moveTo('07:59');
    const [a, b] = [await clinic.book(mine!.slot_id), await clinic.book(mine!.slot_id)];
    await close();
    expect((await clinic.call(a.token, 'bookingCancel', { id: a.id })).body).toMatchObject({ state: 'cancelled' });
    await clinic.call(clinic.clerk, 'deskBookingCancel', { id: b.id, body: { reason: '患者到窗口退号' } });
    expect([(await caseOf(a.token)).state, (await caseOf(b.token)).state]).toEqual(['refunded', 'refunded']);
    const { rows } = await sql<{ cancelled_by: string }>`select cancelled_by from booking where id = ${a.id}`.execute(
      clinic.app.db.kysely,
    );
    expect(rows).toEqual([{ cancelled_by: 'hospital' }]);
  });

  test('everybody is told, once each, with a way to choose', async () => {
    const who = await clinic.book(mine!.slot_id);
    await close();
    await settle(clinic.app.db, ['notify'], () => clinic.app.rounds.readers());
    await choose(who.token, { choice: 'move', slot_id: other!.slot_id });
    await settle(clinic.app.db, ['notify'], () => clinic.app.rounds.readers());
    const { items } = (await clinic.call(who.token, 'messageList')).body as { items: { kind: string; text: string }[] };
    const text = new Map(items.map((one) => [one.kind, one.text]));
    expect([...text.keys()].sort()).toEqual(['booking.booked', 'booking.moved', 'closure_case.opened']);
    expect(items).toHaveLength(3);
    expect(text.get('closure_case.opened')).toMatch(/林一 停诊.*原因：医生生病.*周一 3月2日 上午 8:00 前选择/);
    expect(text.get('booking.moved')).toContain('王二');
  });
});

test('a closing that is cut short after its commit is finished by the next round, once', async () => {
  const { app } = clinic;
  const [hold, paid] = [await clinic.book(mine!.slot_id, { paid: false }), await clinic.book(mine!.slot_id)];
  const told = { at: app.clock.now(), actor: 'staff:test' };
  const scope = { grain: 'session' as const, session_id: mine!.session_id };
  // what a crash leaves behind: frozen and asked, the unpaid hold still standing
  await inTransaction(app.db, async (tx) => {
    const plan = { kind: 'closure' as const, scope, reason: '设备故障', administrator: true };
    const { row } = await app.scheduling.actOn(tx, plan, told);
    await app.scheduling.openCases(tx, row, [(await app.booking.card(tx, paid.id))!], told);
  });
  await Promise.all([app.rounds.closures(), app.rounds.closures()]);
  expect(await app.rounds.closures()).toBe(0);
  expect(await booking(hold)).toMatchObject({ state: 'cancelled', cancel_reason: '停诊：设备故障' });
  expect(await caseOf(paid.token)).toMatchObject({ state: 'choosing' });
});

describe('a substitution', () => {
  test('bookings follow the doctor; keep, move, refund; no answer keeps', async () => {
    await addFreeDoctor();
    const [keeper, silent, leaver] = [
      await clinic.book(mine!.slot_id),
      await clinic.book(mine!.slot_id),
      await clinic.book(mine!.slot_id),
    ];
    const done = await substitute();
    expect(done.body).toMatchObject({
      kind: 'substitution',
      state: 'open',
      substitute_doctor_name: '赵三',
      cases: { choosing: 3 },
    });
    const board = await clinic.call(clinic.board.token, 'boardState');
    expect(board.body.notices).toEqual(['全科 林一医生上午由赵三医生替诊']);
    const offer = await choices(keeper.token);
    expect(offer).toMatchObject({
      can_keep: true,
      case: { from: { doctor_name: '林一' }, now: { doctor_name: '赵三', slot_id: mine!.slot_id } },
    });
    expect(offer.substitutes).toMatchObject([{ slot_id: other!.slot_id }]);
    expect((await choose(keeper.token, { choice: 'keep' })).body.case.state).toBe('kept');
    expect((await choose(leaver.token, { choice: 'refund' })).body.case.state).toBe('refunded');
    clinic.moveTo('08:00');
    await clinic.app.rounds.closures();
    expect(await caseOf(silent.token)).toMatchObject({ state: 'kept', settled_by: 'deadline' });
    expect(await booking(silent)).toMatchObject({ state: 'booked', doctor_name: '赵三', payment: 'paid' });
    expect((await clinic.call(operator, 'closureShow', { id: done.body.id })).body.state).toBe('settled');
    const substitute_token = await clinic.staff(
      'zhao',
      [{ role: 'doctor', department_id: clinic.department_id }],
      free_id,
    );
    await clinic.call(clinic.nurse, 'deskBookingCheckIn', { id: silent.id });
    expect((await clinic.call(mine!.token, 'callNext', { id: mine!.room_id })).body.code).toBe('not_your_room');
    expect((await clinic.call(substitute_token, 'callNext', { id: mine!.room_id })).body).toMatchObject({
      booking_id: silent.id,
    });
  });

  test('a session that is closed after all asks everybody anew', async () => {
    await addFreeDoctor();
    const who = await clinic.book(mine!.slot_id);
    await substitute();
    await close('替诊医生也生病');
    const { items } = (await clinic.call(who.token, 'caseList')).body;
    expect(items.map((one: { kind: string; state: string }) => `${one.kind} ${one.state}`)).toEqual([
      'closure choosing',
      'substitution kept',
    ]);
    expect((await choose(who.token, { choice: 'refund' })).body.case.state).toBe('refunded');
  });

  test('a doctor of a lower grade, of another department, or who is busy does not stand in', async () => {
    await addFreeDoctor('resident');
    expect((await substitute()).body.code).toBe('substitute_not_fit');
    free_id = other!.doctor_id;
    expect((await substitute()).body.code).toBe('substitute_not_fit');
    const { body } = await clinic.call(operator, 'closurePreview', {
      body: { kind: 'closure', scope: { grain: 'session', session_id: mine!.session_id } },
    });
    expect(body.doctors).toEqual([]);
  });
});
