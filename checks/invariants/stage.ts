/** The small world on a database of its own, each test in a transaction that is rolled back: broken on purpose, then judged. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';
import { judgeInvariants, type Judgement, type Seen } from '../invariants.ts';
import { askThrough, openReader } from './ask.ts';
import { post as postTo } from './small-books.ts';
import * as world from './small-world.ts';

/** Which invariant is broken, how, and by what. */
export type Breakage = [id: string, how: string, act: () => Promise<unknown>];

export const BOOKED_ANSWER = {
  id: world.BOOKED,
  state: 'booked',
  serial: 3,
  slot_id: world.SLOT,
  patient_id: world.id(52),
};

/** What was seen from outside of a healthy world. */
export const seen = (): Seen => ({
  as_of: world.AS_OF,
  gateway: world.gateway(),
  answers: [
    {
      route: 'bookingHold',
      actor: 'account:x',
      key: 'k1',
      booking: BOOKED_ANSWER,
      ticket: { id: world.TICKET, number: 'A001' },
    },
  ],
  rebuilt: { facts: 20, visits: 3, same: true },
});

/** Opens the world for the tests of a file. */
export function openStage() {
  let database: FreshDatabase;
  let reader: Awaited<ReturnType<typeof openReader>>;
  beforeAll(async () => {
    database = await freshDatabase();
    reader = await openReader(database.url);
  });
  afterAll(async () => {
    await reader.close();
    await database.drop();
  });
  beforeEach(async () => {
    await reader.client.query('begin');
    await world.buildSmallWorld(reader.client);
  });
  afterEach(() => reader.client.query('rollback'));

  const sql = (text: string, ...values: unknown[]) => reader.client.query(text, values as never);
  const judge = (given?: Seen): Promise<Judgement[]> => judgeInvariants(askThrough(reader.client), given);
  return {
    sql,
    judge,
    /** The ids of the invariants that are named as broken. */
    async broken(given: Seen = seen()): Promise<string[]> {
      return (await judge(given)).filter(({ violations }) => violations.length > 0).map(({ id }) => id);
    },
    without: (constraint: string, table: string) => sql(`alter table ${table} drop constraint ${constraint}`),
    fact: (kind: string, subject: string, clock = '04:00', data: object = {}) =>
      world.insertFact(reader.client, { kind, subject, clock, data }),
    post: (posting: { kind: string; source: string }, ...legs: Record<string, unknown>[]) =>
      postTo(reader.client, { ...posting, clock: '04:00' }, legs),
    /** As nobody can: the world's guards are off. */
    async unpost(source: string, kind = '%'): Promise<void> {
      const ids = 'select id from ledger_posting where source = $1 and kind like $2';
      await sql(`delete from ledger_leg where posting_id in (${ids})`, source, kind);
      await sql('delete from ledger_posting where source = $1 and kind like $2', source, kind);
    },
  };
}
