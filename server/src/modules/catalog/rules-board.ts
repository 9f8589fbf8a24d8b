/** Boards' rules: what a layout needs, the code a new screen shows, and when a board counts as online. Pure. */
import { BOARD_SIGN_SECONDS, type BoardLayout } from '@menzhen/contract';

const SYMBOLS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 6;

/** A pairing code from chance: one symbol of 32 a byte. */
export const codeOf = (chance: Uint8Array): string =>
  [...chance.subarray(0, CODE_LENGTH)].map((byte) => SYMBOLS[byte % SYMBOLS.length]).join('');

export interface Placing {
  layout: BoardLayout;
  department_ids: readonly string[];
  room_id: string | null;
}
export interface PlacingFault {
  field: 'room_id' | 'department_ids';
  message: string;
}
/** A door's board is one room's and has its department by it; every other serves departments and no room. */
export function placingFault({ layout, department_ids, room_id }: Placing): PlacingFault | null {
  if (layout === 'door')
    return room_id ? null : { field: 'room_id', message: '门口屏要选一间诊室 / a door’s board needs a room' };
  if (room_id) return { field: 'room_id', message: '只有门口屏才选诊室 / only a door’s board has a room' };
  if (department_ids.length === 0)
    return { field: 'department_ids', message: '至少选一个科室 / choose at least one department' };
  if (layout === 'department' && department_ids.length > 1)
    return { field: 'department_ids', message: '科室屏只选一个科室 / a department’s board has one department' };
  return null;
}

const SIGNS_MISSED = 4;
export const isOnline = (sign_age_seconds: number | null): boolean =>
  sign_age_seconds !== null && sign_age_seconds <= SIGNS_MISSED * BOARD_SIGN_SECONDS;
