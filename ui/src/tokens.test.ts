import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

/** Colours of every rule whose last selector is `selector`, in the order of the file. */
function palettes(selector: string): Record<string, string>[] {
  const rules = [...css.matchAll(/([^{}]+)\{([^{}]*--ground:[^{}]*)\}/g)];
  return rules
    .filter((rule) => rule[1]!.trim().endsWith(selector))
    .map((rule) => Object.fromEntries([...rule[2]!.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1]!, m[2]!])));
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** WCAG 2 contrast ratio of two #rrggbb colours, 1 to 21. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const textOn: Record<string, string[]> = {
  ground: ['ink', 'ink-quiet', 'brand', 'call', 'danger', 'info'],
  surface: ['ink', 'ink-quiet', 'brand', 'call', 'danger', 'info'],
  sunken: ['ink', 'ink-quiet', 'brand'],
  'brand-wash': ['ink', 'ink-quiet', 'brand', 'brand-strong'],
  'call-wash': ['ink', 'ink-quiet', 'call'],
  'danger-wash': ['ink', 'ink-quiet', 'danger'],
  'info-wash': ['ink', 'ink-quiet', 'info'],
  brand: ['on-brand'],
  'brand-strong': ['on-brand'],
  call: ['on-call'],
  danger: ['on-danger'],
};
const edgesOn: Record<string, string[]> = {
  ground: ['line-strong', 'focus'],
  surface: ['line-strong', 'focus', 'brand'],
};

for (const theme of ['light', 'dark']) {
  const palette = palettes(`.theme-${theme}`)[0]!;
  for (const [pairs, least] of [[textOn, 4.5] as const, [edgesOn, 3] as const]) {
    for (const [under, overs] of Object.entries(pairs)) {
      for (const over of overs) {
        test(`${theme}: ${over} on ${under} is at least ${least}:1`, () => {
          expect(contrast(palette[over]!, palette[under]!)).toBeGreaterThanOrEqual(least);
        });
      }
    }
  }
}

test('the chosen themes are the palettes that follow the system', () => {
  const [light, dark] = palettes('.theme-root');
  expect(light).toEqual({ ...palettes('.theme-light')[0], scale: '1' });
  expect(dark).toEqual(palettes('.theme-dark')[0]);
});
