import { expect, test } from 'vitest';
import { loadData } from './load.ts';
import { type Lesson, teach } from './teach.ts';

const data = loadData();
const small = { least_fitted: 30, least_held_back: 8 };
/** This hospital's skin department sends lost hair to Chinese medicine. */
const lessons = (times: number, department: (n: number) => string): Lesson[] =>
  Array.from({ length: times }, (_, n) =>
    n % 2 === 0
      ? { text: `掉头发很厉害，已经${n + 2}天`, accept: [department(n)] }
      : { text: `胃胀反酸${n + 2}天`, accept: ['gi'] },
  );

test('what a hospital does otherwise than the shipped weights is learned, and shown on later visits', () => {
  const taught = teach(
    lessons(60, () => 'tcm'),
    data,
    small,
  );
  expect(taught).toMatchObject({ fitted: 48, held_back: 12 });
  expect(taught.refused).toBeUndefined();
  expect(taught.before.at_1).toBeLessThan(12);
  expect(taught.after.at_1).toBe(12);
});

test('few visits teach nothing', () => {
  expect(
    teach(
      lessons(60, () => 'tcm'),
      data,
    ).refused,
  ).toBe('too_few');
  expect(teach([], data)).toMatchObject({ fitted: 0, held_back: 0, refused: 'too_few' });
});

test('a lesson that later visits contradict is refused', () => {
  const turned = lessons(60, (n) => (n < 48 ? 'tcm' : 'derm'));
  expect(teach(turned, data, small).refused).toBe('worse');
});

test('a department that is closed to the patient is no lesson', () => {
  const man: Lesson = { text: '停经两个月', profile: { sex: 'male' }, accept: ['obgyn'] };
  expect(teach([man], data)).toMatchObject({ fitted: 0, held_back: 0 });
});
