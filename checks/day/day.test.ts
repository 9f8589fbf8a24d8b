/** A small clinic day, twice: whatever goes wrong at the channel and in the hall, the evening is in order. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';
import { playDays } from './clinic.ts';
import { openHouse } from './house.ts';

const BEGINS = Temporal.Instant.from('2026-11-23T08:20:00+08:00');
const FIRST_PORT = 4950;

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

it.each(['7', 'spring'])(
  'sixty visits with seed %s end with every invariant held',
  async (seed) => {
    const house = await openHouse({ databaseUrl: database.url, begins: BEGINS, firstPort: FIRST_PORT, isOwn: true });
    try {
      const end = await playDays(house, database.url, { seed, visits: 60, days: 1, speed: 0 });
      expect(end.judgements.filter(({ violations }) => violations.length > 0)).toEqual([]);
      expect(end.tally.seen).toBeGreaterThan(30);
      expect(end.weather.size).toBeGreaterThan(1);
    } finally {
      await house.close();
    }
  },
  120_000,
);
