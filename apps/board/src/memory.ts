/** What this screen keeps over a reload or a power cut. A browser without storage simply forgets. */
import type { BoardView } from '@menzhen/contract';

/** The last state with the moment, by this machine's clock, at which it came. */
export interface KeptState {
  view: BoardView;
  kept_at_ms: number;
}

function slot<T>(name: string, fallback: T) {
  const key = `menzhen.board.${name}`;
  return {
    read(): T {
      try {
        const text = localStorage.getItem(key);
        return text === null ? fallback : (JSON.parse(text) as T);
      } catch {
        return fallback;
      }
    },
    write(value: T): void {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // full or forbidden: the board works on, only without memory
      }
    },
  };
}

export const kept = {
  key: slot<string | null>('key', null),
  /** Made by this screen, not yet a board's. */
  pending_key: slot<string | null>('pending-key', null),
  state: slot<KeptState | null>('state', null),
  heard: slot<string[]>('heard', []),
  sound: slot<boolean>('sound', true),
  /** The newer page that was loaded last, or could not be. */
  tried_version: slot<string | null>('tried-version', null),
};
