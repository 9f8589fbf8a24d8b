/** The rules of a drawer: its two states, what a count comes to, and when it may be closed. Pure. */
import type { CountLineView, DrawerState } from '@menzhen/contract';
import type { Transitions } from '../../kernel/index.ts';

export const drawerBeginnings: readonly DrawerState[] = ['open'];
export const drawerTransitions: Transitions<DrawerState> = {
  open: ['closed'],
  // Who goes on working opens another one: a count is never taken back.
  closed: [],
};

/** What a count comes to, in fen. */
export const countedFen = (count: readonly CountLineView[]): number =>
  count.reduce((sum, { face_fen, pieces }) => sum + face_fen * pieces, 0);

/** A face counted twice could be counted wrongly either way: each comes once. */
export const namesEachFaceOnce = (count: readonly CountLineView[]): boolean =>
  new Set(count.map((line) => line.face_fen)).size === count.length;

/** Fen of the drawer that are over (positive) or short (negative), and whether that still wants an explanation. */
export function judgeCount(ask: { expected_fen: number; counted_fen: number; note: string | null }): {
  difference_fen: number;
  unexplained: boolean;
} {
  const difference_fen = ask.counted_fen - ask.expected_fen;
  return { difference_fen, unexplained: difference_fen !== 0 && !ask.note };
}

/** By how many fen the cash in a drawer falls short of what is to leave it; 0: there is enough. */
export const shortBy = (inside_fen: number, leaving_fen: number): number => Math.max(0, leaving_fen - inside_fen);
