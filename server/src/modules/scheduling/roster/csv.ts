/** CSV as spreadsheets write it: UTF-8 with or without a mark, UTF-16 with one, or GB18030; commas, tabs or semicolons. */
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
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes) ?? '';
  const text = decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of these; a picture or a program has
  if (text === undefined || /[\0-\x08\x0e-\x1f]/.test(text)) throw fileFault('encoding');
  return text;
}

function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const count = (separator: string) => line.split(separator).length;
  return [',', '\t', ';'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** What we wrote with a guard against formulas (csvOf) is read without it. */
const unguarded = (text: string): string => text.trim().replace(/^'(?=[=+\-@])/, '');

/** @throws Refusal roster_unreadable: too many rows or columns */
export function readCsv(bytes: Uint8Array): Sheet[] {
  const text = decodeText(bytes);
  const separator = separatorOf(text);
  const rows: string[][] = [[]];
  let [field, isQuoted] = ['', false];
  const endField = () => {
    if (rows.at(-1)!.push(unguarded(field)) > MOST.columns) throw fileFault('too_large');
    field = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at]!;
    if (isQuoted && c === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (c === '"' && (isQuoted || field === '')) isQuoted = !isQuoted;
    else if (isQuoted) field += c;
    else if (c === separator) endField();
    else if (c === '\n') {
      endField();
      if (rows.push([]) > MOST.rows + 1) throw fileFault('too_large');
    } else if (c !== '\r') field += c;
  }
  endField();
  return [{ name: '', rows, merges: [], epoch_days: 0 }];
}

/** A spreadsheet would take such a cell for a formula. */
const guarded = (text: string): string => (/^[=+\-@]/.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** With the mark by which Excel knows UTF-8. */
export const csvOf = (rows: string[][]): Buffer =>
  Buffer.from(`\ufeff${rows.map((row) => row.map((text) => quoted(guarded(text))).join(',')).join('\r\n')}\r\n`);
