/**
 * One pool, partitioned: what an ask finds free in a session. It says what the statement that takes places allows
 * (`booking_take_places`), for everybody who only shows places; a test holds the two to each other. Pure.
 */

/** A partition of a session's places; a recycled one has no floor and no ceiling. */
export interface PoolState {
  pool: string;
  /** Places kept for it. */
  floor: number;
  /** At most so many through it; null: as many as there are. */
  ceiling: number | null;
  used: number;
}
export interface SlotPlaces {
  capacity: number;
  booked: number;
  /** Given back and set aside: nobody's yet. */
  aside: number;
  /** Whether places of it may be taken at all: its session and it are open, and it has not ended. */
  takeable: boolean;
}
export interface Supply {
  slots: readonly SlotPlaces[];
  /** None: the session is not partitioned. */
  pools: readonly PoolState[];
}
export interface PoolAsk {
  channel: string;
  /** What kept places the patient is entitled to, if any. */
  reserve: string | null;
}

export const slotFree = (slot: SlotPlaces): number =>
  slot.takeable ? Math.max(0, slot.capacity - slot.booked - slot.aside) : 0;
/** Places still kept for a partition. */
export const keptFor = (pool: PoolState): number => Math.max(0, pool.floor - pool.used);
const sum = (numbers: number[]): number => numbers.reduce((all, n) => all + n, 0);

/** The partition an ask is counted in: its reserve if the session keeps one, else its channel. */
export const poolOf = (ask: PoolAsk, pools: readonly PoolState[]): string =>
  pools.some((one) => one.pool === ask.reserve) ? ask.reserve! : ask.channel;

/** How many places of the session this ask could take, one after the other: what is kept for it, then what is kept for nobody. */
export function freeFor(ask: PoolAsk, { slots, pools }: Supply): number {
  const free = sum(slots.map(slotFree));
  if (pools.length === 0) return free;
  const mine = pools.find((one) => one.pool === poolOf(ask, pools));
  const common = Math.max(0, free - sum(pools.map(keptFor)));
  const room = mine?.ceiling == null ? free : Math.max(0, mine.ceiling - mine.used);
  return Math.min(free, room, (mine ? keptFor(mine) : 0) + common);
}

/** The same of one slot of the session. */
export const freeInSlot = (ask: PoolAsk, slot: SlotPlaces, supply: Supply): number =>
  Math.min(slotFree(slot), freeFor(ask, supply));
