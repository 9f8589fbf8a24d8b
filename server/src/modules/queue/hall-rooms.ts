/** A board's rooms: who is inside, who comes next and may get ready, who was called and not there. */
import type { BoardRoomView, BoardView } from '@menzhen/contract';
import { dutiesInRoom, dutyNow, type Line, lineInFront, standsIn } from './lines.ts';
import type { Placed } from './rules-order.ts';
import type { LineRow, TicketRow } from './tables.ts';
import { nameIn, type ViewGround } from './views.ts';
import { byRoomName } from './words.ts';

/** How many of those who come next a room names. */
const NEXT_SHOWN: Record<BoardView['layout'], number> = { hall: 3, department: 8, door: 4, kiosk: 0 };
const PASSED_SHOWN = 6;

export interface Present {
  layout: BoardView['layout'];
  lines: Line[];
  /** Rooms with an open session, among those the board looks at. */
  rooms: Set<string>;
  waiting: LineRow[];
  /** Tickets that are called or in consultation. */
  inside: TicketRow[];
  passed: TicketRow[];
  prepareAhead: (department_id: string) => number;
  now: Temporal.Instant;
}

export function roomsOf(ground: ViewGround, present: Present): BoardRoomView[] {
  return [...present.rooms].map((room_id) => roomView(ground, present, room_id)).sort(byRoomName);
}

export const masked = (ground: ViewGround, patient_id: string): string =>
  ground.patients.get(patient_id)?.name_masked ?? '';
const person = (ground: ViewGround, ticket: TicketRow) => ({
  ticket_number: ticket.number,
  patient_name_masked: masked(ground, ticket.patient_id),
});

const of = <T extends TicketRow>(rows: T[], line: Line): T[] => rows.filter((row) => standsIn(line, row));
const openHere = (line: Line, room_id: string) => dutiesInRoom(line, room_id).filter((duty) => duty.state === 'open');
const isHere = (line: Line, room_id: string): boolean =>
  line.point ? line.point.is_open && line.point.room_ids.includes(room_id) : openHere(line, room_id).length > 0;

function roomView(ground: ViewGround, present: Present, room_id: string): BoardRoomView {
  const lines = present.lines.filter((line) => isHere(line, room_id));
  const inside = present.inside.find((ticket) => ticket.room_id === room_id);
  const line = lineInFront(lines, {
    now: present.now,
    room_id,
    isOpen: (one) => inside !== undefined && of([inside], one).length > 0,
    waits: (one) => of(present.waiting, one).length > 0,
  });
  const here = openHere(line, room_id);
  const duty = here.find((one) => one.id === inside?.session_id) ?? dutyNow(here, present.now);
  const doctor = duty && ground.names.doctor(duty.doctor_id);
  return {
    room_id,
    room_name: ground.names.room(room_id)?.name ?? '',
    doctor_name: nameIn(doctor, 'zh'),
    doctor_title: doctor?.title ?? null,
    department_name: nameIn(line.point ?? ground.names.department(line.department_id), 'zh'),
    state: inside ? (inside.state === 'called' ? 'calling' : 'in_consultation') : 'idle',
    ticket_number: inside?.number ?? null,
    patient_name_masked: inside ? masked(ground, inside.patient_id) : null,
    next: nextOf(ground, present, line),
    passed: passedOf(ground, present, line),
    waiting: of(present.waiting, line).length,
  };
}

function nextOf(ground: ViewGround, present: Present, line: Line): BoardRoomView['next'] {
  const place = (ticket: TicketRow) => (ground.placed.get(ticket.id) as Placed<LineRow>).position;
  return of(present.waiting, line)
    .toSorted((a, b) => place(a) - place(b))
    .slice(0, NEXT_SHOWN[present.layout])
    .map((ticket, ahead) => ({ ...person(ground, ticket), prepare: ahead < present.prepareAhead(line.department_id) }));
}

function passedOf(ground: ViewGround, present: Present, line: Line): BoardRoomView['passed'] {
  const at = (ticket: TicketRow) => ticket.passed_at?.epochMilliseconds ?? 0;
  return of(present.passed, line)
    .toSorted((a, b) => at(b) - at(a))
    .slice(0, PASSED_SHOWN)
    .map((ticket) => person(ground, ticket));
}
