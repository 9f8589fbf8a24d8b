/** Sums at the window: change to give, what a count comes to. Fen in, fen out. */
import { type CountLineView, type FaceFen, faces_fen } from '@menzhen/contract';
import { fenFromYuan } from '@menzhen/ui/format';

/** What was handed over: an empty field means the exact amount; null: it cannot be read, or is too little. */
export function givenFen(typed: string, due_fen: number): number | null {
  const given_fen = typed.trim() === '' ? due_fen : fenFromYuan(typed);
  return given_fen === null || given_fen < due_fen ? null : given_fen;
}

/** The notes people usually pay such a sum with: the next one of each kind, without repeats, the exact sum first. */
export function usualGiven(due_fen: number): number[] {
  const rounded = [1000, 2000, 5000, 10000].map((face_fen) => Math.ceil(due_fen / face_fen) * face_fen);
  return [...new Set([due_fen, ...rounded])].sort((a, b) => a - b).slice(0, 4);
}

export type Pieces = Record<FaceFen, string>;
export const noPieces = (): Pieces => Object.fromEntries(faces_fen.map((face_fen) => [face_fen, ''])) as Pieces;

/** A count as it was typed; null: one of the numbers cannot be read. */
export function countOf(pieces: Pieces): CountLineView[] | null {
  const lines = faces_fen.map((face_fen) => ({ face_fen, pieces: piecesOf(pieces[face_fen]) }));
  return lines.every((line) => line.pieces !== null) ? (lines as CountLineView[]) : null;
}
const piecesOf = (typed: string): number | null => {
  const text = typed.trim();
  if (text === '') return 0;
  return /^\d{1,5}$/.test(text) && Number(text) <= 10_000 ? Number(text) : null;
};

export const sumOf = (count: readonly CountLineView[]): number =>
  count.reduce((sum, { face_fen, pieces }) => sum + face_fen * pieces, 0);

/** Whole minutes until then, rounded up; 0: it is over. */
export const minutesUntil = (until: string, now_ms: number): number =>
  Math.max(0, Math.ceil((Date.parse(until) - now_ms) / 60_000));
