/** The lines of the hall with their rooms, and a ticket's history. Reads only. */
import type { AnswerOf, Contract, QueueLinesView, QueueLineView } from '@menzhen/contract';
import { dayOf, type Tx } from '../../kernel/index.ts';
import { dutiesInRoom, dutyNow, type Line, roomsOfLine, standsIn } from './lines.ts';
import type { Expected, QueueNeeds } from './ports.ts';
import { cursorOf } from './reading.ts';
import type { TicketState } from './rules.ts';
import { inOrder, type Standing, standingAt } from './standing.ts';
import * as store from './store.ts';
import type { ActRow, TicketRow } from './tables.ts';
import { nameIn, servicesOf, ticketView, type ViewGround, viewGround } from './views.ts';
import { actSentence, type Locale } from './words.ts';

interface LinesAsk {
  /** Null: all. */
  department_ids: string[] | null;
  /** A doctor sees also the lines of the own sessions, wherever they are. */
  doctor_id?: string | null;
  now: Temporal.Instant;
  locale: Locale;
}
const SHOWN: TicketState[] = ['called', 'in_consultation', 'held', 'passed', 'away'];

async function dutiesFor(tx: Tx, needs: QueueNeeds, { department_ids, doctor_id, now }: LinesAsk) {
  const date = dayOf(now);
  const own = doctor_id ? await needs.dutyOf(tx, { date, doctor_id }) : [];
  const ids = department_ids && [...new Set([...department_ids, ...own.map((duty) => duty.department_id)])];
  return { ids, duties: await needs.dutyOf(tx, { date, ...(ids ? { department_ids: ids } : {}) }) };
}

export async function readLines(tx: Tx, needs: QueueNeeds, ask: LinesAsk): Promise<QueueLinesView> {
  const { now, locale } = ask;
  const { ids, duties } = await dutiesFor(tx, needs, ask);
  const services = await servicesOf(tx, needs);
  const points = [...services.points.values()].filter((p) => !ids || ids.includes(p.department_id));
  const standing = await standingAt(tx, needs, { duties, points, now });
  const others = await store.ticketsOfDay(tx, { date: dayOf(now), department_ids: ids, states: SHOWN });
  const patient_ids = [...standing.waiting, ...others].map((ticket) => ticket.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed: standing.placed, locale });
  const expected = await needs.expected(
    tx,
    duties.map((duty) => duty.id),
  );
  const items = standing.lines
    .map((line) => lineView(ground, { line, standing, others, expected, now }))
    .filter(
      (line) => line.is_open || line.waiting.length + line.held.length + line.passed.length + line.away.length > 0,
    );
  const state = { items };
  return { ...state, at: now.toString(), cursor: cursorOf(state) };
}

interface OneLine {
  line: Line;
  standing: Standing;
  others: TicketRow[];
  expected: Map<string, Expected>;
  now: Temporal.Instant;
}

function lineView(ground: ViewGround, one: OneLine): QueueLineView {
  const { line, standing, expected } = one;
  const { names, services, locale } = ground;
  const own = one.others.filter((ticket) => standsIn(line, ticket));
  const inState = (state: TicketState) =>
    own.filter((ticket) => ticket.state === state).map((ticket) => ticketView(ground, ticket));
  const kind = line.point?.kind ?? 'visit';
  return {
    id: line.key,
    kind,
    kind_name: nameIn(services.kinds.get(kind), locale),
    name: nameOfLine(ground, line),
    pooled_by: line.pooled_by,
    service_point_id: line.point?.id ?? null,
    department_id: line.department_id,
    department_name: nameIn(names.department(line.department_id), locale),
    is_open: line.point ? line.point.is_open : line.duties.some((duty) => duty.state === 'open'),
    rooms: roomsOfLine(line).map((room_id) => roomView(ground, one, room_id)),
    waiting: inOrder(standing, line).map((placed) => ticketView(ground, placed.ticket)),
    held: inState('held'),
    passed: inState('passed'),
    away: inState('away'),
    not_arrived: line.duties.reduce((sum, duty) => sum + (expected.get(duty.id)?.not_arrived ?? 0), 0),
  };
}

function nameOfLine({ names, locale }: ViewGround, line: Line): string {
  if (line.point) return nameIn(line.point, locale);
  const duty = line.duties[0]!;
  const department = nameIn(names.department(line.department_id), locale);
  if (line.pooled_by === 'department') return department;
  const type = nameIn(names.visitType(duty.visit_type_id), locale);
  if (line.pooled_by === 'visit_type') return `${department} · ${type}`;
  return nameIn(names.doctor(duty.doctor_id), locale);
}

function roomView(ground: ViewGround, { line, others, now }: OneLine, room_id: string): QueueLineView['rooms'][number] {
  const inside = others.find(
    (ticket) => ticket.room_id === room_id && (ticket.state === 'called' || ticket.state === 'in_consultation'),
  );
  const duties = dutiesInRoom(line, room_id);
  const duty = duties.find((one) => one.id === inside?.session_id) ?? dutyNow(duties, now);
  const isOpen = line.point ? line.point.is_open : duties.some((one) => one.state === 'open');
  const busy = inside?.state === 'called' ? ('calling' as const) : ('in_consultation' as const);
  return {
    room_id,
    room_name: ground.names.room(room_id)?.name ?? '',
    session_id: duty?.id ?? null,
    doctor_name: duty ? nameIn(ground.names.doctor(duty.doctor_id), ground.locale) : '',
    state: inside ? busy : isOpen ? 'idle' : 'closed',
    ticket: inside ? ticketView(ground, inside) : null,
  };
}

export type HistoryView = AnswerOf<Contract['ticketHistory']>['items'];
/** What happened to a ticket, oldest first. */
export async function readHistory(
  tx: Tx,
  needs: QueueNeeds,
  ask: { ticket_id: string; locale: Locale },
): Promise<HistoryView> {
  const acts = await store.actsOf(tx, ask.ticket_id);
  const idOf = (row: ActRow) => (row.actor.startsWith('staff:') ? row.actor.slice('staff:'.length) : null);
  const staff = await needs.staffNames(tx, [...new Set(acts.flatMap((row) => idOf(row) ?? []))]);
  const names = await needs.names();
  return acts.map((row) => ({
    act: row.act,
    at: row.at.toString(),
    staff_name: staff.get(idOf(row) ?? '') ?? '',
    sentence: actSentence(row, (row.room_id && names.room(row.room_id)?.name) || '', ask.locale),
    is_undone: row.undone_at !== null,
  }));
}
