/** HTTP: the address that the channel posts to, and the list of payments for finance. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { addDays, cutPage, type Handlers, instantOf, readTimeCursor } from '../../kernel/index.ts';
import { receiveNotice } from './service-notice.ts';
import { listOrders } from './service-order.ts';
import type { OrderRow, PaymentGround } from './tables.ts';

type PaymentLine = AnswerOf<Contract['paymentList']>['items'][number];

/** `afterwards` runs what must not keep the channel waiting for its answer. */
export function paymentHandlers(
  ground: PaymentGround,
  afterwards: (work: () => Promise<void>) => void,
): Handlers<'wechatPayNotice' | 'paymentList'> {
  return {
    async wechatPayNotice(ask) {
      const { act } = await receiveNotice(ground, singleHeaders(ask.headers), ask.raw_body);
      if (act) afterwards(act);
      return { code: 'SUCCESS', message: '成功' };
    },
    async paymentList(ask) {
      const { date, cursor, limit = 30 } = ask.query;
      const rows = await listOrders(ground.db.kysely, {
        from: date ? instantOf(date, '00:00') : null,
        until: date ? instantOf(addDays(date, 1), '00:00') : null,
        before: readTimeCursor(cursor) ?? null,
        limit: limit + 1,
      });
      const page = cutPage(rows, limit, (last) => [timeOf(last).toString(), last.id]);
      return { items: page.items.map(lineOf), next_cursor: page.next_cursor };
    },
  };
}

const timeOf = (order: OrderRow): Temporal.Instant => order.paid_at ?? order.created_at;

function lineOf(order: OrderRow): PaymentLine {
  const { id, merchant_order_no, payable_kind, payable_id, channel, state, amount_fen, refunded_fen } = order;
  const at = timeOf(order).toString();
  return { order_id: id, merchant_order_no, payable_kind, payable_id, channel, state, amount_fen, refunded_fen, at };
}

/** A header sent twice is none: signatures have exactly one of each. */
function singleHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );
}
