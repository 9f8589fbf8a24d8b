/**
 * Refund at the desk: money goes back while the visit stays — by part, with a reason, above a limit only after a second person
 * has agreed. Counter money is handed over at a window, out of the cashier's own drawer. The drawer is locked first.
 */
import type { StaffRefundView } from '@menzhen/contract';
import {
  actorName,
  cutPage,
  type Db,
  departmentScope,
  found,
  type Handlers,
  keepToDepartment,
  readTimeCursor,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { Drawers } from '../modules/drawer/index.ts';
import type { OrderWhole, Payment, RefundOfOrder } from '../modules/payment/index.ts';
import { type MoneyViewGround, moneyViews, type Reader } from './desk-money-views.ts';
import { type RefundLimitGround, twoPersonAboveFen } from './refund-limit.ts';

export interface RefundDeskGround extends MoneyViewGround, RefundLimitGround {
  db: Db;
  wake: Wake;
  booking: Pick<Bookings, 'card' | 'lockWithPatient'>;
  drawer: Pick<Drawers, 'lockOpen' | 'keepEnough'>;
  payment: Payment;
}
export type RefundDeskRouteNames =
  | 'deskRefundAsk'
  | 'deskRefundHandBack'
  | 'refundList'
  | 'refundApprove'
  | 'refundReject'
  | 'refundCured';

const AT_THE_WINDOW = ['clerk', 'cashier'] as const;
const SECOND = ['finance', 'administrator'] as const;

/** What the staff have given back of an order while its visit stayed, or want to. */
const adjusted_fen = ({ refunds }: OrderWhole): number =>
  refunds
    .filter(({ cause, state }) => cause === 'adjustment' && state !== 'rejected')
    .reduce((sum, { refund_fen }) => sum + refund_fen, 0);

export function refundDeskHandlers(ground: RefundDeskGround): Handlers<RefundDeskRouteNames> {
  const { booking, payment, drawer, db, wake } = ground;
  const views = moneyViews(ground);
  const one = async (tx: Tx, id: string, reader: Reader): Promise<StaffRefundView> =>
    (await views.refunds(tx, [found(await payment.desk.refund(tx, id))], reader))[0]!;

  async function refundOf(id: string, { actor }: Reader, roles: typeof AT_THE_WINDOW | typeof SECOND) {
    const refund = found(await payment.desk.refund(db.kysely, id));
    const { department_id } = found(await booking.card(db.kysely, refund.payable_id));
    keepToDepartment(actor, roles, department_id);
    return refund;
  }

  /** The drawer that cash leaves, locked and with enough in it; cards need none. */
  async function drawerFor(tx: Tx, ask: { channel: string; cashier: string; refund_fen: number }) {
    if (ask.channel !== 'cash') return {};
    const own = await drawer.lockOpen(tx, ask.cashier);
    await drawer.keepEnough(tx, own, ask.refund_fen);
    return { drawer_id: own.id };
  }

  async function decide(
    refund: RefundOfOrder,
    reader: Reader,
    how: { run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>; now: Temporal.Instant; reject?: string },
  ): Promise<StaffRefundView> {
    const decided = await how.run(async (tx) => {
      // what is paid for comes before its order in the order of locks
      await booking.lockWithPatient(tx, refund.payable_id);
      const said = { refund_id: refund.id, actor: actorName(reader.actor), now: how.now };
      if (how.reject === undefined) await payment.approveRefund(tx, said);
      else await payment.rejectRefund(tx, { ...said, note: how.reject });
      return one(tx, refund.id, reader);
    });
    wake.announce();
    return decided;
  }

  return {
    async deskRefundAsk({ params, body, actor, now, run, locale }) {
      const known = found(await payment.desk.order(db.kysely, params.id));
      const { payable_id } = known.order;
      const { department_id } = found(await booking.card(db.kysely, payable_id));
      keepToDepartment(actor, [...AT_THE_WINDOW, 'finance'], department_id);
      const refund_fen = body.parts.reduce((sum, part) => sum + part.refund_fen, 0);
      const { channel, payable_kind } = known.order;
      const limit_fen = await twoPersonAboveFen(ground);
      const answer = await run(async (tx) => {
        const handsBack = body.hand_back && ['cash', 'card'].includes(channel);
        const counter = handsBack ? await drawerFor(tx, { channel, cashier: actor.id, refund_fen }) : {};
        await booking.lockWithPatient(tx, payable_id);
        const whole = found(await payment.desk.order(tx, params.id));
        // asked for in pieces it is the same refund
        const needs_second_person = adjusted_fen(whole) + refund_fen > limit_fen;
        const refund = found(
          await payment.requestRefund(tx, {
            payable: { kind: payable_kind, id: payable_id },
            order_id: params.id,
            ...{ refund_fen, parts: body.parts, cause: 'adjustment' as const, reason: body.reason },
            ...{ actor: actorName(actor), now, needs_second_person, at_counter: Boolean(handsBack), ...counter },
          }),
        );
        return one(tx, refund.id, { actor, locale });
      });
      wake.announce();
      return answer;
    },
    async deskRefundHandBack({ params, actor, now, run, locale }) {
      const { channel, refund_fen } = await refundOf(params.id, { actor, locale }, AT_THE_WINDOW);
      const answer = await run(async (tx) => {
        const counter = await drawerFor(tx, { channel, cashier: actor.id, refund_fen });
        await payment.desk.handBack(tx, { refund_id: params.id, actor: actorName(actor), now, ...counter });
        return one(tx, params.id, { actor, locale });
      });
      wake.announce();
      return answer;
    },
    async refundList({ query, actor, locale }) {
      const { task, cursor, limit = 30 } = query;
      const rows = await payment.desk.tasks(db.kysely, {
        task,
        department_ids: departmentScope(actor, [...AT_THE_WINDOW, ...SECOND]),
        after: readTimeCursor(cursor) ?? null,
        limit: limit + 1,
      });
      const page = cutPage(rows, limit, (last) => [last.requested_at.toString(), last.id]);
      return { items: await views.refunds(db.kysely, page.items, { actor, locale }), next_cursor: page.next_cursor };
    },
    async refundApprove({ params, actor, now, run, locale }) {
      const reader = { actor, locale };
      return decide(await refundOf(params.id, reader, SECOND), reader, { run, now });
    },
    async refundReject({ params, body, actor, now, run, locale }) {
      const reader = { actor, locale };
      return decide(await refundOf(params.id, reader, SECOND), reader, { run, now, reject: body.reason });
    },
    async refundCured({ params, actor, locale }) {
      const reader = { actor, locale };
      await refundOf(params.id, reader, SECOND);
      await payment.desk.askAgain(params.id);
      wake.announce();
      return one(db.kysely, params.id, reader);
    },
  };
}
