/** Finding one's way in the lines: who is in them, who matches a search, which rooms can be called from. Pure. */
import type { QueueLineView, ServicePointView, TicketView } from '@menzhen/contract';

type Room = QueueLineView['rooms'][number];
type People = Pick<QueueLineView, 'service_point_id' | 'rooms' | 'waiting' | 'held' | 'passed' | 'away'>;

/** Morning and afternoon share a room: who is inside may be of the other's line. */
function isOf(line: People, ticket: TicketView): boolean {
  if (line.service_point_id !== null) return ticket.service_point_id === line.service_point_id;
  return ticket.service_point_id === null && line.rooms.some((room) => room.session_id === ticket.session_id);
}

/** The tickets of a line, those in its rooms first. */
export function ticketsOf(line: People): TicketView[] {
  const inside = line.rooms.flatMap((room) => (room.ticket && isOf(line, room.ticket) ? [room.ticket] : []));
  return [...inside, ...line.waiting, ...line.passed, ...line.held, ...line.away];
}
export const isBusy = (line: People): boolean => ticketsOf(line).length > 0;
/** Closed with people in it: they must be moved. */
export const isStranded = (line: People & Pick<QueueLineView, 'is_open'>): boolean =>
  !line.is_open && line.waiting.length + line.held.length + line.passed.length > 0;

/** Points that are closed and have no line here any more, of one department where one is chosen. */
export const closedOf = <P extends Pick<ServicePointView, 'id' | 'is_open' | 'department_id'>>(
  points: readonly P[],
  lines: readonly Pick<QueueLineView, 'service_point_id'>[],
  department_id: string | null,
): P[] =>
  points.filter(
    (point) =>
      !point.is_open &&
      (department_id === null || point.department_id === department_id) &&
      lines.every((line) => line.service_point_id !== point.id),
  );

/** As one looks for them: by department, then by name. */
export const inOrder = <L extends Pick<QueueLineView, 'department_name' | 'name'>>(lines: readonly L[]): L[] =>
  lines.toSorted(
    (a, b) => a.department_name.localeCompare(b.department_name, 'zh') || a.name.localeCompare(b.name, 'zh'),
  );

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

/** The room of a line that this one calls from, by its id; of two lines that share it, the one with people in it. */
export function roomIn<L extends People>(lines: readonly L[], room_id: string | null): { line: L; room: Room } | null {
  const all = lines.flatMap((line) =>
    line.rooms.filter((room) => room.room_id === room_id).map((room) => ({ line, room })),
  );
  return all.find((one) => isBusy(one.line)) ?? all[0] ?? null;
}

/** A line as people say it: whose patients wait, and where it belongs. */
export const lineWords = (line: Pick<QueueLineView, 'department_name' | 'name'>): string =>
  line.name.startsWith(line.department_name) ? line.name : `${line.department_name} · ${line.name}`;
