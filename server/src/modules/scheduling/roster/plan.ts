/**
 * What a sheet would change, row by row. Pure: the same sheet against the same templates gives the same plan, which is how
 * accepting knows that nothing has changed since the preview.
 */
import type { HalfDay } from '../../policy/index.ts';
import type { TemplateFields, TemplateRow } from '../tables.ts';
import type { Entry } from './entry.ts';
import { markClashes } from './plan-clashes.ts';
import { fillIn } from './plan-fill.ts';
import { type Directory, doctorOf, isWhy } from './plan-names.ts';
import type { Why } from './why.ts';

export const rowStatuses = ['new', 'changed', 'unchanged', 'ended', 'conflicting', 'wrong'] as const;
export type RowStatus = (typeof rowStatuses)[number];
export interface PlanRow {
  cell: string;
  written: string;
  status: RowStatus;
  doctor: string;
  department: string | null;
  weekday: number | null;
  half_day: HalfDay | null;
  /** What will hold from `valid_from` on; null where nothing will or nothing is known. */
  template: TemplateFields | null;
  /** What holds now in its place. */
  was: TemplateRow | null;
  /** Fields in which the two differ. */
  changes: string[];
  why: Why | null;
}
export interface PlanGround {
  /** The first day on which the sheet holds. */
  from: string;
  templates: TemplateRow[];
  directory: Directory;
}
/** A row whose doctor, weekday and half day are known. */
interface Placed {
  entry: Entry;
  row: PlanRow;
  doctor_id: string;
}

const COMPARED = [
  'room_id',
  'visit_type_id',
  'weeks',
  'starts',
  'ends',
  'slot_minutes',
  'places_per_slot',
  'registration_fen',
  'consultation_fen',
  'valid_to',
] as const satisfies readonly (keyof TemplateFields)[];

const later = (a: string, b: string): string => (a > b ? a : b);
const isAlive = (t: TemplateRow, from: string): boolean => t.valid_to === null || t.valid_to >= from;
const isInForce = (t: TemplateRow, from: string): boolean => isAlive(t, from) && t.valid_from <= from;
const placeOf = (doctor_id: string, weekday: number | null, half_day: string | null): string =>
  `${doctor_id} ${weekday} ${half_day}`;

function rowOf(entry: Entry): PlanRow {
  const { cell, written, doctor, department, weekday, half_day } = entry;
  return {
    cell,
    written,
    status: 'wrong',
    doctor,
    department,
    weekday,
    half_day,
    template: null,
    was: null,
    changes: [],
    why: entry.why,
  };
}

function fail(row: PlanRow, reason: Why): void {
  row.status = reason.code === 'doctor_ambiguous' ? 'conflicting' : 'wrong';
  row.why = reason;
}

/** Who is named, for every entry; what cannot be placed is told at once. */
function place(entries: Entry[], directory: Directory): { placed: Placed[]; rows: PlanRow[]; unsure: Set<string> } {
  const [placed, rows]: [Placed[], PlanRow[]] = [[], []];
  const unsure = new Set<string>();
  for (const entry of entries) {
    const row = rowOf(entry);
    const doctor = doctorOf(entry, directory);
    const reason = isWhy(doctor) ? (entry.why ?? doctor) : entry.why;
    if (!reason && !isWhy(doctor)) placed.push({ entry, row, doctor_id: doctor.id });
    else if (entry.duty === 'on' && reason) {
      fail(row, reason);
      rows.push(row);
      if (!isWhy(doctor)) unsure.add(doctor.id).add(placeOf(doctor.id, entry.weekday, entry.half_day));
    }
  }
  return { placed, rows, unsure };
}

/** How well a template that stands in the same place is what an entry speaks of; 0: it is not. */
function likeness({ said }: Entry, t: TemplateRow, from: string): number {
  if (said.valid_from !== t.valid_from && !isInForce(t, from)) return 0;
  const isSame = (value: unknown, other: unknown, weight: number) => (value === other ? weight : 0);
  return (
    1 +
    isSame(said.weeks ?? 'every', t.weeks, 8) +
    isSame(said.starts ?? t.starts, t.starts, 4) +
    isSame(said.valid_from ?? t.valid_from, t.valid_from, 2)
  );
}

/** Pairs entries of one place with templates that stand there, the likest first. */
function pair(entries: Placed[], standing: TemplateRow[], from: string): Map<Placed, TemplateRow> {
  const pairs = entries
    .flatMap((one) => standing.map((t) => ({ one, t, like: likeness(one.entry, t, from) })))
    .filter(({ like }) => like > 0)
    .toSorted((a, b) => b.like - a.like);
  const found = new Map<Placed, TemplateRow>();
  const used = new Set<string>();
  for (const { one, t } of pairs) {
    if (found.has(one) || used.has(t.id)) continue;
    found.set(one, t);
    used.add(t.id);
  }
  return found;
}

function decide({ entry, row, doctor_id }: Placed, was: TemplateRow | null, ground: PlanGround): void {
  const doctor = ground.directory.doctors.find(({ id }) => id === doctor_id)!;
  const filled = fillIn({ entry, doctor, was, ...ground });
  row.was = was;
  if (isWhy(filled)) {
    fail(row, filled);
    return;
  }
  const begins = was && later(was.valid_from, ground.from) !== filled.valid_from ? ['valid_from'] : [];
  const changes = was ? [...COMPARED.filter((name) => filled[name] !== was[name]), ...begins] : [];
  const status = was === null ? 'new' : changes.length > 0 ? 'changed' : 'unchanged';
  Object.assign(row, { status, changes, template: filled });
}

function ended(at: Placed, was: TemplateRow): PlanRow {
  return { ...at.row, weekday: was.weekday, half_day: was.half_day, status: 'ended', was, why: null };
}

/** Templates in force that the sheet leaves out, each told at the cell that leaves it out. */
function endings(placed: Placed[], kept: Set<string>, unsure: Set<string>, { from, templates }: PlanGround): PlanRow[] {
  const named = new Map<string, Placed>();
  const rest = new Map<string, Placed>();
  for (const one of placed) {
    if (one.entry.duty === 'rest') rest.set(one.doctor_id, one);
    else named.set(placeOf(one.doctor_id, one.entry.weekday, one.entry.half_day), one);
  }
  return templates.flatMap((t) => {
    const place = placeOf(t.doctor_id, t.weekday, t.half_day);
    if (kept.has(t.id) || unsure.has(place) || !isInForce(t, from)) return [];
    const at = named.get(place) ?? (unsure.has(t.doctor_id) ? undefined : rest.get(t.doctor_id));
    return at ? [ended(at, t)] : [];
  });
}

const placeOfRow = (row: PlanRow): string | null => {
  const doctor_id = row.template?.doctor_id ?? row.was?.doctor_id;
  return doctor_id ? placeOf(doctor_id, row.weekday, row.half_day) : null;
};
/** Finds what clashes. Where a row is left out because it does, nothing that stands in its place is ended either. */
function settle(rows: PlanRow[], ground: PlanGround): PlanRow[] {
  markClashes(rows, ground);
  const doubtful = new Set(rows.filter(({ status }) => status === 'conflicting').map(placeOfRow));
  const sure = rows.filter((row) => row.status !== 'ended' || !doubtful.has(placeOfRow(row)));
  return sure.length === rows.length ? rows : settle(sure, ground);
}

export function planRoster(entries: Entry[], ground: PlanGround): PlanRow[] {
  const { placed, rows, unsure } = place(entries, ground.directory);
  const on = placed.filter(({ entry }) => entry.duty === 'on');
  const kept = new Set<string>();
  for (const [key, group] of Map.groupBy(on, (one) => placeOf(one.doctor_id, one.entry.weekday, one.entry.half_day))) {
    const standing = ground.templates.filter(
      (t) => isAlive(t, ground.from) && placeOf(t.doctor_id, t.weekday, t.half_day) === key,
    );
    const pairs = pair(group, standing, ground.from);
    for (const one of group) {
      decide(one, pairs.get(one) ?? null, ground);
      rows.push(one.row);
      if (one.row.why) unsure.add(key).add(one.doctor_id);
    }
    for (const t of pairs.values()) kept.add(t.id);
  }
  rows.push(...endings(placed, kept, unsure, ground));
  const settled = settle(rows, ground);
  // of entries with the same address the first counts: a map keeps the last
  const order = new Map(entries.map(({ cell }, n) => [cell, n] as const).reverse());
  return settled.toSorted((a, b) => (order.get(a.cell) ?? 0) - (order.get(b.cell) ?? 0));
}
