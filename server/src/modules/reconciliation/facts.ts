/** The facts of reconciliation: bills that were matched or could not be read, differences found and settled, days closed. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { BillKey, BillRecord, CaseRow } from './tables.ts';

const BillData = Type.Object({
  channel: Type.String(),
  day: Type.String(),
  rows: Type.Integer(),
  paid_fen: Type.Integer(),
  refunded_fen: Type.Integer(),
  fee_fen: Type.Integer(),
  /** New ones. */
  differences: Type.Integer(),
});
const BillFailedData = Type.Object({
  channel: Type.String(),
  day: Type.String(),
  failure: Type.String(),
  tries: Type.Integer(),
});
const CaseData = Type.Object({
  channel: Type.String(),
  day: Type.String(),
  kind: Type.String(),
  money: Type.String(),
  merchant_no: Type.String(),
  effect_fen: Type.Integer(),
  settled_by: Type.Union([Type.String(), Type.Null()]),
  explanation: Type.Union([Type.String(), Type.Null()]),
});
const DayData = Type.Object({
  day: Type.String(),
  channels: Type.Array(
    Type.Object({
      channel: Type.String(),
      paid_fen: Type.Integer(),
      refunded_fen: Type.Integer(),
      fee_fen: Type.Integer(),
      net_fen: Type.Integer(),
    }),
  ),
});

/** Kind -> schema of its data. */
export const reconciliationFacts = {
  'reconciliation.bill_matched': BillData,
  'reconciliation.bill_failed': BillFailedData,
  'reconciliation.difference_found': CaseData,
  'reconciliation.difference_settled': CaseData,
  /** What had been taken on or left standing is explained after all; its postings are taken back. */
  'reconciliation.difference_gone': CaseData,
  'day.closed': DayData,
} as const;

export interface By {
  at: Temporal.Instant;
  actor: string;
}
export const billSubject = ({ channel, day }: BillKey): string => `bill:${channel}:${day}`;

export function factOfBill(bill: BillRecord, differences: number, by: By): FactInput {
  const { channel, day, rows_n: rows, paid_fen, refunded_fen, fee_fen } = bill;
  const data: Static<typeof BillData> = { channel, day, rows, paid_fen, refunded_fen, fee_fen, differences };
  return { ...by, kind: 'reconciliation.bill_matched', subject: billSubject(bill), data };
}

export function factOfBillFailure(bill: BillKey & { tries: number }, failure: string, by: By): FactInput {
  const data: Static<typeof BillFailedData> = { channel: bill.channel, day: bill.day, failure, tries: bill.tries };
  return { ...by, kind: 'reconciliation.bill_failed', subject: billSubject(bill), data };
}

type CaseFactKind =
  | 'reconciliation.difference_found'
  | 'reconciliation.difference_settled'
  | 'reconciliation.difference_gone';
export function factOfCase(kind: CaseFactKind, row: CaseRow, by: By): FactInput {
  const { channel, day, money, merchant_no, effect_fen, settled_by, explanation } = row;
  const data: Static<typeof CaseData> = {
    channel,
    day,
    kind: row.kind,
    money,
    merchant_no,
    effect_fen,
    settled_by,
    explanation,
  };
  return { ...by, kind, subject: `difference:${row.id}`, data };
}

export function factOfDay(data: Static<typeof DayData>, by: By): FactInput {
  return { ...by, kind: 'day.closed', subject: `day:${data.day}`, data };
}
