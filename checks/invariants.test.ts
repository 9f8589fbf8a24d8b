/** A checker that never objects proves nothing: here each invariant is broken on purpose and must be named. Money is in invariants/money.test.ts. */
import { expect, it } from 'vitest';
import * as world from './invariants/small-world.ts';
import { BOOKED_ANSWER, type Breakage, openStage, seen } from './invariants/stage.ts';

const { SEEN, BOOKED, CANCELLED, TICKET, SLOT, SESSION, ROOM } = world;
const { sql, judge, broken, without, fact } = openStage();

it('finds nothing in a healthy world', async () => {
  expect(await judge(seen())).toSatisfy((all: { violations: string[] }[]) =>
    all.every(({ violations }) => violations.length === 0),
  );
});

it('says which invariants it could not judge', async () => {
  const judgements = await judge();
  const open = judgements.filter(({ not_judged }) => not_judged).map(({ id }) => id);
  expect(open).toEqual(['I12', 'I16', 'I17']);
});

const breakages: Breakage[] = [
  [
    'I9',
    'somebody who stood before is passed over without a reason',
    () => sql(`update fact set data = data || '{"passed_over": []}' where kind = 'waitlist.offered'`),
  ],
  [
    'I9',
    'somebody is passed over for a reason that is not so',
    () =>
      sql(
        `update waitlist_offer set passed_over = jsonb_build_array(jsonb_build_object('entry_id', $1::text, 'because', 'had_it')) where id = $2`,
        world.WISH_BEFORE,
        world.OFFER,
      ),
  ],
  [
    'I9',
    'a wish was passed over for an offer that did not run',
    () =>
      sql(
        `update waitlist_offer set passed_over = jsonb_build_array(jsonb_build_object('entry_id', $1::text, 'because', 'offer_running')) where id = $2`,
        world.WISH_BEFORE,
        world.OFFER,
      ),
  ],
  [
    'I9',
    'one place is offered to two people',
    async () => {
      await sql('drop index waitlist_offer_one_per_place');
      await sql(
        `insert into waitlist_offer (id, entry_id, patient_id, freed_place_id, slot_id, session_id, offered_at, expires_at, state, state_at)
         select $1, $2, patient_id, freed_place_id, slot_id, session_id, offered_at, expires_at, 'live', offered_at from waitlist_offer where id = $3`,
        world.id(99),
        world.WISH_BEFORE,
        world.OFFER,
      );
    },
  ],
  [
    'I9',
    'an offer is accepted after its time',
    () => sql(`update fact set at = at + interval '1 day' where kind = 'waitlist.accepted'`),
  ],
  [
    'I9',
    'a place that was set aside is stuck',
    async () => {
      await sql(
        `insert into freed_place (id, slot_id, session_id, booking_id, pool, freed_at, return_at, state_at)
         values ($1, $2, $3, $4, 'app', '2026-11-23T00:10:00Z', '2026-11-23T00:20:00Z', '2026-11-23T00:10:00Z')`,
        world.id(98),
        SLOT,
        SESSION,
        CANCELLED,
      );
    },
  ],
  [
    'I1',
    'a slot counts fewer places than its bookings take',
    () => sql('update slot set booked = 1 where id = $1', SLOT),
  ],
  [
    'I1',
    'a slot sets more places aside than were given back',
    () => sql('update slot set capacity = 3, aside = 1 where id = $1', SLOT),
  ],
  [
    'I1',
    'a place is given back and its slot does not know',
    () =>
      sql(
        `insert into freed_place (id, slot_id, session_id, booking_id, pool, freed_at, return_at, state_at)
         values ($1, $2, $3, $4, 'app', $5, $5, $5)`,
        world.id(81),
        SLOT,
        SESSION,
        CANCELLED,
        world.AS_OF,
      ),
  ],
  [
    'I1',
    'a pool counts a booking that is not there',
    () => sql(`insert into session_pool (session_id, pool, floor, used) values ($1, 'app', 1, 3)`, SESSION),
  ],
  [
    'I1',
    'an extra place stands and its slot has not grown by it',
    () =>
      sql(`update booking set reserve = 'extra' where id = $1`, BOOKED).then(() => sql('update slot set booked = 1')),
  ],
  [
    'I1',
    'a slot is sold beyond its capacity',
    async () => {
      await without('slot_not_oversold', 'slot');
      await sql('update slot set capacity = 1 where id = $1', SLOT);
    },
  ],
  [
    'I1',
    'a slot was oversold for a while',
    () =>
      sql(`update slot set capacity = 1, booked = 1 where id = $1`, SLOT).then(() =>
        sql(`delete from booking where id = $1`, BOOKED),
      ),
  ],
  [
    'I1',
    'a serial is given twice',
    async () => {
      await without('booking_serial', 'booking');
      await sql('update booking set serial = 1 where id = $1', BOOKED);
    },
  ],
  [
    'I1',
    'more serials are issued than bookings made',
    () => sql('update session set issued = 9 where id = $1', SESSION),
  ],
  [
    'I1',
    'a partition counts more than its bookings',
    () => sql(`insert into session_pool (session_id, pool, used) values ($1, 'app', 9)`, SESSION),
  ],
  [
    'I1',
    'a slot counts a place aside that nobody gave back',
    () => sql('update slot set capacity = 3, aside = 1 where id = $1', SLOT),
  ],
  [
    'I2',
    'a patient is booked twice in a session',
    async () => {
      await sql('drop index booking_one_active');
      await sql(
        `update booking set state = 'booked', cancelled_by = null, patient_id = $2,
      starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' where id = $1`,
        CANCELLED,
        world.id(52),
      );
    },
  ],
  [
    'I2',
    'a patient is expected in two places at once',
    async () => {
      await without('booking_overlap', 'booking');
      await sql('drop index booking_one_active');
      await sql(
        `update booking set state = 'booked', cancelled_by = null, patient_id = $2 where id = $1`,
        CANCELLED,
        world.id(52),
      );
    },
  ],
  [
    'I7',
    'a finished booking is cancelled',
    async () => {
      await sql(`update booking set state = 'cancelled', cancelled_by = 'desk' where id = $1`, SEEN);
      await fact('booking.cancelled', `booking:${SEEN}`, '04:00', { from: 'finished' });
    },
  ],
  ['I7', 'a row moved without a fact', () => sql(`update booking set state = 'no_show' where id = $1`, BOOKED)],
  ['I7', 'a fact tells of a booking that does not exist', () => fact('booking.held', `booking:${world.id(99)}`)],
  ['I3', 'a session is closed and nobody asks who was booked in it', () => sql(`update session set state = 'closed'`)],
  [
    'I8',
    'a hold expired before its time',
    async () => {
      await sql(`update booking set state = 'expired' where id = $1`, BOOKED);
      await fact('booking.expired', `booking:${BOOKED}`, '00:07', { from: 'held' });
    },
  ],
  ['I8', 'a hold is forgotten', () => sql(`update booking set state = 'held' where id = $1`, BOOKED)],
  [
    'I10',
    'a ticket is called into a second room',
    () =>
      fact('ticket.recalled', `ticket:${TICKET}`, '04:00', { room_id: world.id(98) }).then(() =>
        fact('ticket.called', `ticket:${TICKET}`, '04:01', { room_id: ROOM }),
      ),
  ],
  ['I10', 'a call that is not kept', () => sql('delete from ticket_call')],
  [
    'I13',
    'an audit entry was changed',
    () => sql(`update audit set reason = 'changed' where seq = (select min(seq) from audit)`),
  ],
  ['I13', 'an audit entry was removed', () => sql('delete from audit where seq = (select min(seq) from audit)')],
  [
    'I14',
    'an account is told the same twice',
    async () => {
      await without('message_once', 'message');
      await sql(
        `insert into message (id, account_id, fact_seq, at, kind, booking_id, patient_id, params) select $1, account_id, fact_seq, at, kind, booking_id, patient_id, params from message`,
        world.id(72),
      );
    },
  ],
  [
    'I14',
    'a message goes over two channels',
    async () => {
      await sql(
        `insert into delivery (id, message_id, channel, state, attempts, expires_at, ended_at)
         select gen_random_uuid(), (select id from message limit 1), c, 'sent', 1, now(), now() from unnest('{wechat,sms}'::text[]) c`,
      );
    },
  ],
  [
    'I15',
    'a fact is dated before the one it follows',
    () => fact('booking.no_show', `booking:${BOOKED}`, '00:02', { from: 'booked' }),
  ],
  [
    'I15',
    'a fact comes from the future',
    () => fact('booking.no_show', `booking:${BOOKED}`, '06:00', { from: 'booked' }),
  ],
  [
    'I17',
    'the projection says something else than the booking',
    () => sql(`update an_booking set state = 'held' where booking_id = $1`, SEEN),
  ],
];

it.each(breakages)('%s is named when %s', async (id, _how, act) => {
  await act();
  expect(await broken()).toContain(id);
});

it('I12 is named when an answered booking, ticket or patient is gone, or a key was answered with two bookings', async () => {
  const answers = (more: object) => ({ ...seen(), answers: [{ route: 'r', actor: 'a', ...more }] });
  expect(await broken(answers({ booking: { ...BOOKED_ANSWER, serial: 7 } }))).toEqual(['I12']);
  expect(await broken(answers({ booking: { ...BOOKED_ANSWER, state: 'finished' } }))).toEqual(['I12']);
  expect(await broken(answers({ patient_id: world.id(97) }))).toEqual(['I12']);
  expect(await broken(answers({ ticket: { id: TICKET, number: 'A002' } }))).toEqual(['I12']);
  const second = { id: SEEN, state: 'held', serial: 1, slot_id: SLOT, patient_id: world.id(51) };
  const twice = [BOOKED_ANSWER, second].map((one) => ({ route: 'bookingHold', actor: 'a', key: 'k', booking: one }));
  expect(await broken({ ...seen(), answers: twice })).toEqual(['I12']);
});

it('I17 is named when the rebuild differs', async () => {
  expect(await broken({ ...seen(), rebuilt: { facts: 20, visits: 3, same: false } })).toEqual(['I17']);
});
