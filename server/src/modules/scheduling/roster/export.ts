/** The roster as a sheet, in the layouts that can be read in again; read in unchanged, it changes nothing. Pure. */
import type { TemplateRow } from '../tables.ts';
import { csvOf } from './csv.ts';
import type { Layout } from './entry.ts';
import type { Range } from './sheet.ts';
import { type SheetOut, xlsxOf } from './xlsx-write.ts';

interface Named {
  name: string;
}
export interface ExportView {
  doctors: readonly (Named & { id: string; department_id: string })[];
  department(id: string): Named | undefined;
  room(id: string): Named | undefined;
  visitType(id: string): Named | undefined;
}
interface Ask {
  templates: TemplateRow[];
  view: ExportView;
  /** The roster of this day and, in the long layout, what is planned after it. */
  day: string;
  layout: Layout;
  format: 'xlsx' | 'csv';
  blank: boolean;
}

const DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const HALVES = [
  ['morning', '上午'],
  ['afternoon', '下午'],
  ['evening', '晚上'],
] as const;
const WEEKS = { every: '每周', odd: '单周', even: '双周' } as const;
const HOW_WIDE =
  '说明：每格写诊室、号别，隔周的写“单周”“双周”，时间如 08:00-11:30；不出诊留空或写“停”。表里出现的医生，以本表为准。';
const HOW_LONG = '说明：一行是一位医生一周里的一个半天；单双周、时间、费用不写则照旧。表里出现的医生，以本表为准。';
const LONG_HEADS = [
  '医生',
  '科室',
  '星期',
  '午别',
  '单双周',
  '诊室',
  '号别',
  '开始',
  '结束',
  '每段分钟',
  '每段号数',
  '挂号费',
  '诊察费',
  '生效日',
  '截止日',
];

const yuan = (fen: number | null): string => (fen === null ? '' : (fen / 100).toFixed(2).replace(/\.00$/, ''));

function dutyText(t: TemplateRow, view: ExportView): string {
  const place = [t.weeks === 'every' ? '' : WEEKS[t.weeks], view.room(t.room_id)?.name].filter(Boolean).join(' ');
  const fees = [
    t.registration_fen === null ? '' : `挂号费${yuan(t.registration_fen)}元`,
    t.consultation_fen === null ? '' : `诊察费${yuan(t.consultation_fen)}元`,
  ];
  return [place, view.visitType(t.visit_type_id)?.name ?? '', `${t.starts}-${t.ends}`, ...fees]
    .filter(Boolean)
    .join('\n');
}

function wideSheet({ templates, view, day }: Ask): SheetOut {
  const now = templates.filter((t) => t.valid_from <= day && (t.valid_to === null || t.valid_to >= day));
  const halves = HALVES.filter(([half]) => half !== 'evening' || now.some((t) => t.half_day === 'evening'));
  const doctors = view.doctors.filter(({ id }) => now.some((t) => t.doctor_id === id));
  const sorted = doctors.toSorted((a, b) => a.department_id.localeCompare(b.department_id));
  const rows = [
    ['科室', '医生', ...DAYS.flatMap((name) => halves.map(() => name))],
    ['科室', '医生', ...DAYS.flatMap(() => halves.map(([, name]) => name))],
    ...sorted.map((doctor) => [
      view.department(doctor.department_id)?.name ?? '',
      doctor.name,
      ...DAYS.flatMap((_, n) =>
        halves.map(([half]) =>
          now
            .filter((t) => t.doctor_id === doctor.id && t.weekday === n + 1 && t.half_day === half)
            .map((t) => dutyText(t, view))
            .join('\n'),
        ),
      ),
    ]),
    [HOW_WIDE],
  ];
  const columns = 2 + DAYS.length * halves.length;
  const days = DAYS.map((_, n) => ({
    top: 0,
    bottom: 0,
    left: 2 + n * halves.length,
    right: 1 + (n + 1) * halves.length,
  }));
  const heads = [0, 1].map((at) => ({ top: 0, bottom: 1, left: at, right: at }));
  const remark = { top: rows.length - 1, bottom: rows.length - 1, left: 0, right: columns - 1 };
  const merges = [...heads, ...days, ...sameDepartment(rows), remark];
  return {
    name: '门诊排班',
    rows,
    merges,
    head_rows: 2,
    widths: [14, 10, ...Array.from({ length: columns - 2 }, () => 13)],
  };
}

/** Doctors of one department stand under one merged cell. */
function sameDepartment(rows: string[][]): Range[] {
  const ranges: Range[] = [];
  for (let top = 2; top < rows.length - 1; ) {
    let bottom = top;
    while (bottom + 1 < rows.length - 1 && rows[bottom + 1]![0] === rows[top]![0]) bottom += 1;
    if (bottom > top) ranges.push({ top, bottom, left: 0, right: 0 });
    top = bottom + 1;
  }
  return ranges;
}

function longSheet({ templates, view, day }: Ask): SheetOut {
  const doctors = new Map(view.doctors.map((one, n) => [one.id, { ...one, n }]));
  const alive = templates.filter((t) => (t.valid_to === null || t.valid_to >= day) && doctors.has(t.doctor_id));
  const place = (t: TemplateRow) => [doctors.get(t.doctor_id)!.n, t.weekday] as const;
  const sorted = alive.toSorted(
    (a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1] || a.starts.localeCompare(b.starts),
  );
  const rows = sorted.map((t) => {
    const doctor = doctors.get(t.doctor_id)!;
    return [
      ...[doctor.name, view.department(doctor.department_id)?.name ?? '', DAYS[t.weekday - 1]!],
      ...[HALVES.find(([half]) => half === t.half_day)![1], WEEKS[t.weeks]],
      ...[view.room(t.room_id)?.name ?? '', view.visitType(t.visit_type_id)?.name ?? '', t.starts, t.ends],
      ...[String(t.slot_minutes), String(t.places_per_slot), yuan(t.registration_fen), yuan(t.consultation_fen)],
      ...[t.valid_from, t.valid_to ?? ''],
    ];
  });
  const last = rows.length + 1;
  const merges = [{ top: last, bottom: last, left: 0, right: LONG_HEADS.length - 1 }];
  return {
    name: '排班明细',
    rows: [LONG_HEADS, ...rows, [HOW_LONG]],
    merges,
    head_rows: 1,
    widths: LONG_HEADS.map(() => 12),
  };
}

export async function sheetOfRoster(ask: Ask): Promise<{ file_name: string; content_base64: string }> {
  const sheet = ask.layout === 'wide' ? wideSheet(ask) : longSheet(ask);
  const bytes = ask.format === 'csv' ? csvOf(sheet.rows) : await xlsxOf(sheet);
  const what = ask.blank ? `${sheet.name}（空白）` : `${sheet.name} ${ask.day}`;
  return { file_name: `${what}.${ask.format}`, content_base64: bytes.toString('base64') };
}
