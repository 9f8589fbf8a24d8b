/** Rows to the contract's shapes. Names are given in the reader's language; patients are masked. */
import type { TicketView } from '@menzhen/contract';
import { ageOn, type Tx, wallTimeOf } from '../../kernel/index.ts';
import type { RulesOf } from './lines.ts';
import type { Names, PatientName, QueueNeeds } from './ports.ts';
import type { Placed } from './rules-order.ts';
import { undoUntil } from './rules-undo.ts';
import * as points from './store-points.ts';
import { isVisit, type KindRow, type LineRow, type PointRow, type TicketRow } from './tables.ts';
import { type Locale, stateSentence, whyHere } from './words.ts';

/** What a view needs beside the row; read once for a whole list. */
export interface ViewGround {
  names: Names;
  patients: Map<string, PatientName>;
  placed: Map<string, Placed<LineRow>>;
  rulesOf: RulesOf;
  services: Services;
  locale: Locale;
}

export interface Services {
  kinds: Map<string, KindRow>;
  points: Map<string, PointRow>;
}
const FRESH_MS = 2_000;
const keptOf = new WeakMap<QueueNeeds, { services: Services; until_ms: number }>();
/** Kinds of service and service points, for their names: read at most every two seconds. */
export async function servicesOf(tx: Tx, needs: QueueNeeds): Promise<Services> {
  const kept = keptOf.get(needs);
  if (kept && kept.until_ms > performance.now()) return kept.services;
  const kinds = new Map((await points.kinds(tx)).map((kind) => [kind.code, kind]));
  const all = new Map((await points.points(tx, null)).map((point) => [point.id, point]));
  const services = { kinds, points: all };
  keptOf.set(needs, { services, until_ms: performance.now() + FRESH_MS });
  return services;
}
export const forgetServices = (needs: QueueNeeds): void => void keptOf.delete(needs);

/** All that views of these tickets need, in one reading. */
export async function viewGround(
  tx: Tx,
  needs: QueueNeeds,
  ask: {
    patient_ids: string[];
    placed: Map<string, Placed<LineRow>>;
    locale: Locale;
    /** Where many ask at once, a reading of patients that they share. */
    cards?: QueueNeeds['cards'] | undefined;
  },
): Promise<ViewGround> {
  const { placed, locale, cards = needs.cards } = ask;
  const patients = await cards(tx, [...new Set(ask.patient_ids)]);
  const [names, rulesOf, services] = [await needs.names(), await needs.rules(), await servicesOf(tx, needs)];
  return { names, patients, placed, rulesOf, services, locale };
}

export const nameIn = (named: { name: string; name_en?: string } | undefined, locale: Locale): string =>
  (locale === 'en' ? named?.name_en || named?.name : named?.name) ?? '';

function why(ground: ViewGround, ticket: TicketRow): string {
  if (ticket.state !== 'waiting') return stateSentence(ticket.state, ground.locale);
  const placed = ground.placed.get(ticket.id);
  return placed ? whyHere(placed.reason, ground.locale) : '';
}

const staffOf = (actor: string): string | null => (actor.startsWith('staff:') ? actor.slice('staff:'.length) : null);

function lastActOf({ rulesOf }: ViewGround, ticket: TicketRow): TicketView['last_act'] {
  const { undo_minutes } = rulesOf(scopeOf(ticket)).queue;
  const until = undoUntil({ act: ticket.act, at: ticket.act_at }, undo_minutes);
  return {
    act: ticket.act,
    staff_id: staffOf(ticket.act_actor),
    at: ticket.act_at.toString(),
    undo_until: until?.toString() ?? null,
  };
}

/** What the rules may tell a ticket's line apart by. */
export const scopeOf = ({ department_id, visit_type_id, doctor_id }: TicketRow) => ({
  department_id,
  ...(visit_type_id ? { visit_type_id } : {}),
  ...(doctor_id ? { doctor_id } : {}),
});

function whereOf({ names, services, locale }: ViewGround, ticket: TicketRow) {
  const point = ticket.service_point_id ? services.points.get(ticket.service_point_id) : undefined;
  return {
    kind: ticket.kind,
    kind_name: nameIn(services.kinds.get(ticket.kind), locale),
    service_point_id: ticket.service_point_id,
    service_point_name: nameIn(point, locale),
    booking_id: ticket.booking_id,
    session_id: ticket.session_id,
    department_id: ticket.department_id,
    department_name: nameIn(names.department(ticket.department_id), locale),
    doctor_name: ticket.doctor_id ? nameIn(names.doctor(ticket.doctor_id), locale) : '',
    room_id: ticket.room_id,
    room_name: (ticket.room_id && names.room(ticket.room_id)?.name) || '',
    slot_starts: isVisit(ticket) ? wallTimeOf(ticket.slot_starts_at) : null,
  };
}

export function ticketView(ground: ViewGround, ticket: TicketRow): TicketView {
  const patient = ground.patients.get(ticket.patient_id);
  return {
    id: ticket.id,
    number: ticket.number,
    former_number: ticket.former_number,
    state: ticket.state,
    ...whereOf(ground, ticket),
    patient_id: ticket.patient_id,
    patient_name_masked: patient?.name_masked ?? '',
    patient_sex: patient?.sex ?? '',
    patient_age_years: patient ? ageOn(patient.birth_date, ticket.date) : 0,
    checked_in_at: ticket.checked_in_at.toString(),
    called_at: ticket.called_at?.toString() ?? null,
    calls: ticket.calls,
    started_at: ticket.started_at?.toString() ?? null,
    urgency: ticket.urgency,
    class: ticket.class,
    round: ticket.round,
    held_at: ticket.held_at?.toString() ?? null,
    held_reason: ticket.held_reason,
    placed_reason: ticket.placed_reason,
    position: ground.placed.get(ticket.id)?.position ?? null,
    why_here: why(ground, ticket),
    last_act: lastActOf(ground, ticket),
  };
}
