/** Lines: who waits for the same rooms. The sessions of a doctor in a room share one; the rules may pool more. Pure. */
import type { Policy, pooledBys } from '@menzhen/contract';
import type { Duty } from './ports.ts';
import { order, type Placed, type LineRules } from './rules-order.ts';
import type { LineRow, PointRow, TurnRow } from './tables.ts';

export interface Line {
  /** The same for the whole day. */
  key: string;
  pooled_by: (typeof pooledBys)[number] | 'service_point';
  department_id: string;
  duties: Duty[];
  /** Null for the lines of sessions. */
  point: PointRow | null;
  rules: LineRules;
}

/** What the rules may tell lines apart by. */
export interface LineScope {
  department_id: string;
  visit_type_id?: string;
  doctor_id?: string;
}
export type RulesOf = (scope: LineScope) => Pick<Policy, 'queue' | 'pool'>;

function keyOf(duty: Duty, { pooled_by }: LineRules): string {
  if (pooled_by === 'department') return `department ${duty.department_id}`;
  if (pooled_by === 'visit_type') return `visit_type ${duty.department_id} ${duty.visit_type_id}`;
  return `doctor ${duty.room_id} ${duty.doctor_id}`;
}
export const lineKeyOf = (duty: Duty, rulesOf: RulesOf): string => keyOf(duty, rulesOf(duty).queue);

export function linesOf(duties: readonly Duty[], rulesOf: RulesOf): Line[] {
  const lines = new Map<string, Line>();
  for (const duty of duties) {
    const rules = rulesOf(duty).queue;
    const key = keyOf(duty, rules);
    const { pooled_by } = rules;
    const line = lines.get(key) ?? {
      key,
      pooled_by,
      department_id: duty.department_id,
      duties: [],
      point: null,
      rules,
    };
    line.duties.push(duty);
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function lineOfPoint(point: PointRow, rulesOf: RulesOf): Line {
  const { department_id } = point;
  const rules = rulesOf({ department_id }).queue;
  return { key: `point ${point.id}`, pooled_by: 'service_point', department_id, duties: [], point, rules };
}

export const sessionIds = (line: Line): string[] => line.duties.map((duty) => duty.id);
export const dutiesInRoom = (line: Line, room_id: string): Duty[] =>
  line.duties.filter((duty) => duty.room_id === room_id);
export const roomsOfLine = (line: Line): string[] => [
  ...new Set(line.point ? line.point.room_ids : line.duties.map((duty) => duty.room_id)),
];

interface Standing {
  session_id: string | null;
  service_point_id: string | null;
}
/** Whether a ticket or a turn belongs to a line. */
export const standsIn = (line: Line, one: Standing): boolean =>
  line.point
    ? one.service_point_id === line.point.id
    : one.session_id !== null && line.duties.some((duty) => duty.id === one.session_id);

/** Each line's waiting tickets in the order of calling. */
export function placedByTicket(
  lines: readonly Line[],
  { waiting, turns, now }: { waiting: readonly LineRow[]; turns: readonly TurnRow[]; now: Temporal.Instant },
): Map<string, Placed<LineRow>> {
  const lineOf = new Map<string, Line>();
  for (const line of lines) for (const id of line.point ? [line.point.id] : sessionIds(line)) lineOf.set(id, line);
  const holder = (one: Standing) => lineOf.get(one.session_id ?? one.service_point_id ?? '');
  const turnsOfLine = Map.groupBy(turns, holder);
  const out = new Map<string, Placed<LineRow>>();
  for (const [line, own] of Map.groupBy(waiting, holder)) {
    if (!line) continue;
    const ground = { now, rules: line.rules, turns: turnsOfLine.get(line) ?? [] };
    for (const placed of order(own, ground)) out.set(placed.ticket.id, placed);
  }
  return out;
}

const { compare } = Temporal.Instant;

/** Which of a room's lines its board row tells of: the one with a patient inside, else running, else waiting, else next. */
export function lineInFront(
  lines: readonly Line[],
  ask: { now: Temporal.Instant; room_id: string; isOpen: (line: Line) => boolean; waits: (line: Line) => boolean },
): Line {
  const here = (line: Line) => dutiesInRoom(line, ask.room_id);
  const runs = (line: Line) =>
    here(line).some((duty) => compare(duty.starts_at, ask.now) <= 0 && compare(ask.now, duty.ends_at) < 0);
  const coming = lines.filter((line) => here(line).some((duty) => compare(ask.now, duty.starts_at) < 0));
  return lines.find(ask.isOpen) ?? lines.find(runs) ?? lines.find(ask.waits) ?? coming[0] ?? lines.at(-1)!;
}

/** Which duty of a room counts now: running, else the next, else the last. */
export function dutyNow(duties: readonly Duty[], now: Temporal.Instant): Duty | undefined {
  const byStart = duties.toSorted((a, b) => compare(a.starts_at, b.starts_at));
  return (
    byStart.find((duty) => compare(duty.starts_at, now) <= 0 && compare(now, duty.ends_at) < 0) ??
    byStart.find((duty) => compare(now, duty.starts_at) < 0) ??
    byStart.at(-1)
  );
}
