/** Rooms that do not fit at once are turned like pages. Pure. */
const FIT = 6;
const PAGE_MS = 12_000;

/** The rooms to show at this moment, in even pages, with the page's number from 1. */
export function roomPage<T>(rooms: readonly T[], now_ms: number): { rooms: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rooms.length / FIT));
  const each = Math.ceil(rooms.length / pages);
  const page = Math.floor(now_ms / PAGE_MS) % pages;
  return { rooms: rooms.slice(page * each, (page + 1) * each), page: page + 1, pages };
}
