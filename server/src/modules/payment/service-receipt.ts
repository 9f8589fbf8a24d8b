/**
 * Receipts and refund slips. A paper is issued when somebody first asks for it: most payers never do, and a number given
 * while money is captured would make all payments of the house wait for one row.
 */
import type { ReceiptView, ReceiptWords } from '@menzhen/contract';
import { dayOf, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfReceipt } from './facts-receipt.ts';
import { receiptPdf } from './receipt-paper.ts';
import { inCapitals, kindOf, seriesOf } from './rules-receipt.ts';
import { readOrder } from './store-order.ts';
import {
  findReceipt,
  insertReceipt,
  listGivenBack,
  listReceiptsOf,
  lockSeries,
  type MoneyMoved,
  orderIdOfRefund,
  type Paper,
  type ReceiptRow,
  readMovement,
  readReceipt,
} from './store-receipt.ts';

export type { ReceiptRow } from './store-receipt.ts';

/** What payment does not know by itself: the words of whoever sold the service. `parts` with list prices, by kind. */
export type VisitWords = Pick<
  ReceiptWords,
  | 'hospital_name'
  | 'hospital_name_en'
  | 'patient_name'
  | 'payer_class'
  | 'department_name'
  | 'doctor_name'
  | 'visit_type_name'
  | 'visit_date'
  | 'visit_starts'
> & { parts: { kind: string; list_fen: number; discount_fen: number; amount_fen: number }[] };

export interface ReceiptAsk {
  paper: Paper;
  words: VisitWords;
  actor: string;
  now: Temporal.Instant;
}

/** List prices go on a receipt whose parts agree with what the order took. */
function partsOf(moved: MoneyMoved, words: VisitWords): ReceiptWords['parts'] {
  return moved.parts
    .filter((part) => part.amount_fen > 0 || !moved.refund)
    .map(({ kind, amount_fen }) => {
      const known = words.parts.find((part) => part.kind === kind && part.amount_fen === amount_fen);
      const told = moved.refund ? undefined : known;
      return { kind, list_fen: told?.list_fen ?? null, discount_fen: told?.discount_fen ?? null, amount_fen };
    });
}

function contentOf(moved: MoneyMoved, words: VisitWords): ReceiptWords {
  const { order, refund } = moved;
  const amount_fen = refund ? refund.refund_fen : order.paid_fen;
  return {
    ...words,
    parts: partsOf(moved, words),
    amount_fen,
    amount_capital: inCapitals(amount_fen),
    channel: order.channel,
    merchant_order_no: order.merchant_order_no,
    merchant_refund_no: refund?.merchant_refund_no ?? null,
    channel_no: refund ? refund.channel_refund_id : order.transaction_id,
    moved_at: (refund ? refund.settled_at! : order.paid_at!).toString(),
    reason: refund?.reason ?? null,
  };
}

/** @throws Refusal not_found; receipt_not_due: the money has not come, or not arrived back */
async function movementOf(tx: Tx, paper: Paper): Promise<MoneyMoved> {
  const moved = await readMovement(tx, paper);
  if (!moved) throw new Refusal('not_found');
  const hasMoved = moved.refund ? moved.refund.state === 'succeeded' : moved.order.paid_fen > 0;
  if (!hasMoved) throw new Refusal('receipt_not_due');
  return moved;
}

/**
 * The receipt of a paid order or the slip of a refund that arrived; the same one again, however often and by however many
 * it is asked for.
 * @throws Refusal not_found, receipt_not_due
 */
export async function issueReceipt(tx: Tx, ask: ReceiptAsk): Promise<ReceiptRow> {
  const before = await findReceipt(tx, ask.paper);
  if (before) return before;
  const moved = await movementOf(tx, ask.paper);
  const series = seriesOf(ask.paper.refund_id ? 'refund_slip' : 'receipt');
  const year = Number(dayOf(ask.now).slice(0, 4));
  await lockSeries(tx, series, year);
  // Whoever held the lock before us may have written it.
  const meanwhile = await findReceipt(tx, ask.paper);
  if (meanwhile) return meanwhile;
  const content = contentOf(moved, ask.words);
  const row = await insertReceipt(tx, {
    ...ask.paper,
    id: newId(),
    series,
    year,
    amount_fen: content.amount_fen,
    content,
    issued_at: ask.now,
    issued_by: ask.actor,
  });
  const { id: receipt_id, number, order_id, refund_id, amount_fen } = row;
  await record(
    tx,
    factOfReceipt(
      { receipt_id, number, order_id, refund_id, amount_fen },
      { at: ask.now, actor: ask.actor, patient: moved.order.patient_id },
    ),
  );
  return row;
}

/** As it is shown: the paper's own words, and what has gone back since. */
export async function showReceipt(tx: Tx, row: ReceiptRow): Promise<ReceiptView> {
  const { id, series, number, order_id, refund_id, issued_at, content } = row;
  const kind = kindOf(series);
  const given_back = kind === 'receipt' ? await listGivenBack(tx, order_id) : [];
  return {
    id,
    kind,
    number,
    order_id,
    refund_id,
    issued_at: issued_at.toString(),
    content,
    given_back: given_back.map((one) => ({ ...one, at: one.at.toString() })),
  };
}

/** What others do with receipts; every function but `pdf` takes the transaction first. */
export const receipts = {
  issue: issueReceipt,
  show: showReceipt,
  byId: readReceipt,
  ofOrders: listReceiptsOf,
  orderIdOfRefund,
  orderById: readOrder,
  pdf: receiptPdf,
};
