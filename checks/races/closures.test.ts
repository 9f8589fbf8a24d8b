/** A session closes while people book and pay in it: everybody paid is asked, nobody is lost, and what is offered is there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hospital, openHospital, type Patient, tallyOf } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital.close());

const close = (session_id: string) =>
  hospital.ask('sessionClose', {
    as: hospital.team.operator,
    params: { id: session_id },
    body: { reason: '医生临时停诊' },
  });
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Books and pays, at the counter or at the channel, whose notice comes when it likes. */
async function bookAndPay(person: Patient, slot_id: string, n: number): Promise<string> {
  const held = await hospital.hold(person, slot_id);
  if (!held.ok) return held.code;
  const id = held.body.id;
  if (n % 2 === 0) {
    const key = hospital.newKey();
    const paid = await hospital.ask('deskBookingPay', {
      as: hospital.team.clerk,
      key,
      params: { id },
      body: { method: 'cash' },
    });
    return paid.ok ? 'paid' : paid.code;
  }
  const notice = await hospital.payAtChannel(person, id).catch(() => undefined);
  if (!notice) return 'not_paid';
  await pause(n % 7);
  await hospital.deliver(notice);
  return 'paid';
}

const standing = (session_id: string) =>
  hospital.query<{ id: string; state: string; asked: boolean }>(
    `select b.id, b.state, exists (select 1 from closure_case c where c.booking_id = b.id and c.state = 'choosing') as asked
    from booking b where b.session_id = $1 and b.state not in ('cancelled', 'expired')`,
    session_id,
  );

it('fifty people book and pay in a session that closes: whoever is booked is asked, all other money goes back', async () => {
  const people = await hospital.crowd(50);
  const { session, slot } = await hospital.place(40);
  const acts = people.map((person, n) => pause(n * 2).then(() => bookAndPay(person, slot.id, n)));
  const closed = await pause(55).then(() => close(session.id));
  const told = new Set(await Promise.all(acts));
  expect(closed.ok).toBe(true);
  const known = ['paid', 'not_paid', 'slot_full', 'session_closed', 'booking_state', 'hold_expired'];
  expect([...told].filter((code) => !known.includes(code))).toEqual([]);
  const left = await standing(session.id);
  expect(left.filter((booking) => !booking.asked)).toEqual([]);
  expect(await hospital.settle()).toEqual([]);

  // all of them choose at the same moment: the offered places are fewer than they are
  const answers = await Promise.all(people.map((person, n) => choose(person, n)));
  expect(
    Object.keys(tallyOf(answers.filter((answer) => answer !== undefined))).filter(
      (code) => !['200', 'choice_gone', 'booking_overlap'].includes(code),
    ),
  ).toEqual([]);
  await hospital.app.rounds.closures();
  expect(await hospital.settle()).toEqual([]);
});

async function choose(person: Patient, n: number) {
  const cases = await hospital.ask('caseList', { as: person });
  const open = cases.ok ? cases.body.items.find((one) => one.state === 'choosing') : undefined;
  if (!open) return undefined;
  const shown = await hospital.ask('caseShow', { as: person, params: { id: open.id } });
  const offers = shown.ok ? [...shown.body.substitutes, ...shown.body.other_times] : [];
  const slot_id = n % 3 === 0 ? undefined : offers[0]?.slot_id;
  const body = slot_id ? { choice: 'move' as const, slot_id } : { choice: 'refund' as const };
  return hospital.ask('caseChoose', { as: person, params: { id: open.id }, body });
}

it('closing twice at the same moment closes once', async () => {
  const { session } = await hospital.place(5);
  const answers = await Promise.all([close(session.id), close(session.id)]);
  expect(tallyOf(answers)).toEqual({ '200': 1, session_closed: 1 });
  expect(
    await hospital.query(`select 1 from fact where kind = 'session.closed' and subject = $1`, `session:${session.id}`),
  ).toHaveLength(1);
});
