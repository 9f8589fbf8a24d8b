/** HTTP: the day's books for finance. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import {
  type Clock,
  cutPage,
  type Db,
  dayOf,
  type Handlers,
  keepToHospitalWide,
  type Locale,
  readTimeCursor,
  type Tx,
} from '../../kernel/index.ts';
import { type Catalog, nameIn } from '../catalog/index.ts';
import type { People } from '../people/index.ts';
import { accountDays, closedDays, listLines, positions } from './service.ts';
import type { LineRow, PositionRow } from './tables.ts';

/** The books are the whole hospital's: a role in one department does not open them. */
const READERS = ['finance', 'administrator', 'auditor'] as const;

export interface LedgerGround {
  db: Db;
  clock: Clock;
  catalog: Pick<Catalog, 'view'>;
  people: Pick<People, 'staffNames'>;
}

export function ledgerHandlers(ground: LedgerGround): Handlers<'ledgerDay' | 'ledgerLines'> {
  const { db, clock } = ground;
  return {
    async ledgerDay({ query, actor, locale }) {
      keepToHospitalWide(actor, READERS);
      const day = query.date ?? dayOf(clock.now());
      const { accounts, channels, cashiers, departments, payers, parts, closed } = await db.atOneMoment((tx) =>
        booksOf(tx, day),
      );
      const catalog = await ground.catalog.view();
      const staff = await ground.people.staffNames(
        db.kysely,
        cashiers.flatMap(({ key }) => (key ? [staffId(key)] : [])),
      );
      const inWords = (rows: PositionRow[], name: (key: string) => string | undefined) =>
        rows.map((row) => ({ ...row, name: (row.key && name(row.key)) || row.key || '' }));
      return {
        date: day,
        accounts: accounts.map(({ name, name_en, ...row }) => ({ ...row, name: inLocale(locale, name, name_en) })),
        by_channel: inWords(channels, () => undefined),
        by_cashier: inWords(cashiers, (key) => staff.get(staffId(key))),
        by_department: inWords(departments, (key) => nameIn(catalog.department(key), locale)),
        by_payer_class: inWords(payers, () => undefined),
        by_part: inWords(parts, () => undefined),
        sum_fen: accounts.reduce((sum, row) => sum + row.after_fen, 0),
        closed_at: closed?.closed_at.toString() ?? null,
      };
    },
    async ledgerLines({ query, actor }) {
      keepToHospitalWide(actor, READERS);
      const { date, account, source, cursor, limit = 50 } = query;
      const rows = await listLines(db.kysely, {
        ...{ day: date ?? null, account: account ?? null, source: source ?? null },
        before: readTimeCursor(cursor) ?? null,
        limit: limit + 1,
      });
      // a page ends with a posting, never within one
      const postings = [...Map.groupBy(rows, (row) => row.posting_id).values()];
      const page = cutPage(postings, limit, (last) => [last[0]!.at.toString(), last[0]!.posting_id]);
      return { items: page.items.flat().map(lineOf), next_cursor: page.next_cursor };
    },
  };
}

/** A day's books in every way of counting them; of one moment, so that all of them come to the same. */
async function booksOf(tx: Tx, day: string) {
  return {
    accounts: await accountDays(tx, day),
    channels: await positions(tx, day, 'channel'),
    cashiers: await positions(tx, day, 'cashier'),
    departments: await positions(tx, day, 'department_id'),
    payers: await positions(tx, day, 'payer_class'),
    parts: await positions(tx, day, 'part'),
    closed: (await closedDays(tx, [day]))[0],
  };
}

const inLocale = (locale: Locale, zh: string, en: string): string => (locale === 'en' ? en : zh);
const staffId = (actor: string): string => actor.replace(/^staff:/, '');

type Line = AnswerOf<Contract['ledgerLines']>['items'][number];
function lineOf({ at, department_id, ...row }: LineRow): Line {
  return { ...row, department_id, at: at.toString() };
}
