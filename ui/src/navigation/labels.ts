/** Where names stand on a drawn floor: inside their room when there is space, never over one another. */
import type { Drawing } from './draw.ts';
import { areaOf, roomForName, type Spot } from './spots.ts';

export interface Label {
  lines: string[];
  /** Their middle. */
  at: Spot;
  size_px: number;
}
interface Wish extends Label {
  /** Higher goes first. */
  rank: number;
  width_px: number;
  height_px: number;
}

/** A Chinese letter is as wide as it is high, a Latin one about half. */
export function widthOf(text: string, size_px: number): number {
  let widths = 0;
  for (const letter of text) widths += letter.charCodeAt(0) > 0x2e7f ? 1 : 0.56;
  return widths * size_px;
}

/** In one line if it fits, else in two; null when not even that. */
export function breakName(name: string, width_px: number, size_px: number): string[] | null {
  if (widthOf(name, size_px) <= width_px) return [name];
  const letters = [...name];
  const middle = letters.length / 2;
  const gaps = letters.flatMap((letter, at) => (letter === ' ' ? [at] : []));
  const at =
    gaps.length > 0 ? gaps.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a)) : Math.ceil(middle);
  const lines = [letters.slice(0, at).join('').trim(), letters.slice(at).join('').trim()].filter(Boolean);
  return lines.every((line) => widthOf(line, size_px) <= width_px) ? lines : null;
}

function wishOf(lines: string[], at: Spot, size_px: number, rank: number): Wish {
  const width_px = Math.max(...lines.map((line) => widthOf(line, size_px))) + 4;
  return { lines, at, size_px, rank, width_px, height_px: lines.length * size_px * 1.2 };
}

/** Names of rooms that fit in them; the goal's name stands however little room there is. */
function wishesOfAreas(areas: Drawing['areas'], text_px: number, metre_per_px: number): Wish[] {
  return areas.flatMap((area) => {
    const ring = area.rings[0] ?? [];
    const room = area.label ? roomForName(ring) : null;
    if (!room || !area.label) return [];
    const must = area.look === 'goal' || area.chosen;
    const lines = breakName(area.label, room.width_m / metre_per_px - 4, text_px) ?? (must ? [area.label] : null);
    if (!lines || (!must && lines.length * text_px * 1.2 > room.height_m / metre_per_px)) return [];
    return [wishOf(lines, room.at, text_px, must ? Infinity : areaOf(ring))];
  });
}

function wishesOfMarks(marks: Drawing['marks'], text_px: number, metre_per_px: number): Wish[] {
  return marks.flatMap((mark) => {
    if (!mark.label) return [];
    const below_m = (16 + text_px * 0.6) * metre_per_px;
    const rank = mark.look === 'here' || mark.look === 'goal' ? Infinity : 0;
    return [wishOf([mark.label], [mark.at[0], mark.at[1] + below_m], text_px, rank)];
  });
}

function overlap(a: Wish, b: Wish, metre_per_px: number): boolean {
  const apart_x = Math.abs(a.at[0] - b.at[0]) / metre_per_px;
  const apart_y = Math.abs(a.at[1] - b.at[1]) / metre_per_px;
  return apart_x < (a.width_px + b.width_px) / 2 && apart_y < (a.height_px + b.height_px) / 2;
}

/** The labels that find a place, the most important first. */
export function placeLabels(
  { areas, marks }: Pick<Drawing, 'areas' | 'marks'>,
  text_px: number,
  metre_per_px: number,
): Label[] {
  const wishes = [...wishesOfMarks(marks, text_px, metre_per_px), ...wishesOfAreas(areas, text_px, metre_per_px)].sort(
    (a, b) => b.rank - a.rank || 0,
  );
  const placed: Wish[] = [];
  for (const wish of wishes) if (!placed.some((one) => overlap(one, wish, metre_per_px))) placed.push(wish);
  return placed.map(({ lines, at, size_px }) => ({ lines, at, size_px }));
}
