/** What a sheet leaves unsaid is taken from what stands there now, else from what this doctor, then this hospital, usually does. Pure. */
import type { HalfDay } from '../../policy/index.ts';
import type { TemplateFields, TemplateRow } from '../tables.ts';
import type { Entry, Said } from './entry.ts';
import { type Directory, isWhy, type NamedDoctor, roomOf, visitTypeOf } from './plan-names.ts';
import { type Why, why } from './why.ts';

/** Of a hospital that has no templates yet. */
const HOURS: Record<HalfDay, { starts: string; ends: string }> = {
  morning: { starts: '08:00', ends: '11:30' },
  afternoon: { starts: '13:30', ends: '16:30' },
  evening: { starts: '18:00', ends: '20:00' },
};
const SLOT_MINUTES = 30;
const PLACES_PER_SLOT = 4;

/** The commonest value; of equals the one that comes first. */
export function usual<T>(values: T[]): T | undefined {
  const counts = new Map<string, { value: T; count: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    counts.set(key, { value, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].reduce<{ value: T; count: number } | undefined>(
    (best, one) => (best && best.count >= one.count ? best : one),
    undefined,
  )?.value;
}

interface Ask {
  entry: Entry;
  doctor: NamedDoctor;
  was: TemplateRow | null;
  from: string;
  templates: TemplateRow[];
  directory: Directory;
}

function roomAndType({
  entry: { said },
  doctor,
  was,
  templates,
  directory,
}: Ask): { room_id: string; visit_type_id: string } | Why {
  const own = templates.filter((t) => t.doctor_id === doctor.id);
  const room = said.room === undefined ? undefined : roomOf(said.room, directory);
  if (room && isWhy(room)) return room;
  const visitType = said.visit_type === undefined ? undefined : visitTypeOf(said.visit_type, directory);
  if (visitType && isWhy(visitType)) return visitType;
  const room_id = room?.id ?? was?.room_id ?? usual(own.map((t) => t.room_id));
  if (room_id === undefined) return why('room_missing');
  const visit_type_id = visitType?.id ?? was?.visit_type_id ?? usual(own.map((t) => t.visit_type_id));
  return visit_type_id === undefined ? why('visit_type_missing') : { room_id, visit_type_id };
}

function timesAndPlaces({ entry, doctor, was, templates }: Ask, visit_type_id: string) {
  const { said } = entry;
  const half = templates.filter((t) => t.half_day === entry.half_day);
  const nearest = [half.filter((t) => t.doctor_id === doctor.id), half].map((some) =>
    usual(some.map(({ starts, ends }) => ({ starts, ends }))),
  );
  const hours = was ?? nearest.find(Boolean) ?? HOURS[entry.half_day!];
  const alike = templates.filter((t) => t.visit_type_id === visit_type_id);
  const own = alike.filter((t) => t.doctor_id === doctor.id);
  return {
    starts: said.starts ?? hours.starts,
    ends: said.ends ?? hours.ends,
    slot_minutes:
      said.slot_minutes ??
      was?.slot_minutes ??
      usual((own.length ? own : alike).map((t) => t.slot_minutes)) ??
      SLOT_MINUTES,
    places_per_slot:
      said.places_per_slot ??
      was?.places_per_slot ??
      usual((own.length ? own : alike).map((t) => t.places_per_slot)) ??
      PLACES_PER_SLOT,
  };
}

const own = (said: Said, was: TemplateRow | null, name: 'registration_fen' | 'consultation_fen') =>
  said[name] !== undefined ? said[name] : (was?.[name] ?? null);
const later = (a: string, b: string): string => (a > b ? a : b);

/** A whole template out of what is said; or why not. */
export function fillIn(ask: Ask): TemplateFields | Why {
  const { entry, doctor, was, from } = ask;
  const { said } = entry;
  const found = roomAndType(ask);
  if (isWhy(found)) return found;
  const fields: TemplateFields = {
    doctor_id: doctor.id,
    ...found,
    weekday: entry.weekday!,
    half_day: entry.half_day!,
    weeks: said.weeks ?? 'every',
    ...timesAndPlaces(ask, found.visit_type_id),
    registration_fen: own(said, was, 'registration_fen'),
    consultation_fen: own(said, was, 'consultation_fen'),
    valid_from: later(said.valid_from ?? from, from),
    valid_to: said.valid_to !== undefined ? said.valid_to : (was?.valid_to ?? null),
  };
  return nonsense(fields, said, from) ?? fields;
}

function nonsense(
  { starts, ends, valid_from, valid_to, slot_minutes, places_per_slot }: TemplateFields,
  said: Said,
  from: string,
): Why | null {
  const number = (column: string, value: number, least: number, most: number) =>
    value < least || value > most
      ? why('number_wrong', { text: String(value), column, least: String(least), most: String(most) })
      : null;
  if (starts >= ends) return why('times_reversed', { starts, ends });
  if (valid_to !== null && said.valid_from !== undefined && valid_to < said.valid_from)
    return why('dates_reversed', { from: said.valid_from, to: valid_to });
  if (valid_to !== null && valid_to < valid_from) return why('date_past', { from, to: valid_to });
  return number('每段分钟', slot_minutes, 5, 30) ?? number('每段号数', places_per_slot, 1, 60);
}
