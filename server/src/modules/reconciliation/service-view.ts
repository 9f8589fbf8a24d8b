/** What finance looks at: the board, the list of differences, the statement of a day. */
import type { BillView, BoardDayView, DifferenceView } from '@menzhen/contract';
import { addDays, found, instantOf, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from '../payment/index.ts';
import { daysBetween } from './rules.ts';
import { dayView, spanOf } from './service-day.ts';
import { statementOf } from './statement.ts';
import { listBills, ourDays, readBill } from './store-bill.ts';
import { type CaseListAsk, countCases, countOpen, listCases, readCase } from './store-case.ts';
import { cashierDays, touchedBills } from './store-day.ts';
import type { BillKey, BillRecord, CaseRow, ReconciliationGround } from './tables.ts';
import { viewOfBill, viewOfCase } from './views.ts';

const keyOf = ({ channel, day }: BillKey): string => `${day} ${channel}`;

async function billViews(tx: Tx, bills: readonly BillRecord[]): Promise<BillView[]> {
  const [first, last] = [bills[0]?.day, bills.at(-1)?.day];
  if (!first || !last) return [];
  const until = instantOf(addDays(last, 1), '00:00');
  const ours = new Map((await ourDays(tx, instantOf(first, '00:00'), until)).map((row) => [keyOf(row), row]));
  const counts = new Map((await countCases(tx, first, last)).map((row) => [keyOf(row), row]));
  return bills.map((bill) => viewOfBill(bill, ours.get(keyOf(bill)), counts.get(keyOf(bill))));
}

export async function oneBill(tx: Tx, key: BillKey): Promise<BillView> {
  return (await billViews(tx, [found(await readBill(tx, key))]))[0]!;
}

/** Every day of the span, newest first, with the bills of that day of the channels' calendars. */
export async function board(
  ground: ReconciliationGround,
  { from, to }: { from: string; to: string },
): Promise<{ days: BoardDayView[]; open: number }> {
  const days = daysBetween(from, to).toReversed();
  const seen = await ground.db.atOneMoment(async (tx) => ({
    bills: await billViews(tx, await listBills(tx, from, to)),
    closed: await ground.ledger.closedDays(tx, days),
    open: await countOpen(tx),
  }));
  const bills = Map.groupBy(seen.bills, (bill) => bill.day);
  const closed = new Map(seen.closed.map((row) => [row.day, row]));
  const names = await namesOf(
    ground,
    [...closed.values()].map((row) => row.closed_by),
  );
  const rows = days.map((day): BoardDayView => {
    const closing = closed.get(day);
    return {
      day,
      closed_at: closing?.closed_at.toString() ?? null,
      closed_by: closing ? names(closing.closed_by) : null,
      bills: bills.get(day) ?? [],
    };
  });
  return { days: rows, open: seen.open };
}

/** `staff:<id>` as a name; others stay as they are. */
export async function namesOf(ground: ReconciliationGround, actors: readonly (string | null)[]) {
  const ids = actors.flatMap((actor) => (actor?.startsWith('staff:') ? [actor.slice('staff:'.length)] : []));
  const names = ids.length > 0 ? await ground.staffNames(ground.db.kysely, ids) : new Map<string, string>();
  return (actor: string | null): string | null => actor && (names.get(actor.slice('staff:'.length)) ?? actor);
}

export async function caseViews(ground: ReconciliationGround, rows: readonly CaseRow[]): Promise<DifferenceView[]> {
  const names = await namesOf(
    ground,
    rows.map((row) => row.settled_who),
  );
  return rows.map((row) => viewOfCase(row, names(row.settled_who)));
}

export const casesFor = (ground: ReconciliationGround, ask: CaseListAsk): Promise<CaseRow[]> =>
  listCases(ground.db.kysely, ask);

export async function oneCase(ground: ReconciliationGround, id: string): Promise<DifferenceView> {
  return (await caseViews(ground, [found(await readCase(ground.db.kysely, id))]))[0]!;
}

const MOST_IN_STATEMENT = 5_000;

/** The day's workbook: its totals, the bills in which its money stands, their differences, and its cashiers. */
export async function statement(ground: ReconciliationGround, day: string): Promise<Buffer> {
  const { view, bills, cases, cashiers } = await ground.db.atOneMoment((tx) => recordsOf(tx, ground, day));
  const names = await namesOf(ground, [view.closed_by, ...cashiers.map((row) => row.cashier)]);
  return statementOf({
    day: view,
    bills,
    cases,
    cashiers: cashiers.map((row) => ({ ...row, name: names(row.cashier) ?? '' })),
    closed_by: names(view.closed_by),
    made_at: ground.clock.now(),
  });
}

/** All that the workbook tells of the day; of one moment, so that its sheets agree. */
async function recordsOf(tx: Tx, ground: ReconciliationGround, day: string) {
  const view = await dayView(tx, ground, day);
  const bills: BillRecord[] = [];
  const cases: CaseRow[] = [];
  for (const key of await billsFor(tx, ground, day)) {
    const bill = await readBill(tx, key);
    if (!bill) continue;
    bills.push(bill);
    cases.push(...(await listCases(tx, { ...key, state: null, before: null, limit: MOST_IN_STATEMENT })));
  }
  return { view, bills, cases, cashiers: await cashierDays(tx, day) };
}

async function billsFor(tx: Tx, ground: ReconciliationGround, day: string): Promise<BillKey[]> {
  const own = (Object.keys(ground.channels) as ChannelName[]).map((channel) => ({ channel, day }));
  const keys = new Map([...(await touchedBills(tx, spanOf(day))), ...own].map((key) => [keyOf(key), key]));
  return [...keys.values()];
}
