/** Watch the payments: the list for finance and cashiers, and one payment with its refunds, notices and ledger lines. */
import {
  addDays,
  cutPage,
  type Db,
  departmentScope,
  found,
  type Handlers,
  instantOf,
  keepToDepartment,
  readTimeCursor,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { Ledger } from '../modules/ledger/index.ts';
import type { OrderWhole, Payment } from '../modules/payment/index.ts';
import { type MoneyViewGround, moneyViews } from './desk-money-views.ts';

export interface WatchGround extends MoneyViewGround {
  db: Db;
  booking: Pick<Bookings, 'card'>;
  ledger: Pick<Ledger, 'linesOf'>;
  payment: Pick<Payment, 'desk'>;
}
export type WatchRouteNames = 'paymentList' | 'paymentShow';
const READERS = ['finance', 'cashier', 'administrator'] as const;

type Order = OrderWhole['order'];
const timeOf = (order: Order): Temporal.Instant => order.paid_at ?? order.created_at;

function lineOf(order: Order) {
  const { id, merchant_order_no, payable_kind, payable_id, channel, state, amount_fen, refunded_fen } = order;
  const at = timeOf(order).toString();
  return { order_id: id, merchant_order_no, payable_kind, payable_id, channel, state, amount_fen, refunded_fen, at };
}

export function watchHandlers(ground: WatchGround): Handlers<WatchRouteNames> {
  const { db, booking, ledger, payment, people } = ground;
  const { kysely } = db;
  const views = moneyViews(ground);
  return {
    async paymentList({ query, actor }) {
      const { date, channel = null, state = null, cursor, limit = 30 } = query;
      const rows = await payment.desk.list(kysely, {
        from: date ? instantOf(date, '00:00') : null,
        until: date ? instantOf(addDays(date, 1), '00:00') : null,
        ...{ channel, state },
        department_ids: departmentScope(actor, READERS),
        before: readTimeCursor(cursor) ?? null,
        limit: limit + 1,
      });
      const page = cutPage(rows, limit, (last) => [timeOf(last).toString(), last.id]);
      return { items: page.items.map(lineOf), next_cursor: page.next_cursor };
    },
    async paymentShow({ params, actor, locale }) {
      const whole = found(await payment.desk.order(kysely, params.id));
      const { order, refunds } = whole;
      const card = found(await booking.card(kysely, order.payable_id));
      keepToDepartment(actor, READERS, card.department_id);
      const [view] = await views.orders(kysely, [whole], { actor, locale });
      const sources = [`order:${order.id}`, ...refunds.map(({ id }) => `refund:${id}`)];
      const notices = await payment.desk.notices(kysely, whole);
      return {
        order: view!,
        patient_name: (await people.cards(kysely, [order.patient_id])).get(order.patient_id)?.name_masked ?? '',
        notices: notices.map(({ received_at, told, copies, outcome }) => ({
          received_at: received_at.toString(),
          told: (told as { kind: string }).kind,
          copies,
          outcome,
        })),
        lines: (await ledger.linesOf(kysely, sources)).map(({ at, ...line }) => ({ ...line, at: at.toString() })),
      };
    },
  };
}
