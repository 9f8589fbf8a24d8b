/** A sheet that cannot be taken at all; a row or cell that is wrong is told in the preview instead (why.ts). */
import { Refusal } from '../../../kernel/index.ts';

const reasons = {
  empty: ['文件是空的，没有任何内容', 'the file is empty'],
  old_excel: [
    '这是旧版 .xls 或加了密码的文件；请在 Excel 或 WPS 中去掉密码、另存为 .xlsx 后再导入',
    'this is an old .xls or a password-protected file; save it without a password as .xlsx first',
  ],
  not_a_sheet: [
    '不是 .xlsx 或 CSV 文件，或文件已损坏；请重新另存为 .xlsx 或 CSV',
    'it is neither .xlsx nor CSV, or it is damaged; save it again as .xlsx or CSV',
  ],
  encoding: [
    '文字编码认不出来；请把 CSV 存为 UTF-8 或 GB18030（GBK）',
    'its text encoding is not known; save the CSV as UTF-8 or GB18030 (GBK)',
  ],
  too_large: [
    '内容太多：每张表最多 {rows} 行、{columns} 列，文件展开后不超过 {megabytes} MB；请拆成几份导入',
    'it holds too much: at most {rows} rows and {columns} columns a sheet, {megabytes} MB when unpacked; import it in parts',
  ],
  layout: [
    '看不出排班：横表要有“医生”列和“周一、周二……”表头，竖表要有“医生、星期、午别”表头。可先下载空白表对照',
    'no roster is recognised: a wide sheet needs a “doctor” column and weekdays as heads, a long one the heads “doctor, weekday, half day”. Compare with a blank sheet',
  ],
  no_rows: ['表头下面没有任何一位医生', 'there is no doctor below the heads'],
} as const;

export const MOST = { rows: 2_000, columns: 100, megabytes: 8, sheets: 20, duties: 4_000 } as const;

/** The file as a whole is refused, with the reason in both languages. */
export function fileFault(reason: keyof typeof reasons): Refusal {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(MOST[name as keyof typeof MOST]));
  const [zh, en] = reasons[reason];
  return new Refusal('roster_unreadable', { zh: { reason: fill(zh) }, en: { reason: fill(en) } });
}
