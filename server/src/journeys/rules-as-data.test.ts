/** Rules as an administrator publishes them and as patients meet them, over the whole server on a real database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventedResidentId } from '../demo/accounts.ts';
import { inTransaction, listFacts } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { districtHospital, type Policy } from '../modules/policy/index.ts';
import { DAY, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
const P1 = districtHospital([]);
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const publish = (policy: Policy, base_version: number) =>
  clinic.call(clinic.administrator, 'policyPublish', {
    body: { policy, base_version, valid_from: null, note: '试行' },
  });
const newest = async (): Promise<number> =>
  (await clinic.call(clinic.administrator, 'policyVersions')).body.items[0].version;
const statuses = (answers: { status: number; body: { code?: string } }[]) =>
  answers.map((answer) => answer.body.code ?? String(answer.status)).toSorted();

describe('publishing', () => {
  test('a draft is told in plain words with real dates, and what differs from today’s rules', async () => {
    const draft = { ...P1, release_time: '06:30' };
    const { body } = await clinic.call(clinic.administrator, 'policyDraftCheck', { body: { policy: draft } });
    expect(body.clauses).toEqual([]);
    expect(body.changed).toEqual(['release_time']);
    expect(body.examples[0]).toEqual({
      zh: '今天 06:30 放出3月9日（周一）的号。',
      en: 'At 06:30 today the places of Mon 9 Mar open.',
    });
    expect(body.examples[1].zh).toBe('明天上午 09:00 的号：今天 17:00 前可取消并全额退款。');
  });
  test('one that contradicts itself is refused with the clause, and nothing is written', async () => {
    const before = await newest();
    const bad: Policy = { ...P1, penalties: [{ ...P1.penalties[0]!, steps: [] }] };
    const answer = await publish(bad, before);
    expect(answer.body).toMatchObject({ code: 'policy_contradicts', errors: [{ field: 'policy.penalties.0.steps' }] });
    expect(await newest()).toBe(before);
  });
  test('an unknown department in an exception is named', async () => {
    const stranger = '00000000-0000-7000-8000-000000000009';
    const answer = await publish(
      { ...P1, overrides: [{ when: { department_ids: [stranger] }, set: { release_time: '08:00' } }] },
      1,
    );
    expect(answer.body.errors[0].field).toBe('policy.overrides.0.when.department_ids');
  });
  test('of two administrators at once one publishes, and the other is told', async () => {
    const base = await newest();
    const answers = await Promise.all(
      ['06:00', '06:10', '06:20'].map((release_time) => publish({ ...P1, release_time }, base)),
    );
    expect(statuses(answers)).toEqual(['201', 'policy_outdated', 'policy_outdated']);
    expect(await newest()).toBe(base + 1);
  });
  test('rules cannot begin in the past; a clerk cannot publish', async () => {
    const body = { policy: P1, base_version: await newest(), note: '试行', valid_from: '2020-01-01T00:00:00Z' };
    expect((await clinic.call(clinic.administrator, 'policyPublish', { body })).body.code).toBe(
      'policy_valid_from_past',
    );
    expect((await clinic.call(clinic.clerk, 'policyPublish', { body })).status).toBe(403);
  });
  test('every preset may be published as it is', async () => {
    const { body } = await clinic.call(clinic.administrator, 'policyPresets');
    for (const preset of body.items) expect((await publish(preset.policy, await newest())).status).toBe(201);
    expect((await publish(P1, await newest())).status).toBe(201);
  });
});

test('symptoms that bar are asked before booking, and say where to go', async () => {
  const two_campus = (await clinic.call(clinic.administrator, 'policyPresets')).body.items[1].policy;
  const { symptoms } = two_campus.gates;
  await publish({ ...P1, gates: { ...P1.gates, symptoms } }, await newest());
  const { token, patient_id } = await clinic.phone();
  const { slot_id } = clinic.doctors[0]!;
  clinic.moveTo('07:30');
  const preview = await clinic.call(token, 'bookingPreview', { query: { slot_id, patient_id } });
  expect(preview.body).toMatchObject({ allowed: true, symptoms: { send_to: '发热门诊' } });
  expect(preview.body.symptoms.ask[0]).toEqual({ code: 'fever', words: '发热' });
  const hold = (symptoms_declared?: string[]) =>
    clinic.call(token, 'bookingHold', {
      body: { slot_id, patient_id, ...(symptoms_declared && { symptoms_declared }) },
    });
  expect((await hold()).body.code).toBe('policy_symptoms_unasked');
  expect((await hold(['cough'])).body.detail).toBe('有咳嗽症状，请直接到发热门诊就诊，不在此预约。');
  expect((await hold([])).status).toBe(201);
  await publish(P1, await newest());
});

describe('limits wider than one patient', () => {
  /** A second patient in the account, with the same phone. */
  const sibling = (account_id: string) =>
    inTransaction(clinic.app.db, (tx) =>
      clinic.app.people.addPatient(tx, {
        now: clinic.clock.now(),
        actor: 'system:test',
        account_id,
        relation: 'child',
        person: {
          name: '李小红',
          id_kind: 'resident_id',
          id_number: inventedResidentId('1999-05-06', 77),
          phone: '19912345678',
          payer_class: 'student',
        },
      }),
    );
  const one: Policy = { ...P1, limits: [{ max: 1, who: 'account', of: 'all', within: 'visit_day' }] };

  test('one account: two patients pressed at once get one place', async () => {
    await publish(one, await newest());
    const { token, account_id, patient_id } = await clinic.phone();
    const both = [patient_id, (await sibling(account_id)).id];
    const hold = (id: string, n: number) =>
      clinic.call(token, 'bookingHold', { body: { slot_id: clinic.doctors[n]!.slot_id, patient_id: id } });
    expect(statuses(await Promise.all(both.map(hold)))).toEqual(['201', 'policy_limit']);
    await publish(P1, await newest());
  });
});

test('what if: past bookings are judged by the draft, by rule and department, page by page', async () => {
  const before = await clinic.call(clinic.administrator, 'policyWhatIf', { body: { policy: P1 } });
  expect(before.body).toMatchObject({ refused: 0, refused_now: 0, to: DAY });
  for (let n = 0; n < 3; n += 1) await clinic.book(clinic.doctors[0]!.slot_id);
  const draft = { ...P1, gates: { ...P1.gates, age_from_years: 70 } };
  const ask = (cursor?: string) =>
    clinic.call(clinic.administrator, 'policyWhatIf', { body: { policy: draft, limit: 2, ...(cursor && { cursor }) } });
  const { body } = await ask();
  expect(body).toMatchObject({ judged: before.body.judged + 3, refused: before.body.judged + 3, refused_now: 0 });
  expect(body.by_rule).toEqual([
    { rule: 'policy_age_gate', department_id: clinic.department_id, department_name: '全科', bookings: body.refused },
  ]);
  expect(body.items[0]).toMatchObject({ rule: 'policy_age_gate', also_now: false, doctor_name: '林一' });
  expect(body.items[0].patient_name_masked).not.toContain('李小明');
  const second = await ask(body.next_cursor);
  const ids = [...body.items, ...second.body.items].map((row: { booking_id: string }) => row.booking_id);
  expect(new Set(ids).size).toBe(4);
});

test('what if counts by the history as it then was', async () => {
  const { token, patient_id } = await clinic.phone();
  const [one, two] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  await publish({ ...P1, limits: [] }, await newest());
  for (const { slot_id } of [one, two]) {
    const held = await clinic.call(token, 'bookingHold', { body: { slot_id, patient_id } });
    if (slot_id === one.slot_id) await clinic.call(token, 'bookingCancel', { id: held.body.id });
    clinic.clock.moveTo(clinic.clock.now().add({ seconds: 2 }));
  }
  const judged = async (policy: Policy) => {
    const { body } = await clinic.call(clinic.administrator, 'policyWhatIf', { body: { policy, limit: 100 } });
    return body.items.map((row: { rule: string }) => row.rule);
  };
  const waits = { ...P1, limits: [], cool_downs: [{ after: 'cancelled', minutes: 60, of: 'all' } as const] };
  expect(await judged(waits), 'the cancelling came before the second').toEqual(['policy_cool_down']);
  await publish(P1, await newest());
});

describe('penalties and appeals', () => {
  let who: Awaited<ReturnType<Clinic['phone']>>;
  const strict: Policy = {
    ...P1,
    penalties: [
      {
        counts: ['cancelled_by_patient'],
        at_least: 1,
        within: { calendar: 'month' },
        steps: [{ days: 7 }],
        scope: 'online',
      },
    ],
  };
  const mine = async () => (await clinic.call(who.token, 'policyMine')).body.items[0];
  const book = () =>
    clinic.call(who.token, 'bookingHold', {
      body: { slot_id: clinic.doctors[0]!.slot_id, patient_id: who.patient_id },
    });
  const appeal = async (token = who.token) =>
    clinic.call(token, 'penaltyAppeal', {
      body: {
        patient_id: who.patient_id,
        suspension: (await mine()).suspensions[0].key,
        words: '系统出错，我没有取消。',
      },
    });

  test('a suspension follows from the bookings, is told with its end, and leaves the window open', async () => {
    await publish(strict, await newest());
    who = await clinic.phone();
    await clinic.call(who.token, 'bookingCancel', { id: (await book()).body.id });
    const refused = await book();
    expect(refused.body).toMatchObject({ code: 'policy_drop_suspended', again_at: '2026-03-08T16:00:00Z' });
    expect(refused.body.detail).toContain('2026-03-09 起恢复');
    expect(await mine()).toMatchObject({
      suspensions: [{ is_running: true, until: '2026-03-09', appeal: null, offences: [{ what: '当日取消' }] }],
      offences: [{ forgiven: false }],
    });
  });
  test('appealed once, by one’s own account only', async () => {
    const stranger = await clinic.phone();
    expect((await appeal(stranger.token)).status).toBe(404);
    const answers = await Promise.all([appeal(), appeal()]);
    expect(statuses(answers)).toEqual(['201', 'appeal_made']);
    expect((await appeal()).body.code).toBe('appeal_made');
  });
  test('decided once, however many decide; lifted, one books again', async () => {
    const { body } = await clinic.call(clinic.administrator, 'appealList', { query: { state: 'open' } });
    expect(body.items).toHaveLength(1);
    expect(body.items[0].patient_name).not.toBe('李小明');
    const { id } = body.items[0];
    const decide = (decision: 'lift' | 'uphold') =>
      clinic.call(clinic.administrator, 'appealDecide', { id, body: { decision, reason: '核实：系统故障' } });
    expect(
      (await clinic.call(clinic.clerk, 'appealDecide', { id, body: { decision: 'lift', reason: '好的' } })).status,
    ).toBe(403);
    const wrong = { decision: 'lift', reason: '核实', booking_ids: [clinic.department_id] };
    expect((await clinic.call(clinic.administrator, 'appealDecide', { id, body: wrong })).body.code).toBe(
      'input_invalid',
    );
    expect(statuses(await Promise.all([decide('lift'), decide('lift')]))).toEqual(['200', 'appeal_decided']);
    expect((await decide('uphold')).body.code).toBe('appeal_decided');
    expect(await mine()).toMatchObject({ suspensions: [], offences: [] });
    expect((await book()).status).toBe(201);
    await settle(clinic.app.db, ['notify'], () => clinic.app.rounds.readers());
    const told = (await clinic.call(who.token, 'messageList')).body.items.map((one: { title: string }) => one.title);
    expect(told).toContain('申诉成立，已撤销计次');
  });
  test('the record tells it without its words', async () => {
    const kinds = (await listFacts(clinic.app.db.kysely, { limit: 200 })).filter((fact) =>
      fact.kind.startsWith('penalty.'),
    );
    expect(kinds.map((fact) => fact.kind).toSorted()).toEqual(['penalty.appealed', 'penalty.lifted']);
    expect(JSON.stringify(kinds)).not.toContain('系统');
  });
});
