import { expect, test } from 'vitest';
import { versionIn } from './upkeep.ts';

test('a page’s version is the name its build gave it', () => {
  expect(versionIn('<script type="module" src="/board/assets/index-BL2U-_9T.js"></script>')).toBe('BL2U-_9T');
  expect(versionIn('http://host/board/src/main.ts')).toBe('dev');
});
