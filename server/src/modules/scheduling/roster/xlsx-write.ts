/** One sheet as a workbook: text only, heads that stand out, cells that wrap. */
import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import type { Range } from './sheet.ts';

export interface SheetOut {
  name: string;
  rows: string[][];
  merges: Range[];
  /** How many rows at the top are heads; they stay in view. */
  head_rows: number;
  /** In characters, by column. */
  widths: number[];
}

const PLAIN: CellObject = {
  type: String,
  alignVertical: 'center',
  wrap: true,
  borderStyle: 'thin',
  borderColor: '#B8C4BE',
};
const HEADING: CellObject = { ...PLAIN, align: 'center', fontWeight: 'bold', backgroundColor: '#E3F1EC' };

/** Puts each merge into its first cell and empties the others: the writer takes it so. */
function merge(rows: Row[], { top, left, bottom, right }: Range): void {
  const first = rows[top]![left] as CellObject;
  for (let row = top; row <= bottom; row += 1) rows[row]!.fill(null, left, right + 1);
  rows[top]![left] = { ...first, rowSpan: bottom - top + 1, columnSpan: right - left + 1 };
}

export function xlsxOf({ name, rows, merges, head_rows, widths }: SheetOut): Promise<Buffer> {
  const cells: Row[] = rows.map((row, at) => row.map((value) => ({ ...(at < head_rows ? HEADING : PLAIN), value })));
  for (const range of merges) merge(cells, range);
  return writeExcelFile(
    cells,
    { sheet: name, stickyRowsCount: head_rows, columns: widths.map((width) => ({ width })) },
    { fontFamily: 'Calibri', fontSize: 11 },
  ).toBuffer();
}
