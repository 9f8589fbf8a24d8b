import { expect, test } from 'vitest';
import { readPreferences } from './preferences.ts';

test('unknown or damaged choices fall back to the defaults', () => {
  const plain = { theme: 'system', scale: '1', locale: 'zh-CN' };
  expect(readPreferences(null)).toEqual(plain);
  expect(readPreferences('not json')).toEqual(plain);
  expect(readPreferences('{"theme":"neon","scale":"9","locale":"fr"}')).toEqual(plain);
  expect(readPreferences('{"theme":"dark","scale":"1.5","locale":"en"}')).toEqual({
    theme: 'dark',
    scale: '1.5',
    locale: 'en',
  });
});
