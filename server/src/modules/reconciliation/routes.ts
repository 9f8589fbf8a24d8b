/** HTTP for finance: the board, differences, the closing of a day. */
import {
  actorName,
  cutPage,
  type Handlers,
  inTransaction,
  keepToHospitalWide,
  Refusal,
  readTimeCursor,
} from '../../kernel/index.ts';
import { daysBetween } from './rules.ts';
import { askForBill } from './service-bill.ts';
import { cureCase } from './service-case.ts';
import { closeDay, dayView, type FinanceDay } from './service-day.ts';
import { board, caseViews, casesFor, namesOf, oneBill, oneCase, statement } from './service-view.ts';
import type { ReconciliationGround } from './tables.ts';
import { viewOfDay } from './views.ts';

export type ReconciliationRouteNames =
  | 'reconciliationBoard'
  | 'billFetch'
  | 'differenceList'
  | 'differenceShow'
  | 'differenceCure'
  | 'financeDay'
  | 'financeDayClose'
  | 'financeDayStatement';

const READERS = ['finance', 'administrator', 'auditor'] as const;
const FINANCE = ['finance'] as const;
/** A quarter of a year at a time. */
const MOST_DAYS = 93;

/** `soon` starts a round of fetching that nobody waits for. */
export function reconciliationHandlers(
  ground: ReconciliationGround,
  soon: () => void,
): Handlers<ReconciliationRouteNames> {
  const shown = async (day: FinanceDay, locale: 'zh' | 'en') => {
    const names = await namesOf(ground, [day.closed_by]);
    return viewOfDay(day, names(day.closed_by), locale);
  };
  return {
    async reconciliationBoard({ query, actor }) {
      keepToHospitalWide(actor, READERS);
      if (query.to < query.from || daysBetween(query.from, query.to).length > MOST_DAYS)
        throw new Refusal('input_invalid', {}, [
          { field: 'to', message: `最多 ${MOST_DAYS} 天 / at most ${MOST_DAYS} days` },
        ]);
      return board(ground, query);
    },
    async billFetch({ params, actor }) {
      keepToHospitalWide(actor, FINANCE);
      await askForBill(ground, params);
      soon();
      return oneBill(ground.db.kysely, params);
    },
    async differenceList({ query, actor }) {
      keepToHospitalWide(actor, READERS);
      const { state = null, channel = null, day = null, cursor, limit = 30 } = query;
      const before = readTimeCursor(cursor) ?? null;
      const rows = await casesFor(ground, { state, channel, day, before, limit: limit + 1 });
      const page = cutPage(rows, limit, (last) => [last.opened_at.toString(), last.id]);
      return { items: await caseViews(ground, page.items), next_cursor: page.next_cursor };
    },
    async differenceShow({ params, actor }) {
      keepToHospitalWide(actor, READERS);
      return oneCase(ground, params.id);
    },
    async differenceCure({ params, body, actor }) {
      keepToHospitalWide(actor, FINANCE);
      const note = body.note?.trim() || null;
      const row = await cureCase(ground, { id: params.id, cure: body.cure, note, actor: actorName(actor) });
      return (await caseViews(ground, [row]))[0]!;
    },
    async financeDay({ params, actor, locale }) {
      keepToHospitalWide(actor, READERS);
      return shown(await ground.db.atOneMoment((tx) => dayView(tx, ground, params.day)), locale);
    },
    async financeDayClose({ params, actor, locale }) {
      keepToHospitalWide(actor, FINANCE);
      return shown(await closeDay(ground, { day: params.day, actor: actorName(actor) }), locale);
    },
    async financeDayStatement({ params, actor }) {
      keepToHospitalWide(actor, READERS);
      const bytes = await statement(ground, params.day);
      return { file_name: `对账单-${params.day}.xlsx`, content_base64: bytes.toString('base64') };
    },
  };
}
