// Numbers that mean something: temperature, how long, how old, blood pressure and the like, in one unit a kind.
import { durations } from './measures-time.ts';
import { NUMBER, numberOf } from './numbers.ts';
import type { MeasureKind } from './types.ts';

/** Offsets into the normalised text. */
export interface Taken {
  kind: MeasureKind;
  value: number;
  from: number;
  to: number;
  sense?: 'for' | 'ago' | 'every';
}

interface Recipe {
  kind: MeasureKind;
  pattern: RegExp;
  value: (match: RegExpExecArray) => number;
  /** What a body can have; anything else is not this measure. */
  least: number;
  most: number;
  /** Words that must not be taken as part of another measure; the whole match when not told. */
  group?: number;
}

const N = `(${NUMBER})`;
const DECIMAL = '(\\d{1,3}(?:\\.\\d+)?)';
const first = (match: RegExpExecArray): number => numberOf(match[1] as string);
const recipe = (
  kind: MeasureKind,
  source: string,
  [least, most]: [number, number],
  value: Recipe['value'] = first,
): Recipe => ({ kind, pattern: new RegExp(source, 'g'), value, least, most });

const half = (words: string | undefined): number => (words === '半' ? 0.5 : 0);

function degrees(match: RegExpExecArray): number {
  const whole = numberOf(match[1] as string);
  const tenths = match[2];
  if (!tenths) return whole;
  return whole + (tenths === '半' ? 0.5 : numberOf(tenths) / 10);
}

const celsius = (match: RegExpExecArray): number => Math.round((numberOf(match[1] as string) - 32) / 0.18) / 10;

const TEMPERATURE: [number, number] = [34, 43];
const CHILD =
  '(?:宝宝|宝贝|宝|孩子|小孩|儿子|女儿|闺女|婴儿|幼儿|娃娃|娃|孙子|孙女|男宝|女宝|外孙|二宝|大宝|老大|老二)';

/** In order: what an earlier one took, a later one leaves. */
const RECIPES: Recipe[] = [
  recipe('systolic_mmhg', `(?<![\\d.])(\\d{2,3})[/-]\\d{2,3}(?:mmhg|毫米汞柱)`, [50, 300]),
  recipe('spo2_percent', `(?:血氧饱和度|血氧|氧饱和度?|spo2)[^,。]{0,6}?${DECIMAL}`, [30, 100]),
  recipe('heart_rate_bpm', `(?:心率|心跳|脉搏|脉率|heart rate|pulse)[^,。/]{0,8}?(\\d{2,3})(?![./\\d])`, [20, 300]),
  recipe('heart_rate_bpm', `(?:1|一)分钟(?:跳|心跳)?(\\d{2,3})[下次]`, [20, 300]),
  recipe('heart_rate_bpm', `(?<![\\d./])(\\d{2,3})(?:次/分|次每分|bpm|beats)`, [20, 300]),
  recipe(
    'glucose_mmol_l',
    `(?:血糖|空腹|餐后|葡萄糖|糖化前|blood sugar|glucose)[^,。%]{0,10}?${DECIMAL}(?![\\d%岁天年个])`,
    [0.5, 60],
  ),
  recipe('age_months', `${N}(?:周岁|岁)(?:${N}个?月|(半))?`, [0, 1440], ageOf),
  recipe('age_months', `(?:出生|生下来|生后|刚生)[^,。]{0,3}?${N}天`, [0, 12], (match) => first(match) / 30.4),
  recipe(
    'age_months',
    `${CHILD}[^,。0-9]{0,5}?${N}个?(半)?月(?!前|以?来|没|了没|未|左右没|都没|不)`,
    [0, 60],
    (match) => first(match) + half(match[2]),
  ),
  recipe('age_months', `${N}个?(半)?月(?:大|龄|婴|的?${CHILD})`, [0, 60], (match) => first(match) + half(match[2])),
  recipe(
    'age_months',
    `(?:今年|年龄|年纪|本人|男|女)[性生,是:]{0,2}(\\d{1,2})(?![\\d./%个天月年周次号点小分度公斤])`,
    [1, 1440],
    (match) => first(match) * 12,
  ),
  recipe(
    'age_months',
    `(\\d{1,3})[- ]?(?:years?[- ]old|yo\\b|y/o|yr old|year old)`,
    [0, 1440],
    (match) => first(match) * 12,
  ),
  recipe('age_months', `(\\d{1,2})[- ]?months?[- ]old`, [0, 60]),
  recipe('age_months', `\\baged? (\\d{1,3})`, [0, 1440], (match) => first(match) * 12),
  recipe('pregnant_weeks', `(?:孕|妊娠|胎龄)[^,。0-9]{0,4}?${N}\\+?(?:周|个?星期|个?礼拜)`, [1, 43]),
  recipe(
    'pregnant_weeks',
    `(?:怀孕|孕期|身孕|怀了|孕)[^,。0-9]{0,3}?${N}个?(半)?多?月`,
    [1, 43],
    (match) => (first(match) + half(match[2])) * 4.345,
  ),
  recipe('pregnant_weeks', `(?:怀孕|孕)[^,。0-9]{0,3}?${N}多?天`, [1, 43], (match) => first(match) / 7),
  recipe('pregnant_weeks', `${N}周(?:的?孕|多?的?孕)`, [1, 43]),
  recipe('pregnant_weeks', `(\\d{1,2}) weeks? pregnant`, [1, 43]),
  recipe('pregnant_weeks', `${N}个多?月的?(?:身孕|孕妇)`, [1, 43], (match) => first(match) * 4.345),
  recipe('temperature_c', `${N}(?:度|°c|°)${N}?(?=[^,。]|[,。]|$)`, TEMPERATURE, degrees),
  recipe(
    'temperature_c',
    `(?:发?高?低?烧|发?热|体温|温度|temperature|temp|fever)[^,。0-9]{0,8}?((?:3[4-9]|4[0-3])(?:\\.\\d+)?)(?![\\d个天次岁/周])`,
    TEMPERATURE,
  ),
  recipe('temperature_c', `(?<![\\d./])((?:3[5-9]|4[0-2])\\.\\d)(?![\\d/%]|mm|cm|kg|公斤|元|块|个)`, TEMPERATURE),
  recipe('temperature_c', `(\\d{2}(?:\\.\\d)?) ?c\\b`, TEMPERATURE),
  recipe('temperature_c', `(\\d{2,3}(?:\\.\\d)?) ?(?:f\\b|fahrenheit)`, TEMPERATURE, celsius),
  recipe('pain_score', `(?:疼痛|痛|疼|评分|pain)[^,。]{0,5}?${N}(?:分|/10)`, [0, 10]),
  recipe('volume_ml', `${N}(?:ml|毫升|cc)`, [0, 20_000]),
  recipe('weight_kg', `${N}(?:kg|公斤|千克)`, [0.3, 400]),
  recipe('weight_kg', `${N}斤`, [0.3, 400], (match) => first(match) / 2),
  recipe('height_cm', `(?:身高|高)(\\d{2,3})(?:cm|厘米|公分)?`, [30, 250]),
  recipe('length_cm', `${N}(?:cm|厘米|公分)`, [0, 300]),
  recipe('length_cm', `${N}(?:mm|毫米)(?!汞柱)`, [0, 300], (match) => first(match) / 10),
  recipe('times', `${N}(?:多|来)?(?:次|遍|回|趟)`, [0, 500]),
  recipe('times', `(\\d+) times`, [0, 500]),
];

function ageOf(match: RegExpExecArray): number {
  const years = numberOf(match[1] as string);
  const months = match[2] ? numberOf(match[2]) : 12 * half(match[3]);
  return years * 12 + months;
}

/** All measures of a text, in its order. What is out of any body's range is not taken. */
export function findMeasures(whole: string): Taken[] {
  const text = whole.replace(NO_NUMBER, (run) => '#'.repeat(run.length));
  const taken = new Basket(text.length);
  for (const one of pressures(text)) taken.put(one);
  for (const one of RECIPES) take(one, text, taken);
  for (const one of durations(text)) if (taken.isFree(one.from, one.to)) taken.put(one);
  return taken.all.filter((each) => !isLifeEvent(each, text)).sort((a, b) => a.from - b.from);
}

/** Nobody measures with so many figures; each pattern would try such a run from each of its figures to its end. */
const NO_NUMBER = /\d{40,}|[零〇一二两三四五六七八九十百千几数半]{40,}/g;

/** What was taken, and which places of the text it covers. */
class Basket {
  readonly all: Taken[] = [];
  readonly #covered: Uint8Array;

  constructor(length: number) {
    this.#covered = new Uint8Array(length);
  }

  put(one: Taken): void {
    this.all.push(one);
    this.#covered.fill(1, one.from, one.to);
  }

  isFree(from: number, to: number): boolean {
    return !this.#covered.subarray(from, to).includes(1);
  }
}

function take({ kind, pattern, value, least, most }: Recipe, text: string, taken: Basket): void {
  for (const match of text.matchAll(pattern)) {
    const from = match.index;
    const to = from + match[0].length;
    const amount = value(match as RegExpExecArray);
    if (Number.isNaN(amount) || amount < least || amount > most || !taken.isFree(from, to)) continue;
    taken.put({ kind, value: Math.round(amount * 100) / 100, from, to });
  }
}

/** 170/115, 高压180低压110, 血压170: both numbers, or the upper one. */
function pressures(text: string): Taken[] {
  const found: Taken[] = [];
  const put = (
    kind: MeasureKind,
    words: string | undefined,
    from: number,
    to: number,
    [least, most]: [number, number],
  ) => {
    const value = Number(words);
    if (words && value >= least && value <= most) found.push({ kind, value, from, to });
  };
  for (const match of text.matchAll(/(?<![\d./])(\d{2,3})\/(\d{2,3})(?![\d/])/g)) {
    const slash = match.index + (match[1] as string).length;
    if (Number(match[1]) <= Number(match[2])) continue;
    put('systolic_mmhg', match[1], match.index, slash, [60, 300]);
    put('diastolic_mmhg', match[2], slash + 1, match.index + match[0].length, [30, 200]);
  }
  for (const match of text.matchAll(/(高压|收缩压|血压|低压|舒张压|bp)[^\d,。]{0,6}(\d{2,3})(?![\d/.])/g)) {
    const low = match[1] === '低压' || match[1] === '舒张压';
    put(
      low ? 'diastolic_mmhg' : 'systolic_mmhg',
      match[2],
      match.index,
      match.index + match[0].length,
      low ? [30, 200] : [60, 300],
    );
  }
  return found;
}

/** 3岁时摔过: then, not now. */
function isLifeEvent({ kind, to }: Taken, text: string): boolean {
  return kind === 'age_months' && /^(?:时|的时候|那年|那会|开始|起|以后|之后|后|前)/.test(text.slice(to, to + 4));
}
