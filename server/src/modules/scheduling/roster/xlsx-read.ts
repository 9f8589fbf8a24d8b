/**
 * Workbooks (.xlsx) as sheets of text. Formulas are never worked out: a cell says what its program last put there, and one
 * that says nothing shows its formula, so that a person sees why it is not understood.
 */
import { fileFault, MOST } from './fault.ts';
import { fillMerges, placeOf, type Range, type Sheet } from './sheet.ts';
import { unzip } from './unzip.ts';
import { tokensOf } from './xml.ts';

const isPart = (name: string): boolean =>
  /(^|\/)(workbook\.xml(\.rels)?|sharedStrings\.xml)$/.test(name) || /worksheets\/[^/]+\.xml$/.test(name);

/** Excel writes characters that XML does not know as _x000D_. */
const plain = (text: string): string =>
  text
    .replace(/_x([\dA-F]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\r/g, '');

function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let [text, isText, isSound] = ['', false, false];
  for (const token of tokensOf(xml)) {
    if (token.kind === 'text') text += isText && !isSound ? token.text : '';
    else if (token.name === 't') isText = token.kind === 'open';
    else if (token.name === 'rPh') isSound = token.kind === 'open';
    else if (token.name === 'si' && token.kind === 'open') text = '';
    else if (token.name === 'si') strings.push(plain(text));
  }
  return strings;
}

const opensOf = (xml: string) => tokensOf(xml).filter((token) => token.kind === 'open');

interface Book {
  sheets: { name: string; path: string }[];
  epoch_days: number;
}

function bookOf(files: Map<string, string>): Book {
  const path = [...files.keys()].find((name) => /(^|\/)workbook\.xml$/.test(name));
  if (path === undefined) throw fileFault('not_a_sheet');
  const folder = path.slice(0, path.length - 'workbook.xml'.length);
  const targets = new Map<string | undefined, string>();
  for (const { name, attributes } of opensOf(files.get(`${folder}_rels/workbook.xml.rels`) ?? '')) {
    const { Id, Target = '' } = attributes;
    if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : folder + Target);
  }
  const book: Book = { sheets: [], epoch_days: 0 };
  for (const { name, attributes } of opensOf(files.get(path)!)) {
    if (name === 'workbookPr' && /^(1|true)$/.test(attributes.date1904 ?? '')) book.epoch_days = 1462;
    if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') continue;
    const at = targets.get(attributes.id);
    if (at !== undefined && files.has(at)) book.sheets.push({ name: attributes.name ?? '', path: at });
  }
  return book;
}

interface Cell {
  address: string;
  type: string;
  value: string;
  formula: string;
}
function textOf(cell: Cell, strings: string[]): string {
  if (cell.value === '' && cell.formula !== '') return `=${cell.formula}`;
  if (cell.type === 's') return strings[Number(cell.value)] ?? '';
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE';
  return plain(cell.value);
}

function put(rows: string[][], address: string, text: string): void {
  const place = placeOf(address);
  if (!place || text.trim() === '') return;
  if (place.row >= MOST.rows || place.column >= MOST.columns) throw fileFault('too_large');
  while (rows.length <= place.row) rows.push([]);
  const row = rows[place.row]!;
  while (row.length < place.column) row.push('');
  row[place.column] = text.trim();
}

function rangeOf(ref: string): Range | undefined {
  const [from, to] = ref.split(':').map(placeOf);
  if (!from || !to || from.row >= MOST.rows || from.column >= MOST.columns) return undefined;
  return { top: from.row, left: from.column, bottom: to.row, right: Math.min(to.column, MOST.columns - 1) };
}

function sheetOf(xml: string, strings: string[]): Pick<Sheet, 'rows' | 'merges'> {
  const rows: string[][] = [];
  const merges: Range[] = [];
  let cell: Cell | undefined;
  let inside = '';
  for (const token of tokensOf(xml)) {
    if (token.kind === 'text') {
      if (cell && inside === 'f') cell.formula += token.text;
      else if (cell && (inside === 'v' || inside === 't')) cell.value += token.text;
    } else if (token.kind === 'close') {
      inside = '';
      if (token.name === 'c' && cell) {
        put(rows, cell.address, textOf(cell, strings));
        cell = undefined;
      }
    } else if (token.name === 'c') {
      const { r = '', t = 'n' } = token.attributes;
      cell = { address: r, type: t, value: '', formula: '' };
    } else if (token.name === 'mergeCell') {
      const range = rangeOf(token.attributes.ref ?? '');
      if (range) merges.push(range);
    } else inside = token.name;
  }
  fillMerges(rows, merges);
  return { rows, merges };
}

/** @throws Refusal roster_unreadable */
export async function readXlsx(bytes: Buffer): Promise<Sheet[]> {
  const files = await unzip(bytes, isPart);
  try {
    const shared = [...files].find(([name]) => name.endsWith('sharedStrings.xml'))?.[1];
    const strings = shared ? sharedStrings(shared) : [];
    const { sheets, epoch_days } = bookOf(files);
    if (sheets.length > MOST.sheets) throw fileFault('too_large');
    return sheets.map(({ name, path }) => ({ name, epoch_days, ...sheetOf(files.get(path)!, strings) }));
  } catch (error) {
    if (error instanceof SyntaxError) throw fileFault('not_a_sheet');
    throw error;
  }
}
