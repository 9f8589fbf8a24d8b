import { expect, test } from 'vitest';
import { findMeasures } from './measures.ts';
import { normalise } from './normalise.ts';

const DAY = 1440;
const told = (text: string): string[] =>
  findMeasures(normalise(text).text).map(({ kind, value, sense }) => `${kind} ${value}${sense ? ` ${sense}` : ''}`);

test.each<[string, string[]]>([
  ['发烧三十九度二', ['temperature_c 39.2']],
  ['体温38度5', ['temperature_c 38.5']],
  ['高烧39.8', ['temperature_c 39.8']],
  ['fever of 102 f', ['temperature_c 38.9']],
  ['疼了半小时', ['duration_minutes 30 for']],
  ['一个半月了', [`duration_minutes ${45 * DAY} for`]],
  ['三天前开始的', [`duration_minutes ${3 * DAY} ago`]],
  ['咳嗽两三天', [`duration_minutes ${2 * DAY} for`]],
  ['十几个小时', ['duration_minutes 780 for']],
  ['昨天晚上', [`duration_minutes ${DAY} ago`]],
  ['for 2 hours', ['duration_minutes 120 for']],
  ['宝宝才一个半月', ['age_months 1.5']],
  ['我今年24', ['age_months 288']],
  ['两岁半', ['age_months 30']],
  ['孩子3岁2个月', ['age_months 38']],
  ['血压170/115', ['systolic_mmhg 170', 'diastolic_mmhg 115']],
  ['高压一般，血氧88%', ['spo2_percent 88']],
  ['心率150次', ['heart_rate_bpm 150']],
  ['血糖14.8', ['glucose_mmol_l 14.8']],
  ['怀孕32周', ['pregnant_weeks 32']],
  ['2019年3月5日', []],
])('%s', (text, measures) => {
  expect(told(text)).toEqual(measures);
});

test('how often is not how long', () => {
  expect(told('一天拉五次')).toEqual([`duration_minutes ${DAY} every`, 'times 5']);
});

test('an age of then is no age', () => {
  expect(told('3岁时摔过')).toEqual([]);
});
