/** One round of due work: notices not yet acted on, orders to ask about or close, refunds to push. */
import { inTransaction, type Tx } from '../../kernel/index.ts';
import { nextNoticeTryAt, nextQueryAt, nextRefundTryAt } from './rules.ts';
import { lookAfterOrder } from './service-channel.ts';
import { actOnNotice } from './service-notice.ts';
import { pushRefund } from './service-refund.ts';
import { anythingDue } from './store-due.ts';
import { lockDueNotices, setNextNoticeTry } from './store-notice.ts';
import { lockDueOrders, setNextQuery } from './store-order.ts';
import { lockDueRefunds, setNextRefundTry } from './store-refund.ts';
import type { NoticeRow, OrderRow, PaymentGround, RefundRow } from './tables.ts';

const BATCH = 50;
const AT_ONCE = 5;

/** Claims what is due by moving its next time on, so that another node leaves it alone; then works on it. */
export async function workRound(ground: PaymentGround): Promise<void> {
  const now = ground.clock.now();
  if (!(await anythingDue(ground.db.kysely, now))) return;
  const [notices, orders, refunds] = await inTransaction(ground.db, async (tx) => [
    await claimNotices(tx, now),
    await claimOrders(tx, now),
    await claimRefunds(tx, now),
  ]);
  await each(ground, notices, (notice) => actOnNotice(ground, notice));
  await each(ground, orders, (order) => lookAfterOrder(ground, order));
  await each(ground, refunds, (refund) => pushRefund(ground, refund));
}

async function claimNotices(tx: Tx, now: Temporal.Instant): Promise<NoticeRow[]> {
  const due = await lockDueNotices(tx, now, BATCH);
  for (const row of due) await setNextNoticeTry(tx, row, nextNoticeTryAt(row.tries + 1, now));
  return due;
}

async function claimOrders(tx: Tx, now: Temporal.Instant): Promise<OrderRow[]> {
  const due = await lockDueOrders(tx, now, BATCH);
  for (const row of due) await setNextQuery(tx, row.id, nextQueryAt(row.queries + 1, now, row.close_at!));
  return due;
}

async function claimRefunds(tx: Tx, now: Temporal.Instant): Promise<RefundRow[]> {
  const due = await lockDueRefunds(tx, now, BATCH);
  for (const row of due) await setNextRefundTry(tx, row.id, nextRefundTryAt(row.tries, now));
  return due;
}

/** A few at a time; one that fails is logged and left for its next time, and does not stop the others. */
async function each<T>(ground: PaymentGround, rows: readonly T[], work: (row: T) => Promise<void>): Promise<void> {
  const left = [...rows];
  const lane = async () => {
    for (let row = left.shift(); row !== undefined; row = left.shift()) {
      try {
        await work(row);
      } catch (error) {
        ground.log.warn({ err: error }, 'due payment work did not end; tried again later');
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
