/** The draw at a release: order by chance, one ticket each, nobody waits at any other time. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type App, openApp } from '../../app.ts';
import {
  type Clock,
  Doorway,
  inTransaction,
  instantOf,
  newId,
  sql,
  stillClock,
  type Visit,
} from '../../kernel/index.ts';
import { type Clinic, DAY, openClinic } from '../../journeys/testing/clinic.ts';
import { districtHospital } from '../policy/index.ts';
import { drawn } from './draw.ts';
import { shuffled } from './draw-rules.ts';
import type { Held } from './hold.ts';

/** mulberry32: the same numbers for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

describe('the order', () => {
  test('keeps everybody once', () => {
    expect(shuffled([1, 2, 3, 4, 5], chance(7)).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(shuffled([], chance(7))).toEqual([]);
  });

  test.each([1, 2, 3])('puts each of ten at each of ten places equally often (chi-square, seed %i)', (seed) => {
    const below = chance(seed);
    const rounds = 20_000;
    const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    for (let n = 0; n < rounds; n += 1)
      shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], below).forEach((who, place) => {
        counts[who]![place]! += 1;
      });
    const expected = rounds / 10;
    const chi2 = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 81 degrees of freedom: above 126 once in a thousand
    expect(chi2).toBeLessThan(126);
  });
});

/** Eight days before the visit day the day opens (P1: a week ahead, at 07:00). */
const RELEASE = instantOf('2026-03-09', '07:00').subtract({ hours: 24 * 7 });
/** A day whose places open while the test looks. */
const VISIT_DAY = '2026-03-09';

let clinic: Clinic;
let other: App;
let slots: string[];
beforeAll(async () => {
  clinic = await openClinic();
  other = await openApp({ settings: clinic.app.settings, clock: clinic.clock, databaseUrl: clinic.database_url });
  // the clinic's sessions once more, on the day that opens at 07:00
  slots = await inTransaction(clinic.app.db, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      with days as (
        insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
        select gen_random_uuid(), ${VISIT_DAY}, half_day, starts_at + interval '7 days', ends_at + interval '7 days', starts, ends, department_id, doctor_id, room_id, visit_type_id
        from session where date = ${DAY} returning id, starts_at, ends_at
      )
      insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
      select gen_random_uuid(), id, starts_at, ends_at, '08:00', '12:00', 5 from days returning id
    `.execute(tx);
    return rows.map((row) => row.id);
  });
});
afterAll(async () => {
  await other.close();
  await clinic.close();
});

type Phone = Awaited<ReturnType<Clinic['phone']>>;
async function hold(app: App, { token, patient_id }: Phone, slot_id: string, key = newId()) {
  const answer = await app.http.inject({
    method: 'POST',
    url: '/api/bookings',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
    payload: { slot_id, patient_id },
  });
  return { status: answer.statusCode, ...answer.json() };
}
async function phones(n: number): Promise<Phone[]> {
  const all: Phone[] = [];
  for (let k = 0; k < n; k += 1) all.push(await clinic.phone());
  return all;
}
test('before the release an ask is refused at once and leaves no ticket', async () => {
  const [early] = await phones(1);
  clinic.clock.moveTo(RELEASE.subtract({ milliseconds: 1 }));
  const answer = await hold(clinic.app, early!, slots[0]!);
  expect(answer).toMatchObject({ status: 422, code: 'policy_not_released' });
});

test('while it opens, one ticket each: repeats share the answer, another wish waits, ten of twenty win over two nodes', async () => {
  const people = await phones(20);
  clinic.clock.moveTo(RELEASE);
  const [eager] = people;
  const key = newId();
  const asks = people.map((person, n) =>
    hold(n % 2 ? other : clinic.app, person, slots[n % 4 < 2 ? 0 : 1]!, n === 0 ? key : undefined),
  );
  const repeats = Array.from({ length: 50 }, (_, n) => hold(clinic.app, eager!, slots[0]!, n % 2 ? key : newId()));
  const elsewhere = hold(clinic.app, eager!, slots[1]!);
  const answers = await Promise.all(asks);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
  expect(answers.filter(({ code }) => code === 'slot_full')).toHaveLength(10);
  const first = answers[0]!;
  for (const repeat of await Promise.all(repeats))
    expect([repeat.status, repeat.id, repeat.code]).toEqual([first.status, first.id, first.code]);
  expect(await elsewhere).toMatchObject({ status: 409, code: 'draw_one_ticket' });
  const { rows } = await clinic.app.db.pool.query(
    'select count(*)::int as n, sum(booked)::int as booked from slot t join booking b on b.slot_id = t.id where t.id = any($1)',
    [slots],
  );
  expect(rows[0].n).toBe(10);
});

test('a thousand who ask for one slot in one moment cost two readings of its card at most', async () => {
  const { scheduling, db } = clinic.app;
  const connections = vi.spyOn(db.pool, 'connect');
  const unread = newId();
  await Promise.all(Array.from({ length: 1000 }, () => scheduling.slotCards(db.kysely, [unread, slots[0]!])));
  expect(connections.mock.calls.length).toBeGreaterThan(0);
  expect(connections.mock.calls.length).toBeLessThanOrEqual(2);
  connections.mockRestore();
});

test('after it people are taken as they come, and on a day that opened long ago too', async () => {
  const [late, lone] = await phones(2);
  clinic.clock.moveTo(RELEASE.add({ seconds: 2 }));
  expect((await hold(clinic.app, late!, slots[0]!)).code).toBe('slot_full');
  expect((await hold(clinic.app, lone!, clinic.doctors[0]!.slot_id)).status).toBe(201);
});

describe('who waits', () => {
  const card = {
    slot_id: 'slot',
    date: VISIT_DAY,
    half_day: 'morning',
    starts: '08:00',
    ends: '12:00',
    doctor_id: 'd',
  };
  /** Asks at a point in time; tells whether the ask went through in the same turn of the loop. */
  async function goesThrough(at: Temporal.Instant, release_time = '07:00'): Promise<boolean | string> {
    const policy = { ...districtHospital([]), release_time };
    const ground = {
      db: {},
      clock: stillClock(at),
      policy: { current: async () => ({ data: policy, calendar: () => 'workday' }) },
      scheduling: { slotCards: async () => new Map([['slot', card]]) },
      catalog: { view: async () => ({ visitType: () => undefined }) },
    };
    const taken = vi.fn(async () => ({}) as Held);
    const ask = {
      slot_id: 'slot',
      patient_id: 'p',
      account_id: 'a',
      actor: 'a',
      key: 'k',
      channel: 'app',
      reserve: null,
    };
    const refused = drawn(
      ground as never,
      taken,
    )(ask as never).then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );
    await new Promise((done) => setImmediate(done));
    const went = taken.mock.calls.length > 0;
    return (await refused) ?? went;
  }

  test.each([
    [
      'a millisecond before: refused when it comes, not kept in the lane until it is time',
      RELEASE.subtract({ milliseconds: 1 }),
      'policy_not_released',
    ],
    ['an hour before, to be refused by the rules', RELEASE.subtract({ hours: 1 }), true],
    ['in the moment of the release', RELEASE, false],
    ['in its last millisecond', RELEASE.add({ milliseconds: 999 }), false],
    ['a second later', RELEASE.add({ seconds: 1 }), true],
    ['at noon', RELEASE.add({ hours: 5 }), true],
  ])('%s', async (_when, at, went) => {
    expect(await goesThrough(at)).toBe(went);
  });

  /** A draw of 50 ms behind a doorway; `order` is the order in which people were taken. */
  function drawBehind(
    doorway: Doorway,
    below: (n: number) => number = () => 0,
    clock: Pick<Clock, 'now'> = stillClock(RELEASE),
  ) {
    const policy = { ...districtHospital([]), rush: { ...districtHospital([]).rush, draw_ms: 50 } };
    const order: string[] = [];
    const ground = {
      doorway,
      below,
      db: {},
      clock,
      policy: { current: async () => ({ data: policy, calendar: () => 'workday' }) },
      scheduling: { slotCards: async () => new Map([['slot', card]]) },
      catalog: { view: async () => ({ visitType: () => undefined }) },
    };
    const take = drawn(ground as never, async ({ patient_id }) => {
      order.push(patient_id);
      return {} as Held;
    });
    const ask = (patient_id: string, visit?: Visit) =>
      take({ slot_id: 'slot', patient_id, account_id: 'a', channel: 'app', visit } as never);
    return { ask, order };
  }

  test('who came in time and is still on its way is waited for, and stands in the same draw', async () => {
    const doorway = new Doorway(() => RELEASE);
    const visits: Record<string, Visit> = { first: doorway.came(), slow: doorway.came() };
    const { ask: asked, order } = drawBehind(doorway);
    const ask = (patient_id: string) => asked(patient_id, visits[patient_id]);
    const first = ask('first');
    await new Promise((done) => setTimeout(done, 600));
    expect(order).toEqual([]);
    await Promise.all([first, ask('slow')]);
    // with this chance the last who joined is taken first
    expect(order).toEqual(['slow', 'first']);
    expect(doorway.awaits(performance.now())).toBe(false);
  });

  test('a server that needs seconds for those who came in time gives the last it looks up the same chance', async () => {
    const doorway = new Doorway(() => RELEASE);
    const { ask, order } = drawBehind(doorway, chance(11));
    const visits = Array.from({ length: 400 }, () => doorway.came());
    for (const visit of visits) visit.received();
    const answers: Promise<Held>[] = [];
    // a tenth is looked up while the draw is open, the others long after it, in the order in which they came
    for (const [n, visit] of visits.entries()) {
      if (n >= 40 && n % 20 === 0) await new Promise((done) => setTimeout(done, 100));
      answers.push(ask(String(n), visit));
    }
    await Promise.all(answers);
    const winners = order.slice(0, 100).map(Number);
    // of 100 drawn out of 400 the mean rank is 199.5, its deviation 10
    expect(Math.abs(winners.reduce((sum, n) => sum + n, 0) / 100 - 199.5)).toBeLessThan(31);
  });

  test('a server that looks up only after the draw’s time who came in it draws nevertheless, and who came before is refused', async () => {
    let now = RELEASE.subtract({ milliseconds: 1 });
    const clock = { now: () => now };
    const doorway = new Doorway(clock.now);
    const { ask, order } = drawBehind(doorway, () => 0, clock);
    const early = doorway.came();
    now = RELEASE;
    const visits = [doorway.came(), doorway.came()];
    now = RELEASE.add({ seconds: 20 });
    await expect(ask('early', early)).rejects.toMatchObject({ code: 'policy_not_released' });
    await Promise.all([ask('first', visits[0]), ask('second', visits[1])]);
    expect(order).toEqual(['second', 'first']);
    // and nobody is kept who came when it was over
    await ask('third', doorway.came());
    expect(order).toEqual(['second', 'first', 'third']);
  });

  test('who came in time and was read only after it by a busy server stands in the draw too', async () => {
    const doorway = new Doorway(() => RELEASE);
    const { ask, order } = drawBehind(doorway, () => 0, stillClock(RELEASE.add({ seconds: 5 })));
    const readAfter = (read_after_ms: number): Visit => ({
      ...doorway.came(),
      read_at: RELEASE.add({ seconds: 5 }),
      read_after_ms,
    });
    await Promise.all([ask('first', readAfter(4_960)), ask('second', readAfter(4_955))]);
    expect(order).toEqual(['second', 'first']);
  });

  test('who never finishes the request keeps the draw waiting for a second at most', async () => {
    const doorway = new Doorway(() => RELEASE);
    const { ask } = drawBehind(doorway);
    const [mine, trickling] = [doorway.came(), doorway.came()];
    const from_ms = performance.now();
    await ask('mine', mine);
    const waited_ms = performance.now() - from_ms;
    expect(waited_ms).toBeGreaterThan(1_300);
    expect(waited_ms).toBeLessThan(3_000);
    trickling.done();
  });

  test('a release at midnight: 23:59:59 is the day before, 00:00:00 is the draw', async () => {
    const midnight = instantOf('2026-03-02', '00:00');
    expect(await goesThrough(midnight.subtract({ seconds: 1 }), '00:00')).toBe('policy_beyond_horizon');
    expect(await goesThrough(midnight, '00:00')).toBe(false);
  });
});
