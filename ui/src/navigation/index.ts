/** Drawing a floor of a hospital's map: pure functions for the phone, the mini program and the console. */
export * from './draw.ts';
export * from './floor.ts';
export type { MarkLook } from './marks.ts';
export { darkPalette, lightPalette, type Palette, pagePalette } from './palette.ts';
export * from './spots.ts';
