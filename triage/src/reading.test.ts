import { expect, test } from 'vitest';
import { smallEngine } from './testing/small.ts';
import type { Turn } from './types.ts';

const who = (text: string) => smallEngine.read(text).person;

test.each<[string, Record<string, unknown>]>([
  ['我头疼', { who: 'self' }],
  ['我儿子3岁发烧', { who: 'child', sex: 'male', age_months: 36 }],
  ['宝宝才一个半月，发烧', { who: 'child', age_months: 1.5 }],
  ['我奶奶突然晕倒', { who: 'parent', sex: 'female' }],
  ['室友发烧头疼', { who: 'friend' }],
  ['和女朋友吵架以后头疼', { who: 'unknown' }],
  ['我发烧三天，我妈担心是心梗', { who: 'self' }],
  ['怀孕32周，头疼', { who: 'unknown', sex: 'female', pregnant: true }],
  ['我头疼，我儿子也发烧', { who: 'self', several: true }],
  ['我和我孩子都发烧了', { who: 'unknown', several: true }],
])('%s', (text, person) => {
  expect(who(text)).toEqual(person);
});

test('who writes for themselves leaves the others aside', () => {
  const reading = smallEngine.read('我奶奶前天晕倒了，我想给自己看看咳嗽');
  expect(reading.person.who).toBe('self');
  expect(reading.mentions.map((mention) => mention.assertion)).toEqual(['other_person', 'present']);
});

test('of two patients in one text neither is put aside', () => {
  const reading = smallEngine.read('我咳嗽，我爸胸口疼');
  expect(reading.person.several).toBe(true);
  expect(reading.mentions.map((mention) => mention.assertion)).toEqual(['present', 'present']);
});

const answer = (text: string, asks = ['chest-pain']): string[] => {
  const turns: Turn[] = [
    { from: 'asker', text: '胸口疼吗？', asks },
    { from: 'patient', text },
  ];
  return smallEngine.read(turns).mentions.map((mention) => `${mention.concept}:${mention.assertion}`);
};

test.each<[string, string[]]>([
  ['有', ['chest-pain:present']],
  ['嗯嗯', ['chest-pain:present']],
  ['没有', ['chest-pain:absent']],
  ['没有，就是咳嗽', ['chest-pain:absent', 'cough:present']],
  ['不知道', ['chest-pain:uncertain']],
  ['咳嗽', ['cough:present']],
])('asked about the chest, %s', (text, expected) => {
  expect(answer(text)).toEqual(expected);
});

test('yes to several things at once leaves open which', () => {
  expect(answer('有', ['cough', 'headache'])).toEqual(['cough:uncertain', 'headache:uncertain']);
});

test('an answer may come a message later', () => {
  const reading = smallEngine.read([
    { from: 'asker', text: '咳嗽吗？', asks: ['cough'] },
    { from: 'patient', text: '稍等' },
    { from: 'patient', text: '没有' },
  ]);
  expect(reading.mentions.map(({ concept, assertion }) => [concept, assertion])).toEqual([['cough', 'absent']]);
});
