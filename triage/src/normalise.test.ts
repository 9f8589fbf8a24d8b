import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise, original, typoTable } from './normalise.ts';

test.each([
  ['頭痛，發燒３９℃！', '头痛,发烧39°c!'],
  ['胸  口 疼', '胸,口,疼'],
  ['发烧 39.5 度', '发烧39.5度'],
  ['I  have FEVER', 'i have fever'],
  ['“喘不上气”😭咳嗽', '喘不上气,咳嗽'],
  ['咳嗽\n发烧.', '咳嗽。发烧。'],
])('%s is written %s', (text, plain) => {
  expect(normalise(text).text).toBe(plain);
});

test('a mended typo leads back to the words as they were typed', () => {
  const table = typoTable({ 啦肚子: '拉肚子', 感昌: '感冒', 泡诊病: '疱疹' });
  const text = '我啦肚子，泡诊病';
  const normal = normalise(text, table);
  expect(normal.text).toBe('我拉肚子,疱疹');
  const place = original(normal, 5, 7);
  expect(text.slice(place.start, place.end)).toBe('泡诊病');
});

test('pinyin is mended as a whole word only', () => {
  const table = typoTable({ tou_teng: '头疼' });
  expect(normalise('wo tou teng', table).text).toBe('wo 头疼');
  expect(normalise('touteng，toutengs', table).text).toBe('头疼,toutengs');
});

test('any text at all is read, and every place lies inside the original', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const normal = normalise(text);
      expect(normal.start.length).toBe(normal.text.length);
      const places = normal.start.map((_, at) => original(normal, at, at + 1));
      expect(places.every(({ start, end }) => start >= 0 && start < end && end <= text.length)).toBe(true);
    }),
    { seed: 6 },
  );
});
