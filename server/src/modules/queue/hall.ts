/** What a hall's board shows and says. */
import type { BoardView } from '@menzhen/contract';
import { dayOf, found, instantOf, type Secrets, type Tx } from '../../kernel/index.ts';
import { checkInCode, checkInUrl } from './check-in-code.ts';
import { type Line, lineInFront, linesOf, placedByTicket, sessionIds } from './lines.ts';
import type { Duty, Names, QueueNeeds } from './ports.ts';
import type { Placed } from './rules.ts';
import { cursorOf, viewGround } from './reading.ts';
import * as store from './store.ts';
import * as board from './store-board.ts';
import type { CallRow, LineRow, TicketRow } from './tables.ts';
import { nameIn, type ViewGround } from './views.ts';
import { byRoomName, closureNotice, spokenCall, substitutionNotice } from './words.ts';

const CALLS_SHOWN = 12;
const NEXT_SHOWN = 3;

export interface HallGround {
  needs: QueueNeeds;
  secrets: Secrets;
}

/** A hall's board; `cursor` stays the same while nothing but the time has changed. */
export async function boardState(
  tx: Tx,
  { needs, secrets }: HallGround,
  ask: { board_id: string; now: Temporal.Instant },
): Promise<BoardView> {
  const hall = found(await needs.hall(tx, ask.board_id));
  const date = dayOf(ask.now);
  const { department_ids } = hall;
  const duties = await needs.dutyOf(tx, { date, department_ids });
  const ids = duties.map((duty) => duty.id);
  const waiting = await store.waitingOf(tx, ids);
  const inside = await store.ticketsOfDay(tx, { date, department_ids, states: ['called', 'in_consultation'] });
  const since = instantOf(date, '00:00');
  const calls = await board.callsSince(tx, { department_ids, since, limit: CALLS_SHOWN });
  const placed = placedByTicket(duties, waiting);
  const patient_ids = [...waiting, ...inside, ...calls].map((row) => row.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: 'zh' });
  const { code, expires_at } = checkInCode(secrets, hall.id, ask.now);
  const state = {
    board_id: hall.id,
    name: hall.name,
    hospital_name: ground.names.hospital.name,
    calls: calls.map((call) => callView(ground, call)),
    rooms: roomsOf(ground, { duties, waiting, inside, now: ask.now }),
    notices: noticesOf(ground.names, duties, ask.now),
    check_in: { url: checkInUrl(needs.public_origin, code), expires_at: expires_at.toString() },
  };
  return { ...state, at: ask.now.toString(), cursor: cursorOf(state) };
}

const masked = (ground: ViewGround, patient_id: string): string => ground.patients.get(patient_id)?.name_masked ?? '';

function callView(ground: ViewGround, call: CallRow): BoardView['calls'][number] {
  const room_name = ground.names.room(call.room_id)?.name ?? '';
  const name_masked = masked(ground, call.patient_id);
  return {
    call_id: `${call.ticket_id}:${call.call_no}`,
    ticket_number: call.number,
    patient_name_masked: name_masked,
    room_name,
    department_name: nameIn(ground.names.department(call.department_id), 'zh'),
    called_at: call.at.toString(),
    speak: spokenCall({ number: call.number, name_masked, room_name }),
  };
}

interface Present {
  duties: Duty[];
  waiting: LineRow[];
  inside: TicketRow[];
  now: Temporal.Instant;
}

function roomsOf(ground: ViewGround, present: Present): BoardView['rooms'] {
  const open = linesOf(present.duties.filter((duty) => duty.state === 'open'));
  return [...Map.groupBy(open, (line) => line.room_id).values()]
    .map((lines) => roomView(ground, present, lines))
    .sort(byRoomName);
}

function roomView(ground: ViewGround, present: Present, lines: Line[]): BoardView['rooms'][number] {
  const of = (rows: TicketRow[], line: Line) => rows.filter((row) => sessionIds(line).includes(row.session_id));
  const { room_id } = lines[0]!;
  const inside = present.inside.find((ticket) => ticket.room_id === room_id);
  const line = lineInFront(lines, {
    now: present.now,
    isOpen: (one) => inside !== undefined && of([inside], one).length > 0,
    waits: (one) => of(present.waiting, one).length > 0,
  });
  const own = of(present.waiting, line);
  const place = (ticket: TicketRow) => (ground.placed.get(ticket.id) as Placed<LineRow>).position;
  const next = own.toSorted((a, b) => place(a) - place(b)).slice(0, NEXT_SHOWN);
  return {
    room_id,
    room_name: ground.names.room(room_id)?.name ?? '',
    doctor_name: nameIn(ground.names.doctor(line.doctor_id), 'zh'),
    department_name: nameIn(ground.names.department(line.department_id), 'zh'),
    state: inside ? (inside.state === 'called' ? 'calling' : 'in_consultation') : 'idle',
    ticket_number: inside?.number ?? null,
    patient_name_masked: inside ? masked(ground, inside.patient_id) : null,
    next: next.map((row) => ({ ticket_number: row.number, patient_name_masked: masked(ground, row.patient_id) })),
    waiting: own.length,
  };
}

/** The hospital's notice, and the closures and substitutions that are not over yet. */
function noticesOf(names: Names, duties: Duty[], now: Temporal.Instant): string[] {
  const told = duties
    .filter((duty) => Temporal.Instant.compare(now, duty.ends_at) < 0)
    .flatMap((duty) => noticeOf(names, duty));
  return [...(names.notice ? [names.notice] : []), ...told];
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
