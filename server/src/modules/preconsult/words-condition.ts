/** Conditions of rules as sentences, for staff: short ones on one line, longer ones as a tree of lines. Pure. */
import type { Condition, Range, Rule } from '@menzhen/triage';
import type { Locale } from '../../kernel/index.ts';

/** One line of the tree; `depth` 0 stands at its margin. */
interface Line {
  depth: number;
  text: string;
}
/** The name of a concept in the reader's language. */
type NameOf = (concept: string) => string;

/** Longer than this a condition is taken apart into lines. */
const ONE_LINE = { zh: 46, en: 100 } as const;
const DAY_MINUTES = 1440;

const words = {
  zh: {
    all_of: '同时有：',
    any_of: '任意一条：',
    none_of: '有下面任意一条就不触发：',
    or: ' 或 ',
    and: ' 并且 ',
    not: (what: string) => `没有 ${what}`,
    near: (clauses: number) => (clauses <= 1 ? '同一句里有 ' : `相邻 ${clauses} 句里有 `),
    at_least: (n: number) => `至少有 ${n} 样：`,
    list: '、',
    open: '（',
    close: '）',
    male: '男性',
    female: '女性',
    pregnant: (is: boolean) => (is ? '怀孕' : '没有怀孕'),
    gravity: '所有的话合起来听起来很急',
    who: '说的是',
  },
  en: {
    all_of: 'All of these: ',
    any_of: 'Any one of these: ',
    none_of: 'Does not fire with any of these: ',
    or: ' or ',
    and: ' and ',
    not: (what: string) => `no ${what}`,
    near: (clauses: number) => (clauses <= 1 ? 'in one sentence ' : `within ${clauses} sentences `),
    at_least: (n: number) => `at least ${n} of: `,
    list: ', ',
    open: ' (',
    close: ')',
    male: 'male',
    female: 'female',
    pregnant: (is: boolean) => (is ? 'pregnant' : 'not pregnant'),
    gravity: 'all the words together sound grave',
    who: 'it is about',
  },
} as const;

type Person = Extract<Condition, { who: unknown }>['who'][number];
export const personWords: Record<Person, Record<Locale, string>> = {
  self: { zh: '本人', en: 'the writer' },
  child: { zh: '孩子', en: 'a child' },
  parent: { zh: '父母', en: 'a parent' },
  partner: { zh: '伴侣', en: 'a partner' },
  friend: { zh: '朋友同学', en: 'a friend' },
  other: { zh: '别人', en: 'somebody else' },
  unknown: { zh: '没说是谁', en: 'nobody named' },
};

type Measured = Extract<Condition, { measure: unknown }>['measure'];
const measureWords: Record<Measured, { zh: string; en: string; unit: string }> = {
  age_months: { zh: '月龄', en: 'age in months', unit: '' },
  temperature_c: { zh: '体温', en: 'temperature', unit: '℃' },
  duration_minutes: { zh: '持续', en: 'it has lasted', unit: '' },
  pregnant_weeks: { zh: '孕周', en: 'weeks pregnant', unit: '' },
  systolic_mmhg: { zh: '收缩压', en: 'systolic pressure', unit: 'mmHg' },
  diastolic_mmhg: { zh: '舒张压', en: 'diastolic pressure', unit: 'mmHg' },
  heart_rate_bpm: { zh: '心率', en: 'heart rate', unit: '/min' },
  spo2_percent: { zh: '血氧', en: 'SpO₂', unit: '%' },
  glucose_mmol_l: { zh: '血糖', en: 'glucose', unit: 'mmol/L' },
  times: { zh: '次数', en: 'times', unit: '' },
  volume_ml: { zh: '量', en: 'volume', unit: 'ml' },
  pain_score: { zh: '疼痛评分', en: 'pain score', unit: '' },
  weight_kg: { zh: '体重', en: 'weight', unit: 'kg' },
  height_cm: { zh: '身高', en: 'height', unit: 'cm' },
  length_cm: { zh: '大小', en: 'size', unit: 'cm' },
};

/** 36 months as 3 years, 1440 minutes as a day: numbers as people say them. */
function span(value: number, of: 'months' | 'minutes', locale: Locale): string {
  const units: [number, string, string][] =
    of === 'months'
      ? [
          [12, ' 岁', ' years'],
          [1, ' 个月', ' months'],
        ]
      : [
          [DAY_MINUTES, ' 天', ' days'],
          [60, ' 小时', ' hours'],
          [1, ' 分钟', ' minutes'],
        ];
  const [size, zh, en] = units.find(([each]) => value >= each && value % each === 0) ?? units.at(-1)!;
  return `${Math.round((value / size) * 10) / 10}${locale === 'zh' ? zh : en}`;
}

function range({ min, max }: Range, say: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return `${say(min)} – ${say(max)}`;
  return min !== undefined ? `≥ ${say(min)}` : `≤ ${say(max ?? 0)}`;
}

function measured(kind: Measured, bounds: Range, locale: Locale): string {
  const { unit, [locale]: name } = measureWords[kind];
  const say = (value: number) => {
    if (kind === 'duration_minutes') return span(value, 'minutes', locale);
    if (kind === 'age_months') return span(value, 'months', locale);
    return unit ? `${value} ${unit}` : String(value);
  };
  return `${kind === 'age_months' ? { zh: '年龄', en: 'age' }[locale] : name} ${range(bounds, say)}`;
}

/** A condition on one line; what is joined inside of another stands in brackets. */
export function phrase(condition: Condition, name: NameOf, locale: Locale, inside = false): string {
  const say = words[locale];
  const joined = (all: readonly Condition[], by: string) => {
    const text = all.map((one) => phrase(one, name, locale, all.length > 1)).join(by);
    return inside && all.length > 1 ? `${say.open}${text}${say.close}`.trimStart() : text;
  };
  if (typeof condition === 'string') return name(condition);
  if ('all' in condition) return joined(condition.all, say.and);
  if ('any' in condition) return joined(condition.any, say.or);
  if ('not' in condition) return say.not(phrase(condition.not, name, locale, true));
  if ('near' in condition) {
    const text = condition.near.map((one) => phrase(one, name, locale, true)).join(say.and);
    return `${say.near(condition.clauses ?? 1)}${say.open}${text}${say.close}`.replace('  ', ' ');
  }
  if ('at_least' in condition)
    return `${say.at_least(condition.at_least)}${condition.of.map((one) => phrase(one, name, locale, true)).join(say.list)}`;
  return fact(condition, locale);
}

type Fact = Exclude<
  Condition,
  string | { all: unknown } | { any: unknown } | { not: unknown } | { near: unknown } | { at_least: number }
>;
function fact(condition: Fact, locale: Locale): string {
  const say = words[locale];
  if ('measure' in condition) return measured(condition.measure, condition, locale);
  if ('duration_minutes' in condition) return measured('duration_minutes', condition.duration_minutes, locale);
  if ('age_months' in condition) return measured('age_months', condition.age_months, locale);
  if ('sex' in condition) return say[condition.sex];
  if ('pregnant' in condition) return say.pregnant(condition.pregnant);
  if ('gravity' in condition) return `${say.gravity} ${range(condition.gravity, String)}`;
  return `${say.who}${say.open}${condition.who.map((one) => personWords[one][locale]).join(say.or)}${say.close}`;
}

function linesOf(condition: Condition, name: NameOf, locale: Locale, depth: number): Line[] {
  const text = phrase(condition, name, locale);
  const isList = typeof condition === 'object' && ('all' in condition || 'any' in condition);
  if (!isList || text.length <= ONE_LINE[locale]) return [{ depth, text }];
  const [head, parts] =
    'all' in condition ? [words[locale].all_of, condition.all] : [words[locale].any_of, condition.any];
  // plain names stand beside the heading; what is a condition of its own gets a line
  const plain = parts.filter((one) => typeof one === 'string').map(name);
  const rest = parts.filter((one) => typeof one !== 'string');
  return [
    { depth, text: `${head}${plain.join(words[locale].list)}` },
    ...rest.flatMap((one) => linesOf(one, name, locale, depth + 1)),
  ];
}

/** What a rule asks for, line by line. */
export function conditionLines({ all = [], any = [], not = [] }: Rule['when'], name: NameOf, locale: Locale): Line[] {
  const say = words[locale];
  const needed: Condition[] = [...all, ...(any.length > 0 ? [{ any }] : [])];
  const [only] = needed;
  const first =
    needed.length === 1 && only ? linesOf(only, name, locale, 0) : linesOf({ all: needed }, name, locale, 0);
  if (not.length === 0) return first;
  const plain = not.filter((one) => typeof one === 'string').map(name);
  const rest = not.filter((one) => typeof one !== 'string');
  return [
    ...first,
    { depth: 0, text: `${say.none_of}${plain.join(say.list)}` },
    ...rest.flatMap((one) => linesOf(one, name, locale, 1)),
  ];
}
