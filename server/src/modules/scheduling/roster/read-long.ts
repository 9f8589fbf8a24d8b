/** The long sheet: a row a doctor's weekday and half day, with named columns in any order. */
import type { Entry, Said } from './entry.ts';
import { cellName, type Sheet, textAt } from './sheet.ts';
import { type Why, why } from './why.ts';
import {
  dateOfCell,
  fenOfCell,
  halfDayIn,
  type Head,
  headOf,
  isRemark,
  timeOfCell,
  weekdayOfCell,
  weeksOfCell,
} from './words.ts';

const HEADS_WITHIN = 20;
interface Frame {
  first_row: number;
  columns: Map<Head, number>;
}

/** Undefined: this is no long roster. */
export function frameOf(sheet: Sheet): Frame | undefined {
  for (const [row, cells] of sheet.rows.slice(0, HEADS_WITHIN).entries()) {
    const columns = new Map<Head, number>();
    Array.from(cells, (text) => headOf(text ?? '')).forEach((head, at) => {
      if (head && !columns.has(head)) columns.set(head, at);
    });
    if (columns.has('doctor') && columns.has('weekday') && columns.has('half_day'))
      return { first_row: row + 1, columns };
  }
  return undefined;
}

type Value<T> = { value: T } | { why: Why };
const oneOf =
  <T>(read: (text: string) => T | undefined, code: Why['code']) =>
  (text: string): Value<T> => {
    const value = read(text);
    return value === undefined ? { why: why(code, { text }) } : { value };
  };
const within =
  (column: string, least: number, most: number) =>
  (text: string): Value<number> => {
    const value = /^\d{1,4}(\.0+)?$/.test(text.normalize('NFKC').trim()) ? Number(text.normalize('NFKC')) : -1;
    const wrong = { text, column, least: String(least), most: String(most) };
    return value < least || value > most ? { why: why('number_wrong', wrong) } : { value };
  };
const yuan =
  (column: string) =>
  (text: string): Value<number> => {
    const value = fenOfCell(text);
    return value === undefined
      ? { why: why('number_wrong', { text, column, least: '0', most: '999999.99' }) }
      : { value };
  };

/** How each column is read; what an empty cell means stands in `empty`. */
const readers = (epoch_days: number) => ({
  weeks: oneOf(weeksOfCell, 'weeks_unknown'),
  starts: oneOf(timeOfCell, 'time_wrong'),
  ends: oneOf(timeOfCell, 'time_wrong'),
  slot_minutes: within('每段分钟', 5, 30),
  places_per_slot: within('每段号数', 1, 60),
  registration_fen: yuan('挂号费'),
  consultation_fen: yuan('诊察费'),
  valid_from: oneOf((text: string) => dateOfCell(text, epoch_days), 'date_wrong'),
  valid_to: oneOf((text: string) => dateOfCell(text, epoch_days), 'date_wrong'),
  room: (text: string) => ({ value: text }),
  visit_type: (text: string) => ({ value: text }),
});
/** A column that is there and empty says “none” for these; for the others it says nothing. */
const empty: Partial<Said> = { registration_fen: null, consultation_fen: null, valid_to: null };

function saidIn(sheet: Sheet, { columns }: Frame, row: number): { said: Said; wrong: { at: number; why: Why } | null } {
  const said: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers(sheet.epoch_days))) {
    const at = columns.get(name as Head);
    if (at === undefined) continue;
    const text = textAt(sheet, row, at);
    if (!text) {
      if (name in empty) said[name] = null;
      continue;
    }
    const found: Value<unknown> = read(text);
    if ('why' in found) return { said, wrong: { at, why: found.why } };
    said[name] = found.value;
  }
  return { said, wrong: null };
}

function entryOf(sheet: Sheet, frame: Frame, row: number, prefix: string): Entry {
  const at = (head: Head) => frame.columns.get(head);
  const text = (head: Head) => (at(head) === undefined ? '' : textAt(sheet, row, at(head)!));
  const [weekday, half_day] = [weekdayOfCell(text('weekday')) ?? null, halfDayIn(text('half_day')) ?? null];
  const { said, wrong } = saidIn(sheet, frame, row);
  const fault =
    (!text('doctor') && { at: at('doctor')!, why: why('doctor_missing') }) ||
    (weekday === null && { at: at('weekday')!, why: why('weekday_unknown', { text: text('weekday') }) }) ||
    (half_day === null && { at: at('half_day')!, why: why('half_day_unknown', { text: text('half_day') }) }) ||
    wrong;
  return {
    cell: prefix + cellName(row, fault ? fault.at : at('doctor')!),
    written: Array.from(sheet.rows[row] ?? [], (cell) => cell ?? '')
      .filter(Boolean)
      .join(' '),
    ...{ doctor: text('doctor'), department: text('department') || null, weekday, half_day, duty: 'on', said },
    why: fault ? fault.why : null,
  };
}

export function readLong(sheet: Sheet, frame: Frame, prefix: string): Entry[] {
  const rows = [...sheet.rows.keys()].filter((row) => {
    const first = sheet.rows[row]!.find(Boolean) ?? '';
    return row >= frame.first_row && first !== '' && !isRemark(first);
  });
  const entries = rows.map((row) => entryOf(sheet, frame, row, prefix));
  const doctors = new Map(entries.filter((one) => one.doctor).map((one) => [`${one.doctor} ${one.department}`, one]));
  // a long sheet holds the whole week of everybody it names
  const rest = [...doctors.values()].map((one) => ({
    ...one,
    duty: 'rest' as const,
    weekday: null,
    half_day: null,
    said: {},
    why: null,
  }));
  return [...entries, ...rest];
}
