/** SQL of what the staff look at: orders of a day, refunds that wait for somebody, the notices about an order. */
import type { refundTasks } from '@menzhen/contract';
import { first, sql, type Tx } from '../../kernel/index.ts';
import { merchantRefundNo } from './rules.ts';
import type { NoticeRow, OrderChannel, OrderRow, OrderState, PartRow, RefundRow } from './tables.ts';

export type RefundTask = (typeof refundTasks)[number];

/** A refund with what its order and payable say of it. */
export interface RefundOfOrder extends RefundRow {
  channel: OrderChannel;
  payable_kind: string;
  payable_id: string;
  patient_id: string;
  department_id: string | null;
}

const REFUNDS = sql`
  select r.*, o.channel, o.payable_kind, o.payable_id, o.patient_id, p.department_id
  from refund r join payment_order o on o.id = r.order_id
    join payable p on p.kind = o.payable_kind and p.id = o.payable_id
`;
const WAITS: Record<RefundTask, ReturnType<typeof sql>> = {
  awaiting_approval: sql`r.state = 'awaiting_approval'`,
  at_counter: sql`r.state = 'requested' and o.channel in ('cash', 'card')`,
  abnormal: sql`r.state = 'abnormal'`,
};

/** The oldest first: who has waited longest is served next. */
export async function listRefundTasks(
  tx: Tx,
  ask: { task: RefundTask; department_ids: string[] | null; after: [string, string] | null; limit: number },
): Promise<RefundOfOrder[]> {
  const { rows } = await sql<RefundOfOrder>`
    ${REFUNDS}
    where ${WAITS[ask.task]}
      and (${ask.department_ids}::uuid[] is null or p.department_id = any(${ask.department_ids}::uuid[]))
      and (${ask.after?.[0] ?? null}::timestamptz is null
        or (r.requested_at, r.id) > (${ask.after?.[0] ?? null}::timestamptz, ${ask.after?.[1] ?? null}::uuid))
    order by r.requested_at, r.id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

export async function refundOfOrder(tx: Tx, id: string): Promise<RefundOfOrder | undefined> {
  return first(await sql<RefundOfOrder>`${REFUNDS} where r.id = ${id}`.execute(tx));
}

export async function refundsOfOrders(tx: Tx, order_ids: readonly string[]): Promise<RefundOfOrder[]> {
  const { rows } = await sql<RefundOfOrder>`
    ${REFUNDS} where r.order_id = any(${order_ids}::uuid[]) order by r.requested_at, r.id
  `.execute(tx);
  return rows;
}

/** A refund of counter money that waits for its payer, locked; undefined: there is none such (any more). */
export async function lockAtCounter(tx: Tx, id: string): Promise<RefundRow | undefined> {
  return first(
    await sql<RefundRow>`
      select r.* from refund r join payment_order o on o.id = r.order_id
      where r.id = ${id} and r.state = 'requested' and o.channel in ('cash', 'card') for update of r
    `.execute(tx),
  );
}

export async function partsOfOrders(tx: Tx, order_ids: readonly string[]): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`
    select order_id, kind, amount_fen, refund_due_fen from payment_part
    where order_id = any(${order_ids}::uuid[]) order by kind desc
  `.execute(tx);
  return rows;
}

export interface OrderListAsk {
  from: Temporal.Instant | null;
  until: Temporal.Instant | null;
  channel: OrderChannel | null;
  state: OrderState | null;
  /** Of payables of these departments only; null: of the whole hospital. */
  department_ids: string[] | null;
  before: [string, string] | null;
  limit: number;
}

/** A page, newest first. `before` is the time and id to continue under. */
export async function listOrders(tx: Tx, ask: OrderListAsk): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select o.* from payment_order o join payable p on p.kind = o.payable_kind and p.id = o.payable_id
    where (${ask.from}::timestamptz is null or coalesce(o.paid_at, o.created_at) >= ${ask.from}::timestamptz)
      and (${ask.until}::timestamptz is null or coalesce(o.paid_at, o.created_at) < ${ask.until}::timestamptz)
      and (${ask.channel}::text is null or o.channel = ${ask.channel})
      and (${ask.state}::text is null or o.state = ${ask.state})
      and (${ask.department_ids}::uuid[] is null or p.department_id = any(${ask.department_ids}::uuid[]))
      and (${ask.before?.[0] ?? null}::timestamptz is null
        or (coalesce(o.paid_at, o.created_at), o.id) < (${ask.before?.[0] ?? null}::timestamptz, ${ask.before?.[1] ?? null}::uuid))
    order by coalesce(o.paid_at, o.created_at) desc, o.id desc
    limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** What the channel told about an order and its refunds, in the order it came. */
export async function noticesAbout(
  tx: Tx,
  order: Pick<OrderRow, 'merchant_order_no' | 'channel'>,
  refunds: readonly Pick<RefundRow, 'id' | 'attempt'>[],
): Promise<NoticeRow[]> {
  const tried = refunds.flatMap(({ id, attempt }) =>
    Array.from({ length: attempt }, (_, before) => merchantRefundNo(id, before + 1)),
  );
  const numbers = [order.merchant_order_no, ...tried];
  const { rows } = await sql<NoticeRow>`
    select * from payment_notice
    where channel = ${order.channel}
      -- as the index payment_notice_about says it
      and coalesce(told #>> '{order,merchant_order_no}', told #>> '{refund,merchant_refund_no}') = any(${numbers}::text[])
    order by received_at, notice_id
  `.execute(tx);
  return rows;
}
