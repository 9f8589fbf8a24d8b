/**
 * Draws one floor as an SVG. Pure and without DOM: the console puts the string into its page, the phone shows it as an image
 * (WeChat has no svg element). Everything is in metres; strokes and letters keep their size in pixels at every zoom.
 */
import { type Label, placeLabels } from './labels.ts';
import { type MarkLook, markShape } from './marks.ts';
import type { Palette } from './palette.ts';
import { areaOf, type Box, type Spot } from './spots.ts';

export type AreaLook = 'floor' | 'walk' | 'room' | 'named' | 'way' | 'goal' | 'closed';
export type LineLook = 'wall' | 'door' | 'edge' | 'edge_closed' | 'edge_steps' | 'route' | 'draft' | 'fault';

interface Part {
  id: string;
  /** Drawn with the focus colour and a thicker line. */
  chosen?: boolean;
}
export interface DrawnArea extends Part {
  look: AreaLook;
  /** The outer ring first, then its holes. */
  rings: readonly (readonly Spot[])[];
  label?: string;
}
export interface DrawnLine extends Part {
  look: LineLook;
  spots: readonly Spot[];
}
export interface DrawnMark extends Part {
  look: MarkLook;
  at: Spot;
  label?: string;
}
export interface Drawing {
  areas: readonly DrawnArea[];
  lines: readonly DrawnLine[];
  marks: readonly DrawnMark[];
}
export interface DrawOptions {
  /** The part of the floor to show. */
  box: Box;
  /** How wide the picture will be shown, in pixels; its height follows from the box. */
  width_px: number;
  palette: Palette;
  /** Size of names in pixels. */
  text_px: number;
  /** A plan picture below everything, with the part of the floor it covers; `opacity` 0 to 1. */
  plan?: { href: string; box: Box; opacity: number } | undefined;
  /** Puts `data-id` on every part, for pages on which parts are chosen. */
  pickable?: boolean;
}

const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const figure = (value: number): string => String(Math.round(value * 100) / 100);
const pathOf = (spots: readonly Spot[]): string => spots.map(([x, y]) => `${figure(x)} ${figure(y)}`).join('L');

/** What a look means in ink. Widths in pixels. */
interface Ink {
  fill?: keyof Palette;
  stroke?: keyof Palette;
  width?: number;
  dash?: string;
}
const AREAS: Record<AreaLook, Ink> = {
  floor: { fill: 'ground', stroke: 'line-strong', width: 2 },
  walk: { fill: 'surface', stroke: 'line', width: 1 },
  room: { fill: 'sunken', stroke: 'line-strong', width: 1 },
  named: { fill: 'brand-wash', stroke: 'line-strong', width: 1 },
  way: { fill: 'info-wash', stroke: 'line-strong', width: 1 },
  goal: { fill: 'brand-wash', stroke: 'brand', width: 3 },
  closed: { fill: 'sunken', stroke: 'danger', width: 2, dash: '6 4' },
};
const LINES: Record<LineLook, Ink> = {
  wall: { stroke: 'line-strong', width: 2 },
  door: { stroke: 'ink-quiet', width: 4 },
  edge: { stroke: 'info', width: 2 },
  edge_steps: { stroke: 'info', width: 2, dash: '2 4' },
  edge_closed: { stroke: 'danger', width: 2, dash: '6 4' },
  route: { stroke: 'brand', width: 6 },
  draft: { stroke: 'call', width: 2, dash: '6 4' },
  fault: { stroke: 'danger', width: 4 },
};

class Pen {
  readonly #options: DrawOptions;
  /** Metres that one pixel covers. */
  readonly metre_per_px: number;

  constructor(options: DrawOptions) {
    this.#options = options;
    this.metre_per_px = options.box.width / options.width_px;
  }

  px(pixels: number): string {
    return figure(pixels * this.metre_per_px);
  }

  name(part: Part): string {
    return this.#options.pickable ? ` data-id="${safe(part.id)}"` : '';
  }

  color(name: keyof Palette): string {
    return this.#options.palette[name];
  }

  ink({ fill, stroke, width = 0, dash }: Ink, chosen = false): string {
    const dashes =
      dash &&
      ` stroke-dasharray="${dash
        .split(' ')
        .map((length) => this.px(Number(length)))
        .join(' ')}"`;
    const line = chosen ? this.color('call') : stroke ? this.color(stroke) : 'none';
    return `fill="${fill ? this.color(fill) : 'none'}" stroke="${line}" stroke-width="${this.px(chosen ? width + 2 : width)}"${dashes ?? ''}`;
  }

  area(area: DrawnArea): string {
    const path = area.rings.map((ring) => `M${pathOf(ring)}Z`).join('');
    return `<path${this.name(area)} fill-rule="evenodd" d="${path}" ${this.ink(AREAS[area.look], area.chosen)}/>`;
  }

  line(line: DrawnLine): string {
    if (line.spots.length < 2) return '';
    const d = `d="M${pathOf(line.spots)}"`;
    const own = `<path${this.name(line)} ${d} ${this.ink(LINES[line.look], line.chosen)} stroke-linecap="round" stroke-linejoin="round"/>`;
    if (line.look !== 'route') return own;
    const casing = `<path ${d} fill="none" stroke="${this.color('surface')}" stroke-width="${this.px(10)}" stroke-linecap="round" stroke-linejoin="round"/>`;
    return casing + own + this.arrows(line.spots);
  }

  /** Small arrow heads along a route: which way it goes is told by shape. */
  arrows(spots: readonly Spot[]): string {
    const heads: string[] = [];
    const gap_m = 44 * this.metre_per_px;
    let left_m = gap_m / 2;
    for (let at = 0; at + 1 < spots.length; at += 1) {
      const [[ax, ay], [bx, by]] = [spots[at]!, spots[at + 1]!];
      const length_m = Math.hypot(bx - ax, by - ay);
      const angle = (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
      for (; left_m < length_m; left_m += gap_m) {
        const share = left_m / length_m;
        heads.push(
          `<path transform="translate(${figure(ax + share * (bx - ax))} ${figure(ay + share * (by - ay))}) rotate(${figure(angle)}) scale(${this.px(1)})" d="M-2 -2L1 0L-2 2" fill="none" stroke="${this.color('on-brand')}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`,
        );
      }
      left_m -= length_m;
    }
    return heads.join('');
  }

  mark(mark: DrawnMark): string {
    const [x, y] = mark.at;
    const ring = mark.chosen ? `<circle r="15" fill="none" stroke="${this.color('call')}" stroke-width="3"/>` : '';
    const shape = markShape(mark.look, this.#options.palette);
    return `<g${this.name(mark)} transform="translate(${figure(x)} ${figure(y)}) scale(${figure4(this.metre_per_px)})">${shape}${ring}</g>`;
  }

  label({ lines, at: [x, y], size_px }: Label): string {
    const spans = lines.map(
      (line, n) =>
        `<tspan x="0" y="${figure((n - (lines.length - 1) / 2) * size_px * 1.2)}" dy="0.35em">${safe(line)}</tspan>`,
    );
    return `<text transform="translate(${figure(x)} ${figure(y)}) scale(${figure4(this.metre_per_px)})" font-size="${figure(size_px)}" text-anchor="middle" fill="${this.color('ink')}" stroke="${this.color('surface')}" stroke-width="3" paint-order="stroke" stroke-linejoin="round">${spans.join('')}</text>`;
  }
}

const figure4 = (value: number): string => String(Math.round(value * 10_000) / 10_000);

function planOf(plan: NonNullable<DrawOptions['plan']>): string {
  const { x, y, width, height } = plan.box;
  return `<image href="${safe(plan.href)}" x="${figure(x)}" y="${figure(y)}" width="${figure(width)}" height="${figure(height)}" opacity="${plan.opacity}" preserveAspectRatio="none"/>`;
}

/** One floor as an SVG element, without a title: whoever shows it says beside it what it is. */
export function drawFloor({ areas, lines, marks }: Drawing, options: DrawOptions): string {
  const { box, width_px, palette } = options;
  const pen = new Pen(options);
  const height_px = Math.round((width_px * box.height) / box.width);
  // the large ones first, so that a room within a hall can be seen and chosen
  const fromLarge = [...areas].sort((a, b) => areaOf(b.rings[0] ?? []) - areaOf(a.rings[0] ?? []));
  const labels = placeLabels({ areas: fromLarge, marks }, options.text_px, pen.metre_per_px);
  const parts = [
    ...fromLarge.map((area) => pen.area(area)),
    options.plan ? planOf(options.plan) : '',
    ...lines.map((line) => pen.line(line)),
    ...marks.map((mark) => pen.mark(mark)),
    `<g pointer-events="none">${labels.map((label) => pen.label(label)).join('')}</g>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[box.x, box.y, box.width, box.height].map(figure).join(' ')}" width="${width_px}" height="${height_px}" font-family="'PingFang SC','HarmonyOS Sans SC','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif" font-weight="500"><rect x="${figure(box.x)}" y="${figure(box.y)}" width="${figure(box.width)}" height="${figure(box.height)}" fill="${palette.sunken}"/>${parts.join('')}</svg>`;
}

/** A drawing as the address of an image. */
export const imageOf = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;
