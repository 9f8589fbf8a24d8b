/** One sheet as a workbook: text only, heads that stand out, cells that wrap. */
import { cellName, columnName, type Range } from './sheet.ts';
import { escapeXml } from './xml.ts';
import { zipOf } from './zip.ts';

export interface SheetOut {
  name: string;
  rows: string[][];
  merges: Range[];
  /** How many rows at the top are heads; they stay in view. */
  head_rows: number;
  /** In characters, by column. */
  widths: number[];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const [PLAIN, HEADING] = [0, 1];

const styles = `${HEAD}<styleSheet xmlns="${MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFE3F1EC"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"><color rgb="FFB8C4BE"/></left><right style="thin"><color rgb="FFB8C4BE"/></right>
<top style="thin"><color rgb="FFB8C4BE"/></top><bottom style="thin"><color rgb="FFB8C4BE"/></bottom></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf borderId="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
<xf fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf></cellXfs>
</styleSheet>`;

const cellXml = (text: string, row: number, column: number, style: number): string =>
  text === ''
    ? `<c r="${cellName(row, column)}" s="${style}"/>`
    : `<c r="${cellName(row, column)}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;

function sheetXml({ rows, merges, head_rows, widths }: SheetOut): string {
  const columns = widths
    .map((width, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  const body = rows.map((row, r) => {
    const style = r < head_rows ? HEADING : PLAIN;
    return `<row r="${r + 1}">${row.map((text, c) => cellXml(text, r, c, style!)).join('')}</row>`;
  });
  const merged = merges.map((m) => `<mergeCell ref="${cellName(m.top, m.left)}:${cellName(m.bottom, m.right)}"/>`);
  const pane = `<pane ySplit="${head_rows}" topLeftCell="${columnName(0)}${head_rows + 1}" activePane="bottomLeft" state="frozen"/>`;
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns}</cols>
<sheetData>${body.join('\n')}</sheetData>${merged.length ? `<mergeCells count="${merged.length}">${merged.join('')}</mergeCells>` : ''}</worksheet>`;
}

export function xlsxOf(sheet: SheetOut): Buffer {
  const type = (part: string, kind: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`;
  const relations = (all: string) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all}</Relationships>`;
  return zipOf({
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/worksheets/sheet1.xml', 'worksheet')}${type('/xl/styles.xml', 'styles')}</Types>`,
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${escapeXml(sheet.name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('rId1', 'worksheet', 'worksheets/sheet1.xml') + relation('rId2', 'styles', 'styles.xml'),
    ),
    'xl/worksheets/sheet1.xml': sheetXml(sheet),
    'xl/styles.xml': styles,
  });
}
