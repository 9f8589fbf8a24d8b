import { expect, test } from 'vitest';
import fc from 'fast-check';
import { corrections, editDistance, withSections } from './rules-draft.ts';

test.each([
  ['', '', 0],
  ['咳嗽三天', '咳嗽三天', 0],
  ['咳嗽三天', '咳嗽五天', 1],
  ['未提供', '青霉素过敏。', 6],
  ['头疼😀', '头疼', 1],
])('from %s to %s: %i', (before, after, distance) => expect(editDistance(before, after)).toBe(distance));

test('a distance is the same both ways, and no longer than the longer one', () => {
  const text = fc.string({ unit: fc.constantFrom('咳', '嗽', '天', 'a'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
    { seed: 1 },
  );
});

test('only what was sent is changed; an emptied section reads as not provided', () => {
  const before = { allergy: '无。', family: '未提供' };
  const after = withSections(before, [
    { key: 'allergy', text: ' ' },
    { key: 'family', text: ' 未提供 ' },
  ]);
  expect(after).toEqual({ allergy: '未提供', family: '未提供' });
  expect(corrections(before, after)).toEqual([{ key: 'allergy', edit_distance: 3, characters: 3 }]);
});
