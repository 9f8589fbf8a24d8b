/**
 * What the switchboard (who is on the line) and the hub (who may be shown what, and what it is) say to one another. Plain
 * data, in order: they may be two processes. A line is known by its number.
 */
import type { LiveFromServer } from '@menzhen/contract';

export type FromSwitchboard =
  | { type: 'opened'; line: number }
  | { type: 'hello'; line: number; token: string }
  | { type: 'watch'; line: number; topic: string }
  | { type: 'unwatch'; line: number; topic: string }
  /** Its line was full when there was something new, and has taken everything since: it is to be shown what is true now. */
  | { type: 'caught_up'; line: number; topic: string }
  | { type: 'closed'; line: number };

export type ToSwitchboard =
  | { type: 'say'; line: number; message: LiveFromServer }
  /** It may watch the topic; it is shown every state of `key` from now on. */
  | { type: 'watching'; line: number; topic: string; key: string }
  /** It may not, or not any more. */
  | { type: 'not_watching'; line: number; topic: string }
  /**
   * One reading of what `key` shows, as JSON, for all who watch it or for one who has just come. Readings are numbered as they
   * begin: an older one that ends later is not shown any more.
   */
  | { type: 'state'; key: string; number: number; cursor: string; at: string; state: string; line?: number }
  /** What the key showed can be read no more, by nobody. */
  | { type: 'gone'; key: string }
  /** A second has passed; `at` is the hospital's time. */
  | { type: 'second'; at: string }
  /** Told why, it is let go. */
  | { type: 'let_go'; line: number; message: LiveFromServer };
