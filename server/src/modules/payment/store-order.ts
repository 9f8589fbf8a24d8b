/** SQL of payment orders. Every change of state is compare-and-set by the transition table: undefined means another was first. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import { orderTransitions } from './rules.ts';
import type { ChannelName } from './ports.ts';
import type { CounterMethod, OrderRow, Payable } from './tables.ts';

export async function readOrder(tx: Tx, id: string): Promise<OrderRow | undefined> {
  return first(await sql<OrderRow>`select * from payment_order where id = ${id}`.execute(tx));
}

export async function readOrderByNo(tx: Tx, merchant_order_no: string): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`select * from payment_order where merchant_order_no = ${merchant_order_no}`.execute(tx),
  );
}

export async function readOrdersByNo(tx: Tx, merchant_order_nos: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select * from payment_order where merchant_order_no = any(${merchant_order_nos}::text[])
  `.execute(tx);
  return rows;
}

export async function listOrdersOf(tx: Tx, kind: string, payable_ids: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select * from payment_order where payable_kind = ${kind} and payable_id = any(${payable_ids}::uuid[]) order by created_at, id
  `.execute(tx);
  return rows;
}

export async function findLiveOrder(tx: Tx, payable: Payable): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      select * from payment_order
      where payable_kind = ${payable.kind} and payable_id = ${payable.id} and state in ('created', 'paying')
    `.execute(tx),
  );
}

/** Whether money taken for the payable is still kept. */
export async function keepsMoney(tx: Tx, payable: Payable): Promise<boolean> {
  const { rows } = await sql`
    select 1 from payment_order
    where payable_kind = ${payable.kind} and payable_id = ${payable.id} and paid_fen > refund_due_fen limit 1
  `.execute(tx);
  return rows.length > 0;
}

type NewOrder = Pick<OrderRow, 'id' | 'merchant_order_no' | 'patient_id' | 'amount_fen' | 'description'> & {
  payable: Payable;
  now: Temporal.Instant;
};

/** Undefined: the payable has a live order already. */
export async function insertCreatedOrder(
  tx: Tx,
  order: NewOrder & { channel: ChannelName; expires_at: Temporal.Instant; close_at: Temporal.Instant },
): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      insert into payment_order (id, merchant_order_no, payable_kind, payable_id, patient_id, channel, state, amount_fen,
        description, created_at, expires_at, close_at, next_query_at)
      values (${order.id}, ${order.merchant_order_no}, ${order.payable.kind}, ${order.payable.id}, ${order.patient_id},
        ${order.channel}, 'created', ${order.amount_fen}, ${order.description}, ${order.now}, ${order.expires_at}, ${order.close_at}, ${order.close_at})
      on conflict (payable_kind, payable_id) where state in ('created', 'paying') do nothing
      returning *
    `.execute(tx),
  );
}

export async function insertPaidOrder(
  tx: Tx,
  order: NewOrder & { channel: CounterMethod | 'free'; cashier?: string; drawer_id?: string },
): Promise<OrderRow> {
  const { rows } = await sql<OrderRow>`
    insert into payment_order (id, merchant_order_no, payable_kind, payable_id, patient_id, channel, state, amount_fen,
      description, created_at, paid_fen, paid_at, cashier, drawer_id)
    values (${order.id}, ${order.merchant_order_no}, ${order.payable.kind}, ${order.payable.id}, ${order.patient_id},
      ${order.channel}, 'paid', ${order.amount_fen}, ${order.description}, ${order.now}, ${order.amount_fen}, ${order.now},
      ${order.cashier ?? null}, ${order.drawer_id ?? null})
    returning *
  `.execute(tx);
  return rows[0]!;
}

export async function startOrder(
  tx: Tx,
  ask: {
    id: string;
    channel_expires_at: Temporal.Instant;
    now: Temporal.Instant;
    next_query_at: Temporal.Instant;
  },
): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      update payment_order set state = 'paying', channel_expires_at = ${ask.channel_expires_at},
        started_at = ${ask.now}, next_query_at = ${ask.next_query_at}
      where id = ${ask.id} and state = any(${sourcesOf(orderTransitions, 'paying')})
      returning *
    `.execute(tx),
  );
}

/** What the channel says of an order that was paid. */
export interface Capture {
  id: string;
  transaction_id: string;
  channel_paid_at: Temporal.Instant | null;
}

/** Returns those that this call captured, each once. */
export async function captureOrders(tx: Tx, captures: readonly Capture[], now: Temporal.Instant): Promise<OrderRow[]> {
  const rows = captures.map((one) => ({ ...one, channel_paid_at: one.channel_paid_at?.toString() ?? null }));
  const { rows: captured } = await sql<OrderRow>`
    with told as materialized (
      select t.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, transaction_id text, channel_paid_at timestamptz)
        join payment_order o using (id)
      order by id for no key update of o
    )
    update payment_order as o set state = 'paid', paid_fen = o.amount_fen, paid_at = ${now}, transaction_id = told.transaction_id,
      channel_paid_at = told.channel_paid_at, next_query_at = null
    from told where o.id = told.id and o.state = any(${sourcesOf(orderTransitions, 'paid')})
    returning o.*
  `.execute(tx);
  return captured;
}

/** `last_look_at`: when to ask the channel once more about an order that was opened there; null: never opened. */
export async function closeOrder(
  tx: Tx,
  ask: { id: string; from: 'created' | 'paying'; now: Temporal.Instant; last_look_at: Temporal.Instant | null },
): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      update payment_order set state = 'closed', closed_at = ${ask.now}, next_query_at = ${ask.last_look_at}
      where id = ${ask.id} and state = ${ask.from}
      returning *
    `.execute(tx),
  );
}

/** Nobody wants the order any more: it is to be closed at the channel from now on. */
export async function hastenClose(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await sql`
    update payment_order set close_at = least(close_at, ${now}::timestamptz), next_query_at = least(next_query_at, ${now}::timestamptz)
    where id = ${id} and state in ('created', 'paying')
  `.execute(tx);
}

/** Orders whose time to be looked at has come, locked; orders another node is looking at are skipped. */
export async function lockDueOrders(tx: Tx, now: Temporal.Instant, limit: number): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select * from payment_order where next_query_at <= ${now} order by next_query_at limit ${limit} for update skip locked
  `.execute(tx);
  return rows;
}

export async function setNextQuery(tx: Tx, id: string, next_query_at: Temporal.Instant | null): Promise<void> {
  await sql`update payment_order set queries = queries + 1, next_query_at = ${next_query_at} where id = ${id}`.execute(
    tx,
  );
}

/** The closed order needs no further look. */
export async function endLooking(tx: Tx, id: string): Promise<void> {
  await sql`update payment_order set next_query_at = null where id = ${id} and state = 'closed'`.execute(tx);
}

/** Takes the right to ask the channel about a paying order; undefined: asked less than a second ago, or not paying. */
export async function takeTurnToAsk(tx: Tx, id: string, now: Temporal.Instant): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      update payment_order set asked_at = ${now}
      where id = ${id} and state = 'paying' and (asked_at is null or asked_at <= ${now.subtract({ seconds: 1 })})
      returning *
    `.execute(tx),
  );
}
