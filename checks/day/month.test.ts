/**
 * A week of a small month by both channels with their troubles and wrong bills; at the end no fen is unexplained. The whole month
 * is `npm run day -- --days 30`.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';
import { playDays } from './clinic.ts';
import { openHouse } from './house.ts';

const BEGINS = Temporal.Instant.from('2026-11-23T08:20:00+08:00');
const FIRST_PORT = 4970;
const DAYS = 7;
const VISITS = 6;

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

it(`${DAYS} days of ${VISITS} visits reconcile to the fen and are closed`, { timeout: 900_000 }, async () => {
  const house = await openHouse({ databaseUrl: database.url, begins: BEGINS, firstPort: FIRST_PORT, isOwn: true });
  try {
    const end = await playDays(house, database.url, { seed: 'month', visits: VISITS, days: DAYS, speed: 0 });
    expect(end.judgements.filter(({ violations }) => violations.length > 0)).toEqual([]);
    expect(end.unexplained_fen).toBe(0);
    expect([...end.tally.not_closed]).toEqual([]);
    expect(end.tally.days_closed).toBe(DAYS);
    expect(end.tally.differences).toBeGreaterThan(0);
    expect(end.tally.adjusted).toBeGreaterThan(0);
  } finally {
    await house.close();
  }
});
