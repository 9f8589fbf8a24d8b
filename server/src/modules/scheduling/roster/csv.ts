/** CSV as spreadsheets write it: UTF-8 with or without a mark, UTF-16 with one, or GB18030; commas, tabs or semicolons. */
import papaparse from 'papaparse';
import { fileFault, MOST } from './fault.ts';
import type { Sheet } from './sheet.ts';

const decodeAs = (encoding: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** @throws Refusal roster_unreadable: no encoding fits */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes) ?? '';
  const text = decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of these; a picture or a program has
  if (text === undefined || /[\0-\x08\x0e-\x1f]/.test(text)) throw fileFault('encoding');
  return text;
}

/** What we wrote with a guard against formulas (csvOf) is read without it. */
const unguarded = (text: string): string => text.trim().replace(/^'(?=[=+\-@])/, '');

/** @throws Refusal roster_unreadable: a quote that never ends, too many rows or columns */
export function readCsv(bytes: Uint8Array): Sheet[] {
  const { data, errors } = papaparse.parse<string[]>(decodeText(bytes).replace(/\r\n?/g, '\n'), {
    newline: '\n',
    delimitersToGuess: [',', '\t', ';'],
    // the break that ends the last line begins an empty row
    preview: MOST.rows + 2,
  });
  if (data.length > MOST.rows + 1 || data.some((row) => row.length > MOST.columns)) throw fileFault('too_large');
  if (errors.some(({ code }) => code === 'MissingQuotes')) throw fileFault('not_a_sheet');
  return [{ name: '', rows: data.map((row) => row.map(unguarded)), merges: [], epoch_days: 0 }];
}

/** With the mark by which Excel knows UTF-8. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export const csvOf = (rows: string[][]): Buffer =>
  Buffer.from(`\ufeff${papaparse.unparse(rows, { newline: '\r\n', escapeFormulae: true })}\r\n`);
