/** The lines as they stand at a moment: which there are, who waits in them, in which order and why. */
import { dayOf, instantOf, type Tx } from '../../kernel/index.ts';
import { type Line, lineKeyOf, lineOfPoint, linesOf, placedByTicket, type RulesOf, sessionIds } from './lines.ts';
import type { Duty, QueueNeeds } from './ports.ts';
import type { Placed } from './rules-order.ts';
import * as store from './store.ts';
import { pointsByIds } from './store-points.ts';
import { isVisit, type LineRow, type PointRow, type TicketRow, type TurnRow } from './tables.ts';

export interface Standing {
  lines: Line[];
  waiting: LineRow[];
  placed: Map<string, Placed<LineRow>>;
  turns: TurnRow[];
  rulesOf: RulesOf;
}

/** The lines that these duties are part of, whole: where lines are pooled, with the duties of others that share them. */
async function wholeLines(
  tx: Tx,
  needs: QueueNeeds,
  ask: { duties: Duty[]; date: string; rulesOf: RulesOf },
): Promise<Line[]> {
  const { duties, date, rulesOf } = ask;
  const pooled = duties.filter((duty) => rulesOf(duty).queue.pooled_by !== 'doctor');
  if (pooled.length === 0) return linesOf(duties, rulesOf);
  const department_ids = [...new Set(pooled.map((duty) => duty.department_id))];
  const keys = new Set(duties.map((duty) => lineKeyOf(duty, rulesOf)));
  const known = new Set(duties.map((duty) => duty.id));
  const others = (await needs.dutyOf(tx, { date, department_ids })).filter(
    (duty) => !known.has(duty.id) && keys.has(lineKeyOf(duty, rulesOf)),
  );
  return linesOf([...duties, ...others], rulesOf);
}

/** How the lines of these duties and service points stand now. */
export async function standingOf(
  tx: Tx,
  needs: QueueNeeds,
  ask: { duties: Duty[]; point_ids?: string[]; now: Temporal.Instant; date?: string },
): Promise<Standing> {
  const points = await pointsByIds(tx, ask.point_ids ?? []);
  return standingAt(tx, needs, { ...ask, points });
}

/** As standingOf, where the service points have been read. */
export async function standingAt(
  tx: Tx,
  needs: QueueNeeds,
  ask: { duties: Duty[]; points: PointRow[]; now: Temporal.Instant; date?: string },
): Promise<Standing> {
  const { now, points, date = dayOf(now) } = ask;
  const rulesOf = await needs.rules();
  const lines = await wholeLines(tx, needs, { duties: ask.duties, date, rulesOf });
  lines.push(...points.map((point) => lineOfPoint(point, rulesOf)));
  const session_ids = lines.flatMap(sessionIds);
  const point_ids = points.map((point) => point.id);
  const waiting = await store.waitingIn(tx, { session_ids, point_ids, date });
  const turns =
    waiting.length === 0 ? [] : await store.turnsOf(tx, { session_ids, point_ids, since: instantOf(date, '00:00') });
  return { lines, waiting, turns, rulesOf, placed: placedByTicket(lines, { waiting, turns, now }) };
}

/** Reads what goes by a name: where many ask, once for all who use the same name. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>;
const eachTime: Once = (_name, read) => read();

async function dutiesBeside(tx: Tx, needs: QueueNeeds, ticket: TicketRow, once: Once): Promise<Duty[]> {
  if (!isVisit(ticket)) return [];
  const { date, department_id } = ticket;
  const all = await once(`duties ${date} ${department_id}`, () =>
    needs.dutyOf(tx, { date, department_ids: [department_id] }),
  );
  return all.filter((duty) => duty.id === ticket.session_id || duty.doctor_id === ticket.doctor_id);
}

/** How the one line stands in which a ticket is; undefined when its session is not of that day any more. */
export async function lineOfTicket(
  tx: Tx,
  needs: QueueNeeds,
  ticket: TicketRow,
  now: Temporal.Instant,
  once: Once = eachTime,
): Promise<(Standing & { line: Line }) | undefined> {
  const duties = await dutiesBeside(tx, needs, ticket, once);
  const point_ids = ticket.service_point_id ? [ticket.service_point_id] : [];
  const name = ['line', ticket.date, now, ...point_ids, ...duties.map((duty) => duty.id)].join(' ');
  const standing = await once(name, () => standingOf(tx, needs, { duties, point_ids, now, date: ticket.date }));
  const line = standing.lines.find((one) =>
    one.point ? one.point.id === ticket.service_point_id : sessionIds(one).includes(ticket.session_id ?? ''),
  );
  return line && { ...standing, line };
}

/** A line's waiting tickets, first to be called first. */
export const inOrder = (standing: Pick<Standing, 'placed'>, line: Line): Placed<LineRow>[] =>
  [...standing.placed.values()]
    .filter(({ ticket }) =>
      line.point ? ticket.service_point_id === line.point.id : sessionIds(line).includes(ticket.session_id ?? ''),
    )
    .toSorted((a, b) => a.position - b.position);
