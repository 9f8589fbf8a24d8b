/**
 * What must hold after each run, of its stage: the places, the partitions, the fate of every place given back, the promises
 * made to clients, and the order of the list. And after all runs the house's invariants I1 to I18 over the whole database.
 */
import { must } from '../../../server/src/demo/clinic-day/client.ts';
import { checkInvariants } from '../../invariants.ts';
import type { Hospital } from './hospital.ts';
import { orderKept } from './order.ts';
import { keepsPlace, read, type Tables } from './tables.ts';
import type { Told, World } from './world.ts';

export async function brokenInvariants(world: World): Promise<string[]> {
  const tables = await read(world);
  return [
    ...world.unforeseen,
    ...world.hospital.errors.splice(0).map((error) => `a round failed: ${wordsOf(error)}`),
    ...places(tables, world),
    ...partitions(tables),
    ...placesGivenBack(tables),
    ...offers(tables),
    ...promises(tables, world),
    ...orderKept(tables),
  ];
}

function wordsOf(error: unknown): string {
  const { message, details } = error as { message?: string; details?: { err?: Error } };
  return `${message ?? ''} ${details?.err?.stack ?? JSON.stringify(details)}`;
}

/** Readers leave facts alone while an older transaction runs, be it the database's own housekeeping; so until none does. */
async function letReadersFinish(hospital: Hospital): Promise<void> {
  const { db, rounds } = hospital.nodes[0]!;
  for (;;) {
    const { rows } = await db.pool.query(
      'select 1 from fact where tx >= pg_snapshot_xmin(pg_current_snapshot()) limit 1',
    );
    if (rows.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await rounds.readers();
}

/** Sentences about what is broken in the whole database, its projections replayed and its counters recounted. */
export async function wholeHouse(hospital: Hospital): Promise<string[]> {
  await letReadersFinish(hospital);
  const { administrator } = hospital.staff;
  const rebuilt = await must('analyticsRebuild', hospital.asks[0]!('analyticsRebuild', { as: administrator }));
  const recount = await must('poolCheck', hospital.asks[1]!('poolCheck', { as: administrator }));
  const gateway = [...hospital.channel.orders.entries()].map(([merchant_order_no, { order }]) => ({
    channel: 'wechat' as const,
    merchant_order_no,
    taken_fen: order.paid_fen ?? 0,
    refunds: [...hospital.channel.refunds.values()]
      .filter((refund) => refund.merchant_order_no === merchant_order_no)
      .map(({ merchant_refund_no, refund_fen, status }) => ({
        merchant_refund_no,
        refund_fen,
        arrived: status === 'success',
      })),
  }));
  const seen = { answers: hospital.answers, gateway, rebuilt, as_of: hospital.clock.now().toString() };
  return [
    ...(await checkInvariants(hospital.database_url, seen)).map(({ invariant, what }) => `${invariant}: ${what}`),
    ...recount.items.map((item) => `the recount: ${JSON.stringify(item)}`),
  ];
}

/** I1, and no place is lost: what a slot had it still has, and its extra places besides. */
function places({ slots, bookings, freed }: Tables, { stage }: World): string[] {
  const out: string[] = [];
  for (const slot of slots) {
    const taken = bookings.filter((b) => b.slot_id === slot.id && keepsPlace(b));
    const extra = taken.filter(({ pool }) => pool === 'extra').length;
    const own = stage.slots.find(({ id }) => id === slot.id)!.capacity;
    if (slot.capacity !== own + extra)
      out.push(`places: slot ${slot.id} began with ${own}, has ${extra} extra, and says ${slot.capacity}`);
    if (slot.booked !== taken.length) out.push(`I1: slot ${slot.id} counts ${slot.booked}, ${taken.length} are taken`);
    const aside = freed.filter((f) => f.slot_id === slot.id && (f.state === 'waiting' || f.state === 'offered')).length;
    if (slot.aside !== aside) out.push(`places: slot ${slot.id} counts ${slot.aside} aside, ${aside} are`);
  }
  return out;
}

/** What is kept for one partition was at no moment sold to another, no limit was passed, and the counters are recounted. */
function partitions({ pools, bookings, slots, facts, offers }: Tables): string[] {
  const out: string[] = [];
  for (const { session_id, pool, used, ceiling } of pools) {
    const counted = bookings.filter((b) => b.session_id === session_id && b.pool === pool && keepsPlace(b));
    if (counted.length !== used) out.push(`pools: ${pool} says ${used} used, its bookings are ${counted.length}`);
    // a place that is offered was sold before: it is passed on whatever the channel
    const sold = counted.filter(({ id }) => !offers.some((offer) => offer.booking_id === id)).length;
    if (ceiling !== null && sold > ceiling) out.push(`pools: ${sold} went through ${pool}, at most ${ceiling} may`);
    const mine = slots.filter((slot) => slot.session_id === session_id);
    const left = mine.reduce((sum, slot) => sum + slot.capacity - slot.booked - slot.aside, 0);
    const kept = pools
      .filter((one) => one.session_id === session_id)
      .reduce((sum, one) => sum + Math.max(0, one.floor - one.used), 0);
    const moved = facts.some(({ kind }) => kind === 'booking.moved');
    if (kept > left && !moved) out.push(`pools: ${kept} places of ${session_id} are kept, ${left} are left`);
  }
  return out;
}

/** Every place given back ends once: one person has it, or everybody may. */
function placesGivenBack({ freed, offers, bookings, facts }: Tables): string[] {
  const out: string[] = [];
  for (const { id, slot_id, booking_id, state } of freed) {
    const accepted = offers.filter((offer) => offer.freed_place_id === id && offer.state === 'accepted');
    // a payment that came late found its own place still aside
    const retaken = facts.some(
      (f) => f.subject === `booking:${booking_id}` && f.kind === 'booking.booked' && f.data.from === 'expired',
    );
    const takers = accepted.length + (retaken && accepted.length === 0 && state === 'taken' ? 1 : 0);
    if (state === 'taken' && takers !== 1) out.push(`I9: the place ${id} is taken by ${takers}`);
    if (state === 'returned' && takers > 0) out.push(`I9: the place ${id} went back to everybody and to ${takers}`);
    for (const offer of accepted) {
      const booking = bookings.find((b) => b.id === offer.booking_id);
      const moved = facts.some((f) => f.kind === 'booking.moved' && f.subject === `booking:${offer.booking_id}`);
      if (booking?.patient_id !== offer.patient_id || (booking.slot_id !== slot_id && !moved))
        out.push(`I9: the offer ${offer.id} was accepted, its booking is ${JSON.stringify(booking)}`);
    }
  }
  return out;
}

/** An offer that somebody accepted made their wish come true; nobody else's did. */
function offers({ offers: rows, entries }: Tables): string[] {
  const out: string[] = [];
  for (const entry of entries) {
    const mine = rows.filter((offer) => offer.entry_id === entry.id && offer.state === 'accepted');
    if ((entry.state === 'booked') !== (mine.length === 1))
      out.push(`I9: wish ${entry.id} is ${entry.state}, and ${mine.length} of its offers were accepted`);
    if (entry.state === 'booked' && entry.booking_id !== mine[0]?.booking_id)
      out.push(`I9: wish ${entry.id} names another booking than its offer`);
  }
  return out;
}

/** I12: what a client was told is in the tables. */
function promises(tables: Tables, world: World): string[] {
  return world.told.filter((told) => !isKept(told, tables)).map((told) => `I12: gone: ${JSON.stringify(told)}`);
}
function isKept(told: Told, { entries, offers: rows }: Tables): boolean {
  switch (told.what) {
    case 'joined':
      return entries.some((entry) => entry.id === told.entry_id);
    case 'left':
      return entries.some((entry) => entry.id === told.entry_id && entry.state === 'left');
    case 'accepted':
      return rows.some((offer) => offer.id === told.offer_id && offer.booking_id === told.booking_id);
    case 'refused':
      return rows.some((offer) => offer.id === told.offer_id && offer.state === 'refused');
  }
}
