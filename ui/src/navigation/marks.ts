/** Signs on a floor, drawn for this project: 22 pixels wide around their spot, told apart by shape, not by colour. */
import type { Palette } from './palette.ts';

export type MarkLook =
  | 'here'
  | 'goal'
  | 'node'
  | 'node_door'
  | 'code'
  | 'lift'
  | 'stairs'
  | 'escalator'
  | 'ramp'
  | 'toilet'
  | 'toilet_step_free'
  | 'pharmacy'
  | 'entrance'
  | 'cashier'
  | 'information'
  | 'place'
  | 'closed'
  | 'fault';

/** Lines of a sign within its plate, from -8 to 8. */
const SIGNS: Partial<Record<MarkLook, string>> = {
  lift: 'M-5 -6H5V6H-5ZM-2 -1L0 -4L2 -1M-2 1L0 4L2 1',
  stairs: 'M-6 5H-2V1H2V-3H6',
  escalator: 'M-6 5H-3L3 -4H6M-3 0L2 -7',
  ramp: 'M-6 5H6V-3Z',
  toilet: 'M-3 -5V-4.5M3 -5V-4.5M-3 -2V5M-5 -1H-1M3 -2V5M1 3L3 -2L5 3Z',
  toilet_step_free: 'M-2 -6V-5.5M-2 -3V1H2L4 5M-2 -1H2M-4 0A4 4 0 1 0 2 4',
  pharmacy: 'M0 -5V5M-5 0H5',
  entrance: 'M-1 -6H5V6H-1M-6 0H2M-1 -3L2 0L-1 3',
  cashier: 'M-4 -6L0 -1L4 -6M0 -1V6M-4 1H4M-4 4H4',
  information: 'M0 -1V5M0 -5V-4.5',
  place: 'M-1.5 0A1.5 1.5 0 1 0 1.5 0A1.5 1.5 0 1 0 -1.5 0',
};

/** What one moves by is in another ink than where one goes; the sign tells them apart. */
const MOVES: readonly MarkLook[] = ['lift', 'stairs', 'escalator', 'ramp'];

function plate(look: MarkLook, { surface, info, ink }: Palette): string {
  const tone = MOVES.includes(look) ? info : ink;
  return `<rect x="-10" y="-10" width="20" height="20" rx="5" fill="${surface}" stroke="${tone}" stroke-width="1.5"/><path d="${SIGNS[look]}" fill="none" stroke="${tone}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** A sign around the origin, in pixels. */
export function markShape(look: MarkLook, palette: Palette): string {
  return ownShapes(palette)[look] ?? plate(look, palette);
}

/** Signs that are no plate with a symbol on it. */
function ownShapes({ surface, brand, call, info, danger, ink }: Palette): Partial<Record<MarkLook, string>> {
  return {
    here: `<circle r="13" fill="${call}" fill-opacity="0.25"/><circle r="8" fill="${call}" stroke="${surface}" stroke-width="3"/>`,
    goal: `<path d="M0 0C-7 -9 -10 -13 -10 -18A10 10 0 1 1 10 -18C10 -13 7 -9 0 0Z" fill="${brand}" stroke="${surface}" stroke-width="2"/><circle cy="-18" r="4" fill="${surface}"/>`,
    node: `<circle r="5" fill="${surface}" stroke="${info}" stroke-width="2"/>`,
    node_door: `<rect x="-4.5" y="-4.5" width="9" height="9" fill="${surface}" stroke="${info}" stroke-width="2"/>`,
    code: `<rect x="-9" y="-9" width="18" height="18" rx="3" fill="${surface}" stroke="${ink}" stroke-width="1.5"/><path d="M-5 -5H-1V-1H-5ZM2 -5H5V-2H2ZM-5 2H-2V5H-5ZM2 2H5V5" fill="none" stroke="${ink}" stroke-width="1.8"/>`,
    closed: `<circle r="10" fill="${surface}" stroke="${danger}" stroke-width="2.5"/><path d="M-6 6L6 -6" stroke="${danger}" stroke-width="2.5" stroke-linecap="round"/>`,
    fault: `<path d="M0 -10L10 8H-10Z" fill="${surface}" stroke="${danger}" stroke-width="2.5" stroke-linejoin="round"/><path d="M0 -3V2M0 5V5.5" stroke="${danger}" stroke-width="2.5" stroke-linecap="round"/>`,
  };
}
