import { expect, test } from 'vitest';
import { scanReader } from './scanner.ts';

/** Types `text` and Enter with so many milliseconds between keys. */
function type(text: string, every_ms: number, read = scanReader(), from_ms = 1_000): string | undefined {
  let at_ms = from_ms;
  let scanned: string | undefined;
  for (const key of [...text, 'Enter']) {
    scanned = read(key, at_ms);
    at_ms += every_ms;
  }
  return scanned;
}

test('what is typed as fast as a scanner types is a scan', () => {
  expect(type('MZ1:019cac38-5960-7c17-8e4c-d1997c061578', 8)).toBe('MZ1:019cac38-5960-7c17-8e4c-d1997c061578');
});

test('a person’s typing, a lone Enter and a short burst are none', () => {
  expect(type('MZ1:019cac38', 150)).toBeUndefined();
  expect(type('', 8)).toBeUndefined();
  expect(type('abc', 8)).toBeUndefined();
});

test('a key pressed by mistake before, and a shift within, do no harm', () => {
  const read = scanReader();
  read('x', 0);
  expect(type('MZ1:abcdef', 8, read, 5_000)).toBe('MZ1:abcdef');
  expect(read('Shift', 6_000)).toBeUndefined();
  expect(type('MZ1:123456', 8, read, 6_500)).toBe('MZ1:123456');
});
