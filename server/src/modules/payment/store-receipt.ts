/** SQL of receipts. The row of the series is the last lock taken: it is held for the two statements that write the paper. */
import type { ReceiptWords } from '@menzhen/contract';
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { ReceiptSeries } from './rules-receipt.ts';
import type { OrderRow, RefundRow } from './tables.ts';

export interface ReceiptRow {
  id: string;
  series: ReceiptSeries;
  year: number;
  n: number;
  number: string;
  order_id: string;
  refund_id: string | null;
  amount_fen: number;
  content: ReceiptWords;
  issued_at: Temporal.Instant;
  issued_by: string;
}

/** The receipt of an order, or the slip of a refund. */
export type Paper = { order_id: string; refund_id: string | null };

export async function findReceipt(tx: Tx, { order_id, refund_id }: Paper): Promise<ReceiptRow | undefined> {
  return first(
    await sql<ReceiptRow>`
      select * from receipt where order_id = ${order_id} and refund_id is not distinct from ${refund_id}::uuid
    `.execute(tx),
  );
}

export async function readReceipt(tx: Tx, id: string): Promise<ReceiptRow | undefined> {
  return first(await sql<ReceiptRow>`select * from receipt where id = ${id}`.execute(tx));
}

export async function listReceiptsOf(tx: Tx, order_ids: readonly string[]): Promise<ReceiptRow[]> {
  const { rows } = await sql<ReceiptRow>`
    select * from receipt where order_id = any(${order_ids}::uuid[]) order by issued_at, id
  `.execute(tx);
  return rows;
}

/** Waits until nobody else writes a paper of this series; from here on what `findReceipt` says is final. */
export async function lockSeries(tx: Tx, series: ReceiptSeries, year: number): Promise<void> {
  await sql`insert into receipt_series (series, year) values (${series}, ${year}) on conflict do nothing`.execute(tx);
  await sql`select 1 from receipt_series where series = ${series} and year = ${year} for update`.execute(tx);
}

/** Takes the next number and writes the paper under it; the series is locked. */
export async function insertReceipt(tx: Tx, row: Omit<ReceiptRow, 'n' | 'number'>): Promise<ReceiptRow> {
  return first(
    await sql<ReceiptRow>`
      with taken as (
        update receipt_series set last = last + 1 where series = ${row.series} and year = ${row.year} returning last
      )
      insert into receipt (id, series, year, n, order_id, refund_id, amount_fen, content, issued_at, issued_by)
      select ${row.id}::uuid, ${row.series}, ${row.year}::smallint, last, ${row.order_id}::uuid, ${row.refund_id}::uuid,
        ${row.amount_fen}::integer, ${JSON.stringify(row.content)}::jsonb, ${row.issued_at}::timestamptz, ${row.issued_by}
      from taken
      returning *
    `.execute(tx),
  )!;
}

export interface MoneyMoved {
  order: OrderRow;
  refund: RefundRow | undefined;
  parts: { kind: 'registration' | 'consultation'; amount_fen: number }[];
}

/** What a paper is about; undefined: no such order or refund. */
export async function readMovement(tx: Tx, paper: Paper): Promise<MoneyMoved | undefined> {
  const order = first(await sql<OrderRow>`select * from payment_order where id = ${paper.order_id}`.execute(tx));
  if (!order) return undefined;
  const refund = paper.refund_id
    ? first(
        await sql<RefundRow>`select * from refund where id = ${paper.refund_id} and order_id = ${order.id}`.execute(tx),
      )
    : undefined;
  if (paper.refund_id && !refund) return undefined;
  const { rows: parts } = refund
    ? await sql<MoneyMoved['parts'][number]>`
        select part->>'kind' as kind, (part->>'refund_fen')::integer as amount_fen
        from refund, jsonb_array_elements(parts) as part where id = ${refund.id} order by kind desc
      `.execute(tx)
    : await sql<MoneyMoved['parts'][number]>`
        select kind, amount_fen from payment_part where order_id = ${order.id} order by kind desc
      `.execute(tx);
  return { order, refund, parts };
}

/** Of which order a refund is; undefined: no such refund. */
export async function orderIdOfRefund(tx: Tx, refund_id: string): Promise<string | undefined> {
  return first(await sql<{ order_id: string }>`select order_id from refund where id = ${refund_id}`.execute(tx))
    ?.order_id;
}

/** Refunds of an order that have arrived, oldest first, with the number of their slip. */
export async function listGivenBack(
  tx: Tx,
  order_id: string,
): Promise<{ refund_id: string; refund_fen: number; at: Temporal.Instant; number: string | null }[]> {
  const { rows } = await sql<{ refund_id: string; refund_fen: number; at: Temporal.Instant; number: string | null }>`
    select f.id as refund_id, f.refund_fen, f.settled_at as at, s.number
    from refund f left join receipt s on s.refund_id = f.id
    where f.order_id = ${order_id} and f.state = 'succeeded' order by f.settled_at, f.id
  `.execute(tx);
  return rows;
}
