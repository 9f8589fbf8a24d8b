/** The fact the ledger records: a day takes no more postings. What moved is told by those who moved it, the books are beside. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';

const ClosedData = Type.Object({ day: Type.String() });

export const ledgerFacts = { 'ledger.day_closed': ClosedData };

export function factOfClosedDay(
  data: Static<typeof ClosedData>,
  by: { at: Temporal.Instant; actor: string },
): FactInput {
  return { ...by, kind: 'ledger.day_closed', subject: `ledger_day:${data.day}`, data };
}
