/** Who may close at once, what is seen beforehand, and closing by a holiday notice or slot by slot. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../kernel/index.ts';
import { type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let operator: string;
let [mine, other]: Clinic['doctors'] = [] as never;
beforeEach(async () => {
  clinic = await openClinic();
  operator = await clinic.staff('operator', [{ role: 'operator', department_id: null }]);
  [mine, other] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
});
afterEach(() => clinic.close());

async function choices(token: string) {
  const [open] = (await clinic.call(token, 'caseList')).body.items;
  return (await clinic.call(token, 'caseShow', { id: open.id })).body;
}

describe('who decides', () => {
  const later = async () => {
    await sql`update session set date = date + 4, starts_at = starts_at + interval '4 days', ends_at = ends_at + interval '4 days'`.execute(
      clinic.app.db.kysely,
    );
    await sql`update slot set starts_at = starts_at + interval '4 days', ends_at = ends_at + interval '4 days'`.execute(
      clinic.app.db.kysely,
    );
  };
  const plan = () => ({ kind: 'closure', scope: { grain: 'doctor', doctor_id: mine!.doctor_id }, reason: '医生休假' });

  test('an operator proposes what is days ahead; nothing is frozen until an administrator approves', async () => {
    await later();
    const seen = (await clinic.call(operator, 'closurePreview', { body: { kind: 'closure', scope: plan().scope } }))
      .body;
    expect(seen).toMatchObject({ approval: 'needed', slots: 1, sessions: [{ doctor_name: '林一' }] });
    const { body: proposed } = await clinic.call(operator, 'closureAdd', { body: plan() });
    expect(proposed).toMatchObject({ state: 'proposed', approval: null, sessions: [] });
    expect((await clinic.app.scheduling.session(clinic.app.db.kysely, mine!.session_id))!.state).toBe('open');
    expect(
      (await clinic.call(operator, 'closureDecide', { id: proposed.id, body: { approve: true, note: '同意' } })).status,
    ).toBe(403);
    const answer = await clinic.call(clinic.administrator, 'closureDecide', {
      id: proposed.id,
      body: { approve: true, note: '医务科同意' },
    });
    expect(answer.body).toMatchObject({
      state: 'settled',
      approval: 'given',
      decision_note: '医务科同意',
      sessions: [{ affected: 0 }],
    });
    const again = await clinic.call(clinic.administrator, 'closureDecide', {
      id: proposed.id,
      body: { approve: false, note: '不同意' },
    });
    expect(again.body.code).toBe('closure_state');
  });

  test('a proposal may be refused or withdrawn; an administrator acts alone', async () => {
    await later();
    const [one, two] = [
      await clinic.call(operator, 'closureAdd', { body: plan() }),
      await clinic.call(operator, 'closureAdd', { body: plan() }),
    ];
    expect(
      (
        await clinic.call(clinic.administrator, 'closureDecide', {
          id: one.body.id,
          body: { approve: false, note: '人手不足' },
        })
      ).body.state,
    ).toBe('refused');
    expect((await clinic.call(operator, 'closureWithdraw', { id: two.body.id })).body.state).toBe('withdrawn');
    expect((await clinic.call(clinic.administrator, 'closureAdd', { body: plan() })).body).toMatchObject({
      state: 'settled',
      approval: 'own',
    });
  });

  test('a preview counts patients, money and substitutes, and changes nothing', async () => {
    await clinic.book(mine!.slot_id);
    await clinic.book(mine!.slot_id, { paid: false });
    const scope = {
      grain: 'department',
      department_id: clinic.department_id,
      half_days: ['morning'],
      except_session_ids: [other!.session_id],
    };
    const { body } = await clinic.call(clinic.administrator, 'closurePreview', { body: { kind: 'closure', scope } });
    expect(body).toMatchObject({
      slots: 1,
      bookings: { held: 1, booked: 1, checked_in: 0 },
      patients: 1,
      refund_fen: 1500,
      with_substitute: 1,
      without_account: 0,
      approval: 'own',
    });
    const both = { grain: 'department', department_id: clinic.department_id };
    const all = (await clinic.call(clinic.administrator, 'closurePreview', { body: { kind: 'closure', scope: both } }))
      .body;
    expect(all).toMatchObject({ slots: 2, with_substitute: 0 });
  });

  test('days that a notice makes holidays are one closure; a single slot may be closed alone', async () => {
    const who = await clinic.book(mine!.slot_id);
    const none = await clinic.call(clinic.administrator, 'closurePreview', {
      body: { kind: 'closure', scope: { grain: 'calendar' } },
    });
    expect(none.body.code).toBe('closure_nothing');
    const slot = { grain: 'slot', slot_ids: [mine!.slot_id] };
    const { body } = await clinic.call(clinic.administrator, 'closureAdd', {
      body: { kind: 'closure', scope: slot, reason: '停电' },
    });
    expect(body).toMatchObject({ grain: 'slot', sessions: [{ slots: 1, affected: 1 }] });
    expect((await choices(who.token)).substitutes).toMatchObject([{ slot_id: other!.slot_id }]);
    await clinic.call(clinic.administrator, 'calendarImport', {
      body: { source: '国办通知', days: [{ date: DAY, kind: 'holiday', name: '纪念日' }] },
    });
    const due = (
      await clinic.call(clinic.administrator, 'closureAdd', {
        body: { kind: 'closure', scope: { grain: 'calendar' }, reason: '放假' },
      })
    ).body;
    expect(due).toMatchObject({ grain: 'calendar', sessions: [{}, {}] });
  });
});
