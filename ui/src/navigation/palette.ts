/** The colours of a drawn floor: the house's tokens by name. */

const NAMES = [
  'ground',
  'surface',
  'sunken',
  'line',
  'line-strong',
  'ink',
  'ink-quiet',
  'brand',
  'brand-wash',
  'on-brand',
  'call',
  'on-call',
  'danger',
  'info',
  'info-wash',
] as const;
type Name = (typeof NAMES)[number];
export type Palette = Readonly<Record<Name, string>>;

/** For a drawing that is part of a page: follows the page's theme by itself. */
export const pagePalette = Object.fromEntries(NAMES.map((name) => [name, `var(--${name})`])) as Palette;

/** For a drawing shown as an image, which sees no page: the tokens' own values (palette.test.ts holds them to it). */
export const lightPalette: Palette = {
  ground: '#f7f8f6',
  surface: '#ffffff',
  sunken: '#eef1ee',
  line: '#dfe5e1',
  'line-strong': '#7b8a83',
  ink: '#17211d',
  'ink-quiet': '#56635d',
  brand: '#0b6b57',
  'brand-wash': '#e3f1ec',
  'on-brand': '#ffffff',
  call: '#a05600',
  'on-call': '#ffffff',
  danger: '#b3261e',
  info: '#1f5fa8',
  'info-wash': '#e6effa',
};

export const darkPalette: Palette = {
  ground: '#111614',
  surface: '#1a201e',
  sunken: '#0c100f',
  line: '#2c3532',
  'line-strong': '#75837c',
  ink: '#e8eeea',
  'ink-quiet': '#9daaa3',
  brand: '#4fbf9f',
  'brand-wash': '#12332b',
  'on-brand': '#06231b',
  call: '#f2b15c',
  'on-call': '#2a1a02',
  danger: '#f2837c',
  info: '#7fb2ee',
  'info-wash': '#152a42',
};
