/** Service points and their kinds; issuing tickets at them. */
import { dayOf, found, newId, record, Refusal, type Tx, violated } from '../../kernel/index.ts';
import { type Deed, factOfPoint, factOfTicket } from './facts.ts';
import { finishTicket, leave, type Need, takeNumber } from './service.ts';
import * as store from './store.ts';
import * as moves from './store-moves.ts';
import * as stored from './store-points.ts';
import type { KindRow, PointRow, TicketRow } from './tables.ts';

export const { kinds, points, openCounts } = stored;

export async function createKind(tx: Tx, kind: KindRow, deed: Deed): Promise<KindRow> {
  const made = await stored.insertKind(tx, kind);
  if (!made) throw new Refusal('code_taken');
  const data = { code: made.code, name: made.name };
  await record(tx, { ...deed, kind: 'service_kind.created', subject: `service_kind:${made.code}`, data });
  return made;
}

export async function changeKind(tx: Tx, ask: Partial<KindRow> & { code: string }, deed: Deed): Promise<KindRow> {
  const was = found((await stored.kinds(tx)).find((one) => one.code === ask.code));
  const made = found(await stored.updateKind(tx, { ...was, ...ask }));
  const data = { code: made.code, name: made.name };
  await record(tx, { ...deed, kind: 'service_kind.changed', subject: `service_kind:${made.code}`, data });
  return made;
}

export const pointById = async (tx: Tx, id: string): Promise<PointRow> =>
  found((await stored.pointsByIds(tx, [id]))[0]);

const invalid = (field: string, message: string): Refusal => new Refusal('input_invalid', {}, [{ field, message }]);

/** What points name must be there. */
export interface Known {
  isDepartment(id: string): boolean;
  isRoom(id: string): boolean;
}
async function judgePoint(tx: Tx, point: PointRow, known: Known): Promise<void> {
  if (point.kind === 'visit')
    throw invalid('kind', '就诊的号来自预约，不设服务点 / visits come of bookings and have no service point');
  if (!(await stored.kinds(tx)).some((one) => one.code === point.kind))
    throw invalid('kind', '没有这种服务 / no such kind');
  if (!known.isDepartment(point.department_id)) throw invalid('department_id', '没有这个科室 / no such department');
  const room = point.room_ids.findIndex((id, n) => !known.isRoom(id) || point.room_ids.indexOf(id) !== n);
  if (room >= 0) throw invalid(`room_ids.${room}`, '没有这个房间，或写了两次 / no such room, or given twice');
}
const asNameTaken = (error: unknown): never => {
  if (violated(error) === 'service_point_name') throw new Refusal('name_taken');
  throw error;
};

export async function createPoint(
  tx: Tx,
  ask: Omit<PointRow, 'id' | 'version'>,
  { known, deed }: { known: Known; deed: Deed },
): Promise<PointRow> {
  const point = { ...ask, id: newId(deed.at.epochMilliseconds), version: 1 };
  await judgePoint(tx, point, known);
  await stored.insertPoint(tx, point).catch(asNameTaken);
  await record(tx, factOfPoint('created', point, deed));
  return point;
}

/** Changes a point; its kind and department stay while somebody stands there, since tickets carry both. */
export async function changePoint(
  tx: Tx,
  ask: Partial<PointRow> & { id: string; version: number },
  { known, deed }: { known: Known; deed: Deed },
): Promise<PointRow> {
  const was = await pointById(tx, ask.id);
  const point = { ...was, ...ask };
  await judgePoint(tx, point, known);
  const open = (await stored.openCounts(tx, dayOf(deed.at))).get(point.id)?.open ?? 0;
  if (open > 0 && (point.kind !== was.kind || point.department_id !== was.department_id))
    throw new Refusal('still_in_use');
  if (!(await stored.updatePoint(tx, point).catch(asNameTaken))) throw new Refusal('version_conflict');
  const changed = { ...point, version: point.version + 1 };
  await record(tx, factOfPoint('changed', changed, deed));
  return changed;
}

/** A service point's ticket of a day that is over: who was being served is done, who waits has left. */
export async function closeAtPoint(tx: Tx, id: string, deed: Deed): Promise<void> {
  if (!(await leave(tx, id, deed))) await finishTicket(tx, id, deed);
}

/** What still stands at service points of a day and before. */
export const openAtPointsBefore = store.openAtPointsBefore;

/** Throws `ticket_twice` while the patient has a ticket at the point; one of a day that is over is closed. */
export async function mustStandNowhere(
  tx: Tx,
  ask: { service_point_id: string; patient_id: string },
  deed: Deed,
): Promise<void> {
  await moves.holdPatientAtPoint(tx, ask);
  const open = await store.openAtPoint(tx, ask);
  if (open && open.date >= dayOf(deed.at)) throw new Refusal('ticket_twice', { ticket: open.number });
  if (open) await closeAtPoint(tx, open.id, deed);
}

/** Gives a patient a ticket at an open point; throws `ticket_twice` while an earlier one there is not done. */
export async function issueAtPoint(
  tx: Tx,
  ask: { point: PointRow; patient_id: string; sent_by_ticket_id?: string } & Need,
  deed: Deed,
): Promise<TicketRow> {
  const { point, patient_id } = ask;
  if (!point.is_open) throw new Refusal('service_point_closed', { name: point.name });
  const at_point = { service_point_id: point.id, patient_id };
  await mustStandNowhere(tx, at_point, deed);
  const date = dayOf(deed.at);
  const ticket = await moves.insertTicket(
    tx,
    {
      id: newId(deed.at.epochMilliseconds),
      kind: point.kind,
      booking_id: null,
      session_id: null,
      service_point_id: point.id,
      sent_by_ticket_id: ask.sent_by_ticket_id ?? null,
      patient_id,
      department_id: point.department_id,
      doctor_id: null,
      visit_type_id: null,
      date,
      ...(await takeNumber(tx, point.department_id, date)),
      slot_starts_at: null,
      slot_ends_at: null,
      checked_in_at: deed.at,
      room_id: null,
      urgency: ask.urgency ?? 4,
      class: ask.class ?? null,
    },
    deed,
  );
  await record(tx, factOfTicket('ticket.issued', ticket!, deed));
  return ticket!;
}
