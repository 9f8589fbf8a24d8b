/** Finding one's way in the lines: who is in them, who matches a search, which rooms can be called from. Pure. */
import type { QueueLineView, TicketView } from '@menzhen/contract';

type Room = QueueLineView['rooms'][number];
type People = Pick<QueueLineView, 'rooms' | 'waiting' | 'held' | 'passed' | 'away'>;

/** The tickets of a line, those in its rooms first. */
export function ticketsOf(line: People): TicketView[] {
  const inside = line.rooms.flatMap((room) => (room.ticket ? [room.ticket] : []));
  return [...inside, ...line.waiting, ...line.passed, ...line.held, ...line.away];
}
export const isBusy = (line: People): boolean => ticketsOf(line).length > 0;
/** Closed with people in it: they must be moved. */
export const isStranded = (line: People & Pick<QueueLineView, 'is_open'>): boolean =>
  !line.is_open && line.waiting.length + line.held.length + line.passed.length > 0;

/** Tickets whose number or name holds what was typed; a room shared by two lines tells its ticket once. */
export function matching(lines: readonly People[], typed: string): TicketView[] {
  const q = typed.trim().toLowerCase();
  const all = new Map(lines.flatMap(ticketsOf).map((ticket) => [ticket.id, ticket]));
  return [...all.values()].filter(
    (ticket) => ticket.number.toLowerCase().includes(q) || ticket.patient_name_masked.toLowerCase().includes(q),
  );
}

export function lineOf<L extends People>(lines: readonly L[], ticket_id: string): L | undefined {
  return lines.find((line) => ticketsOf(line).some((ticket) => ticket.id === ticket_id));
}

/** The room of a line that this one calls from, by its id. */
export function roomIn<L extends People>(lines: readonly L[], room_id: string | null): { line: L; room: Room } | null {
  for (const line of lines) {
    const room = line.rooms.find((one) => one.room_id === room_id);
    if (room) return { line, room };
  }
  return null;
}
