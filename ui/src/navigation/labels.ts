/** Where names stand on a drawn floor: inside their room when there is space, never over one another. */
import type { Drawing } from './draw.ts';
import { areaOf, roomForName, type Spot } from './spots.ts';

export interface Label {
  lines: string[];
  /** Their middle. */
  at: Spot;
  size_px: number;
}
interface Wish {
  lines: string[];
  size_px: number;
  /** Where it may stand, the best first. */
  spots: Spot[];
  /** Higher goes first. */
  rank: number;
}
/** What is taken already, in metres around its middle. */
interface Taken {
  at: Spot;
  width_m: number;
  height_m: number;
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

/** Names of rooms that fit in them; the goal's name stands however little room there is. */
function wishesOfAreas(areas: Drawing['areas'], text_px: number, metre_per_px: number): Wish[] {
  return areas.flatMap((area) => {
    const ring = area.rings[0] ?? [];
    const room = area.label ? roomForName(ring) : null;
    if (!room || !area.label) return [];
    const must = area.look === 'goal' || area.chosen;
    const lines = breakName(area.label, room.width_m / metre_per_px - 4, text_px) ?? (must ? [area.label] : null);
    const height_m = (lines?.length ?? 0) * text_px * LINE * metre_per_px;
    if (!lines || (!must && height_m > room.height_m)) return [];
    const [x, y] = room.at;
    // beside a sign in the same room: above it or below it
    const aside_m = (room.height_m - height_m) / 2 - 3 * metre_per_px;
    const spots: Spot[] = aside_m > 0 ? [room.at, [x, y - aside_m], [x, y + aside_m]] : [room.at];
    return [{ lines, size_px: text_px, spots, rank: must ? Number.MAX_VALUE : areaOf(ring) }];
  });
}

function wishesOfMarks(marks: Drawing['marks'], text_px: number, metre_per_px: number): Wish[] {
  return marks.flatMap((mark) => {
    if (!mark.label) return [];
    const [x, y] = mark.at;
    const away_m = (SIGN_PX / 2 + 4 + text_px * 0.6) * metre_per_px;
    const isHere = mark.look === 'here';
    const [below, above]: Spot[] = [
      [x, y + away_m],
      [x, y - away_m],
    ];
    // a way begins where one is and mostly leaves by the corridor: the words stand above it
    const spots = isHere ? [above!, below!] : [below!, above!];
    const rank = isHere ? Number.MAX_VALUE : 1;
    return [{ lines: [mark.label], size_px: text_px, spots, rank }];
  });
}

const SIGN_PX = 22;
const LINE = 1.2;

/** A sign keeps its place; a goal's pin stands above its spot, and where one is goes before it. */
function takenBy({ marks }: Pick<Drawing, 'marks'>, metre_per_px: number): Taken[] {
  const side_m = SIGN_PX * metre_per_px;
  return marks
    .filter((mark) => mark.look !== 'node' && mark.look !== 'node_door')
    .map(({ look, at: [x, y] }) => ({
      at: [x, look === 'goal' ? y - (side_m * 2) / 3 : y],
      width_m: side_m,
      height_m: look === 'goal' ? side_m * 1.4 : side_m,
    }));
}

const overlap = (a: Taken, b: Taken): boolean =>
  Math.abs(a.at[0] - b.at[0]) < (a.width_m + b.width_m) / 2 &&
  Math.abs(a.at[1] - b.at[1]) < (a.height_m + b.height_m) / 2;

/** The labels that find a place, the most important first. */
export function placeLabels(
  { areas, marks }: Pick<Drawing, 'areas' | 'marks'>,
  text_px: number,
  metre_per_px: number,
): Label[] {
  const wishes = [...wishesOfMarks(marks, text_px, metre_per_px), ...wishesOfAreas(areas, text_px, metre_per_px)].sort(
    (a, b) => b.rank - a.rank,
  );
  const taken = takenBy({ marks }, metre_per_px);
  const placed: Label[] = [];
  for (const { lines, size_px, spots } of wishes) {
    const width_m = (Math.max(...lines.map((line) => widthOf(line, size_px))) + 4) * metre_per_px;
    const height_m = lines.length * size_px * LINE * metre_per_px;
    const at = spots.find((spot) => !taken.some((one) => overlap(one, { at: spot, width_m, height_m })));
    if (!at) continue;
    taken.push({ at, width_m, height_m });
    placed.push({ lines, at, size_px });
  }
  return placed;
}
