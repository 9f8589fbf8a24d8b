/**
 * The hall with several consoles: doctors and a nurse press whatever they like, patients cancel, the clock goes on and back,
 * and all of it overtakes one another on one real database. When it is over every invariant holds and everybody can still be
 * seen or sent home. A failure prints the seed and the acts; RUNS asks for more of them, SEED for others.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkInvariants } from '../invariants.ts';
import { type Console, type Hall, openHall, type Person, pooledBys } from './queue/hall.ts';

const RUNS = Number(process.env.RUNS ?? 6);
const SEED = Number(process.env.SEED ?? 20_261_122);
const PEOPLE = 6;
const MOST_SECONDS = RUNS * 10;

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(() => hall.clinic.close());

type Press = (hall: Hall, at: { console: Console; person: Person; other: Person; n: number }) => Promise<unknown>;
const onTicket =
  (name: Parameters<Hall['ask']>[1], body?: (n: number, other: Person) => object): Press =>
  (world, { console, person, other, n }) =>
    world.ask(console.token, name, { id: person.ticket_id, ...(body ? { body: body(n, other) } : {}) });

const reason = '模型';
const acts: Record<string, Press> = {
  callNext: (world, { console }) => world.ask(console.token, 'callNext', { id: console.room_id }),
  call: onTicket('ticketCall'),
  recall: onTicket('ticketRecall'),
  pass: onTicket('ticketPass'),
  comeBack: onTicket('ticketReturn'),
  hold: onTicket('ticketHold', () => ({ reason })),
  resume: onTicket('ticketResume'),
  start: onTicket('ticketStart'),
  sendOut: (world, { console, person, n }) =>
    world.ask(console.token, 'ticketSendOut', {
      id: person.ticket_id,
      body: { service_point_ids: n % 2 ? [world.point_id] : [], reason: null },
    }),
  withResults: onTicket('ticketBack'),
  transfer: (world, { console, person, n }) =>
    world.ask(console.token, 'ticketTransfer', {
      id: person.ticket_id,
      body: { doctor_id: world.clinic.doctors[n % 2]!.doctor_id, reason },
    }),
  urgency: onTicket('ticketUrgency', (n) => ({ urgency: (n % 4) + 1, reason })),
  reserved: onTicket('ticketClass', (n) => ({ class: n % 2 ? 'soldier' : null, reason })),
  place: onTicket('ticketPlace', (n, other) => ({ before_ticket_id: n % 3 ? other.ticket_id : null, reason })),
  undo: onTicket('ticketUndo'),
  finish: async (world, { console }) => {
    const day = await world.clinic.call(console.token, 'doctorDay');
    const id: string | undefined = day.body.visit?.id;
    if (id) await world.ask(console.token, 'visitFinish', { id });
  },
  cancel: (world, { person }) =>
    world.ask(world.clinic.clerk, 'deskBookingCancel', { id: person.booking_id, body: { reason } }),
};
/** What is pressed more often, so that stories go on to their end. */
const often = ['callNext', 'callNext', 'start', 'start', 'finish', 'undo', 'pass'];
const press = fc.record({
  act: fc.constantFrom(...Object.keys(acts), ...often),
  console: fc.nat(3),
  person: fc.nat(PEOPLE - 1),
  other: fc.nat(PEOPLE - 1),
  n: fc.nat(11),
  pause_ms: fc.constantFrom(0, 0, 5, 20, 60),
  minutes: fc.constantFrom(0, 0, 0, 1, 2, -60),
});

it('keeps every invariant, whoever presses what first', { timeout: 60_000 + MOST_SECONDS * 2000 }, async () => {
  const property = fc.asyncProperty(
    fc.array(press, { minLength: 25, maxLength: 50 }),
    fc.constantFrom(...pooledBys),
    async (presses, pooled_by) => {
      await hall.pool(pooled_by);
      await hall.seat(PEOPLE);
      for (const one of presses) {
        hall.pass(one.minutes);
        const [person, other] = [hall.people[one.person]!, hall.people[one.other]!];
        const at = { console: hall.consoles[one.console]!, person, other, n: one.n };
        hall.launch(() => acts[one.act]!(hall, at));
        if (one.pause_ms > 0) await new Promise((resolve) => setTimeout(resolve, one.pause_ms));
      }
      await hall.arrived();
      expect(hall.faults.splice(0)).toEqual([]);
      expect(await checkInvariants(hall.clinic.database_url, {})).toEqual([]);
      await hall.goHome();
      expect(hall.faults.splice(0)).toEqual([]);
    },
  );
  await fc.assert(property, {
    numRuns: RUNS,
    seed: SEED,
    interruptAfterTimeLimit: MOST_SECONDS * 1000,
    endOnFailure: true,
  });
  expect(await checkInvariants(hall.clinic.database_url, {})).toEqual([]);
});
