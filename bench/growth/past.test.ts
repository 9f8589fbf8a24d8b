/** The years that the bench writes are rows that the hospital's own tables take, whatever a migration has made of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../checks/kit/postgres.ts';
import { dayOf } from '../../server/src/kernel/index.ts';
import { openGround } from '../booking/ground.ts';
import { asOwner } from '../house.ts';
import { seedYears } from './past.ts';

const A_DAY = 10_000;
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('a day of the past is ten thousand visits, each with its place, its fee and its fact', async () => {
  await openGround(database.url, 1, 10);
  await seedYears(database.url, A_DAY, dayOf(Temporal.Now.instant()));
  const { rows } = await asOwner(database.url, (client) =>
    client.query(
      `select count(*)::int as visits, count(distinct (slot_id, serial))::int as places, sum(fee_fen)::int as fee_fen, min(fee_parts -> 0 ->> 'amount_fen') as first_part,
         (select count(*)::int from fact where kind = 'booking.finished') as facts
       from booking`,
    ),
  );
  expect(rows).toEqual([{ visits: A_DAY, places: A_DAY, fee_fen: 1_500 * A_DAY, first_part: '1500', facts: A_DAY }]);
});
