/**
 * Keys pressed quicker than the hospital answers: R and at once S. The second waits for its turn and is judged by what the
 * screen shows then; one waits at most, a further one takes its place.
 */
import { nextTick, readonly, shallowRef, watch } from 'vue';

/** The card when a key is pressed or its turn has come. */
export interface Moment {
  /** The key whose act is under way, null when none is; '' is an act that no key stands for. */
  under_way: string | null;
  /** What the act before has changed is being read. */
  settling: boolean;
}
export type PressFate = 'now' | 'waits' | 'same';

/** `same`: pressed twice in a hurry it is one wish, so that nobody is called twice. */
export function fateOfPress(key: string, { under_way, settling }: Moment): PressFate {
  if (under_way === key) return 'same';
  return under_way !== null || settling ? 'waits' : 'now';
}

export interface Turn extends Moment {
  /** The act before went wrong: what was pressed in the belief that it goes well is not done. */
  failed: boolean;
  /** Who is in the room is still the one for whom the key was pressed. */
  same_person: boolean;
  /** May be done now, by what the screen shows. */
  allowed: boolean;
}
export type TurnFate = 'waits' | 'now' | 'failed_before' | 'not_now';

export function fateOfTurn({ under_way, settling, failed, same_person, allowed }: Turn): TurnFate {
  if (under_way !== null || settling) return 'waits';
  if (failed) return 'failed_before';
  return same_person && allowed ? 'now' : 'not_now';
}

interface Card {
  busy(): boolean;
  settling(): boolean;
  error(): unknown;
  /** Who is in the room; null: nobody. */
  person(): string | null;
  /** Carries the key out; false when it is not allowed now. */
  run(key: string): boolean;
  /** How the key is called, as on its button. */
  nameOf(key: string): string;
}
export interface TurnNews {
  fate: Exclude<TurnFate, 'now'>;
  name: string;
}

/** Gives each key of the card its turn; `news` says what became of a key that could not be carried out at once. */
export function useKeyTurns(card: Card) {
  const waiting = shallowRef<{ key: string; name: string; person: string | null } | null>(null);
  const news = shallowRef<TurnNews | null>(null);
  let begun = '';
  let error_before: unknown = null;

  const moment = (): Moment => ({ under_way: card.busy() ? begun : null, settling: card.settling() });

  /** What is under way next may be of another list on the page. */
  function forgetBegun() {
    if (!card.busy()) begun = '';
  }

  /** An act begins, by its key or its button; one that only opens a form is over at once. */
  function begin(key: string) {
    begun = key;
    error_before = card.error();
    news.value = null;
    void nextTick(forgetBegun);
  }

  function press(key: string): boolean {
    const fate = fateOfPress(key, moment());
    if (fate === 'now') return card.run(key);
    if (fate === 'waits') {
      const name = card.nameOf(key);
      waiting.value = { key, name, person: card.person() };
      news.value = { fate: 'waits', name };
    }
    return true;
  }

  function takeTurn() {
    forgetBegun();
    const next = waiting.value;
    if (!next) return;
    const failed = card.error() !== null && card.error() !== error_before;
    // nobody was in the room yet: the key is for whoever was being called
    const same_person = next.person === null || card.person() === null || next.person === card.person();
    const turn = { ...moment(), failed, same_person };
    const before = fateOfTurn({ ...turn, allowed: true });
    if (before === 'waits') return;
    waiting.value = null;
    const fate = before === 'now' && !card.run(next.key) ? 'not_now' : before;
    if (fate !== 'now') news.value = { fate, name: next.name };
  }
  // what has been read must be on the card first
  watch([card.busy, card.settling], takeTurn, { flush: 'post' });

  return { press, begin, news: readonly(news) };
}
