/** SQL of payables and of the parts of their orders. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import { shareTransitions } from './rules.ts';
import type { PartRow, Payable, PayableAsk, PayableRow, ShareState } from './tables.ts';

const COLUMNS = sql`kind, id, patient_id, payer_class, amount_fen, own_fen, insurance_fen, waived_fen, own_state, insurance_state,
  whole_state, department_id, doctor_id, visit_type_id, moved_at`;

export async function readPayable(tx: Tx, payable: Payable): Promise<PayableRow | undefined> {
  return first(
    await sql<PayableRow>`
      select ${COLUMNS} from payable where kind = ${payable.kind} and id = ${payable.id}
    `.execute(tx),
  );
}

/** The payable as it is owed from now on: new, or wanted again after it was given up. Undefined: it was owed before. */
export async function owe(
  tx: Tx,
  ask: PayableAsk & { amount_fen: number; now: Temporal.Instant },
): Promise<PayableRow | undefined> {
  const begins: ShareState = ask.amount_fen === 0 ? 'none' : 'due';
  return first(
    await sql<PayableRow>`
      insert into payable (kind, id, patient_id, payer_class, amount_fen, own_fen, own_state, insurance_state, department_id, doctor_id,
        visit_type_id, created_at, moved_at)
      values (${ask.payable.kind}, ${ask.payable.id}, ${ask.patient_id}, ${ask.payer_class}, ${ask.amount_fen}, ${ask.amount_fen},
        ${begins}, 'none', ${ask.department_id}, ${ask.doctor_id}, ${ask.visit_type_id}, ${ask.now}, ${ask.now})
      on conflict (kind, id) do update set own_state = 'due', moved_at = greatest(payable.moved_at, excluded.moved_at)
        where payable.own_state = 'void' and payable.amount_fen = excluded.amount_fen
      returning ${COLUMNS}
    `.execute(tx),
  );
}

/** What an own share becomes, and by which reading of the clock. */
export interface ShareMove {
  to: ShareState;
  now: Temporal.Instant;
}

/** Compare-and-set of own shares by their transition table; left out is what was so already, or may not become so. */
export async function moveOwnShares(
  tx: Tx,
  payables: readonly Payable[],
  { to, now }: ShareMove,
): Promise<PayableRow[]> {
  const { rows } = await sql<PayableRow>`
    update payable set own_state = ${to}, moved_at = greatest(moved_at, ${now}::timestamptz)
    where (kind, id) in (select kind, id from jsonb_to_recordset(${JSON.stringify(payables)}::jsonb) as p(kind text, id uuid))
      and own_state = any(${sourcesOf(shareTransitions, to)})
    returning ${COLUMNS}
  `.execute(tx);
  return rows;
}

export async function moveOwnShare(tx: Tx, payable: Payable, move: ShareMove): Promise<PayableRow | undefined> {
  return (await moveOwnShares(tx, [payable], move))[0];
}

/** `refunded` once nothing that was taken for it is kept any more, and nothing waits to be confirmed. */
export async function refundedWhenNothingKept(
  tx: Tx,
  payable: Payable,
  now: Temporal.Instant,
): Promise<PayableRow | undefined> {
  return first(
    await sql<PayableRow>`
      update payable set own_state = 'refunded', moved_at = greatest(moved_at, ${now}::timestamptz)
      where kind = ${payable.kind} and id = ${payable.id} and own_state = any(${sourcesOf(shareTransitions, 'refunded')})
        and not exists (
          select 1 from payment_order o
          where o.payable_kind = ${payable.kind} and o.payable_id = ${payable.id}
            and (o.paid_fen > o.refund_due_fen
              or exists (select 1 from refund r where r.order_id = o.id and r.state = 'awaiting_approval')))
      returning ${COLUMNS}
    `.execute(tx),
  );
}

/** The hospital gives up a part of what is owed while the service stays. */
export async function waive(tx: Tx, payable: Payable, waived_fen: number): Promise<void> {
  await sql`
    update payable set waived_fen = waived_fen + ${waived_fen} where kind = ${payable.kind} and id = ${payable.id}
  `.execute(tx);
}

export async function insertParts(
  tx: Tx,
  order_id: string,
  parts: readonly Pick<PartRow, 'kind' | 'amount_fen'>[],
): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`
    insert into payment_part (order_id, kind, amount_fen)
    select ${order_id}, p.kind, p.amount_fen
    from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as p(kind text, amount_fen integer)
    where p.amount_fen > 0
    returning order_id, kind, amount_fen, refund_due_fen
  `.execute(tx);
  return rows;
}

/** By order. */
export async function partsOf(tx: Tx, order_ids: readonly string[]): Promise<Map<string, PartRow[]>> {
  const { rows } = await sql<PartRow>`
    select order_id, kind, amount_fen, refund_due_fen from payment_part where order_id = any(${order_ids}::uuid[]) order by kind desc
  `.execute(tx);
  return Map.groupBy(rows, (part) => part.order_id);
}

export async function listParts(tx: Tx, order_id: string): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`
    select order_id, kind, amount_fen, refund_due_fen from payment_part where order_id = ${order_id} order by kind desc
  `.execute(tx);
  return rows;
}
