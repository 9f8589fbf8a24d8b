import { loadData } from '@menzhen/triage';
import { expect, test } from 'vitest';
import { conditionLines, phrase } from './words-condition.ts';

const names: Record<string, string> = { a: '胸痛', b: '出冷汗', c: '心悸', d: '扭伤' };
const name = (id: string) => names[id] ?? id;

test.each([
  ['a', '胸痛'],
  [{ any: ['a', 'b'] }, '胸痛 或 出冷汗'],
  [{ all: ['a', { any: ['b', 'c'] }, { not: 'd' }] }, '胸痛 并且 （出冷汗 或 心悸） 并且 没有 扭伤'],
  [{ near: ['a', 'b'], clauses: 2 }, '相邻 2 句里有 （胸痛 并且 出冷汗）'],
  [{ at_least: 2, of: ['a', 'b', 'c'] }, '至少有 2 样：胸痛、出冷汗、心悸'],
  [{ measure: 'temperature_c' as const, min: 38.5 }, '体温 ≥ 38.5 ℃'],
  [{ duration_minutes: { max: 1440 } }, '持续 ≤ 1 天'],
  [{ age_months: { min: 3, max: 36 } }, '年龄 3 个月 – 3 岁'],
  [{ who: ['child' as const] }, '说的是（孩子）'],
])('%j reads as a sentence', (condition, expected) => {
  expect(phrase(condition, name, 'zh')).toBe(expected);
});

test('a long condition is a tree of lines, what keeps it from firing comes last', () => {
  const many = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'a', 'b'];
  expect(conditionLines({ all: ['a', { any: many }, { age_months: { max: 36 } }], not: ['d'] }, name, 'zh')).toEqual([
    { depth: 0, text: '同时有：胸痛' },
    { depth: 1, text: '任意一条：胸痛、出冷汗、心悸、扭伤、胸痛、出冷汗、心悸、扭伤、胸痛、出冷汗' },
    { depth: 1, text: '年龄 ≤ 3 岁' },
    { depth: 0, text: '有下面任意一条就不触发：扭伤' },
  ]);
});

test('every rule of the house reads in both languages, by names and without codes', () => {
  const data = loadData();
  const concepts = new Map(data.concepts.map((concept) => [concept.id, concept]));
  for (const locale of ['zh', 'en'] as const) {
    const named = (id: string) => concepts.get(id)?.[locale] ?? `[${id}]`;
    for (const rule of data.rules) {
      const lines = conditionLines(rule.when, named, locale);
      expect(lines.length, rule.id).toBeGreaterThan(0);
      const text = lines.map((line) => line.text).join('\n');
      expect(text, rule.id).not.toMatch(/undefined|NaN|\[object|\[[a-z-]+\]|\{/);
    }
  }
});
