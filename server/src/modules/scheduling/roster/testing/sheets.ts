/** Sheets as people make them, for tests: a small hospital's names, and workbooks written by hand. */
import { strToU8, zipSync } from 'fflate';
import type { Directory } from '../plan-names.ts';
import type { TemplateRow } from '../../tables.ts';
import type { Range } from '../sheet.ts';
import { xlsxOf } from '../xlsx-write.ts';

export const directory: Directory = {
  departments: [
    { id: 'inner', name: '内科', parent_id: null },
    { id: 'breath', name: '呼吸内科', parent_id: 'inner' },
    { id: 'eye', name: '眼科', parent_id: null },
  ],
  doctors: [
    { id: 'lin', name: '林知秋', department_id: 'breath' },
    { id: 'qiao', name: '乔安澜', department_id: 'breath' },
    { id: 'zhang1', name: '张三', department_id: 'breath' },
    { id: 'zhang2', name: '张三', department_id: 'eye' },
  ],
  rooms: [
    { id: 'r101', name: '101 诊室' },
    { id: 'r102', name: '102 诊室' },
    { id: 'r201', name: '201 诊室' },
  ],
  visitTypes: [
    { id: 'ordinary', name: '普通号' },
    { id: 'expert', name: '专家号' },
  ],
};
export const names = {
  rooms: directory.rooms.map(({ name }) => name),
  visit_types: directory.visitTypes.map(({ name }) => name),
};
export const FROM = '2026-11-23';

export const standing = (change: Partial<TemplateRow> & { id: string }): TemplateRow => ({
  ...{ doctor_id: 'lin', room_id: 'r101', visit_type_id: 'ordinary', weekday: 1, half_day: 'morning', weeks: 'every' },
  ...{
    starts: '08:00',
    ends: '11:30',
    slot_minutes: 30,
    places_per_slot: 4,
    registration_fen: null,
    consultation_fen: null,
  },
  ...{ valid_from: '2026-01-05', valid_to: null, version: 1 },
  ...change,
});

export const DAYS = ['周一', '周二', '周三', '周四', '周五'];
/** A wide sheet as hospitals keep it: a merged title, two rows of heads, one row a doctor. */
export function wideRows(doctors: [department: string, name: string, ...duties: string[]][]): string[][] {
  return [
    ['2026 年第 48 周门诊出诊表'],
    ['科室', '医生', ...DAYS.flatMap((day) => [day, ''])],
    ['', '', ...DAYS.flatMap(() => ['上午', '下午'])],
    ...doctors.map((row) => [...row]),
  ];
}
export const wideMerges: Range[] = [
  { top: 0, bottom: 0, left: 0, right: 11 },
  { top: 1, bottom: 2, left: 0, right: 0 },
  { top: 1, bottom: 2, left: 1, right: 1 },
  ...DAYS.map((_, n) => ({ top: 1, bottom: 1, left: 2 + 2 * n, right: 3 + 2 * n })),
];
export const workbook = (rows: string[][], merges: Range[] = []): Promise<Buffer> =>
  xlsxOf({ name: '门诊', rows, merges, head_rows: 1, widths: [] });
export const wide = (...doctors: Parameters<typeof wideRows>[0]): Promise<Buffer> =>
  workbook(wideRows(doctors), wideMerges);

/** An archive made by another program than the one that reads it. */
export const zipOf = (files: Record<string, string>): Buffer =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), { level: 1 }),
  );

/** A workbook of several sheets, each given as its <sheetData> and what follows it. */
export function rawWorkbook(sheets: Record<string, string>, strings: string[] = []): Buffer {
  const all = Object.entries(sheets);
  const relations = all.map((_, n) => `<Relationship Id="r${n}" Target="/xl/worksheets/sheet${n}.xml"/>`).join('');
  return zipOf({
    'xl/workbook.xml': `<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets>${all.map(([name], n) => `<x:sheet name='${name}' sheetId="${n + 1}" r:id="r${n}"/>`).join('')}</x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(all.map(([, xml], n) => [`xl/worksheets/sheet${n}.xml`, `<worksheet>${xml}</worksheet>`])),
  });
}
