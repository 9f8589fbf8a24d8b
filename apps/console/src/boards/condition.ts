/** How a board is, in one word, and which boards want a look. Pure. */
import type { BoardCard } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export type Condition = 'online' | 'offline' | 'never' | 'unpaired' | 'disabled' | 'silent' | 'behind';

/** The check-in code alone changes what a board shows every minute; one that has heard nothing for longer is stuck. */
const BEHIND_SECONDS = 180;

/** `now_ms` by the hospital's clock. */
export function conditionOf(board: BoardCard, now_ms: number): Condition {
  if (board.state === 'disabled') return 'disabled';
  if (!board.is_paired) return 'unpaired';
  if (!board.sign) return 'never';
  if (!board.is_online) return 'offline';
  const { state_at, sound } = board.sign;
  if (state_at && now_ms - Date.parse(state_at) > BEHIND_SECONDS * 1000) return 'behind';
  return board.speaks && board.layout !== 'kiosk' && sound !== 'on' ? 'silent' : 'online';
}

/** Worst first; the rest by name. */
const rank: Record<Condition, number> = {
  offline: 0,
  behind: 1,
  silent: 2,
  never: 3,
  unpaired: 4,
  online: 5,
  disabled: 6,
};
export const wantsALook = (condition: Condition): boolean => rank[condition] < rank.online;

export interface Seen {
  board: BoardCard;
  condition: Condition;
}
export function inOrder(boards: readonly BoardCard[], now_ms: number): Seen[] {
  return boards
    .map((board) => ({ board, condition: conditionOf(board, now_ms) }))
    .sort((a, b) => rank[a.condition] - rank[b.condition] || a.board.name.localeCompare(b.board.name, 'zh'));
}

export const looks: Record<Condition, { shape: Shape; tone: Tone }> = {
  online: { shape: 'dot', tone: 'good' },
  offline: { shape: 'cross', tone: 'bad' },
  behind: { shape: 'bang', tone: 'bad' },
  silent: { shape: 'bang', tone: 'act' },
  never: { shape: 'half', tone: 'act' },
  unpaired: { shape: 'ring', tone: 'act' },
  disabled: { shape: 'dash', tone: 'quiet' },
};

/** How long ago, in its largest unit. */
export function ageOf(seconds: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  const age = Math.max(0, seconds);
  if (age < 120) return { unit: 'seconds', n: age };
  if (age < 7_200) return { unit: 'minutes', n: Math.floor(age / 60) };
  if (age < 172_800) return { unit: 'hours', n: Math.floor(age / 3_600) };
  return { unit: 'days', n: Math.floor(age / 86_400) };
}

/** A typed code as the server knows it; null when it cannot be one. */
export function codeTyped(text: string): string | null {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return /^[2-9A-HJ-NP-Z]{6}$/.test(code) ? code : null;
}
