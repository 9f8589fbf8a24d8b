/**
 * What a patient has paid and got back, and the papers about it: payment knows the money, the booking knows what it was for.
 * The desk prints the same papers for patients of its departments.
 */
import type { MyPaymentDetailView, MyPaymentView, ReceiptView } from '@menzhen/contract';
import {
  actorName,
  cutPage,
  type Db,
  FileAnswer,
  found,
  type Handlers,
  keepToDepartment,
  type Locale,
  readTimeCursor,
  type Tx,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import { type Catalog, nameIn } from '../modules/catalog/index.ts';
import {
  listOrdersOfPatients,
  type Payment,
  payersOrder,
  type PayersOrder,
  type PaymentSummary,
  type ReceiptRow,
  receipts,
  type VisitWords,
} from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import { BOOKING } from './payable-of-booking.ts';

export interface MyPaymentsGround {
  db: Db;
  people: People;
  catalog: Catalog;
  booking: Pick<Bookings, 'card' | 'cards'>;
  payment: Pick<Payment, 'ordersOf'>;
}

const DESK = ['cashier', 'clerk', 'finance'] as const;
type Asked = { kind: 'receipt' | 'refund_slip'; id: string };
export type MyPaymentRouteNames =
  | 'myPaymentList'
  | 'myPaymentShow'
  | 'receiptIssue'
  | 'receiptShow'
  | 'receiptPdf'
  | 'deskReceiptIssue'
  | 'deskReceiptPdf';

const timeOf = (order: PayersOrder): Temporal.Instant => order.paid_at ?? order.created_at;

function stateOf(order: PayersOrder): MyPaymentView['state'] {
  if (order.channel === 'free') return 'not_due';
  if (order.paid_fen === 0) return order.state === 'paying' ? 'paying' : 'unpaid';
  if (order.is_stuck) return 'refund_failed';
  if (order.promised_fen > order.refunded_fen) return 'refunding';
  return order.refunded_fen === order.paid_fen ? 'refunded' : 'paid';
}

function papersOf(
  order: Pick<PayersOrder, 'id' | 'paid_fen' | 'paid_at'>,
  refunds: PaymentSummary['refunds'],
  issued: ReceiptRow[],
): MyPaymentDetailView['papers'] {
  if (order.paid_fen === 0) return [];
  const known = (refund_id: string | null) => {
    const row = issued.find((one) => one.refund_id === refund_id);
    return { receipt_id: row?.id ?? null, number: row?.number ?? null };
  };
  const slips = refunds
    .filter((refund) => refund.settled_at !== null)
    .map((refund) => ({
      kind: 'refund_slip' as const,
      id: refund.refund_id,
      ...known(refund.refund_id),
      amount_fen: refund.refund_fen,
      at: refund.settled_at!.toString(),
    }));
  const { id, paid_fen: amount_fen, paid_at } = order;
  return [{ kind: 'receipt' as const, id, ...known(null), amount_fen, at: paid_at!.toString() }, ...slips];
}

const stepsOf = (steps: PaymentSummary['steps']) => steps.map(({ what, at }) => ({ what, at: at.toString() }));

const refundsOf = (refunds: PaymentSummary['refunds']): MyPaymentDetailView['refunds'] =>
  refunds.map((refund) => ({
    ...refund,
    requested_at: refund.requested_at.toString(),
    settled_at: refund.settled_at?.toString() ?? null,
    steps: stepsOf(refund.steps),
  }));

function reader(ground: MyPaymentsGround) {
  const { db, people, catalog, booking } = ground;
  const { kysely } = db;

  async function lineOf(order: PayersOrder, card: BookingCard, locale: Locale): Promise<MyPaymentView> {
    const view = await catalog.view();
    const patient = (await people.cards(kysely, [order.patient_id])).get(order.patient_id);
    const { date, starts, ends } = card;
    return {
      order_id: order.id,
      booking_id: card.id,
      state: stateOf(order),
      channel: order.channel,
      amount_fen: order.amount_fen,
      refund_fen: order.promised_fen,
      at: timeOf(order).toString(),
      patient_name: patient?.name ?? '',
      department_name: nameIn(view.department(card.department_id), locale),
      doctor_name: nameIn(view.doctor(card.doctor_id), locale),
      visit_type_name: nameIn(view.visitType(card.visit_type_id), locale),
      date,
      starts,
      ends,
    };
  }

  return {
    lineOf,
    /** Lines in the order of the orders. */
    async linesOf(orders: PayersOrder[], locale: Locale): Promise<MyPaymentView[]> {
      const cards = await booking.cards(kysely, [...new Set(orders.map((order) => order.payable_id))]);
      const byId = new Map(cards.map((card) => [card.id, card]));
      return Promise.all(orders.map((order) => lineOf(order, byId.get(order.payable_id)!, locale)));
    },
    async owns(account_id: string, patient_id: string): Promise<boolean> {
      return (await people.ownPatientIds(kysely, account_id)).includes(patient_id);
    },
    /** What stands on a paper beside the money; in Chinese, as papers are. */
    async wordsOf(tx: Tx, card: BookingCard): Promise<VisitWords> {
      const view = await catalog.view();
      const patient = (await people.cards(tx, [card.patient_id])).get(card.patient_id);
      return {
        hospital_name: view.hospital.name,
        hospital_name_en: view.hospital.name_en,
        patient_name: patient?.name_masked ?? '',
        payer_class: card.payer_class,
        department_name: nameIn(view.department(card.department_id), 'zh'),
        doctor_name: nameIn(view.doctor(card.doctor_id), 'zh'),
        visit_type_name: nameIn(view.visitType(card.visit_type_id), 'zh'),
        visit_date: card.date,
        visit_starts: card.starts,
        parts: card.fee_parts,
      };
    },
  };
}

/** Of which order a paper is asked for. @throws Refusal not_found */
async function orderAsked(tx: Tx, { kind, id }: Asked) {
  const order_id = kind === 'receipt' ? id : found(await receipts.orderIdOfRefund(tx, id));
  const order = found(await receipts.orderById(tx, order_id));
  return { order, paper: { order_id, refund_id: kind === 'receipt' ? null : id } };
}

type Asking = { body: Asked; by: string; now: Temporal.Instant; mayHave: (card: BookingCard) => Promise<void> | void };

export function myPaymentHandlers(ground: MyPaymentsGround): Handlers<MyPaymentRouteNames> {
  const { db, booking, payment, people } = ground;
  const { kysely } = db;
  const read = reader(ground);

  async function issue(tx: Tx, { body, by, now, mayHave }: Asking): Promise<ReceiptView> {
    const { order, paper } = await orderAsked(tx, body);
    const card = found(await booking.card(tx, order.payable_id));
    await mayHave(card);
    const words = await read.wordsOf(tx, card);
    return receipts.show(tx, await receipts.issue(tx, { paper, words, actor: by, now }));
  }

  async function shown(id: string, mayHave: Asking['mayHave']): Promise<ReceiptView> {
    const row = found(await receipts.byId(kysely, id));
    const order = found(await receipts.orderById(kysely, row.order_id));
    await mayHave(found(await booking.card(kysely, order.payable_id)));
    return receipts.show(kysely, row);
  }

  const printed = async (receipt: ReceiptView): Promise<FileAnswer> =>
    new FileAnswer(`${receipt.number}.pdf`, await receipts.pdf(receipt));
  const ofPatient = (account_id: string) => async (card: BookingCard) => {
    found((await read.owns(account_id, card.patient_id)) || undefined);
  };

  return {
    async myPaymentList({ query, actor, locale }) {
      const limit = query.limit ?? 30;
      const rows = await listOrdersOfPatients(kysely, {
        kind: BOOKING,
        patient_ids: await people.ownPatientIds(kysely, actor.id),
        before: readTimeCursor(query.cursor) ?? null,
        limit: limit + 1,
      });
      const page = cutPage(rows, limit, (last) => [timeOf(last).toString(), last.id]);
      return { items: await read.linesOf(page.items, locale), next_cursor: page.next_cursor };
    },
    async myPaymentShow({ params, actor, locale }) {
      const order = found(await payersOrder(kysely, params.id));
      found((await read.owns(actor.id, order.patient_id)) || undefined);
      const card = found(await booking.card(kysely, order.payable_id));
      const summary = found((await payment.ordersOf(kysely, BOOKING, [card.id])).get(card.id));
      const refunds = summary.refunds.filter((refund) => refund.order_id === order.id);
      const issued = await receipts.ofOrders(kysely, [order.id]);
      return {
        ...(await read.lineOf(order, card, locale)),
        merchant_order_no: order.merchant_order_no,
        expires_at: order.paid_fen === 0 ? (order.expires_at?.toString() ?? null) : null,
        parts: card.fee_parts,
        steps: stepsOf(summary.steps),
        refunds: refundsOf(refunds),
        papers: papersOf(order, refunds, issued),
      };
    },
    receiptIssue: ({ body, actor, now, run }) =>
      run((tx) => issue(tx, { body, by: actorName(actor), now, mayHave: ofPatient(actor.id) })),
    receiptShow: ({ params, actor }) => shown(params.id, ofPatient(actor.id)),
    receiptPdf: async ({ params, actor }) => printed(await shown(params.id, ofPatient(actor.id))),
    deskReceiptIssue: ({ body, actor, now, run }) =>
      run((tx) =>
        issue(tx, {
          body,
          by: actorName(actor),
          now,
          mayHave: (card) => keepToDepartment(actor, DESK, card.department_id),
        }),
      ),
    deskReceiptPdf: async ({ params, actor }) =>
      printed(await shown(params.id, (card) => keepToDepartment(actor, DESK, card.department_id))),
  };
}
