import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill } from './i18n.ts';
import { words } from './words.ts';

const src = join(import.meta.dirname, '..');
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !/words(\.test)?\.ts$/.test(file))
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n');

// groups whose keys are made of a code of the contract: codeText('state', …), t(`idFault.${…}`)
const groups = [
  ...[...code.matchAll(/(?:codeText|choices)\('([\w]+)'/g)].map((found) => found[1]!),
  ...[...code.matchAll(/t\(`([\w.]+)\.\$\{/g)].map((found) => found[1]!),
  ...[...code.matchAll(/replace\('id_', '(idFault)\.'\)/g)].map((found) => found[1]!),
];

test('both languages are written, with the same places to fill', () => {
  for (const [key, [zh, en]] of Object.entries(words)) {
    expect(zh.trim() && en.trim(), key).toBeTruthy();
    const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
    expect(places(en), key).toEqual(places(zh));
  }
});

test('no sentence is left that no screen says', () => {
  const unused = Object.keys(words).filter(
    (key) => !code.includes(`'${key}'`) && !groups.some((group) => key.startsWith(`${group}.`)),
  );
  expect(unused).toEqual([]);
});

test('a place without a value stays visible', () => {
  expect(fill('前面还有 {people} 人', { people: 3 })).toBe('前面还有 3 人');
  expect(fill('前面还有 {people} 人')).toBe('前面还有 {people} 人');
});
