/** A file as it came, to what it says: which format, which layout, and every place of every sheet that is a roster. */
import { readCsv } from './csv.ts';
import type { Entry, Layout, Names } from './entry.ts';
import { fileFault, MOST } from './fault.ts';
import * as long from './read-long.ts';
import * as wide from './read-wide.ts';
import type { Sheet } from './sheet.ts';
import { readXlsx } from './xlsx-read.ts';

export interface ReadRoster {
  layout: Layout;
  entries: Entry[];
  /** Sheets with something in them that is no roster. */
  skipped_sheets: string[];
}

/** By what the file holds, never by its name. */
async function sheetsOf(bytes: Buffer): Promise<Sheet[]> {
  if (bytes.length === 0) throw fileFault('empty');
  const starts = bytes.subarray(0, 4).toString('hex');
  if (starts === 'd0cf11e0') throw fileFault('old_excel');
  if (starts === '504b0304') return readXlsx(bytes);
  if (/^(25504446|89504e47|ffd8ff|504b0506)/.test(starts)) throw fileFault('not_a_sheet');
  return readCsv(bytes);
}

function entriesOf(sheet: Sheet, names: Names, prefix: string): { layout: Layout; entries: Entry[] } | undefined {
  const wideFrame = wide.frameOf(sheet);
  if (wideFrame) return { layout: 'wide', entries: wide.readWide(sheet, wideFrame, names, prefix) };
  const longFrame = long.frameOf(sheet);
  return longFrame && { layout: 'long', entries: long.readLong(sheet, longFrame, prefix) };
}

/**
 * @param names the hospital's rooms and visit types, which a wide sheet writes into one cell
 * @throws Refusal roster_unreadable with the reason
 */
export async function readRoster(bytes: Buffer, names: Names): Promise<ReadRoster> {
  const sheets = (await sheetsOf(bytes)).filter(({ rows }) => rows.some((row) => row.some(Boolean)));
  if (sheets.length === 0) throw fileFault('empty');
  const read = sheets.map((sheet) => ({
    sheet,
    found: entriesOf(sheet, names, sheets.length > 1 ? `${sheet.name}!` : ''),
  }));
  const found = read.flatMap((one) => one.found ?? []);
  if (found.length === 0) throw fileFault('layout');
  const entries = found.flatMap((one) => one.entries);
  if (entries.length === 0) throw fileFault('no_rows');
  if (entries.filter(({ duty }) => duty === 'on').length > MOST.duties) throw fileFault('too_large');
  const skipped_sheets = read.filter((one) => !one.found).map(({ sheet }) => sheet.name);
  return { layout: found[0]!.layout, entries, skipped_sheets };
}
