/** SQL of what payers see: the orders of their patients. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { OrderRow } from './tables.ts';

export interface PayersOrder extends OrderRow {
  /** A refund of it could not reach the payer. */
  is_stuck: boolean;
  /** Promised back; what waits for a second person's word is not. */
  promised_fen: number;
}

const order = sql`
  select o.*, exists (select 1 from refund r where r.order_id = o.id and r.state = 'abnormal') as is_stuck,
    (select coalesce(sum(r.refund_fen), 0) from refund r
      where r.order_id = o.id and r.state not in ('awaiting_approval', 'rejected'))::int as promised_fen
  from payment_order o`;

export async function payersOrder(tx: Tx, id: string): Promise<PayersOrder | undefined> {
  return first(await sql<PayersOrder>`${order} where o.id = ${id}`.execute(tx));
}

/**
 * A page, newest first, of the orders of these patients that took money, may still take it, or cost nothing. An order that
 * was closed unpaid tells a payer nothing. `before` is the time and id to continue under.
 */
export async function listOrdersOfPatients(
  tx: Tx,
  ask: { kind: string; patient_ids: readonly string[]; before: [string, string] | null; limit: number },
): Promise<PayersOrder[]> {
  const { rows } = await sql<PayersOrder>`
    ${order}
    where o.patient_id = any(${ask.patient_ids}::uuid[]) and o.payable_kind = ${ask.kind} and o.state <> 'closed'
      and (${ask.before?.[0] ?? null}::timestamptz is null
        or (coalesce(o.paid_at, o.created_at), o.id) < (${ask.before?.[0] ?? null}::timestamptz, ${ask.before?.[1] ?? null}::uuid))
    order by coalesce(o.paid_at, o.created_at) desc, o.id desc
    limit ${ask.limit}
  `.execute(tx);
  return rows;
}
