/** What a board shows and says: a hall's, a department's, a door's. */
import type { BoardRoomView, BoardView } from '@menzhen/contract';
import { dayOf, found, instantOf, type Secrets, type Tx } from '../../kernel/index.ts';
import { checkInCode, checkInUrl } from './check-in-code.ts';
import { masked, roomsOf } from './hall-rooms.ts';
import { pausedNotice, spokenAtPoint, spokenPrepare } from './hall-words.ts';
import type { Duty, Hall, Names, QueueNeeds } from './ports.ts';
import { cursorOf } from './reading.ts';
import { standingAt } from './standing.ts';
import * as store from './store.ts';
import { callsSince } from './store-hall.ts';
import type { CallRow, LineRow, PointRow } from './tables.ts';
import { nameIn, servicesOf, type ViewGround, viewGround } from './views.ts';
import { closureNotice, spokenCall, substitutionNotice } from './words.ts';

const CALLS_SHOWN = 12;

export interface HallGround {
  needs: QueueNeeds;
  secrets: Secrets;
}

/** What a board looks at: the departments of a hall, or one room with whoever sits there today. */
interface Scope {
  department_ids: string[];
  room_id: string | null;
  duties: Duty[];
  points: PointRow[];
}
async function scopeOf(tx: Tx, needs: QueueNeeds, hall: Hall, date: string): Promise<Scope> {
  const { department_ids, room_id } = hall;
  const all = [...(await servicesOf(tx, needs)).points.values()];
  if (!room_id) {
    const points = all.filter((point) => department_ids.includes(point.department_id));
    return { department_ids, room_id, duties: await needs.dutyOf(tx, { date, department_ids }), points };
  }
  const duties = await needs.dutyOf(tx, { date, room_id });
  const points = all.filter((point) => point.room_ids.includes(room_id));
  // a doctor of another department may sit in a room for a day
  const there = new Set([...department_ids, ...[...duties, ...points].map((one) => one.department_id)]);
  return { department_ids: [...there], room_id, duties, points };
}

/** Rooms with an open session, and those of open windows. */
function openRooms({ duties, points, room_id }: Scope): Set<string> {
  const ofDuties = duties.filter((duty) => duty.state === 'open').map((duty) => duty.room_id);
  const ofPoints = points.filter((point) => point.is_open).flatMap((point) => point.room_ids);
  return new Set([...ofDuties, ...ofPoints].filter((id) => !room_id || id === room_id));
}

export async function boardState(
  tx: Tx,
  ground: HallGround,
  { board_id, now }: { board_id: string; now: Temporal.Instant },
): Promise<BoardView> {
  const hall = found(await ground.needs.hall(tx, board_id));
  return (await readBoard(tx, ground, { hall, now })).state;
}

/** A board's state, and where it looks; `cursor` stays the same while nothing but the time has changed. */
export async function readBoard(
  tx: Tx,
  { needs, secrets }: HallGround,
  ask: { hall: Hall; now: Temporal.Instant },
): Promise<{ state: BoardView; department_ids: string[]; room_id: string | null }> {
  const { hall } = ask;
  const date = dayOf(ask.now);
  const scope = await scopeOf(tx, needs, hall, date);
  const { lines, waiting, placed, rulesOf } = await standingAt(tx, needs, { ...scope, now: ask.now });
  const shown = await store.ticketsOfDay(tx, {
    date,
    department_ids: scope.department_ids,
    states: ['called', 'in_consultation', 'passed'],
  });
  const calls = await callsSince(tx, { ...scope, since: instantOf(date, '00:00'), limit: CALLS_SHOWN });
  const patient_ids = [...waiting, ...shown, ...calls].map((row) => row.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: 'zh' });
  const rooms = roomsOf(ground, {
    layout: hall.layout,
    lines,
    rooms: openRooms(scope),
    waiting,
    inside: shown.filter((ticket) => ticket.state !== 'passed'),
    passed: shown.filter((ticket) => ticket.state === 'passed'),
    prepareAhead: (department_id) => rulesOf({ department_id }).queue.prepare_ahead,
    now: ask.now,
  });
  const { code, expires_at } = checkInCode(secrets, hall.id, ask.now);
  const state = {
    board_id: hall.id,
    name: hall.name,
    layout: hall.layout,
    speaks: hall.speaks,
    restart_no: hall.restart_no,
    hospital_name: ground.names.hospital.name,
    calls: calls.map((call, n) => callView(ground, call, prepareAfter(rooms, calls, n))),
    rooms,
    notices: [
      ...(hall.notice ? [hall.notice] : []),
      ...noticesOf(ground.names, scope.duties, ask.now),
      ...pausedOf(scope.points, waiting),
    ],
    check_in: { url: checkInUrl(needs.public_origin, code), expires_at: expires_at.toString() },
  };
  const { department_ids, room_id } = scope;
  return { state: { ...state, at: ask.now.toString(), cursor: cursorOf(state) }, department_ids, room_id };
}

/** Only a room's newest call asks the next to get ready, and no recall: it says nothing new. */
function prepareAfter(rooms: readonly BoardRoomView[], calls: readonly CallRow[], n: number): string | null {
  const call = calls[n]!;
  const isNewest = calls.findIndex((one) => one.room_id === call.room_id) === n;
  const room = rooms.find((one) => one.room_id === call.room_id);
  if (!isNewest || !call.is_turn || room?.ticket_number !== call.number) return null;
  return spokenPrepare(room.next.filter((one) => one.prepare));
}

function callView(ground: ViewGround, call: CallRow, speak_prepare: string | null): BoardView['calls'][number] {
  const room_name = ground.names.room(call.room_id)?.name ?? '';
  const name_masked = masked(ground, call.patient_id);
  return {
    call_id: `${call.ticket_id}:${call.call_no}`,
    call_no: call.call_no,
    ticket_number: call.number,
    patient_name_masked: name_masked,
    room_name,
    department_name: nameIn(ground.names.department(call.department_id), 'zh'),
    called_at: call.at.toString(),
    speak: (call.service_point_id ? spokenAtPoint : spokenCall)({ number: call.number, name_masked, room_name }),
    speak_prepare,
  };
}

/** The hospital's notice, and the closures and substitutions that are not over yet. */
function noticesOf(names: Names, duties: Duty[], now: Temporal.Instant): string[] {
  const told = duties
    .filter((duty) => Temporal.Instant.compare(now, duty.ends_at) < 0)
    .flatMap((duty) => noticeOf(names, duty));
  return [...(names.notice ? [names.notice] : []), ...told];
}

/** Windows that were closed with people in their line. */
function pausedOf(points: readonly PointRow[], waiting: readonly LineRow[]): string[] {
  return points
    .filter((point) => !point.is_open)
    .map((point) => ({ name: point.name, waiting: waiting.filter((one) => one.service_point_id === point.id).length }))
    .filter((point) => point.waiting > 0)
    .map(pausedNotice);
}

function noticeOf(names: Names, duty: Duty): string[] {
  const { half_day } = duty;
  const department = nameIn(names.department(duty.department_id), 'zh');
  const doctor = nameIn(names.doctor(duty.doctor_id), 'zh');
  if (duty.state === 'closed') return [closureNotice({ department, doctor, half_day })];
  if (!duty.substitute_for) return [];
  const instead_of = nameIn(names.doctor(duty.substitute_for), 'zh');
  return [substitutionNotice({ department, doctor, instead_of, half_day })];
}
