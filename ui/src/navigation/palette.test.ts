import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { darkPalette, lightPalette, pagePalette } from './palette.ts';

const css = readFileSync(join(import.meta.dirname, '../tokens.css'), 'utf8');
const block = (selector: string) => css.slice(css.indexOf(`${selector},`)).match(/\{([^}]*)\}/)![1]!;

test.each([
  ['[data-theme="light"]', lightPalette],
  ['[data-theme="dark"]', darkPalette],
])('the colours of an image are those of %s', (selector, palette) => {
  const tokens = Object.fromEntries([...block(selector).matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
  expect(palette).toEqual(Object.fromEntries(Object.keys(pagePalette).map((name) => [name, tokens[name]])));
});
