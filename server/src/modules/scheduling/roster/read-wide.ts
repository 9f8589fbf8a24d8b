/** The wide sheet: a row a doctor (or a doctor's half day), columns of weekdays, each with its half days. */
import type { HalfDay } from '../../policy/index.ts';
import type { Entry, Names } from './entry.ts';
import { cellReader, type Read } from './read-cell.ts';
import { cellName, type Sheet, textAt } from './sheet.ts';
import { halfDayIn, headOf, isRemark, weekdayIn } from './words.ts';

/** A title and a line of dates may stand above the heads. */
const HEADS_WITHIN = 20;

interface Column {
  at: number;
  weekday: number;
  /** null: the row says it. */
  half_day: HalfDay | null;
}
interface Frame {
  first_row: number;
  columns: Column[];
  doctor: number;
  department: number | undefined;
  half_day: number | undefined;
  room: number | undefined;
  visit_type: number | undefined;
}

const widthOf = (sheet: Sheet): number => Math.max(0, ...sheet.rows.map((row) => row.length));

function weekdayRow(sheet: Sheet): number {
  return sheet.rows
    .slice(0, HEADS_WITHIN)
    .findIndex((row) => new Set(Array.from(row, (text) => weekdayIn(text ?? ''))).size > 2);
}

function columnsOf(sheet: Sheet, row: number): { columns: Column[]; head_rows: number } {
  const days = Array.from({ length: widthOf(sheet) }, (_, at) => ({
    at,
    weekday: weekdayIn(textAt(sheet, row, at)),
  })).filter((one): one is { at: number; weekday: number } => one.weekday !== undefined);
  const below = days.some(({ at }) => halfDayIn(textAt(sheet, row + 1, at)) !== undefined);
  const columns = days.map((day) => ({
    ...day,
    half_day:
      halfDayIn(textAt(sheet, row, day.at)) ?? (below ? (halfDayIn(textAt(sheet, row + 1, day.at)) ?? null) : null),
  }));
  return { columns, head_rows: below ? 2 : 1 };
}

/** Undefined: this is no wide roster. */
export function frameOf(sheet: Sheet): Frame | undefined {
  const row = weekdayRow(sheet);
  if (row < 0) return undefined;
  const { columns, head_rows } = columnsOf(sheet, row);
  const taken = new Set(columns.map(({ at }) => at));
  const heads = new Map<string, number>();
  for (let at = 0; at < widthOf(sheet); at += 1) {
    if (taken.has(at)) continue;
    for (let down = 0; down < head_rows; down += 1) {
      const head = headOf(textAt(sheet, row + down, at));
      if (head && !heads.has(head)) heads.set(head, at);
    }
  }
  const doctor = heads.get('doctor');
  const half_day = heads.get('half_day');
  if (doctor === undefined || (half_day === undefined && columns.some((one) => one.half_day === null)))
    return undefined;
  const optional = {
    department: heads.get('department'),
    room: heads.get('room'),
    visit_type: heads.get('visit_type'),
  };
  return { first_row: row + head_rows, columns, doctor, half_day, ...optional };
}

/** A remark that is merged over the sheet, or stands alone in its row. */
function isRemarkRow(sheet: Sheet, frame: Frame, row: number): boolean {
  const first = sheet.rows[row]?.find((text) => text) ?? '';
  const isMerged = sheet.merges.some(
    (m) => m.top <= row && row <= m.bottom && m.left <= frame.doctor && m.right >= frame.columns[0]!.at,
  );
  return isMerged || isRemark(first);
}

function entriesOfRow(sheet: Sheet, frame: Frame, row: number, read: (text: string) => Read, prefix: string): Entry[] {
  const text = (at: number | undefined) => (at === undefined ? '' : textAt(sheet, row, at));
  const doctor = text(frame.doctor);
  const duties = frame.columns.filter(({ at }) => text(at));
  if (!doctor && duties.length === 0) return [];
  const rowSays = {
    ...(text(frame.room) ? { room: text(frame.room) } : {}),
    ...(text(frame.visit_type) ? { visit_type: text(frame.visit_type) } : {}),
  };
  const row_half = halfDayIn(text(frame.half_day)) ?? null;
  return frame.columns.flatMap(({ at, weekday, half_day }): Entry[] => {
    const base = {
      ...{ cell: prefix + cellName(row, at), written: text(at), doctor, department: text(frame.department) || null },
      ...{ weekday, half_day: half_day ?? row_half },
    };
    const { parts, why } = text(at) ? read(text(at)) : { parts: [{ said: {}, duty: 'off' as const }], why: null };
    if (why) return [{ ...base, duty: 'on' as const, said: {}, why }];
    return parts.map(({ said, duty }) => ({
      ...base,
      duty,
      said: duty === 'on' ? { ...rowSays, ...said } : {},
      why: null,
    }));
  });
}

/** @param prefix of cell addresses, where there are several sheets */
export function readWide(sheet: Sheet, frame: Frame, names: Names, prefix: string): Entry[] {
  const read = cellReader(names);
  const entries: Entry[] = [];
  for (let row = frame.first_row; row < sheet.rows.length; row += 1) {
    if (!isRemarkRow(sheet, frame, row)) entries.push(...entriesOfRow(sheet, frame, row, read, prefix));
  }
  return entries;
}
