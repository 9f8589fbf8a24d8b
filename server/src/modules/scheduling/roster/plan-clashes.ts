/** One doctor, and one room, is in one place at a time: within the sheet, and against what stands. Pure. */
import { addDays } from '../../../kernel/index.ts';
import type { TemplateFields, TemplateRow } from '../tables.ts';
import type { PlanGround, PlanRow } from './plan.ts';
import type { Directory } from './plan-names.ts';
import { type Why, why } from './why.ts';

const weeksMeet = (a: TemplateFields, b: TemplateFields): boolean =>
  a.weeks === 'every' || b.weeks === 'every' || a.weeks === b.weeks;
const FOREVER = '9999-12-31';
const daysMeet = (a: TemplateFields, b: TemplateFields): boolean =>
  a.valid_from <= (b.valid_to ?? FOREVER) && b.valid_from <= (a.valid_to ?? FOREVER);

const clash = (a: TemplateFields, b: TemplateFields): boolean =>
  (a.doctor_id === b.doctor_id || a.room_id === b.room_id) &&
  a.weekday === b.weekday &&
  weeksMeet(a, b) &&
  a.starts < b.ends &&
  b.starts < a.ends &&
  daysMeet(a, b);

const nameIn = (all: { id: string; name: string }[], id: string): string =>
  all.find((one) => one.id === id)?.name ?? '';

function standingWhy(t: TemplateFields, { doctors, rooms }: Directory): Why {
  const { starts, ends } = t;
  return why('overlap_standing', {
    doctor: nameIn(doctors, t.doctor_id),
    room: nameIn(rooms, t.room_id),
    starts,
    ends,
  });
}
function sheetWhy(
  own: TemplateFields,
  other: { cell: string; template: TemplateFields },
  { doctors, rooms }: Directory,
): Why {
  const who = own.doctor_id === other.template.doctor_id ? nameIn(doctors, own.doctor_id) : nameIn(rooms, own.room_id);
  return why('overlap_sheet', { cell: other.cell, who });
}

type Planned = PlanRow & { template: TemplateFields };
const counts = (row: PlanRow): row is Planned =>
  row.template !== null && ['new', 'changed', 'unchanged'].includes(row.status);

function conflict(row: PlanRow, reason: Why): void {
  row.status = 'conflicting';
  row.why = reason;
}

/** Rows of the sheet against one another; an unchanged one stands already, so the other is the one that clashes. */
function withinSheet(rows: PlanRow[], directory: Directory): void {
  const planned = rows.filter(counts);
  const found: [PlanRow, Why][] = [];
  for (const days of Map.groupBy(planned, ({ template }) => template.weekday).values()) {
    for (const one of days) {
      if (one.status === 'unchanged') continue;
      const other = days.find((two) => two !== one && clash(one.template, two.template));
      if (other) found.push([one, sheetWhy(one.template, other, directory)]);
    }
  }
  for (const [row, reason] of found) conflict(row, reason);
}

/** What will stand of a template when the rows that still count are taken; undefined: nothing of it. */
function remainder(t: TemplateRow, replaced: Map<string, string>): TemplateRow | undefined {
  const next = replaced.get(t.id);
  if (next === undefined) return t;
  return t.valid_from < next ? { ...t, valid_to: addDays(next, -1) } : undefined;
}

/** A row that clashes is left out, so what it would have replaced stands on and may clash with another: until none is found. */
export function markClashes(rows: PlanRow[], { templates, directory, from }: PlanGround): void {
  withinSheet(rows, directory);
  for (;;) {
    const replaced = new Map(
      rows.flatMap((row) => {
        if (row.was && row.status === 'ended') return [[row.was.id, from] as const];
        return row.was && row.status === 'changed' ? [[row.was.id, row.template!.valid_from] as const] : [];
      }),
    );
    const standing = Map.groupBy(
      templates.flatMap((t) => remainder(t, replaced) ?? []),
      (t) => t.weekday,
    );
    const found = rows.filter(counts).flatMap((row): [PlanRow, Why][] => {
      const other =
        row.status === 'unchanged'
          ? undefined
          : standing.get(row.template.weekday)?.find((t) => clash(row.template, t));
      return other ? [[row, standingWhy(other, directory)]] : [];
    });
    if (found.length === 0) return;
    for (const [row, reason] of found) conflict(row, reason);
  }
}
