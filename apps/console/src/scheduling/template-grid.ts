/** Templates as a week: per department its doctors, per doctor the half days, per half day seven cells. Pure. */
import type { Answer } from '@menzhen/ui/client';

export type Template = Answer<'templateList'>['items'][number];
export type HalfDay = Template['half_day'];
export interface GridDoctor {
  id: string;
  name: string;
  department_id: string;
}
export interface GridRow {
  half_day: HalfDay;
  /** Monday first; each cell's templates by their hour. */
  cells: Template[][];
}
export interface GridGroup {
  department_id: string;
  doctors: { doctor: GridDoctor; rows: GridRow[] }[];
}

const HALVES = ['morning', 'afternoon', 'evening'] as const;
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Those still in force, or still to come. */
export const alive = (templates: readonly Template[], today: string): Template[] =>
  templates.filter(({ valid_to }) => valid_to === null || valid_to >= today);

/** Evenings are shown only where somebody works in one. */
function rowsOf(own: readonly Template[], hasEvenings: boolean): GridRow[] {
  return HALVES.filter((half_day) => half_day !== 'evening' || hasEvenings).map((half_day) => ({
    half_day,
    cells: WEEKDAYS.map((weekday) =>
      own
        .filter((one) => one.half_day === half_day && one.weekday === weekday)
        .toSorted((a, b) => a.starts.localeCompare(b.starts) || b.weeks.localeCompare(a.weeks)),
    ),
  }));
}

export function gridOf(templates: readonly Template[], doctors: readonly GridDoctor[]): GridGroup[] {
  const byDoctor = Map.groupBy(templates, ({ doctor_id }) => doctor_id);
  return [...Map.groupBy(doctors, ({ department_id }) => department_id)].map(([department_id, people]) => {
    const hasEvenings = people.some(({ id }) => byDoctor.get(id)?.some(({ half_day }) => half_day === 'evening'));
    return {
      department_id,
      doctors: people.map((doctor) => ({ doctor, rows: rowsOf(byDoctor.get(doctor.id) ?? [], hasEvenings) })),
    };
  });
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
/** Places of one session made from it. */
export const placesOf = (one: Pick<Template, 'starts' | 'ends' | 'slot_minutes' | 'places_per_slot'>): number =>
  Math.ceil((minutesOf(one.ends) - minutesOf(one.starts)) / one.slot_minutes) * one.places_per_slot;

/** Where an arrow key leads in a table of so many rows and columns; null: out of it, or another key. */
export function stepOf(key: string, at: { row: number; column: number }, size: { rows: number; columns: number }) {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[key];
  if (!step) return null;
  const to = { row: at.row + step[0], column: at.column + step[1] };
  return to.row < 0 || to.column < 0 || to.row >= size.rows || to.column >= size.columns ? null : to;
}
