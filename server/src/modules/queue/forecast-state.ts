/** What the house knows of a line at a moment, as a forecast needs it. Reads only. */
import { dayOf, type Tx } from '../../kernel/index.ts';
import { dutiesInRoom, dutyNow, type Line, roomsOfLine, sessionIds, standsIn } from './lines.ts';
import type { LineComing, LineGone, LineRoom, LineState, LineTicket } from './forecast-line.ts';
import type { Duty, QueueNeeds } from './ports.ts';
import { type Placed, slotOfPlace, type Turn } from './rules-order.ts';
import { inOrder, type Standing } from './standing.ts';
import { goingOf, lastLeft } from './store-wait.ts';
import type { LineRow, TicketRow } from './tables.ts';

const ms = (at: Temporal.Instant): number => at.epochMilliseconds;
const FIRST = 1;

export async function stateOf(
  tx: Tx,
  needs: Pick<QueueNeeds, 'notCome'>,
  { standing, line, now }: { standing: Standing; line: Line; now: Temporal.Instant },
): Promise<LineState> {
  const duties = line.duties.filter((duty) => duty.state === 'open');
  const session_ids = sessionIds(line);
  const place = { session_ids, service_point_id: line.point?.id ?? null, date: dayOf(now) };
  const tickets = await goingOf(tx, place);
  const left = await lastLeft(tx, place);
  const turns = standing.turns.filter((turn) => standsIn(line, turn));
  const begun = new Set(turns.map((turn) => turn.session_id));
  return {
    now_ms: ms(now),
    rules: line.rules,
    since_results: sinceResults(turns),
    sessions: duties.map((duty) => ({
      ...{ id: duty.id, room_id: duty.room_id, department_id: duty.department_id, doctor_id: duty.doctor_id },
      ...{ starts_ms: ms(duty.starts_at), has_begun: begun.has(duty.id) },
    })),
    rooms: roomsNow({ line, duties, tickets, left, now }),
    waiting: inOrder(standing, line).map(ticketNow),
    coming: line.point
      ? []
      : (await needs.notCome(tx, session_ids)).filter(({ state }) => state === 'booked').map(comingNow),
    gone: tickets.flatMap(goneNow),
  };
}

const sinceResults = (turns: readonly Turn[]): number =>
  turns.slice(turns.findLastIndex(({ turn }) => turn === 'results') + 1).filter(({ turn }) => turn === 'slot').length;

interface RoomAsk {
  line: Line;
  duties: Duty[];
  tickets: TicketRow[];
  left: Map<string, Temporal.Instant>;
  now: Temporal.Instant;
}

/** The rooms that draw from the line now. One whose sessions are over draws no more, unless it is the last one left. */
function roomsNow(ask: RoomAsk): LineRoom[] {
  const { line, duties, tickets, now } = ask;
  const insideOf = (room_id: string) =>
    tickets.find((one) => one.room_id === room_id && (one.state === 'called' || one.state === 'in_consultation'));
  const all = roomsOfLine(line).flatMap((room_id) => roomNow(ask, room_id, insideOf(room_id)));
  if (line.point) return line.point.is_open ? all : [];
  const goesOn = ({ room_id, inside }: LineRoom) =>
    inside !== null ||
    duties.some((duty) => duty.room_id === room_id && Temporal.Instant.compare(now, duty.ends_at) < 0);
  const going = all.filter(goesOn);
  return going.length > 0 ? going : all;
}

function roomNow({ line, duties, left, now }: RoomAsk, room_id: string, inside: TicketRow | undefined): LineRoom[] {
  const duty = dutyNow(dutiesInRoom({ ...line, duties }, room_id), now);
  if (!duty && !line.point) return [];
  const last_ended = left.get(room_id);
  return [
    {
      room_id,
      department_id: line.department_id,
      doctor_id: inside?.doctor_id ?? duty?.doctor_id ?? line.point?.id ?? '',
      inside: inside ? insideNow(inside) : null,
      last_ended_ms: last_ended ? ms(last_ended) : null,
      ...(line.point ? { point: line.point } : {}),
    },
  ];
}

function insideNow(ticket: TicketRow): LineRoom['inside'] {
  const isIn = ticket.state === 'in_consultation';
  const since = (isIn ? ticket.started_at : ticket.called_at) ?? ticket.checked_in_at;
  return {
    phase: isIn ? 'in_consultation' : 'called',
    since_ms: ms(since),
    visit_type_id: ticket.visit_type_id ?? '',
    round: ticket.round,
  };
}

const ticketNow = ({ ticket, turn }: Placed<LineRow>): LineTicket => ({
  id: ticket.id,
  session_id: ticket.session_id ?? '',
  visit_type_id: ticket.visit_type_id ?? '',
  round: ticket.round,
  slot_of_place_ms: turn === 'slot' && ticket.slot_starts_at ? ms(slotOfPlace(ticket)) : null,
  since_ms: ms(ticket.back_at ?? ticket.returned_at ?? ticket.checked_in_at),
});

const comingNow = (one: Awaited<ReturnType<QueueNeeds['notCome']>>[number]): LineComing => ({
  session_id: one.session_id,
  visit_type_id: one.visit_type_id,
  slot_starts_ms: ms(one.slot_starts_at),
  slot_ends_ms: ms(one.slot_ends_at),
});

function goneNow(ticket: TicketRow): LineGone[] {
  const visit_type_id = ticket.visit_type_id ?? '';
  if (ticket.state === 'away' && ticket.away_at)
    return [{ after: 'results', since_ms: ms(ticket.away_at), visit_type_id }];
  // who came back and was passed once more is given up
  const isFirst = ticket.state === 'passed' && ticket.round === FIRST && !ticket.returned_at;
  return isFirst && ticket.passed_at ? [{ after: 'back', since_ms: ms(ticket.passed_at), visit_type_id }] : [];
}
