/**
 * The usual ways to give out places, each as a transaction over a pool as large as the hospital's own, on tables that hold
 * nothing but what that way needs. A way says whether the person got a place; what it did is counted from its tables.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { asOwner } from '../house.ts';

export interface Way {
  name: string;
  about: string;
  /** True: got a place. False: was told that there is none. */
  take(slot_id: string, patient_id: string): Promise<boolean>;
}

const CONNECTIONS = 32;
const MOST_TRIES = 10;

const TABLES = `
  create table race_slot (id uuid primary key, capacity integer not null, booked integer not null default 0);
  create table race_booking (id uuid primary key, slot_id uuid not null, patient_id uuid not null, place integer, unique (slot_id, patient_id), unique (slot_id, place));
  create index race_booking_by_slot on race_booking (slot_id);`;

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
const isConflict = (error: unknown): boolean => codeOf(error) === '23505';
const isToRetry = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

export const openPeers = async (url: string): Promise<{ ways: Way[]; close: () => Promise<void> }> => {
  await asOwner(url, (client) => client.query(TABLES));
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });

  async function inOne(begin: string, story: (client: pg.PoolClient) => Promise<boolean>): Promise<boolean> {
    const client = await pool.connect();
    try {
      await client.query(begin);
      const got = await story(client);
      await client.query('commit');
      return got;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
  const one = async <Row>(client: pg.PoolClient, name: string, text: string, values: unknown[]): Promise<Row> =>
    (await client.query({ name, text, values })).rows[0] as Row;
  const slotOf = (client: pg.PoolClient, slot_id: string) =>
    one<{ capacity: number; booked: number }>(client, 'slot', 'select capacity, booked from race_slot where id = $1', [
      slot_id,
    ]);
  const countOf = async (client: pg.PoolClient, slot_id: string): Promise<number> =>
    (
      await one<{ n: number }>(client, 'count', 'select count(*)::int as n from race_booking where slot_id = $1', [
        slot_id,
      ])
    ).n;
  const insert = (client: pg.PoolClient, slot_id: string, patient_id: string, place: number | null) =>
    client.query({
      name: 'insert',
      text: 'insert into race_booking (id, slot_id, patient_id, place) values ($1, $2, $3, $4)',
      values: [randomUUID(), slot_id, patient_id, place],
    });

  const checkThenInsert = async (client: pg.PoolClient, slot_id: string, patient_id: string): Promise<boolean> => {
    const { capacity } = await slotOf(client, slot_id);
    if ((await countOf(client, slot_id)) >= capacity) return false;
    await insert(client, slot_id, patient_id, null);
    return true;
  };

  const ways: Way[] = [
    {
      name: 'check_then_insert',
      about: 'count, compare, insert',
      take: (slot_id, patient_id) => inOne('begin', (client) => checkThenInsert(client, slot_id, patient_id)),
    },
    {
      name: 'unique_key',
      about: 'the next place number, guarded by a unique key alone',
      take: (slot_id, patient_id) =>
        inOne('begin', async (client) => {
          const { capacity } = await slotOf(client, slot_id);
          const place = (await countOf(client, slot_id)) + 1;
          if (place > capacity) return false;
          await insert(client, slot_id, patient_id, place);
          return true;
        }).catch((error: unknown) => {
          if (isConflict(error)) return false;
          throw error;
        }),
    },
    {
      name: 'serializable',
      about: `count and insert, serializable, tried up to ${MOST_TRIES} times`,
      async take(slot_id, patient_id) {
        for (let tries = 0; tries < MOST_TRIES; tries += 1) {
          try {
            return await inOne('begin isolation level serializable', (client) =>
              checkThenInsert(client, slot_id, patient_id),
            );
          } catch (error) {
            if (!isToRetry(error)) throw error;
            await new Promise((done) => setTimeout(done, Math.random() * 10 * (tries + 1)));
          }
        }
        return false;
      },
    },
    {
      name: 'compare_and_set',
      about: 'read the counter, set it to one more if it is still what was read',
      take: (slot_id, patient_id) =>
        inOne('begin', async (client) => {
          const { capacity, booked } = await slotOf(client, slot_id);
          if (booked >= capacity) return false;
          const { rowCount } = await client.query({
            name: 'set',
            text: 'update race_slot set booked = $2 + 1 where id = $1 and booked = $2',
            values: [slot_id, booked],
          });
          if (rowCount !== 1) return false;
          await insert(client, slot_id, patient_id, null);
          return true;
        }),
    },
  ];
  return { ways, close: () => pool.end() };
};
