/** Bad days: slots that are over, the last second of a day, a clock moved over a release, money that comes when others are promised the place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, type Reply } from '../../server/src/demo/clinic-day/client.ts';
import { addDays, dayOf, instantOf } from '../../server/src/kernel/index.ts';
import type { Policy } from '../../server/src/modules/policy/index.ts';
import { twoCampusHospital } from '../../server/src/modules/policy/presets/city.ts';
import {
  type Hospital,
  openHospital,
  plainPolicy,
  type Pool,
  setStage,
  type Stage,
} from '../models/waitlist/hospital.ts';
import { wholeHouse } from '../models/waitlist/invariants.ts';

let hospital: Hospital;
let keys = 0;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital.close());

function newKey(): string {
  keys += 1;
  return `bad-day-${String(keys).padStart(6, '0')}`;
}
const person = (n: number) => hospital.people[n]!;
const ask: Hospital['asks'][number] = (name, question) => hospital.asks[0]!(name, question);
const hold = (n: number, slot_id: string, more: { symptoms_declared?: string[] } = {}) =>
  ask('bookingHold', { as: person(n), key: newKey(), body: { slot_id, patient_id: person(n).patient_id, ...more } });
const atDesk = (n: number, slot_id: string) => {
  const body = { slot_id, patient_id: person(n).patient_id };
  return ask('deskBookingHold', { as: hospital.staff.clerk, key: newKey(), body });
};
const onBothNodes = (round: 'expireHolds' | 'waitlist' | 'recycle'): Promise<number[]> =>
  Promise.all(hospital.nodes.map((app) => app.rounds[round]()));
const codeOf = (reply: Reply<never> | { ok: boolean; code?: string }): string =>
  reply.ok ? 'ok' : (reply as { code: string }).code;

/** These rules from now on, a place kept or not, the day after tomorrow of a doctor; it is nine in the morning. */
async function stageUnder(policy: Policy, pools: Pool[] = []): Promise<Stage> {
  const stage = await setStage(hospital, pools);
  await publish(policy);
  // what an earlier story left unpaid
  await onBothNodes('expireHolds');
  return stage;
}
async function publish(data: Policy): Promise<void> {
  const now = hospital.clock.now();
  const told = { note: 'bad days', actor: 'system:test', valid_from: now, now };
  await hospital.inTx((tx) => hospital.nodes[0]!.policy.publish(tx, { data, ...told }));
  for (const node of hospital.nodes) await node.policy.fresh();
}
/** The places of a day open one day before, at this policy's release time. */
const openingTheDayBefore = (policy: Policy, from: number): Policy => ({
  ...policy,
  horizon: { from: { days: from, count: 'calendar' }, to: { days: 1, count: 'calendar' } },
});
const moveTo = (day: string, time: string, seconds = 0) => hospital.clock.moveTo(instantOf(day, time).add({ seconds }));

describe('a slot in the past', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await stageUnder(plainPolicy());
    moveTo(stage.date, '10:05');
  });

  it('is sold neither on the phone nor at the desk, and both are told so', async () => {
    for (const reply of [await hold(0, stage.slots[0]!.id), await atDesk(1, stage.slots[1]!.id)])
      expect(reply).toMatchObject({
        ok: false,
        status: 409,
        code: 'slot_past',
        detail: expect.stringMatching(/[一-鿿]/),
      });
  });

  it('has no extra places, not even for its doctor', async () => {
    const body = { slot_id: stage.slots[0]!.id, patient_id: person(2).patient_id, reason: '病情需要' };
    const reply = await ask('extraPlaceGive', { as: hospital.staff.administrator, key: newKey(), body });
    expect(codeOf(reply)).toBe('slot_past');
  });

  it('is not waited for, nor a day gone by', async () => {
    const join = (wish: object) =>
      ask('waitlistJoin', {
        as: person(3),
        key: newKey(),
        body: { patient_id: person(3).patient_id, wish: wish as never },
      });
    expect(codeOf(await join({ kind: 'session', session_id: stage.session_ids[0] }))).toBe('waitlist_closed');
    const yesterday = addDays(stage.date, -1);
    const doctor = { kind: 'doctor', doctor_id: stage.doctor_id, from_date: yesterday, to_date: yesterday };
    expect(codeOf(await join(doctor))).toBe('waitlist_closed');
  });

  it('is not closed any more: there is nothing to close', async () => {
    const scope = { grain: 'session' as const, session_id: stage.session_ids[0]! };
    const body = { kind: 'closure' as const, scope, reason: '医生请假' };
    const reply = await ask('closureAdd', { as: hospital.staff.administrator, key: newKey(), body });
    expect(codeOf(reply)).toBe('closure_nothing');
  });
});

it('a hold made at 23:59:59 ends tomorrow: at its time, once on two nodes, and paid before it is kept', async () => {
  const stage = await stageUnder(plainPolicy());
  const today = dayOf(hospital.clock.now());
  moveTo(today, '23:59', 59);
  const [kept, lost] = [
    await must('bookingHold', hold(0, stage.slots[0]!.id)),
    await must('bookingHold', hold(1, stage.slots[0]!.id)),
  ];
  expect(kept.held_until).toBe(instantOf(addDays(today, 1), '00:14').add({ seconds: 59 }).toString());
  moveTo(addDays(today, 1), '00:14', 58);
  expect(await onBothNodes('expireHolds')).toEqual([0, 0]);
  const paid = { as: hospital.staff.clerk, key: newKey(), params: { id: kept.id }, body: { method: 'cash' as const } };
  expect((await must('deskBookingPay', ask('deskBookingPay', paid))).state).toBe('booked');
  moveTo(addDays(today, 1), '00:14', 59);
  const late = { ...paid, key: newKey(), params: { id: lost.id } };
  expect(codeOf(await ask('deskBookingPay', late))).toBe('hold_expired');
  expect((await onBothNodes('expireHolds')).toSorted()).toEqual([0, 1]);
  expect((await must('bookingShow', ask('bookingShow', { as: person(1), params: { id: lost.id } }))).state).toBe(
    'expired',
  );
});

it('P2 releases at midnight: at 23:59:59 its places are still tomorrow’s, and it says from when; a second later they are sold once', async () => {
  const stage = await stageUnder(openingTheDayBefore(twoCampusHospital(), 1));
  const today = dayOf(hospital.clock.now());
  const slot_id = stage.slots[0]!.id;
  const asks = () => Promise.all([0, 1, 2, 3].map((n) => hold(n, slot_id, { symptoms_declared: [] })));
  moveTo(today, '23:59', 59);
  const early = await asks();
  expect(early.map(codeOf)).toEqual(Array(4).fill('policy_beyond_horizon'));
  for (const reply of early) expect(reply.ok || reply.detail).toMatch(/00:00/);
  moveTo(addDays(today, 1), '00:00');
  const codes = (await asks()).map(codeOf).toSorted();
  expect(codes).toEqual(['ok', 'ok', 'slot_full', 'slot_full']);
});

it('a clock moved over a release, a recycling, a hold’s end and an offer’s end does each once on two nodes', async () => {
  const kept: Pool = { pool: 'stage:1', floor: 1, ceiling: null, recycles: { days_before: 1, at: '07:00' } };
  const stage = await stageUnder(plainPolicy(), [kept]);
  const [both, single, afternoon] = stage.slots.map(({ id }) => id) as [string, string, string];
  const given_back = await must('bookingHold', hold(1, afternoon));
  const wish = { kind: 'session' as const, session_id: stage.session_ids[1]! };
  const join = { as: person(4), key: newKey(), body: { patient_id: person(4).patient_id, wish } };
  const waiting = await must('waitlistJoin', ask('waitlistJoin', join));
  await must('bookingCancel', ask('bookingCancel', { as: person(1), params: { id: given_back.id } }));
  await onBothNodes('waitlist');
  const shown = { as: person(4), params: { id: waiting.id } };
  expect((await must('waitlistShow', ask('waitlistShow', shown))).offer?.state).toBe('live');
  await must('bookingHold', hold(5, both));
  await publish(openingTheDayBefore(plainPolicy(), 0));
  expect(codeOf(await hold(0, both))).toBe('policy_beyond_horizon');

  const to = instantOf(addDays(stage.date, -1), '12:00').toString();
  await must('demoClock', ask('demoClock', { as: hospital.staff.administrator, body: { to } }));
  expect((await onBothNodes('recycle')).toSorted()).toEqual([0, 1]);
  expect((await onBothNodes('expireHolds')).toSorted()).toEqual([0, 1]);
  await onBothNodes('waitlist');
  expect(await must('waitlistShow', ask('waitlistShow', shown))).toMatchObject({ missed: 1, state: 'waiting' });
  const wanted = [
    [2, both],
    [3, single],
    [0, both],
    [7, single],
  ] as const;
  const replies = await Promise.all(wanted.map(([n, slot_id]) => hold(n, slot_id)));
  expect(replies.map(codeOf).toSorted()).toEqual(['ok', 'ok', 'ok', 'slot_full']);
  expect(await onBothNodes('recycle')).toEqual([0, 0]);
});

describe('money that comes when its hold is over and its place is back with everybody', () => {
  const senior: Pool = { pool: 'senior', floor: 1, ceiling: null, recycles: null };

  /** Holds, goes to the cashier, and does not pay in time; returns how the money comes after all, on one of the nodes. */
  async function holdTooLong(n: number, slot_id: string) {
    const held = await must('bookingHold', hold(n, slot_id));
    const pay = { as: person(n), params: { id: held.id }, body: { scene: 'native' as const } };
    const no = (await must('bookingPay', ask('bookingPay', pay))).order_id.replaceAll('-', '');
    const { payment } = hospital.nodes[n % 2]!;
    async function money() {
      const { headers, raw } = hospital.channel.payLate(no)!;
      await payment.handlers.wechatPayNotice({ headers, raw_body: raw } as never);
      await payment.drain();
    }
    const end = () => must('bookingPayment', ask('bookingPayment', { as: person(n), params: { id: held.id } }));
    return { fee_fen: held.fee_fen, money, end };
  }
  async function everyPlaceReturns(): Promise<void> {
    hospital.clock.moveTo(hospital.clock.now().add({ minutes: 16 }));
    await onBothNodes('expireHolds');
    hospital.clock.moveTo(hospital.clock.now().add({ minutes: 31 }));
    await onBothNodes('waitlist');
  }

  it('takes no place kept for others: it goes back, and who the place was kept for gets it', async () => {
    const stage = await stageUnder(plainPolicy(), [senior]);
    const [both, single] = [stage.slots[0]!.id, stage.slots[1]!.id];
    const late = await holdTooLong(0, single);
    await everyPlaceReturns();
    for (const n of [1, 2]) await must('bookingHold', hold(n, both));
    expect(codeOf(await hold(3, single))).toBe('places_reserved');
    await late.money();
    const { fee_fen } = late;
    expect(await late.end()).toMatchObject({ booking_state: 'expired', paid_fen: fee_fen, refund_fen: fee_fen });
    expect(codeOf(await hold(6, single))).toBe('ok');
  });

  it('and of two at the same moment, in two slots, for the last place that is kept for nobody, one is booked', async () => {
    const stage = await stageUnder(plainPolicy(), [senior]);
    const [both, single] = [stage.slots[0]!.id, stage.slots[1]!.id];
    const late = [await holdTooLong(0, both), await holdTooLong(1, single)];
    await everyPlaceReturns();
    await must('bookingHold', hold(2, both));
    await Promise.all(late.map(({ money }) => money()));
    const ends = await Promise.all(late.map(({ end }) => end()));
    expect(ends.map((end) => end.booking_state).toSorted()).toEqual(['booked', 'expired']);
    for (const end of ends) expect(end.refund_fen).toBe(end.booking_state === 'booked' ? 0 : end.paid_fen);
    expect(codeOf(await hold(3, both))).toMatch(/places_reserved|slot_full/);
    expect([codeOf(await hold(6, both)), codeOf(await hold(6, single))].toSorted()).toContain('ok');
  });
});

it('and after all of it the whole house is in order', async () => {
  hospital.clock.moveTo(hospital.clock.now().add({ hours: 72 }));
  for (const round of ['expireHolds', 'recycle', 'waitlist'] as const) await onBothNodes(round);
  for (let n = 0; n < 3; n += 1) await hospital.nodes[0]!.rounds.payments();
  await hospital.nodes[0]!.rounds.readers();
  expect(hospital.errors).toEqual([]);
  expect(await wholeHouse(hospital)).toEqual([]);
});
