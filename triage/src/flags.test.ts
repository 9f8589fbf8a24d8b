import { expect, test } from 'vitest';
import { smallEngine } from './testing/small.ts';

const flags = (text: string) => smallEngine.analyse(text).flags.map((flag) => `${flag.rule}:${flag.state}`);

test.each<[string, string[]]>([
  ['胸口疼', ['chest:fired']],
  ['好像胸口疼', ['chest:to_confirm']],
  ['没有胸口疼', []],
  ['三年前胸口疼', []],
  ['胸口疼，咳嗽', []],
  ['发烧39度5', ['hot:fired']],
  ['宝宝两个月，发烧', ['baby-hot:fired']],
  ['发烧', []],
  ['突然头疼', ['near:fired']],
  ['突然下雨，头疼', []],
  ['咳嗽头疼', ['two:fired']],
])('%s', (text, expected) => {
  expect(flags(text)).toEqual(expected);
});

test('a flag shows the words that raised it', () => {
  const text = '昨天起胸口有点疼';
  const [flag] = smallEngine.analyse(text).flags;
  expect(flag?.because.map(({ start, end }) => text.slice(start, end))).toEqual(['胸口有点疼']);
  expect(smallEngine.analyse(text).level).toBe(2);
});

test('an unsure flag stands until the answer is no, and a sure one whatever is answered', () => {
  const asked = { from: 'asker', text: '胸口疼吗', asks: ['chest-pain'] } as const;
  const after = (first: string, second: string) =>
    smallEngine.analyse([
      { from: 'patient', text: first },
      { ...asked, asks: ['chest-pain'] },
      { from: 'patient', text: second },
    ]).level;
  expect(after('好像胸口疼', '嗯')).toBe(2);
  expect(after('好像胸口疼', '今天天气不错')).toBe(2);
  expect(after('好像胸口疼', '没有')).toBe(4);
  expect(after('胸口疼', '没有')).toBe(2);
});

test('what a rule is told later takes nothing back that fired before', () => {
  const turns = [
    { from: 'patient' as const, text: '胸口疼' },
    { from: 'patient' as const, text: '咳嗽' },
  ];
  expect(smallEngine.analyse('胸口疼，咳嗽').level).toBe(4);
  expect(smallEngine.analyse(turns).flags.map(({ rule }) => rule)).toEqual(['chest']);
});
