/** A day that is over: what it teaches about waiting is summed, and how wrong its ranges were is kept for ever. */
import type { Tx } from '../../kernel/index.ts';
import type { Duty, QueueNeeds } from './ports.ts';
import { forgetForecasts, keepScore } from './store-score.ts';
import * as store from './store-wait.ts';
import {
  type DayGone,
  type DayMissing,
  type DayTicket,
  type DayTurn,
  type Measure,
  measureDay,
} from './waiting-time-measures.ts';

/** Closes every day before today that is not; each once, whoever comes first. */
export async function closeDays(
  tx: Tx,
  needs: Pick<QueueNeeds, 'dutyOf' | 'notCome'>,
  ask: { today: string; now: Temporal.Instant },
): Promise<string[]> {
  const days = await store.unmeasuredDays(tx, ask.today);
  const closed: string[] = [];
  for (const date of days) {
    if (!(await store.takeDay(tx, date, ask.now))) continue;
    await store.insertMeasures(tx, date, await measuresOf(tx, needs, date));
    await keepScore(tx, date);
    closed.push(date);
  }
  if (closed.length > 0) await forgetForecasts(tx, ask.today);
  return closed;
}

/** What a day teaches, by now or when it is over. */
export async function measuresOf(
  tx: Tx,
  needs: Pick<QueueNeeds, 'dutyOf' | 'notCome'>,
  date: string,
): Promise<Measure[]> {
  const duties = new Map((await needs.dutyOf(tx, { date })).map((duty) => [duty.id, duty]));
  const acts = await store.actsOfDay(tx, date);
  const came = new Set(acts.map((act) => act.booking_id));
  const missing = (await needs.notCome(tx, [...duties.keys()])).filter(
    ({ id, state }) => state === 'no_show' && !came.has(id),
  );
  const tickets = [...Map.groupBy(acts, (act) => act.ticket_id).values()].map((own) => dayTicket(own, duties));
  return measureDay(
    tickets,
    missing.flatMap(({ session_id }): DayMissing[] => {
      const duty = duties.get(session_id);
      return duty ? [{ department_id: duty.department_id, doctor_id: duty.doctor_id, n: 1 }] : [];
    }),
  );
}

const ms = (at: Temporal.Instant): number => at.epochMilliseconds;

/** A ticket as its acts tell it; at a service point the point stands for the doctor. */
function dayTicket(acts: store.DayActRow[], duties: Map<string, Duty>): DayTicket {
  const [first] = acts as [store.DayActRow];
  const { session_id, service_point_id, department_id, checked_in_at } = first;
  const duty = duties.get(session_id ?? '');
  const doctor_id = service_point_id ?? first.doctor_id ?? department_id;
  const { turns, gone } = acts.some(({ act }) => act === 'call') ? turnsOf(acts, doctor_id) : turnOf(first, doctor_id);
  return {
    session_id: session_id ?? service_point_id ?? '',
    session_starts_ms: ms(duty?.starts_at ?? checked_in_at),
    is_service: service_point_id !== null,
    ...{ department_id, doctor_id, turns, gone },
    room_id: duty?.room_id ?? turns[0]?.room_id ?? '',
    visit_type_id: first.visit_type_id ?? '',
    slot_starts_ms: ms(first.slot_starts_at ?? checked_in_at),
    is_urgent: first.urgency < ROUTINE,
    checked_in_ms: ms(checked_in_at),
  };
}
const ROUTINE = 4;

/** From the ticket's own row: its one turn, of the days before acts were kept. */
function turnOf(row: store.DayActRow, doctor_id: string): { turns: DayTurn[]; gone: DayGone[] } {
  const { called_at, started_at, ended_at, ticket_room_id } = row;
  if (!called_at || !started_at || !ended_at) return { turns: [], gone: [] };
  const moments = { called_ms: ms(called_at), started_ms: ms(started_at), ended_ms: ms(ended_at) };
  return { turns: [{ room_id: ticket_room_id ?? '', doctor_id, round: 1, ...moments }], gone: [] };
}

/** From its acts: every time it was in a room, and every time it went and came back. */
function turnsOf(acts: store.DayActRow[], doctor_id: string): { turns: DayTurn[]; gone: DayGone[] } {
  const turns: DayTurn[] = [];
  const gone: DayGone[] = [];
  let open = null as Omit<DayTurn, 'ended_ms'> | null;
  let left = null as Omit<DayGone, 'until_ms'> | null;
  let round = 1;
  for (const { act, at, room_id } of acts) {
    const at_ms = ms(at);
    if (act === 'call') open = { room_id: room_id ?? '', doctor_id, called_ms: at_ms, started_ms: null, round };
    else if (act === 'start' && open) open = { ...open, started_ms: at_ms };
    else if (act === 'pass' || act === 'finish' || act === 'send_out') {
      // a visit that never began ended by nobody's coming only if it was passed
      if (open && (act === 'pass' || open.started_ms !== null)) turns.push({ ...open, ended_ms: at_ms });
      open = null;
      if (act !== 'finish') left = { after: act === 'pass' ? 'back' : 'results', from_ms: at_ms };
    } else if (act === 'back' || act === 'return') {
      if (left) gone.push({ ...left, until_ms: at_ms });
      left = null;
      if (act === 'back') round += 1;
    }
  }
  return { turns, gone };
}
