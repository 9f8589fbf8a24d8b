import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/index.ts';
import { readRoster } from './read.ts';
import { cellReader } from './read-cell.ts';
import { names, rawWorkbook, wide, wideMerges, wideRows, workbook, zipOf } from './testing/sheets.ts';
import { dateOfCell, timeOfCell, weekdayOfCell } from './words.ts';

type File = Buffer | Promise<Buffer>;
const read = async (bytes: File) => readRoster(await bytes, names);
const csv = (text: string) => Buffer.from(text);
const on = async (bytes: File) => (await read(bytes)).entries.filter(({ duty }) => duty === 'on');
/** The sentence with which a file is refused. */
async function refused(bytes: File): Promise<string> {
  try {
    await read(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).code).toBe('roster_unreadable');
    return (error as Refusal).sentence('zh');
  }
  throw new Error('the file was taken');
}

describe('the wide sheet', () => {
  it('says who works where on which half day, with the address of each cell', async () => {
    const { layout, entries } = await read(wide(['内科', '林知秋', '101 诊室 专家号', '', '√', '停']));
    expect(layout).toBe('wide');
    const [first, second, third, fourth] = entries;
    expect(first).toMatchObject({
      cell: 'C4',
      doctor: '林知秋',
      department: '内科',
      weekday: 1,
      half_day: 'morning',
      duty: 'on',
    });
    expect(first!.said).toEqual({ room: '101 诊室', visit_type: '专家号' });
    expect(second).toMatchObject({ cell: 'D4', half_day: 'afternoon', duty: 'off' });
    expect(third).toMatchObject({ cell: 'E4', weekday: 2, duty: 'on', said: {} });
    expect(fourth).toMatchObject({ duty: 'off' });
  });
  it('takes cells merged over days, over doctors of a department, and a remark merged over all', async () => {
    const rows = wideRows([
      ['呼吸内科', '林知秋', '101', ''],
      ['', '乔安澜', '', '', '102'],
    ]);
    rows.push(['本周五下午学习，不出诊']);
    const merges = [
      ...wideMerges,
      { top: 3, bottom: 4, left: 0, right: 0 },
      { top: 3, bottom: 3, left: 2, right: 3 },
      { top: 5, bottom: 5, left: 0, right: 11 },
    ];
    const entries = await on(workbook(rows, merges));
    expect(entries.map(({ cell, doctor, department }) => [cell, doctor, department])).toEqual([
      ['C4', '林知秋', '呼吸内科'],
      ['D4', '林知秋', '呼吸内科'],
      ['E5', '乔安澜', '呼吸内科'],
    ]);
  });
  it('takes a sheet with a row a half day and a column a weekday, and row-wide room and visit type', async () => {
    const text =
      '姓名,午别,诊室,号别,星期一,星期二,星期三\n林知秋,上午,101 诊室,普通号,出诊,,单周\n林知秋,下午,102,专家,,出诊,';
    const entries = await on(csv(text));
    expect(entries.map(({ cell, weekday, half_day, said }) => [cell, weekday, half_day, said])).toEqual([
      ['E2', 1, 'morning', { room: '101 诊室', visit_type: '普通号' }],
      ['G2', 3, 'morning', { room: '101 诊室', visit_type: '普通号', weeks: 'odd' }],
      ['F3', 2, 'afternoon', { room: '102', visit_type: '专家' }],
    ]);
  });
  it('half days may stand in the weekday’s own head', async () => {
    expect(await on(csv('医生,周一上午,周一下午,周二晚上\n林知秋,√,,101'))).toMatchObject([
      { weekday: 1, half_day: 'morning' },
      { weekday: 2, half_day: 'evening' },
    ]);
  });
});

describe('what stands in one cell', () => {
  const parts = (text: string) =>
    cellReader(names)(text).parts.map(({ said, duty }) => (duty === 'off' ? 'off' : said));
  it.each([
    ['101诊室 专家', [{ room: '101 诊室', visit_type: '专家号' }]],
    [
      '单周\n101 诊室\n专家号\n08:00-11:00',
      [{ weeks: 'odd', room: '101 诊室', visit_type: '专家号', starts: '08:00', ends: '11:00' }],
    ],
    [
      '101（单周）；102（双周）',
      [
        { room: '101 诊室', weeks: 'odd' },
        { room: '102 诊室', weeks: 'even' },
      ],
    ],
    ['单周出诊、双周停', [{ weeks: 'odd' }]],
    [
      '8:00～10:00 101、10:30～11:30 201',
      [
        { starts: '08:00', ends: '10:00', room: '101 诊室' },
        { starts: '10:30', ends: '11:30', room: '201 诊室' },
      ],
    ],
    ['普通号 每段6号 每段15分', [{ visit_type: '普通号', places_per_slot: 6, slot_minutes: 15 }]],
    ['专家号 挂号费5元 诊察费62.5元', [{ visit_type: '专家号', registration_fen: 500, consultation_fen: 6250 }]],
    ['休', ['off']],
    ['—', ['off']],
    ['√', [{}]],
  ])('%s', (text, said) => expect(parts(text)).toEqual(said));
  it.each([
    ['103 诊室', '103 诊室'],
    ['101 会诊', '会诊'],
    ['#REF!', '#REF!'],
    ['8:99-11:00', '8:99-11:00'],
  ])('does not understand %s', (text, rest) =>
    expect(cellReader(names)(text).why).toEqual({ code: 'text_unknown', params: { text: rest } }),
  );
  it('asks what holds in the other weeks when only those off are named', () =>
    expect(cellReader(names)('双周停').why?.code).toBe('off_weeks'));
});

describe('the long sheet', () => {
  const heads = '医生,星期,午别,单双周,诊室,开始,结束,每段分钟,每段号数,诊察费,生效日,截止日';
  const one = async (row: string) => (await on(csv(`${heads}\n${row}`)))[0]!;
  it('has named columns in any order, in either language', async () => {
    expect((await one('林知秋,3,下午,双周,101 诊室,13:30,16:00,20,5,50,2026/12/1,')).said).toEqual({
      ...{ weeks: 'even', room: '101 诊室', starts: '13:30', ends: '16:00', slot_minutes: 20, places_per_slot: 5 },
      ...{ consultation_fen: 5000, valid_from: '2026-12-01', valid_to: null },
    });
    const [english] = await on(csv('Half Day;Doctor;Weekday;Weeks\nmorning;林知秋;Mon;odd\n'));
    expect(english).toMatchObject({ doctor: '林知秋', weekday: 1, half_day: 'morning', said: { weeks: 'odd' } });
  });
  it.each([
    ['林知秋,周八,上午', 'B2', 'weekday_unknown'],
    ['林知秋,周一,中午', 'C2', 'half_day_unknown'],
    ['林知秋,周一,上午,隔周', 'D2', 'weeks_unknown'],
    ['林知秋,周一,上午,,,25:00', 'F2', 'time_wrong'],
    ['林知秋,周一,上午,,,,,45', 'H2', 'number_wrong'],
    ['林知秋,周一,上午,,,,,,0', 'I2', 'number_wrong'],
    ['林知秋,周一,上午,,,,,,,免费', 'J2', 'number_wrong'],
    ['林知秋,周一,上午,,,,,,,,2026-02-30', 'K2', 'date_wrong'],
    ['林知秋,周一,上午,,,,,,,,,下周', 'L2', 'date_wrong'],
    [',周一,上午', 'A2', 'doctor_missing'],
  ])('%s: %s %s', async (row, cell, code) => expect(await one(row)).toMatchObject({ cell, why: { code } }));
});

it('knows days and times as spreadsheets and people write them', () => {
  expect(['2026-11-23', '2026年11月23日', '20261123', '46349', '46349.0'].map((text) => dateOfCell(text, 0))).toEqual(
    Array(5).fill('2026-11-23'),
  );
  expect(dateOfCell('44887', 1462)).toBe('2026-11-23');
  expect(['8:05', '08:05:00', '0.336805555555556'].map(timeOfCell)).toEqual(Array(3).fill('08:05'));
  expect(['24:00', '1.5', '', '八点'].map(timeOfCell)).toEqual(Array(4).fill(undefined));
  expect(['周一', '星期天', '3', 'Friday', '日', '8'].map(weekdayOfCell)).toEqual([1, 7, 3, 5, 7, undefined]);
});

describe('files as they come', () => {
  const text = '医生,星期,午别\n林知秋,周一,上午\n';
  it('reads UTF-8 with and without its mark, UTF-16 and GB18030', async () => {
    const gbk = Buffer.from('d2bdc9fa2cd0c7c6da2ccee7b1f00ac1d6d6aac7ef2cd6dcd2bb2cc9cfcee70a', 'hex');
    const files = [csv(text), csv(`\ufeff${text}`), Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le'), gbk];
    for (const file of files)
      expect(await on(file)).toMatchObject([{ doctor: '林知秋', weekday: 1, half_day: 'morning' }]);
  });
  it('reads other programs’ workbooks: prefixes, shared and rich text, numbers, two sheets, a hidden word of sound', async () => {
    const sheet = (rows: string) => `<sheetData>${rows}</sheetData>`;
    const strings = [
      '<t>医生</t>',
      '<r><t>星</t></r><r><t>期</t></r>',
      '<t>午别</t>',
      '<t>林知秋</t><rPh><t>りん</t></rPh>',
      '<t>上午</t>',
      '<t>生效日</t>',
    ];
    const cell = (at: string, n: number) => `<x:c r="${at}" t="s"><x:v>${n}</x:v></x:c>`;
    const rows = `<row r="1">${cell('A1', 0)}${cell('B1', 1)}${cell('C1', 2)}${cell('D1', 5)}</row><row r="2">${cell('A2', 3)}<c r="B2"><v>1</v></c>${cell('C2', 4)}<c r="D2"><v>46349</v></c></row>`;
    const book = rawWorkbook(
      { 甲: sheet(rows), 乙: sheet('<row><c r="A1" t="inlineStr"><is><t>电话表</t></is></c></row>') },
      strings,
    );
    const { entries, skipped_sheets } = await read(book);
    expect(entries[0]).toMatchObject({
      cell: '甲!A2',
      doctor: '林知秋',
      weekday: 1,
      said: { valid_from: '2026-11-23' },
    });
    expect(skipped_sheets).toEqual(['乙']);
  });
  it('works out no formula: what was shown counts, and one that shows nothing is told as it is', async () => {
    const inline = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const heads = `<row>${inline('A1', '医生')}${inline('B1', '周一上午')}${inline('C1', '周二上午')}${inline('D1', '周三上午')}</row>`;
    const duties = `<row>${inline('A2', '林知秋')}<c r="B2" t="str"><f>B9</f><v>101 诊室</v></c><c r="C2"><f>HYPERLINK("http://x","y")</f></c><c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`;
    const [shown, hidden, fault] = await on(rawWorkbook({ a: `<sheetData>${heads}${duties}</sheetData>` }));
    expect(shown!.said).toEqual({ room: '101 诊室' });
    expect(hidden!.why!.params.text).toContain('=HYPERLINK');
    expect(fault!.why!.params.text).toBe('#DIV/0!');
  });

  const bomb = (megabytes: number) =>
    zipOf({ 'xl/workbook.xml': '<workbook/>', 'xl/worksheets/sheet1.xml': ' '.repeat(megabytes * 1_000_000) });
  it.each([
    ['nothing', Buffer.alloc(0), '空的'],
    ['a sheet without a word', workbook([[]]), '空的'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '旧版 .xls'],
    ['a picture renamed', Buffer.from('89504e470d0a1a0a', 'hex'), '已损坏'],
    ['half a workbook', wide(['内科', '林知秋', '√']).then((bytes) => bytes.subarray(0, 900)), '已损坏'],
    ['an archive of something else', zipOf({ 'readme.txt': 'x' }), '已损坏'],
    ['broken XML', rawWorkbook({ a: '<sheetData><row><c r="A1" t="' }), '已损坏'],
    ['a document type', rawWorkbook({ a: '<!DOCTYPE a [<!ENTITY b "c">]><sheetData/>' }), '已损坏'],
    ['bytes of no encoding', Buffer.from([0x31, 0xff, 0xff, 0xfe, 0x80, 0x0a]), '编码'],
    ['a bomb', bomb(60), '内容太多'],
    ['too many rows', csv('医生,星期,午别\n'.repeat(3_000)), '内容太多'],
    ['too many columns', csv(`${'周一,'.repeat(300)}\n`), '内容太多'],
    [
      'a cell far away',
      rawWorkbook({ a: '<sheetData><row><c r="A1048576"><v>1</v></c></row></sheetData>' }),
      '内容太多',
    ],
    [
      'merges over merges',
      rawWorkbook({
        a: `<sheetData><row><c r="A1"><v>1</v></c></row><row><c r="A2000"><v>1</v></c></row></sheetData>${'<mergeCell ref="A1:CV2000"/>'.repeat(100_000)}`,
      }),
      '内容太多',
    ],
    ['a quote that never ends', csv('医生,星期,午别\n"林知秋,周一,上午\n'), '已损坏'],
    ['another table', csv('姓名,电话\n林知秋,0000\n'), '看不出排班'],
    ['heads alone', csv('医生,星期,午别\n'), '没有任何一位医生'],
  ])('%s is refused in words', async (_name, bytes, words) => expect(await refused(bytes)).toContain(words));

  it('trusts no size that an archive states', async () => {
    const zip = bomb(60);
    const central = zip.lastIndexOf(Buffer.from('504b0102', 'hex'));
    zip.writeUInt32LE(10, central + 24);
    expect(await refused(zip)).toContain('内容太多');
    expect(deflateRawSync(Buffer.alloc(60_000_000)).length).toBeLessThan(100_000);
  });
});
