/** Many for few places, over HTTP: exactly as many win as there are places, and the losers are told the truth. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hospital, openHospital, tallyOf } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital.close());

const heldFacts = async (slot_id: string): Promise<number> => {
  const [row] = await hospital.query<{ count: number }>(
    `select count(*)::int as count from fact where kind = 'booking.held' and data->>'slot_id' = $1`,
    slot_id,
  );
  return row!.count;
};

it('two hundred people want twenty places: 20 × 201, 180 × 409, twenty facts', async () => {
  const people = await hospital.crowd(200);
  const { slot } = await hospital.place(20);
  const replies = await Promise.all(people.map((person) => hospital.hold(person, slot.id)));
  expect(tallyOf(replies)).toEqual({ '201': 20, slot_full: 180 });
  expect(replies.filter((reply) => reply.status === 409)).toHaveLength(180);
  expect(await heldFacts(slot.id)).toBe(20);
  const serials = replies.flatMap((reply) => (reply.ok ? [reply.body.serial] : [])).sort((a, b) => a - b);
  expect(serials).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  expect(await hospital.settle()).toEqual([]);
});

it('ten taps with one key are one booking, and each is told of it', async () => {
  const [person] = await hospital.crowd(1);
  const { slot } = await hospital.place(5);
  const key = hospital.newKey();
  const replies = await Promise.all(Array.from({ length: 10 }, () => hospital.hold(person!, slot.id, key)));
  expect(tallyOf(replies)).toEqual({ '201': 10 });
  expect(new Set(replies.map((reply) => reply.ok && reply.body.id)).size).toBe(1);
  expect(await heldFacts(slot.id)).toBe(1);
  expect(await hospital.settle()).toEqual([]);
});

it('ten taps with ten keys are one booking and nine refusals', async () => {
  const [person] = await hospital.crowd(1);
  const { slot } = await hospital.place(5);
  const replies = await Promise.all(Array.from({ length: 10 }, () => hospital.hold(person!, slot.id)));
  const { '201': won, ...refused } = tallyOf(replies);
  expect(won).toBe(1);
  // Who comes while the first is written is refused by the schema, who comes later by P1: one number a doctor and day.
  const said = (code: string) => refused[code] ?? 0;
  expect(said('booking_duplicate') + said('policy_limit_per_doctor') + said('policy_limit_per_department')).toBe(9);
  expect(await heldFacts(slot.id)).toBe(1);
  expect(await hospital.settle()).toEqual([]);
});

it('one key with another slot is refused, whoever comes first', async () => {
  const [person] = await hospital.crowd(1);
  const [first, second] = [await hospital.place(5), await hospital.place(5)];
  const key = hospital.newKey();
  const replies = await Promise.all([first, second].map(({ slot }) => hospital.hold(person!, slot.id, key)));
  expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
  expect(replies.find((reply) => !reply.ok)).toMatchObject({ code: 'idempotency_key_reused' });
  expect(await hospital.settle()).toEqual([]);
});
