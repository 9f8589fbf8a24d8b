/** Rooms that do not fit at once are turned like pages, and who of a room may get ready. Pure. */
import type { BoardView } from '@menzhen/contract';
import type { HallCall } from './calls.ts';

const FIT = 6;
/** So many rooms with their whole lines fit. */
export const LINES_FIT = 3;
const PAGE_MS = 12_000;

/** The rooms to show at this moment, in even pages, with the page's number from 1. */
export function roomPage<T>(
  rooms: readonly T[],
  now_ms: number,
  fit = FIT,
): { rooms: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rooms.length / fit));
  const each = Math.ceil(rooms.length / pages);
  const page = Math.floor(now_ms / PAGE_MS) % pages;
  return { rooms: rooms.slice(page * each, (page + 1) * each), page: page + 1, pages };
}

/** Who comes after the call in front, as long as that call is still what its room waits for or sees. */
export function prepareFor(rooms: BoardView['rooms'], front: HallCall | null): BoardView['rooms'][number]['next'] {
  const room = rooms.find(
    (one) => front && one.ticket_number === front.ticket_number && one.room_name === front.room_name,
  );
  return room?.next.filter((one) => one.prepare) ?? [];
}
