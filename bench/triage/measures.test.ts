import { expect, test } from 'vitest';
import { byDepartment, scoreLevels, scoreRouting, share } from './measures.ts';

test('a share has Wilson’s interval', () => {
  const { value, low, high } = share(43, 44);
  expect(value).toBeCloseTo(0.9773, 4);
  expect(low).toBeCloseTo(0.8818, 3);
  expect(high).toBeCloseTo(0.996, 3);
  expect(share(0, 0).value).toBeNaN();
});

test('levels: sensitivity is over emergencies, false alarms over routine, both listed', () => {
  const row = (id: string, gold: 'emergency' | 'urgent' | 'routine', level: typeof gold) => ({
    id,
    family: 'f',
    gold,
    level,
  });
  const score = scoreLevels([
    row('a', 'emergency', 'emergency'),
    row('b', 'emergency', 'urgent'),
    row('c', 'urgent', 'emergency'),
    row('d', 'routine', 'emergency'),
    row('e', 'routine', 'routine'),
  ]);
  expect([score.sensitivity.value, score.false_emergency.value, score.exact.value]).toEqual([0.5, 0.5, 0.4]);
  expect([score.under.value, score.over.value]).toEqual([0.2, 0.4]);
  expect(score.missed.map(({ id }) => id)).toEqual(['b']);
  expect(score.false_alarms.map(({ id }) => id)).toEqual(['d']);
});

test('routing: any accepted department counts, abstaining ones are not among the confident', () => {
  const rows = [
    { id: 'a', department: 'gi', accept: ['gi', 'anorectal'], ranked: ['anorectal', 'gi'], abstain: false },
    { id: 'b', department: 'gi', accept: ['gi'], ranked: ['resp', 'ent', 'gi'], abstain: true },
    { id: 'c', department: 'eye', accept: ['eye'], ranked: ['ent', 'neuro', 'derm', 'eye'], abstain: false },
  ];
  const score = scoreRouting(rows);
  expect(score.accept_at_1.right).toBe(1);
  expect(score.accept_at_3.right).toBe(2);
  expect(score.confident_share.right).toBe(2);
  expect(score.confident_right.value).toBe(0.5);
  expect(byDepartment(rows)[0]).toEqual({ department: 'gi', right: 1, of: 2, instead: [['resp', 1]] });
});
