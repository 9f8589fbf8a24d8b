/** The house's invariants (I1 to I8, I12) and the count of places, read from raw tables and from what clients and channel know. */
import type { BookingState } from '@menzhen/contract';
import { type Db, sql } from '../../server/src/kernel/index.ts';
import { moves } from '../../server/src/modules/booking/index.ts';
import type { Told, World } from './world.ts';

interface BookingRow {
  id: string;
  state: BookingState;
  slot_id: string;
  patient_id: string;
  serial: number;
  fee_fen: number;
  pool: string;
}
interface OrderRow {
  id: string;
  payable_id: string;
  merchant_order_no: string;
  channel: string;
  state: string;
  paid_fen: number;
  refund_due_fen: number;
  refunded_fen: number;
}
interface Tables {
  bookings: BookingRow[];
  orders: OrderRow[];
  slots: { id: string; capacity: number; booked: number; aside: number }[];
  freed: { id: string; slot_id: string; booking_id: string | null; state: string }[];
  pools: { pool: string; floor: number; ceiling: number | null; used: number }[];
  refunds: { order_id: string; refund_fen: number; state: string }[];
  facts: { kind: string; subject: string; data: { from?: string; order_id?: string } }[];
  notices: { notice_id: string }[];
}

async function read(db: Db, session_id: string): Promise<Tables> {
  const all = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db.kysely)).rows;
  const mine = sql`select id from booking where session_id = ${session_id}`;
  const orders = sql`select id from payment_order where payable_id in (${mine})`;
  return {
    bookings: await all(sql<BookingRow>`select * from booking where session_id = ${session_id} order by id`),
    orders: await all(sql<OrderRow>`select * from payment_order where payable_id in (${mine}) order by id`),
    slots: await all(sql<Tables['slots'][number]>`select * from slot where session_id = ${session_id}`),
    freed: await all(sql<Tables['freed'][number]>`select * from freed_place where session_id = ${session_id}`),
    pools: await all(sql<Tables['pools'][number]>`select * from session_pool where session_id = ${session_id}`),
    refunds: await all(sql<Tables['refunds'][number]>`select * from refund where order_id in (${orders})`),
    facts: await all(sql<Tables['facts'][number]>`
      select kind, subject, data from fact
      where subject in (select 'booking:' || id from (${mine}) as b) or data->>'order_id' in (select id::text from (${orders}) as o)
      order by seq`),
    notices: await all(sql<{ notice_id: string }>`select notice_id from payment_notice`),
  };
}

/** Sentences that name what is wrong; none when everything holds. */
export async function brokenInvariants(world: World): Promise<string[]> {
  const tables = await read(world.house.db, world.stage.session_id);
  return [
    ...places(tables),
    ...asidePlaces(tables),
    ...partitions(tables),
    ...money(tables),
    ...channelMoney(tables, world),
    ...facts(tables),
    ...promises(tables, world),
    ...world.unforeseen.map((error) => `an error that is no refusal: ${String((error as Error).stack ?? error)}`),
  ];
}

const OPEN: readonly string[] = ['held', 'booked', 'checked_in', 'called', 'in_consultation'];
const SERVED: readonly string[] = ['booked', 'checked_in', 'called', 'in_consultation', 'finished'];
const repeated = (values: (string | number)[]): boolean => new Set(values).size < values.length;
const sum = <T>(rows: T[], part: (row: T) => number): number => rows.reduce((total, row) => total + part(row), 0);

const keepsPlace = ({ state }: BookingRow): boolean => OPEN.includes(state) || state === 'finished';

function places({ bookings, slots }: Tables): string[] {
  const out: string[] = [];
  for (const slot of slots) {
    const taken = bookings.filter((b) => b.slot_id === slot.id && keepsPlace(b));
    if (slot.booked + slot.aside > slot.capacity)
      out.push(`I1: slot ${slot.id} has ${slot.capacity} places, ${slot.booked} taken and ${slot.aside} aside`);
    if (taken.length > slot.capacity) out.push(`I1: slot ${slot.id} is sold ${taken.length} times`);
    if (taken.length !== slot.booked)
      out.push(`I1: slot ${slot.id} counts ${slot.booked} places, ${taken.length} are taken`);
  }
  if (repeated(bookings.map((b) => b.serial))) out.push('I1: a serial number was given twice');
  if (repeated(bookings.filter((b) => OPEN.includes(b.state)).map((b) => b.patient_id)))
    out.push('I2: a patient has two active bookings in the session');
  return out;
}

/** Every place given back comes to one end: somebody has it, or everybody may. */
function asidePlaces({ slots, freed, bookings }: Tables): string[] {
  const out: string[] = [];
  for (const slot of slots) {
    const live = freed.filter((f) => f.slot_id === slot.id && (f.state === 'waiting' || f.state === 'offered'));
    if (live.length !== slot.aside)
      out.push(`places: slot ${slot.id} counts ${slot.aside} aside, ${live.length} of those given back are`);
  }
  for (const { id, booking_id, state } of freed) {
    if (state !== 'taken' && state !== 'returned') out.push(`places: the place given back ${id} is still ${state}`);
    if (!bookings.some((b) => b.id === booking_id)) out.push(`places: nobody gave the place ${id} back`);
  }
  return out;
}

/** Counters are recounted, no ceiling is passed, and what is kept for one partition was not sold to another. */
function partitions({ pools, bookings, slots }: Tables): string[] {
  const out: string[] = [];
  for (const { pool, used, ceiling } of pools) {
    const counted = bookings.filter((b) => b.pool === pool && keepsPlace(b)).length;
    if (counted !== used) out.push(`pools: ${pool} says ${used} used, its bookings are ${counted}`);
    if (ceiling !== null && used > ceiling) out.push(`pools: ${used} went through ${pool}, at most ${ceiling} may`);
  }
  const left = sum(slots, (slot) => slot.capacity - slot.booked);
  const due = sum(pools, ({ floor, used }) => Math.max(0, floor - used));
  if (due > left) out.push(`pools: ${due} places are kept, ${left} are left`);
  return out;
}

const kept = (order: OrderRow): number => order.paid_fen - order.refund_due_fen;

function money({ bookings, orders, refunds }: Tables): string[] {
  const out: string[] = [];
  for (const booking of bookings) {
    const kept_fen = sum(
      orders.filter((order) => order.payable_id === booking.id),
      kept,
    );
    const due_fen = SERVED.includes(booking.state) ? booking.fee_fen : 0;
    if (kept_fen !== due_fen)
      out.push(
        `${kept_fen < due_fen ? 'I4' : 'I3'}: ${booking.state} booking ${booking.id} keeps ${kept_fen} fen, due ${due_fen}`,
      );
  }
  for (const order of orders) {
    const own = refunds.filter((refund) => refund.order_id === order.id);
    if (sum(own, (refund) => refund.refund_fen) !== order.refund_due_fen)
      out.push(`I5: refunds of order ${order.id} do not add up to ${order.refund_due_fen}`);
    const settled = own.filter((refund) => refund.state === 'succeeded');
    if (sum(settled, (refund) => refund.refund_fen) !== order.refunded_fen)
      out.push(`I5: settled refunds of order ${order.id} do not add up to ${order.refunded_fen}`);
    if (order.refund_due_fen > order.paid_fen) out.push(`I5: order ${order.id} gives back more than it took`);
  }
  return out;
}

/** What the channel has is what we say it has, to the fen. */
function channelMoney({ orders }: Tables, { channel }: World): string[] {
  const out: string[] = [];
  for (const [no, { order: told }] of channel.orders) {
    const order = orders.find((each) => each.merchant_order_no === no);
    const taken_fen = told.status === 'paid' ? told.paid_fen! : 0;
    if (order?.paid_fen !== taken_fen)
      out.push(`I3: the channel took ${taken_fen} for ${no}, we say ${order?.paid_fen}`);
    if (order?.refunded_fen !== channel.refundedFen(no))
      out.push(`I3: the channel gave back ${channel.refundedFen(no)} for ${no}, we say ${order?.refunded_fen}`);
  }
  return out;
}

function facts({ bookings, orders, facts: record }: Tables): string[] {
  const out: string[] = [];
  for (const booking of bookings) {
    let state: string = 'held';
    const own = record.filter((fact) => fact.subject === `booking:${booking.id}`);
    if (own[0]?.kind !== 'booking.held') out.push(`I7: booking ${booking.id} does not begin with booking.held`);
    for (const { kind, data } of own.slice(1)) {
      const to = kind.slice('booking.'.length);
      const legal = data.from === state && (moves[state as BookingState] as string[]).includes(to);
      if (!legal) out.push(`I7: booking ${booking.id} went from ${state} to ${to}`);
      state = to;
    }
    if (state !== booking.state) out.push(`I7: booking ${booking.id} is ${booking.state}, its facts say ${state}`);
    for (const once of ['booking.booked', 'booking.expired'])
      if (own.filter((fact) => fact.kind === once).length > 1) out.push(`I8: ${once} twice for ${booking.id}`);
  }
  for (const order of orders) {
    const times = (kind: string) => record.filter((f) => f.kind === kind && f.data.order_id === order.id).length;
    if (times('payment.paid') !== (order.paid_fen > 0 ? 1 : 0))
      out.push(`I6: order ${order.id} was paid ${times('payment.paid')} times`);
    if (times('payment.closed') > 1) out.push(`I6: order ${order.id} was closed ${times('payment.closed')} times`);
  }
  return out;
}

/** I12: what a client was told is in the tables. */
function promises(tables: Tables, world: World): string[] {
  return world.told.filter((told) => !isKept(told, tables)).map((told) => `I12: gone: ${JSON.stringify(told)}`);
}

function isKept(told: Told, { bookings, orders, notices }: Tables): boolean {
  switch (told.what) {
    case 'held':
      return bookings.some((booking) => booking.id === told.booking_id);
    case 'cancelled':
      return bookings.some((booking) => booking.id === told.booking_id && booking.state === 'cancelled');
    case 'counter_paid':
      return orders.some((order) => order.payable_id === told.booking_id && order.channel === 'cash');
    case 'notice_taken':
      return notices.some((notice) => notice.notice_id === told.notice_id);
  }
}
