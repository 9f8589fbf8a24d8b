/** Money against time and against other money: one winner, and nobody's money is lost or taken twice. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../server/src/demo/clinic-day/client.ts';
import { type Hospital, openHospital, tallyOf } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital.close());

interface End {
  id: string;
  state: string;
  kept_fen: number;
}
const endOf = async (booking_id: string): Promise<End> => {
  const [row] = await hospital.query<End>(
    `select b.id, b.state, coalesce(sum(o.paid_fen - o.refund_due_fen), 0)::int as kept_fen
     from booking b left join payment_order o on o.payable_id = b.id where b.id = $1 group by b.id`,
    booking_id,
  );
  return row!;
};

it('a hundred holds run out while their payment arrives and another wants the place: booked, or expired and refunded', async () => {
  const [payers, others] = [await hospital.crowd(100), await hospital.crowd(100)];
  const { slot } = await hospital.place(100);
  const held = await Promise.all(payers.map((payer) => must('bookingHold', hospital.hold(payer, slot.id))));
  const notices = await Promise.all(held.map((booking, n) => hospital.payAtChannel(payers[n]!, booking.id)));
  hospital.clock.moveTo(Temporal.Instant.from(held[0]!.held_until!));
  const [replies] = await Promise.all([
    Promise.all(others.map((other) => hospital.hold(other, slot.id))),
    Promise.all(notices.map((notice) => hospital.deliver(notice))),
    hospital.app.rounds.expireHolds(),
    hospital.app.rounds.expireHolds(),
  ]);
  expect(await hospital.settle()).toEqual([]);
  const ends = await Promise.all(held.map(({ id }) => endOf(id)));
  for (const end of ends) {
    expect(['booked', 'expired']).toContain(end.state);
    expect(end.kept_fen > 0).toBe(end.state === 'booked');
  }
  const won = replies.filter((reply) => reply.ok).length;
  const kept = ends.filter((end) => end.state === 'booked').length;
  expect(won + kept).toBeLessThanOrEqual(100);
}, 60_000);

it('a notice that comes five times, and the payer asking meanwhile, books once', async () => {
  const payers = await hospital.crowd(10);
  const { slot } = await hospital.place(10);
  const held = await Promise.all(payers.map((payer) => must('bookingHold', hospital.hold(payer, slot.id))));
  const notices = await Promise.all(held.map((booking, n) => hospital.payAtChannel(payers[n]!, booking.id)));
  const delivered = notices.flatMap((notice) => Array.from({ length: 5 }, () => hospital.deliver(notice)));
  const asked = held.map(({ id }, n) => hospital.ask('bookingPayment', { as: payers[n]!, params: { id } }));
  expect((await Promise.all(delivered)).every(({ statusCode }) => statusCode === 200)).toBe(true);
  await Promise.all(asked);
  expect(await hospital.settle()).toEqual([]);
  for (const { id } of held) expect((await endOf(id)).state).toBe('booked');
});

it('two windows take the same fee: one takes it, the other is told', async () => {
  const payers = await hospital.crowd(20);
  const { slot } = await hospital.place(20);
  for (const payer of payers) {
    const { id } = await must('bookingHold', hospital.hold(payer, slot.id));
    const pay = () =>
      hospital.ask('deskBookingPay', {
        as: hospital.team.clerk,
        key: hospital.newKey(),
        params: { id },
        body: { method: 'cash' },
      });
    const replies = await Promise.all([pay(), pay()]);
    expect(
      replies.filter((reply) => reply.ok),
      JSON.stringify(tallyOf(replies)),
    ).toHaveLength(1);
  }
  expect(await hospital.settle()).toEqual([]);
});

it('cash at the window while the phone pays: the fee is kept once and the other money goes back', async () => {
  const payers = await hospital.crowd(10);
  const { slot } = await hospital.place(10);
  for (const payer of payers) {
    const { id, fee_fen } = await must('bookingHold', hospital.hold(payer, slot.id));
    const notice = await hospital.payAtChannel(payer, id);
    const desk = { as: hospital.team.clerk, key: hospital.newKey(), params: { id }, body: { method: 'cash' as const } };
    await Promise.all([hospital.ask('deskBookingPay', desk), hospital.deliver(notice)]);
    await hospital.app.payment.drain();
    expect(await endOf(id)).toMatchObject({ state: 'booked', kept_fen: fee_fen });
  }
  expect(await hospital.settle()).toEqual([]);
});
