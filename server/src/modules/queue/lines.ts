/** Lines: the sessions that one doctor holds in one room on one day share a line. Pure. */
import type { Duty } from './ports.ts';
import { order, type Placed } from './rules.ts';
import type { LineRow } from './tables.ts';

export interface Line {
  room_id: string;
  doctor_id: string;
  department_id: string;
  duties: Duty[];
}

export function linesOf(duties: readonly Duty[]): Line[] {
  const lines = new Map<string, Line>();
  for (const duty of duties) {
    const { room_id, doctor_id, department_id } = duty;
    const line = lines.get(`${room_id} ${doctor_id}`) ?? { room_id, doctor_id, department_id, duties: [] };
    line.duties.push(duty);
    lines.set(`${room_id} ${doctor_id}`, line);
  }
  return [...lines.values()];
}

export const sessionIds = (line: Line): string[] => line.duties.map((duty) => duty.id);

/** Each line's waiting tickets in the order of calling; a ticket of no known session stands alone in its session. */
export function placedByTicket(duties: readonly Duty[], waiting: readonly LineRow[]): Map<string, Placed<LineRow>> {
  const lineOfSession = new Map(linesOf(duties).flatMap((line, n) => sessionIds(line).map((id) => [id, String(n)])));
  const groups = Map.groupBy(waiting, (ticket) => lineOfSession.get(ticket.session_id) ?? ticket.session_id);
  return new Map([...groups.values()].flatMap((group) => order(group).map((placed) => [placed.ticket.id, placed])));
}

const { compare } = Temporal.Instant;

/** Which of a room's lines its board row tells of: the one with a patient inside, else running, else waiting, else next. */
export function lineInFront(
  lines: readonly Line[],
  ask: { now: Temporal.Instant; isOpen: (line: Line) => boolean; waits: (line: Line) => boolean },
): Line {
  const runs = (line: Line) =>
    line.duties.some((duty) => compare(duty.starts_at, ask.now) <= 0 && compare(ask.now, duty.ends_at) < 0);
  const coming = lines.filter((line) => line.duties.some((duty) => compare(ask.now, duty.starts_at) < 0));
  return lines.find(ask.isOpen) ?? lines.find(runs) ?? lines.find(ask.waits) ?? coming[0] ?? lines.at(-1)!;
}
