import type { Notice } from './rows.ts';
import type { World } from './world.ts';

/** A callback as it goes over the wire. */
export interface Message {
  headers: Record<string, string>;
  body: string;
}

export interface Making {
  /** Signed with a stranger's key. */
  forged: boolean;
}

/** How a channel speaks in its callbacks. */
export interface Voice<N extends Notice> {
  /** Waits in seconds before each repetition; after the last the channel gives up (about a day). */
  retrySeconds: readonly number[];
  /** The message of one copy, with what the faults put wrong into it. */
  compose(world: World, notice: N, making: Making): Message;
  /** A message that goes first to try whether the merchant looks at signatures. */
  probe?(world: World, notice: N): Message | undefined;
  accepts(status: number, text: string): boolean;
  /** The merchant's answer in a few letters. */
  outcomeOf(status: number, text: string): string;
}

export type Lifecycle = Pick<Notice, 'id' | 'created_at_ms' | 'due_at_ms' | 'attempts' | 'state' | 'outcomes'>;

/** What a channel says; when and how often is the same for both. */
export type New<N extends Notice> = Omit<N, keyof Lifecycle>;
export type NewNotice = { [C in Notice['channel']]: New<Extract<Notice, { channel: C }>> }[Notice['channel']];

/** Letters that fill a body up to the size the fault asks for. */
export const filling = (world: World) => 'x'.repeat(world.store.faults.callback_body_kib * 1024);
