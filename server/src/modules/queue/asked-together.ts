/**
 * Many phones ask the same question of different rows at the same moment, after a call or a restart: the database is asked
 * once for all of them. Not for reading inside a transaction: what it wrote is not seen.
 */
import { type Db, Lane } from '../../kernel/index.ts';
import type { QueueNeeds } from './ports.ts';
import * as store from './store.ts';
import type { TicketRow } from './tables.ts';

const MOST = 256;

/** The row of an id, of a table that is read for many ids at a time. */
function together<Row>(read: (ids: string[]) => Promise<Map<string, Row>>): (id: string) => Promise<Row | undefined> {
  const lane = new Lane<string, Row | undefined>({
    most: MOST,
    gathers: true,
    onlyOncePer: (id) => id,
    work: async (ids) => {
      const rows = await read(ids);
      return ids.map((id) => rows.get(id));
    },
  });
  return (id) => lane.ask(id);
}

const byId = <Row, Key extends keyof Row>(rows: Row[], key: Key): Map<string, Row> =>
  new Map(rows.map((row) => [String(row[key]), row]));

/** What a place is read from, by id. */
export interface AskedTogether {
  standing(booking_id: string): Promise<{ patient_id: string; state: string } | undefined>;
  /** The accounts that keep a patient. */
  accounts(patient_id: string): Promise<string[] | undefined>;
  ticket(booking_id: string): Promise<TicketRow | undefined>;
  cards: QueueNeeds['cards'];
}

export function askedTogether({ kysely }: Db, needs: QueueNeeds): AskedTogether {
  const card = together((ids) => needs.cards(kysely, ids));
  return {
    standing: together(async (ids) => byId(await needs.bookingStandings(kysely, ids), 'id')),
    accounts: together((ids) => needs.accountsOf(kysely, ids)),
    ticket: together(async (ids) => byId(await store.ticketsOfBookings(kysely, ids), 'booking_id')),
    async cards(_tx, ids) {
      const found = await Promise.all(ids.map(async (id) => [id, await card(id)] as const));
      return new Map(found.flatMap(([id, one]) => (one ? [[id, one] as const] : [])));
    },
  };
}
