/** The demo hospital's past: true by its own invariants, over when the doors open, with some who have booked already. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { readSettings } from '../../server/src/kernel/index.ts';
import { openDemoWithPast } from '../../server/src/past.ts';
import { checkInvariants } from '../invariants.ts';
import { freshDatabase } from '../kit/postgres.ts';

/** A Tuesday early in the morning: the doors are open. */
const NOW = Temporal.Instant.from('2026-11-24T09:00:00+08:00');

it('two days of the past are played, and a second opening changes nothing', async () => {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-past-'));
  const client = new pg.Client({ connectionString: database.url });
  try {
    const settings = readSettings({ DATABASE_URL: database.url, MENZHEN_DATA: folder });
    const ask = { settings, now: NOW, days: 2, visits_per_day: 15, seed: 'demo' };
    const past = await openDemoWithPast(ask);
    expect(past?.until.toString()).toBe(NOW.toString());
    expect(past?.seen).toBeGreaterThan(10);
    expect(await checkInvariants(database.url, { as_of: NOW.toString() })).toEqual([]);
    await client.connect();
    const { rows } = await client.query<{ day: string; states: string[] }>(
      `select case when starts_at < $1 then 'past' else 'coming' end as day, array_agg(distinct state) as states
       from booking group by 1 order by 1`,
      [NOW.toString()],
    );
    const states = Object.fromEntries(rows.map((row) => [row.day, row.states]));
    expect(states.coming).toContain('booked');
    const over = ['finished', 'no_show', 'cancelled', 'expired'];
    expect(states.past?.every((state) => over.includes(state))).toBe(true);
    const waiting = await client.query(`select class, kind from waitlist_entry where state = 'waiting'`);
    expect(waiting.rows.map((row) => row.class)).toContain('referral');
    expect(new Set(waiting.rows.map((row) => row.kind)).size).toBeGreaterThan(1);
    const told = await client.query(
      `select 1 from talk join booking on booking.id = talk.booking_id
       where talk.state = 'confirmed' and booking.state = 'finished'`,
    );
    expect(told.rowCount).toBeGreaterThan(0);
    expect(await openDemoWithPast(ask)).toBeUndefined();
  } finally {
    await client.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
