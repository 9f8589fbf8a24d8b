/** What every journey asks of its windows. */
import { expect } from 'vitest';
import type { Window } from '../kit/window.ts';

/** Waits until the hall has heard so many sentences; a chime goes before each call. */
export const hears = (board: Window, sentences: number) =>
  expect.poll(() => board.said(), { timeout: 8_000 }).toHaveLength(sentences);

/** Nothing left the house, and no page broke. */
export function expectQuiet(...windows: Window[]): void {
  expect(windows.flatMap((window) => window.foreign)).toEqual([]);
  expect(windows.flatMap((window) => window.faults)).toEqual([]);
}
