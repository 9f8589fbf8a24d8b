/** What the statement gives and what the screens promise are the same: for random sessions, slots, partitions and asks. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { newId } from '../../kernel/index.ts';
import { freeFor, freeInSlot, poolOf, type SlotPlaces, slotFree } from '../scheduling/index.ts';
import { holdBatch } from './store.ts';
import type { HoldRow } from './tables.ts';

const NOW = Temporal.Instant.from('2026-11-23T02:00:00Z');
const minutes = (n: number): string => NOW.add({ minutes: n }).toString();

let database: FreshDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await freshDatabase();
  // raw rows: what surrounds a session is of no matter here
  pool = new pg.Pool({ connectionString: database.url, max: 1, options: '-c session_replication_role=replica' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface WorldSlot {
  capacity: number;
  booked: number;
  aside: number;
  open: boolean;
  over: boolean;
}
interface WorldPool {
  pool: string;
  floor: number;
  over_floor: number | null;
  used: number;
}
interface WorldAsk {
  slot: number;
  channel: string;
  reserve: string | null;
}

const channels = ['app', 'counter', 'phone'] as const;
const kept = ['on_site', 'senior'] as const;
const slot = fc
  .record({ free: fc.nat(3), booked: fc.nat(2), aside: fc.nat(1), open: fc.boolean(), over: fc.boolean() })
  .map(({ free, ...rest }): WorldSlot => ({ ...rest, capacity: free + rest.booked + rest.aside }));
const partition = fc.record<WorldPool>({
  pool: fc.constantFrom(...channels, ...kept, 'stage:1'),
  floor: fc.nat(3),
  over_floor: fc.option(fc.nat(3)),
  used: fc.nat(3),
});
const ask = fc.record<WorldAsk>({
  slot: fc.nat(3),
  channel: fc.constantFrom(...channels),
  reserve: fc.option(fc.constantFrom(...kept)),
});
const world = fc.record({
  slots: fc.array(slot, { minLength: 1, maxLength: 4 }),
  pools: fc.uniqueArray(partition, { selector: (one) => one.pool, maxLength: 4 }),
  asks: fc.array(ask, { minLength: 1, maxLength: 10 }),
});

/** Writes the session down; returns its slots' ids. */
async function write(slots: WorldSlot[], pools: WorldPool[]): Promise<string[]> {
  const session_id = newId();
  await pool.query(
    `insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
     values ($1, '2026-11-23', 'morning', $2, $3, '08:00', '12:00', $1, $1, $1, $1)`,
    [session_id, minutes(-120), minutes(120)],
  );
  const slot_ids: string[] = [];
  for (const { capacity, booked, aside, open, over } of slots) {
    const id = newId();
    await pool.query(
      `insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity, booked, aside, state)
       values ($1, $2, $3, $4, '08:00', '12:00', $5, $6, $7, $8)`,
      [
        id,
        session_id,
        minutes(-90 - slot_ids.length),
        minutes(over ? -60 : 60),
        capacity,
        booked,
        aside,
        open ? 'open' : 'closed',
      ],
    );
    slot_ids.push(id);
  }
  for (const { pool: name, floor, over_floor, used } of pools)
    await pool.query('insert into session_pool (session_id, pool, floor, ceiling, used) values ($1, $2, $3, $4, $5)', [
      session_id,
      name,
      floor,
      over_floor === null ? null : floor + over_floor,
      used,
    ]);
  return slot_ids;
}

const rowOf = (slot_id: string, { channel, reserve }: WorldAsk): HoldRow => ({
  id: newId(),
  slot_id,
  patient_id: newId(),
  account_id: null,
  actor: 'test',
  key: newId(),
  channel: channel as HoldRow['channel'],
  reserve: reserve as HoldRow['reserve'],
  fee_fen: 0,
  fee_parts: [{ kind: 'registration', list_fen: 0, discount_fen: 0, amount_fen: 0 }],
  payer_class: 'student',
  policy_version: 1,
  seen: 0,
  last_attempt: true,
  account_seen: null,
  now: NOW,
  until: NOW.add({ minutes: 15 }),
});

/** The session as a screen knows it, moved on by what has been taken. */
function shown(slots: WorldSlot[], pools: WorldPool[]) {
  const supply = {
    slots: slots.map((one): SlotPlaces & { open: boolean; over: boolean } => ({
      ...one,
      takeable: one.open && !one.over,
    })),
    pools: pools.map((one) => ({ ...one, ceiling: one.over_floor === null ? null : one.floor + one.over_floor })),
  };
  return {
    supply,
    expects(asked: WorldAsk): string {
      const place = supply.slots[asked.slot]!;
      if (!place.open) return 'closed';
      if (place.over) return 'past';
      if (slotFree(place) === 0) return 'full';
      return freeInSlot(asked, place, supply) > 0 ? 'held' : 'reserved';
    },
    take(asked: WorldAsk): void {
      supply.slots[asked.slot]!.booked += 1;
      const mine = supply.pools.find((one) => one.pool === poolOf(asked, supply.pools));
      if (mine) mine.used += 1;
    },
  };
}

it('one after the other, each ask gets what was shown as free for it, and nothing else', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ slots, pools, asks }) => {
      const slot_ids = await write(slots, pools);
      const screen = shown(slots, pools);
      for (const one of asks.map((raw) => ({ ...raw, slot: raw.slot % slots.length }))) {
        const expected = screen.expects(one);
        const [answer] = await holdBatch(pool, [rowOf(slot_ids[one.slot]!, one)]);
        expect(answer!.outcome).toBe(expected);
        if (expected === 'held') screen.take(one);
      }
    }),
    { numRuns: 80, interruptAfterTimeLimit: 40_000 },
  );
});

it('many at once of one kind get exactly as many places as were shown', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ slots, pools, asks }) => {
      const slot_ids = await write(slots, pools);
      const screen = shown(slots, pools);
      const kind = asks[0]!;
      const crowd = screen.supply.slots.flatMap((place, n) =>
        Array.from({ length: slotFree(place) }, () => rowOf(slot_ids[n]!, kind)),
      );
      const answers = crowd.length ? await holdBatch(pool, crowd) : [];
      const took = answers.filter((answer) => answer.outcome === 'held').length;
      expect(took).toBe(freeFor(kind, screen.supply));
    }),
    { numRuns: 80, interruptAfterTimeLimit: 40_000 },
  );
});
