/** The waiting list on a whole server: who gets the place, once, in time, and what becomes of it otherwise. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId, sql } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
  clinic.moveTo('07:05');
  const afternoon = sql`starts_at = ${at('14:00')}, ends_at = ${at('17:00')}, starts = '14:00', ends = '17:00'`;
  await sql`update session set half_day = 'afternoon', ${afternoon}`.execute(clinic.app.db.kysely);
  await sql`update slot set capacity = 2, ${afternoon}`.execute(clinic.app.db.kysely);
});
afterEach(() => clinic.close());

type Phone = Awaited<ReturnType<Clinic['phone']>>;
const round = () => clinic.app.rounds.waitlist();
const doctor = (n = 0) => clinic.doctors[n]!;
const sessionWish = (n = 0) => ({ kind: 'session', session_id: doctor(n).session_id });
const anyDoctor = () => ({ kind: 'department', department_id: clinic.department_id, from_date: DAY, to_date: DAY });

/** A session in which nothing is left; returns the bookings in it. */
const fill = async (n = 0) => [await clinic.book(doctor(n).slot_id), await clinic.book(doctor(n).slot_id)];
/** A second apart: of two who join at the same instant, chance decides. */
const join = (phone: Phone, wish: object, patient_id = phone.patient_id) => {
  clinic.clock.moveTo(clinic.clock.now().add({ seconds: 1 }));
  return clinic.call(phone.token, 'waitlistJoin', { body: { patient_id, wish } });
};
async function waiting(wish: object): Promise<Phone & { entry_id: string }> {
  const phone = await clinic.phone();
  const joined = await join(phone, wish);
  expect(joined.body).toMatchObject({ state: 'waiting' });
  return { ...phone, entry_id: joined.body.id };
}
const give = (id: string) => clinic.call(clinic.clerk, 'deskBookingCancel', { id, body: { reason: '患者来电取消' } });
const show = async (who: { token: string; entry_id: string }) =>
  (await clinic.call(who.token, 'waitlistShow', { id: who.entry_id })).body;
const accept = (token: string, id: string) => clinic.call(token, 'waitlistOfferAccept', { id, body: {} });
const refuse = (token: string, id: string, stay: boolean) =>
  clinic.call(token, 'waitlistOfferRefuse', { id, body: { stay } });
const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(clinic.app.db.kysely)).rows;
const freed = () => rows(sql<{ state: string }>`select state from freed_place order by freed_at`);
const slot = async (n = 0) =>
  (
    await rows(sql<{ booked: number; aside: number }>`select booked, aside from slot where id = ${doctor(n).slot_id}`)
  )[0]!;

describe('joining', () => {
  test('places that are free are booked, not waited for; the answer says which', async () => {
    const phone = await clinic.phone();
    const answer = await join(phone, sessionWish());
    expect(answer).toMatchObject({ status: 409, body: { code: 'waitlist_not_needed' } });
    expect(answer.body.params).toMatchObject({ slot_id: doctor().slot_id, time: '14:00', doctor: '林一' });
    expect(answer.body.detail).toContain('林一');
  });
  test('a session, a doctor, any doctor of a department; once each, three at most', async () => {
    await fill(0);
    await fill(1);
    const phone = await clinic.phone();
    expect((await join(phone, sessionWish())).status).toBe(201);
    expect((await join(phone, sessionWish())).body.code).toBe('waitlist_duplicate');
    const doctorWish = { kind: 'doctor', doctor_id: doctor().doctor_id, from_date: DAY, to_date: DAY };
    expect((await join(phone, doctorWish)).body).toMatchObject({
      state: 'waiting',
      doctor_name: '林一',
      position: 2,
      waiting: 2,
    });
    expect((await join(phone, anyDoctor())).body).toMatchObject({ doctor_id: null, waiting: 3 });
    expect((await join(phone, sessionWish(1))).body.code).toBe('waitlist_limit');
  });
  test('while one of the doctors has a place, nobody waits for any doctor', async () => {
    await fill(0);
    expect((await join(await clinic.phone(), anyDoctor())).body.code).toBe('waitlist_not_needed');
  });
  test('the same gates as for booking: nobody waits in vain', async () => {
    const [booked] = await fill();
    await sql`update department set sex_gate = 'female' where id = ${clinic.department_id}`.execute(
      clinic.app.db.kysely,
    );
    await new Promise((done) => setTimeout(done, 2_100));
    const refused = await join(await clinic.phone(), sessionWish());
    expect(refused.body.code).toBe('policy_sex_gate');
    await sql`update department set sex_gate = null`.execute(clinic.app.db.kysely);
    await new Promise((done) => setTimeout(done, 2_100));
    const again = await join({ token: booked!.token, patient_id: booked!.patient_id, account_id: '' }, sessionWish());
    expect(again.status).toBeGreaterThanOrEqual(400);
  });
  test('a stranger’s patient does not exist; a day past or a closed session is not waited for', async () => {
    await fill();
    const [mine, other] = [await clinic.phone(), await clinic.phone()];
    expect((await join(mine, sessionWish(), other.patient_id)).body.code).toBe('not_found');
    const past = { ...anyDoctor(), from_date: '2026-02-01', to_date: '2026-02-02' };
    expect((await join(mine, past)).body.code).toBe('waitlist_closed');
    const empty = { ...anyDoctor(), half_days: ['evening'] };
    expect((await join(mine, empty)).body.code).toBe('waitlist_closed');
    await sql`update session set state = 'closed', close_reason = '停诊' where id = ${doctor().session_id}`.execute(
      clinic.app.db.kysely,
    );
    expect((await join(mine, sessionWish())).body.code).toBe('session_closed');
  });
  test('the same key joins once', async () => {
    await fill();
    const phone = await clinic.phone();
    const key = newId();
    const ask = () =>
      clinic.app.http.inject({
        method: 'POST',
        url: '/api/waitlist',
        headers: { authorization: `Bearer ${phone.token}`, 'idempotency-key': key },
        payload: { patient_id: phone.patient_id, wish: sessionWish() },
      });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
  });
});

describe('an offer', () => {
  test('goes to the first; accepted it is held, payable and counted; told as a message', async () => {
    const [booked] = await fill();
    const first = await waiting(sessionWish());
    const second = await waiting(sessionWish());
    await give(booked!.id);
    expect(await slot()).toEqual({ booked: 1, aside: 1 });
    await round();
    const offered = await show(first);
    expect(offered).toMatchObject({
      state: 'offered',
      offer: { state: 'live', starts: '14:00', doctor_name: '林一', fee_fen: 1500 },
    });
    expect(await show(second)).toMatchObject({ state: 'waiting', position: 2, offer: null });
    const taken = await accept(first.token, offered.offer.id);
    expect(taken).toMatchObject({ status: 201, body: { state: 'held', serial: 3, slot_id: doctor().slot_id } });
    expect(await slot()).toEqual({ booked: 2, aside: 0 });
    expect(await show(first)).toMatchObject({ state: 'booked', booking_id: taken.body.id });
    expect((await freed()).map((row) => row.state)).toEqual(['taken']);
    const paid = await clinic.call(clinic.clerk, 'deskBookingPay', { id: taken.body.id, body: { method: 'cash' } });
    expect(paid.body.state).toBe('booked');
    await settle(clinic.app.db, ['notify'], () => clinic.app.rounds.readers());
    const { items } = (await clinic.call(first.token, 'messageList')).body;
    const told = items.find((item: { kind: string }) => item.kind === 'waitlist.offered');
    expect(told.text).toMatch(/保留到 周一 3月2日/);
  });
  test('is not accepted by another account, twice is once, and not after its time', async () => {
    const [one, two] = await fill();
    const first = await waiting(sessionWish());
    const second = await waiting(sessionWish());
    await give(one!.id);
    await round();
    const { offer } = await show(first);
    expect((await accept(second.token, offer.id)).status).toBe(404);
    expect((await refuse(second.token, offer.id, false)).status).toBe(404);
    const both = await Promise.all([accept(first.token, offer.id), accept(first.token, offer.id)]);
    expect(both.map((answer) => answer.status)).toEqual([201, 201]);
    expect(new Set(both.map((answer) => answer.body.id)).size).toBe(1);
    await give(two!.id);
    await round();
    const late = (await show(second)).offer;
    clinic.clock.moveTo(Temporal.Instant.from(late.expires_at));
    expect((await accept(second.token, late.id)).body.code).toBe('offer_expired');
    expect((await refuse(second.token, late.id, true)).body.code).toBe('offer_expired');
  });
  test('that is refused or runs out goes to the next; then back to everybody with nobody left', async () => {
    const [booked] = await fill();
    const [a, b] = [await waiting(sessionWish()), await waiting(sessionWish())];
    await give(booked!.id);
    await round();
    expect((await refuse(a.token, (await show(a)).offer.id, true)).body).toMatchObject({
      state: 'waiting',
      refused: 1,
    });
    await round();
    const { offer } = await show(b);
    expect(offer.state).toBe('live');
    expect((await show(a)).state).toBe('waiting');
    clinic.clock.moveTo(Temporal.Instant.from(offer.expires_at));
    await round();
    expect(await show(b)).toMatchObject({ state: 'waiting', missed: 1, offer: { state: 'expired' } });
    // neither gets the same place again; it waits for its drawn moment
    expect(await slot()).toEqual({ booked: 1, aside: 1 });
    clinic.clock.moveTo(clinic.clock.now().add({ minutes: 30 }));
    await round();
    expect(await slot()).toEqual({ booked: 1, aside: 0 });
    expect((await freed()).map((row) => row.state)).toEqual(['returned']);
  });
  test('whose hold is not paid frees the place again, for the next', async () => {
    const [booked] = await fill();
    const [a, b] = [await waiting(sessionWish()), await waiting(sessionWish())];
    await give(booked!.id);
    await round();
    const held = (await accept(a.token, (await show(a)).offer.id)).body;
    clinic.clock.moveTo(Temporal.Instant.from(held.held_until));
    await clinic.app.rounds.expireHolds();
    await round();
    expect((await show(b)).state).toBe('offered');
    expect((await show(a)).state).toBe('booked');
  });
  test('of a session that is closed meanwhile is withdrawn, and who waited for it is told', async () => {
    const [booked] = await fill();
    const a = await waiting(sessionWish());
    await give(booked!.id);
    await round();
    const { offer } = await show(a);
    await sql`update session set state = 'closed', close_reason = '停诊' where id = ${doctor().session_id}`.execute(
      clinic.app.db.kysely,
    );
    expect((await accept(a.token, offer.id)).body.code).toBe('session_closed');
    await round();
    await round();
    expect(await show(a)).toMatchObject({
      state: 'purged',
      ended_why: 'session_closed',
      offer: { state: 'withdrawn' },
    });
    clinic.clock.moveTo(clinic.clock.now().add({ minutes: 30 }));
    await round();
    expect((await slot()).aside).toBe(0);
  });
  test('is not made to who is busy at that time or may no longer book; the reason is kept', async () => {
    const [booked] = await fill(0);
    const [other] = await fill(1);
    const a = await waiting(anyDoctor());
    const b = await waiting(anyDoctor());
    // a gets a place of the other doctor at the same time
    await give(other!.id);
    await round();
    await accept(a.token, (await show(a)).offer.id);
    const c = await waiting(sessionWish(0));
    await give(booked!.id);
    await round();
    expect((await show(b)).state).toBe('offered');
    expect((await show(c)).state).toBe('waiting');
    await give((await clinic.call(a.token, 'bookingList', { query: { scope: 'open' } })).body.items[0].id);
  });
});

describe('order and rounds', () => {
  test('classes first, then the time of joining; the desk says who is referred', async () => {
    const [booked] = await fill();
    await waiting(sessionWish());
    const { patient_id } = await clinic.phone();
    const referred = await clinic.call(clinic.clerk, 'deskWaitlistJoin', {
      body: { patient_id, wish: sessionWish(), referral: '社区医院转诊单' },
    });
    expect(referred.body).toMatchObject({ class: 'referral', position: 1, waiting: 2, told_by: 'telephone' });
    await give(booked!.id);
    await round();
    const board = (await clinic.call(clinic.clerk, 'waitlistBoard', { query: { date: DAY } })).body;
    expect(board).toMatchObject({ waiting: 2, offers_live: 1, to_telephone: 1, set_aside: 1 });
    const offer = board.items.find((item: { state: string }) => item.state === 'offered').offer;
    const held = await clinic.call(clinic.clerk, 'deskWaitlistOfferAccept', { id: offer.id, body: {} });
    expect(held).toMatchObject({ status: 201, body: { state: 'held', channel: 'counter' } });
  });
  test('two nodes at the round, many places and many people: one offer each, in order', async () => {
    await sql`update slot set capacity = 12`.execute(clinic.app.db.kysely);
    const booked = [];
    for (let n = 0; n < 12; n += 1) booked.push(await clinic.book(doctor().slot_id));
    const people = [];
    for (let n = 0; n < 8; n += 1) people.push(await waiting(sessionWish()));
    await Promise.all(booked.slice(0, 6).map((one) => give(one.id)));
    await Promise.all([round(), round(), round(), round()]);
    const states = await Promise.all(people.map(async (who) => (await show(who)).state));
    expect(states).toEqual([...Array(6).fill('offered'), 'waiting', 'waiting']);
    const offers = await rows(
      sql<{ n: number }>`select count(distinct freed_place_id)::int as n from waitlist_offer where state = 'live'`,
    );
    expect(offers[0]!.n).toBe(6);
  });
  test('expiry and acceptance at the same moment have one winner', async () => {
    const [booked] = await fill();
    const a = await waiting(sessionWish());
    await give(booked!.id);
    await round();
    const { offer } = await show(a);
    const end = Temporal.Instant.from(offer.expires_at);
    clinic.clock.moveTo(end.subtract({ milliseconds: 1 }));
    const answers = await Promise.all([
      accept(a.token, offer.id),
      Promise.resolve().then(() => {
        clinic.clock.moveTo(end);
        return round();
      }),
    ]);
    const [entry, places] = [await show(a), await slot()];
    if (answers[0].status === 201) expect([entry.state, places]).toEqual(['booked', { booked: 2, aside: 0 }]);
    else expect([entry.offer.state, places]).toEqual(['expired', { booked: 1, aside: 1 }]);
  });
  test('who books it by themselves waits no more; who leaves neither; who waits in vain is told', async () => {
    const [booked] = await fill();
    const [a, b, c] = [await waiting(sessionWish()), await waiting(sessionWish()), await waiting(sessionWish())];
    expect((await clinic.call(b.token, 'waitlistLeave', { id: b.entry_id })).body.state).toBe('left');
    expect((await clinic.call(b.token, 'waitlistLeave', { id: b.entry_id })).body.code).toBe('waitlist_ended');
    await sql`update slot set capacity = 3 where id = ${doctor().slot_id}`.execute(clinic.app.db.kysely);
    const held = await clinic.call(a.token, 'bookingHold', {
      body: { slot_id: doctor().slot_id, patient_id: a.patient_id },
    });
    await clinic.call(clinic.clerk, 'deskBookingPay', { id: held.body.id, body: { method: 'cash' } });
    await round();
    expect(await show(a)).toMatchObject({ state: 'fulfilled', booking_id: held.body.id });
    clinic.clock.moveTo(at('16:59'));
    await round();
    expect(await show(c)).toMatchObject({ state: 'purged', ended_why: 'time_over' });
    expect(booked).toBeDefined();
  });
  test('asks that found no place are counted by the minute, one fact a session', async () => {
    await fill();
    const people = [await clinic.phone(), await clinic.phone()];
    for (const who of [...people, people[0]!])
      expect(
        (
          await clinic.call(who.token, 'bookingHold', {
            body: { slot_id: doctor().slot_id, patient_id: who.patient_id },
          })
        ).body.code,
      ).toBe('slot_full');
    await clinic.app.waitlist.tellUnmet(clinic.clock.now());
    const facts = await rows(sql<{ data: object }>`select data from fact where kind = 'demand.unmet'`);
    expect(facts.map((fact) => fact.data)).toEqual([expect.objectContaining({ asks: 3, people: 2, date: DAY })]);
  });
});
