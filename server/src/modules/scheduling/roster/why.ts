/** Why a row of a sheet cannot be taken, in both languages. */
const sentences = {
  doctor_missing: ['没有写医生', 'no doctor is named'],
  doctor_unknown: [
    '没有叫“{name}”的医生（或不在您管的科室）',
    'there is no doctor “{name}” (or not in your departments)',
  ],
  doctor_ambiguous: [
    '有 {count} 位医生叫“{name}”，请加“科室”列写明',
    '{count} doctors are called “{name}”: add a “department” column',
  ],
  department_unknown: ['没有叫“{name}”的科室', 'there is no department “{name}”'],
  doctor_elsewhere: ['“{name}”不在“{department}”', '“{name}” is not in “{department}”'],
  room_unknown: ['没有叫“{name}”的诊室', 'there is no room “{name}”'],
  room_missing: ['没有写诊室，这位医生以前也没有固定诊室', 'no room is named, and this doctor has no usual one'],
  visit_type_unknown: ['没有叫“{name}”的号别', 'there is no visit type “{name}”'],
  visit_type_missing: [
    '没有写号别，这位医生以前也没有固定号别',
    'no visit type is named, and this doctor has no usual one',
  ],
  text_unknown: ['看不懂“{text}”', '“{text}” is not understood'],
  weekday_unknown: ['“{text}”不是星期', '“{text}” is no weekday'],
  half_day_unknown: ['“{text}”不是上午、下午或晚上', '“{text}” is not morning, afternoon or evening'],
  weeks_unknown: ['“{text}”不是每周、单周或双周', '“{text}” is not every, odd or even weeks'],
  off_weeks: [
    '只写了单周或双周停诊，没写另一周怎样',
    'only the weeks off are named; say what holds in the other weeks',
  ],
  time_wrong: ['“{text}”不是时间', '“{text}” is no time of day'],
  times_reversed: ['结束时间 {ends} 不晚于开始时间 {starts}', 'the end {ends} is not after the start {starts}'],
  date_wrong: ['“{text}”不是日期', '“{text}” is no date'],
  dates_reversed: ['截止日 {to} 早于生效日 {from}', 'the last day {to} is before the first {from}'],
  date_past: ['截止日 {to} 在本次排班生效日 {from} 之前', 'the last day {to} is before this roster begins on {from}'],
  number_wrong: [
    '“{text}”不对：“{column}”要在 {least} 到 {most} 之间',
    '“{text}” is wrong: “{column}” goes from {least} to {most}',
  ],
  overlap_sheet: ['与 {cell} 冲突：{who}在同一时间有两处', 'clashes with {cell}: {who} is in two places at once'],
  overlap_standing: [
    '与已有排班冲突：{doctor}，{room}，{starts}–{ends}',
    'clashes with the standing roster: {doctor}, {room}, {starts}–{ends}',
  ],
} as const;

export type WhyCode = keyof typeof sentences;
export interface Why {
  code: WhyCode;
  params: Record<string, string>;
}
export const why = (code: WhyCode, params: Record<string, string> = {}): Why => ({ code, params });

export const whyText = ({ code, params }: Why, locale: 'zh' | 'en'): string =>
  sentences[code][locale === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (all, name: string) => params[name] ?? all);
