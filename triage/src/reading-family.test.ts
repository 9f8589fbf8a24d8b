// What is typed to the question after illnesses of the family.
import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import { withAnswer } from './interview-answers.ts';
import type { Question } from './types.ts';

const engine = createEngine();
const ASKED: Question = {
  id: 'family',
  zh: '您父母、兄弟姐妹得过下面的病吗？',
  en: 'Has anyone in the family had one of these?',
  kind: 'many',
  choices: [],
  asks: [],
  purpose: 'history',
  why: { zh: '', en: '' },
};
const SAID = { turns: [{ from: 'patient' as const, text: '嗓子疼三天' }], answers: [] };
function answered(text: string) {
  const talk = withAnswer(SAID, ASKED, { text });
  return { talk, analysis: engine.analyse(talk.turns, { answers: talk.answers }) };
}
const before = engine.analyse(SAID.turns);
const diabetes = (text: string) =>
  answered(text).analysis.reading.mentions.find(({ concept }) => concept === 'diabetes')?.assertion;

test.each(['糖尿病', '爸爸有糖尿病', '我爸糖尿病', 'diabetes'])(
  '%s is of the family, and moves no department',
  (text) => {
    const { analysis } = answered(text);
    expect(diabetes(text)).toBe('other_person');
    expect(analysis.reading.person).toEqual(before.reading.person);
    expect(analysis.flags).toEqual(before.flags);
    expect(analysis.routing.ranked[0]?.department).toBe(before.routing.ranked[0]?.department);
    expect(analysis.routing.ranked.find(({ department }) => department === 'endo')?.because ?? []).toEqual([]);
  },
);

test('what one says of oneself there is one’s own', () => {
  expect(diabetes('我自己有糖尿病')).toBe('present');
  expect(diabetes('我也有糖尿病')).toBe('present');
});

test('an emergency told there is heard', () => {
  expect(answered('胸口疼，出冷汗').analysis.level).toBe(1);
});

test('in the draft it stands under the family alone', () => {
  const { talk, analysis } = answered('糖尿病');
  const sections = engine
    .draft(analysis, talk)
    .sections.filter(({ sentences }) => JSON.stringify(sentences).includes('糖尿病'));
  expect(sections.map(({ key }) => key)).toEqual(['family']);
});
