/** A payment and its refunds in the words of the window: names instead of ids, masked where a person is meant. */
import type { StaffOrderView, StaffRefundView } from '@menzhen/contract';
import { actorName, type Locale, type StaffActor, type Tx } from '../kernel/index.ts';
import { type Catalog, nameIn } from '../modules/catalog/index.ts';
import type { OrderWhole, RefundOfOrder } from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';

export interface MoneyViewGround {
  people: Pick<People, 'cards' | 'staffNames'>;
  catalog: Pick<Catalog, 'view'>;
}
export interface Reader {
  actor: StaffActor;
  locale: Locale;
}

const ACTORS: Record<string, { zh: string; en: string }> = {
  account: { zh: '患者本人', en: 'the patient' },
  system: { zh: '系统', en: 'the system' },
  channel: { zh: '支付渠道', en: 'the channel' },
};
const iso = (at: Temporal.Instant | null): string | null => at?.toString() ?? null;
const staffIdIn = (actor: string | null): string[] => (actor?.startsWith('staff:') ? [actor.slice(6)] : []);

interface Names {
  actor(actor: string): string;
  patient(patient_id: string): string;
  department(department_id: string | null): string;
}

export function moneyViews(ground: MoneyViewGround) {
  async function namesFor(tx: Tx, refunds: RefundOfOrder[], orders: OrderWhole[], { locale }: Reader): Promise<Names> {
    const actors = [
      ...refunds.flatMap((refund) => [refund.actor, refund.decided_by]),
      ...orders.map(({ order }) => order.cashier),
    ].flatMap(staffIdIn);
    const patients = [...new Set(refunds.map((refund) => refund.patient_id))];
    const [staff, people, catalog] = [
      await ground.people.staffNames(tx, [...new Set(actors)]),
      await ground.people.cards(tx, patients),
      await ground.catalog.view(),
    ];
    return {
      actor: (actor) => staff.get(staffIdIn(actor)[0] ?? '') ?? ACTORS[actor.split(':')[0]!]?.[locale] ?? actor,
      patient: (id) => people.get(id)?.name_masked ?? '',
      department: (id) => nameIn(id ? catalog.department(id) : undefined, locale),
    };
  }

  function refundView(refund: RefundOfOrder, names: Names, { actor }: Reader): StaffRefundView {
    const { id, order_id, state, cause, refund_fen, parts, reason, channel, payable_id, merchant_refund_no } = refund;
    return {
      ...{ refund_id: id, order_id, state, cause, refund_fen, parts, reason, channel, payable_id, merchant_refund_no },
      requested_at: refund.requested_at.toString(),
      settled_at: iso(refund.settled_at),
      patient_name: names.patient(refund.patient_id),
      department_name: names.department(refund.department_id),
      asked_by: names.actor(refund.actor),
      asked_by_me: refund.actor === actorName(actor),
      decided_by: refund.decided_by && names.actor(refund.decided_by),
      decided_at: iso(refund.decided_at),
      decision_note: refund.decision_note,
      failure: refund.failure,
    };
  }

  function orderView({ order, parts, refunds }: OrderWhole, names: Names, reader: Reader): StaffOrderView {
    const { id, merchant_order_no, transaction_id, payable_id, channel, state } = order;
    const { amount_fen, paid_fen, refund_due_fen, refunded_fen } = order;
    return {
      ...{ order_id: id, merchant_order_no, transaction_id, payable_id, channel, state },
      ...{ amount_fen, paid_fen, refund_due_fen, refunded_fen },
      opened_at: order.created_at.toString(),
      expires_at: iso(order.expires_at),
      paid_at: iso(order.paid_at),
      taken_by: order.cashier && names.actor(order.cashier),
      parts: parts.map(({ kind, amount_fen: part_fen, refund_due_fen: due }) => ({
        kind,
        amount_fen: part_fen,
        refund_due_fen: due,
      })),
      refunds: refunds.map((refund) => refundView(refund, names, reader)),
    };
  }

  return {
    async refunds(tx: Tx, rows: RefundOfOrder[], reader: Reader): Promise<StaffRefundView[]> {
      const names = await namesFor(tx, rows, [], reader);
      return rows.map((row) => refundView(row, names, reader));
    },
    async orders(tx: Tx, rows: OrderWhole[], reader: Reader): Promise<StaffOrderView[]> {
      const names = await namesFor(
        tx,
        rows.flatMap((row) => row.refunds),
        rows,
        reader,
      );
      return rows.map((row) => orderView(row, names, reader));
    },
  };
}
