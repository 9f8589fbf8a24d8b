import { expect, test } from 'vitest';
import { createLearned, featuresOf, fit, type LearnedVisit } from './learn.ts';
import type { Reading } from './types.ts';

const readingOf = (text: string, concepts: string[] = []): Reading => ({
  turns: [{ from: 'patient', text }],
  person: { who: 'self' },
  clauses: text
    .split('，')
    .map((clause) => ({ text: clause, start: 0, end: clause.length, turn: 0, sentence: 0, from: 'patient' as const })),
  mentions: concepts.map((id) => ({
    concept: id.replace('-', ''),
    words: '',
    start: 0,
    end: 0,
    clause: 0,
    turn: 0,
    assertion: id.startsWith('-') ? ('absent' as const) : ('present' as const),
  })),
  measures: [],
});

const shipped = { gi: 1, derm: 1, tcm: 0.5 };
const visitsOf = (text: string, department: string, times: number): LearnedVisit[] =>
  Array.from({ length: times }, () => ({ reading: readingOf(text), shipped, accept: [department] }));

test('features are concepts, denied concepts, and pieces of two or three characters inside a clause', () => {
  const names = [...featuresOf(readingOf('肚子疼，gerd了', ['pain', '-fever'])).keys()];
  expect(names.sort()).toEqual(['#pain', '-fever', '^', 'gerd', '子疼', '肚子', '肚子疼'].sort());
});

test('a house that sends a complaint elsewhere than the shipped points do is followed', () => {
  const weights = fit([
    ...visitsOf('掉头发', 'tcm', 30),
    ...visitsOf('胃胀气', 'gi', 30),
    ...visitsOf('长痘痘', 'derm', 30),
  ]);
  const points = createLearned(weights).score(readingOf('最近掉头发'));
  expect((points.tcm ?? 0) + shipped.tcm).toBeGreaterThan((points.derm ?? 0) + shipped.derm);
  expect(weights.visits).toBe(90);
});

test('the words of a few visits are not kept: they would be about persons', () => {
  const weights = fit([...visitsOf('掉头发', 'tcm', 30), ...visitsOf('张老师胃胀', 'gi', 4)]);
  expect(Object.keys(weights.features).filter((name) => name.includes('张'))).toEqual([]);
});

test('nor those of one person who came often', () => {
  const often = visitsOf('张老师胃胀', 'gi', 30).map((visit) => ({ ...visit, person: 'one' }));
  const weights = fit([...often, ...visitsOf('掉头发', 'tcm', 30)]);
  expect(Object.keys(weights.features).filter((name) => name.includes('张'))).toEqual([]);
});

test('the same visits give the same weights, and no visit gives none', () => {
  const visits = [...visitsOf('掉头发', 'tcm', 8), ...visitsOf('胃胀气', 'gi', 8)];
  expect(fit(visits)).toEqual(fit(visits));
  expect(fit([])).toEqual({ kind: 'linear-1', visits: 0, features: {} });
});

test('a department that is closed to the person is no lesson', () => {
  expect(fit(visitsOf('停经', 'obgyn', 20)).visits).toBe(0);
});
