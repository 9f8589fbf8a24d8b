/** I3: what the channel took is booked here or goes back in full. The channel's truth is read from its own store. */
import { DatabaseSync } from 'node:sqlite';
import { type Ask, sentences } from './ask.ts';

/** An order as the channel has it; money in fen. */
export interface GatewayOrder {
  channel: 'wechat' | 'alipay';
  merchant_order_no: string;
  taken_fen: number;
  refunds: { merchant_refund_no: string; refund_fen: number; arrived: boolean }[];
}

interface StoredOrder {
  channel: 'wechat' | 'alipay';
  out_trade_no: string;
  state: string;
  total_fen: number;
}
interface StoredRefund {
  channel: 'wechat' | 'alipay';
  out_refund_no: string;
  out_trade_no: string;
  refund_fen: number;
  status: string;
}

/** Reads the payment stand-in's store after its process has ended (it holds the file while it lives). */
export function readGateway(storeFile: string): GatewayOrder[] {
  const database = new DatabaseSync(storeFile, { readOnly: true });
  try {
    const read = <T>(kind: string) =>
      database
        .prepare('select value from thing where kind = ?')
        .all(kind)
        .map((row) => JSON.parse(String(row.value)) as T);
    const orderOf = ({ channel, out_trade_no }: StoredOrder | StoredRefund) => `${channel} ${out_trade_no}`;
    const refunds = Map.groupBy(read<StoredRefund>('refund'), orderOf);
    return read<StoredOrder>('order').map((order) => ({
      channel: order.channel,
      merchant_order_no: order.out_trade_no,
      taken_fen: order.state === 'SUCCESS' ? order.total_fen : 0,
      refunds: (refunds.get(orderOf(order)) ?? [])
        .filter((refund) => refund.status !== 'CLOSED')
        .map((refund) => ({
          merchant_refund_no: refund.out_refund_no,
          refund_fen: refund.refund_fen,
          arrived: refund.status === 'SUCCESS',
        })),
    }));
  } finally {
    database.close();
  }
}

interface LocalOrder extends Record<string, string | null> {
  channel: string;
  merchant_order_no: string;
  id: string;
  paid_fen: string;
  refund_due_fen: string;
  refunded_fen: string;
  booking_state: string | null;
}

const LOCAL_ORDERS = `
  select o.channel, o.merchant_order_no, o.id, o.paid_fen, o.refund_due_fen, o.refunded_fen, b.state as booking_state
  from payment_order o left join booking b on o.payable_kind = 'booking' and b.id = o.payable_id
  where o.channel in ('wechat', 'alipay')`;

const DEAD = new Set(['held', 'expired', 'cancelled']);

/** Money that came by any way: a booking that gave its place back, or never got it, keeps none of it. */
const NEITHER_BOOKED_NOR_GIVEN_BACK = `
  select format('order %s took %s fen for booking %s, which is %s, and %s are promised back', o.id, o.paid_fen, b.id, coalesce(b.state, 'unknown'), o.refund_due_fen) as what
  from payment_order o left join booking b on b.id = o.payable_id
  where o.payable_kind = 'booking' and o.paid_fen > o.refund_due_fen and coalesce(b.state, 'held') in ('held', 'expired', 'cancelled')`;

export async function paidIsBookedOrRefunded(ask: Ask, gateway: GatewayOrder[] | undefined): Promise<string[]> {
  const found = await sentences(ask, NEITHER_BOOKED_NOR_GIVEN_BACK);
  if (!gateway) return found;
  const nameOf = ({ channel, merchant_order_no }: { channel: string; merchant_order_no: string }) =>
    `${channel} ${merchant_order_no}`;
  const local = new Map((await ask<LocalOrder>(LOCAL_ORDERS)).map((row) => [nameOf(row), row]));
  for (const order of gateway) found.push(...differences(order, local.get(nameOf(order))));
  const known = new Map(gateway.map((order) => [nameOf(order), order]));
  for (const row of local.values()) {
    if (Number(row.paid_fen) > 0 && !known.get(nameOf(row))?.taken_fen)
      found.push(`order ${row.id} counts ${row.paid_fen} fen as paid, which the channel never took`);
  }
  return found;
}

function differences(order: GatewayOrder, row: LocalOrder | undefined): string[] {
  const { merchant_order_no: no, taken_fen } = order;
  if (!row) return [`the channel knows order ${no}, which is unknown here`];
  const found: string[] = [];
  if (taken_fen !== Number(row.paid_fen))
    found.push(`the channel took ${taken_fen} fen for order ${no}, ${row.paid_fen} are counted here`);
  if (taken_fen > Number(row.refund_due_fen) && DEAD.has(row.booking_state ?? 'held'))
    found.push(
      `the channel took ${taken_fen} fen for order ${no}; its booking is ${row.booking_state} and ${row.refund_due_fen} are promised back`,
    );
  const asked_fen = order.refunds.reduce((sum, refund) => sum + refund.refund_fen, 0);
  const arrived_fen = order.refunds.filter((refund) => refund.arrived).reduce((sum, r) => sum + r.refund_fen, 0);
  if (asked_fen > Number(row.refund_due_fen))
    found.push(
      `the channel was asked to give back ${asked_fen} fen of order ${no}, promised were ${row.refund_due_fen}`,
    );
  if (arrived_fen < Number(row.refunded_fen))
    found.push(`${row.refunded_fen} fen of order ${no} count as given back, the channel gave back ${arrived_fen}`);
  return found;
}
