import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';
import { sheetOfRoster } from './export.ts';
import { planRoster, type PlanRow } from './plan.ts';
import { readRoster } from './read.ts';
import { directory, FROM, names, standing, wide } from './testing/sheets.ts';
import type { TemplateRow } from '../tables.ts';

const plan = async (bytes: Buffer | Promise<Buffer>, templates: TemplateRow[] = []): Promise<PlanRow[]> =>
  planRoster((await readRoster(await bytes, names)).entries, { from: FROM, templates, directory });
const brief = (rows: PlanRow[]) => rows.map(({ cell, status, why }) => [cell, status, why?.code ?? null]);
const long = (...rows: string[][]) =>
  csvOf([['医生', '科室', '星期', '午别', '单双周', '诊室', '号别', '开始', '结束', '生效日', '截止日'], ...rows]);
const monday = standing({ id: 'm' });

describe('against what stands', () => {
  it('a place that is new, changed, the same, or left empty', async () => {
    const friday = standing({ id: 'f', weekday: 5, half_day: 'afternoon', starts: '13:30', ends: '16:30' });
    const tuesday = standing({ id: 't', weekday: 2 });
    const rows = await plan(wide(['内科', '林知秋', '101 普通号', '', '102', '', '√', '', '', '', '', '停']), [
      monday,
      tuesday,
      friday,
    ]);
    expect(brief(rows)).toEqual([
      ['C4', 'unchanged', null],
      ['E4', 'changed', null],
      ['G4', 'new', null],
      ['L4', 'ended', null],
    ]);
    expect(rows[1]).toMatchObject({
      changes: ['room_id'],
      was: { id: 't' },
      template: { room_id: 'r102', valid_from: FROM },
    });
    expect(rows[2]!.template).toMatchObject({
      ...{ room_id: 'r101', visit_type_id: 'ordinary', starts: '08:00', weekday: 3 },
      valid_to: null,
    });
  });
  it('a week that becomes every other week is changed, and its other week is new', async () => {
    const rows = await plan(wide(['内科', '林知秋', '单周 101；双周 102']), [monday]);
    expect(rows.map(({ status, changes, template }) => [status, changes, template!.weeks, template!.room_id])).toEqual([
      ['changed', ['weeks'], 'odd', 'r101'],
      ['new', [], 'even', 'r102'],
    ]);
  });
  it('whoever is not in the sheet keeps all; who is in a long one keeps what it says', async () => {
    const others = standing({ id: 'q', doctor_id: 'qiao', room_id: 'r201' });
    const tuesday = standing({ id: 't', weekday: 2 });
    const rows = await plan(long(['林知秋', '', '周一', '上午', '', '101', '普通']), [monday, tuesday, others]);
    expect(rows.map(({ status, was }) => [status, was?.id])).toEqual([
      ['unchanged', 'm'],
      ['ended', 't'],
    ]);
  });
  it('ends nothing where the sheet is not understood', async () => {
    const rows = await plan(wide(['内科', '林知秋', '随便']), [monday]);
    expect(brief(rows)).toEqual([['C4', 'wrong', 'text_unknown']]);
    const tuesday = standing({ id: 't', weekday: 2 });
    expect(brief(await plan(long(['林知秋', '', '周九', '上午']), [monday, tuesday]))).toEqual([
      ['C2', 'wrong', 'weekday_unknown'],
    ]);
  });
  it('leaves what is planned for later alone, and refuses to put something into its way', async () => {
    const now = { ...monday, valid_to: '2026-12-31' };
    const later = standing({ id: 'l', valid_from: '2027-01-01', room_id: 'r102' });
    expect(brief(await plan(wide(['内科', '林知秋', '101']), [now, later]))).toEqual([['C4', 'unchanged', null]]);
    expect(brief(await plan(wide(['内科', '林知秋', '', '', '√']), [later]))).toEqual([['E4', 'new', null]]);
    expect(brief(await plan(wide(['内科', '林知秋', '101']), [later]))).toEqual([
      ['C4', 'conflicting', 'overlap_standing'],
    ]);
  });
});

describe('names', () => {
  it('with a title behind, of one of two of the same name, unknown, or elsewhere', async () => {
    const row = async (name: string, department = '') =>
      brief(await plan(long([name, department, '周一', '上午', '', '101', '普通'])))[0];
    expect(await row('林知秋 副主任医师')).toEqual(['A2', 'new', null]);
    expect(await row('张三')).toEqual(['A2', 'conflicting', 'doctor_ambiguous']);
    expect(await row('张三', '眼科')).toEqual(['A2', 'new', null]);
    expect(await row('林知秋', '内科')).toEqual(['A2', 'new', null]);
    expect(await row('林知秋', '眼科')).toEqual(['A2', 'wrong', 'doctor_elsewhere']);
    expect(await row('林知秋', '牙科')).toEqual(['A2', 'wrong', 'department_unknown']);
    expect(await row('王五')).toEqual(['A2', 'wrong', 'doctor_unknown']);
  });
  it('rooms and visit types that do not exist, or are not said and not known', async () => {
    const row = async (room: string, type: string) =>
      brief(await plan(long(['林知秋', '', '周一', '上午', '', room, type])))[0]![2];
    expect(await Promise.all([row('999', '普通'), row('101', '特需'), row('', '普通'), row('101', '')])).toEqual([
      'room_unknown',
      'visit_type_unknown',
      'room_missing',
      'visit_type_missing',
    ]);
  });
});

describe('dates', () => {
  const row = async (from: string, to: string) =>
    (await plan(long(['林知秋', '', '周一', '上午', '', '101', '普通', '', '', from, to])))[0]!;
  it.each([
    ['2026-12-10', '2026-12-01', 'dates_reversed'],
    ['', '2026-11-22', 'date_past'],
    ['2026-11-01', '2026-12-01', undefined],
  ])('%s to %s: %s', async (from, to, code) => expect((await row(from, to)).why?.code).toBe(code));
  it('what began earlier begins with the roster, what begins later then', async () => {
    expect((await row('2026-11-01', '')).template!.valid_from).toBe(FROM);
    expect((await row('2026-12-10', '')).template!.valid_from).toBe('2026-12-10');
  });
});

describe('clashes', () => {
  it('a doctor listed twice, and two doctors in one room', async () => {
    const twice = await plan(wide(['内科', '林知秋', '101 普通'], ['内科', '林知秋', '102 普通']));
    expect(brief(twice)).toEqual([
      ['C4', 'conflicting', 'overlap_sheet'],
      ['C5', 'conflicting', 'overlap_sheet'],
    ]);
    expect(twice[0]!.why!.params).toEqual({ cell: 'C5', who: '林知秋' });
    const room = await plan(wide(['内科', '林知秋', '101 普通'], ['内科', '乔安澜', '101 普通']));
    expect(room[1]!.why!.params).toEqual({ cell: 'C4', who: '101 诊室' });
  });
  it('odd and even weeks share a room', async () => {
    const rows = await plan(wide(['内科', '林知秋', '101 普通 单周'], ['内科', '乔安澜', '101 普通 双周']));
    expect(rows.map(({ status }) => status)).toEqual(['new', 'new']);
  });
  it('against doctors who are not in the sheet', async () => {
    const rows = await plan(wide(['内科', '乔安澜', '101 普通']), [monday]);
    expect(rows[0]).toMatchObject({ status: 'conflicting', why: { params: { doctor: '林知秋', room: '101 诊室' } } });
  });
  it('two doctors may change rooms, and a room that becomes free may be taken', async () => {
    const other = standing({ id: 'q', doctor_id: 'qiao', room_id: 'r102' });
    const swapped = await plan(wide(['内科', '林知秋', '102'], ['内科', '乔安澜', '101']), [monday, other]);
    expect(swapped.map(({ status }) => status)).toEqual(['changed', 'changed']);
    const freed = await plan(wide(['内科', '林知秋', '停'], ['内科', '乔安澜', '101']), [monday, other]);
    expect(freed.map(({ status }) => status)).toEqual(['ended', 'changed']);
  });
  it('a row that is left out leaves its room taken, so whoever wanted that room is left out as well', async () => {
    const third = standing({ id: 'z', doctor_id: 'zhang1', room_id: 'r201' });
    const other = standing({ id: 'q', doctor_id: 'qiao', room_id: 'r102' });
    const rows = await plan(wide(['内科', '林知秋', '201'], ['内科', '乔安澜', '101']), [monday, other, third]);
    expect(brief(rows)).toEqual([
      ['C4', 'conflicting', 'overlap_standing'],
      ['C5', 'conflicting', 'overlap_standing'],
    ]);
  });
});

describe('what is exported', () => {
  const templates = [
    monday,
    standing({ id: 'o', weekday: 2, weeks: 'odd', visit_type_id: 'expert', consultation_fen: 6250 }),
    standing({ id: 'e', weekday: 2, weeks: 'even', room_id: 'r102', starts: '09:00', slot_minutes: 15 }),
    standing({ id: 'a', weekday: 3, starts: '08:00', ends: '09:30' }),
    standing({ id: 'b', weekday: 3, starts: '10:00', ends: '11:30', room_id: 'r201', places_per_slot: 2 }),
    standing({
      id: 'q',
      doctor_id: 'qiao',
      weekday: 7,
      half_day: 'evening',
      starts: '18:00',
      ends: '20:00',
      valid_to: '2026-12-31',
    }),
    standing({ id: 'z', doctor_id: 'zhang2', weekday: 1, room_id: 'r201', registration_fen: 0 }),
    standing({ id: 'l', doctor_id: 'qiao', weekday: 4, valid_from: '2027-03-01' }),
  ];
  const by =
    <T extends { id: string }>(all: T[]) =>
    (id: string) =>
      all.find((one) => one.id === id);
  const view = {
    doctors: directory.doctors,
    ...{ department: by(directory.departments), room: by(directory.rooms), visitType: by(directory.visitTypes) },
  };
  it.each([
    ['wide', 'xlsx'],
    ['wide', 'csv'],
    ['long', 'xlsx'],
    ['long', 'csv'],
  ] as const)('changes nothing when it is read in again: %s %s', async (layout, format) => {
    const sheet = await sheetOfRoster({ templates, view, day: FROM, layout, format, blank: false });
    expect(sheet.file_name).toMatch(new RegExp(`2026-11-23\\.${format}$`));
    const rows = await plan(Buffer.from(sheet.content_base64, 'base64'), templates);
    expect(rows.filter(({ status }) => status !== 'unchanged')).toEqual([]);
    expect(rows).toHaveLength(layout === 'long' ? 8 : 7);
  });
  it('a blank sheet is a roster of nobody', async () => {
    for (const layout of ['wide', 'long'] as const) {
      const { content_base64 } = await sheetOfRoster({
        templates: [],
        view,
        day: FROM,
        layout,
        format: 'xlsx',
        blank: true,
      });
      await expect(plan(Buffer.from(content_base64, 'base64'))).rejects.toThrow('roster_unreadable');
    }
  });
});
