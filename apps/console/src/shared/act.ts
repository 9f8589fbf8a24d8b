/** One act of a person: busy while it runs, its error kept for the screen, one Idempotency-Key until it is done. */
import type { RouteName } from '@menzhen/contract';
import { type Answer, createAct, type Input } from '@menzhen/ui/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, ref, shallowRef } from 'vue';
import { api } from './api.ts';

interface ActOptions<N extends RouteName> {
  /** First words of the query keys that this act makes stale. */
  stale?: readonly string[];
  /**
   * What the person saw when they pressed. An answer that was lost keeps its key while this stays the same, so a second
   * press repeats nothing; once the screen has caught up, the same press is a new act.
   */
  seen?: () => unknown;
  onDone?: (answer: Answer<N>) => void;
}

export function useAct<N extends RouteName>(name: N, options: ActOptions<N> = {}) {
  const queries = useQueryClient();
  const act = createAct();
  const busy = ref(false);
  const error = shallowRef<unknown>(null);
  /** How often it was done with what it made stale not read again yet. */
  const unread = ref(0);

  async function readAgain(): Promise<void> {
    const stale = options.stale ?? [];
    if (stale.length === 0) return;
    unread.value += 1;
    await Promise.allSettled(stale.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    // what was read reaches the screen a turn later
    setTimeout(() => {
      unread.value -= 1;
    });
  }

  /** Runs it; true when it succeeded. A second press while it runs does nothing. */
  async function run(input: Input<N>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    error.value = null;
    try {
      const call = api.call as (name: N, input: Input<N>, options: { key: string }) => Promise<Answer<N>>;
      const answer = await call(name, input, { key: act.keyFor([input, options.seen?.()]) });
      act.done();
      void readAgain();
      options.onDone?.(answer);
      return true;
    } catch (thrown) {
      error.value = thrown;
      return false;
    } finally {
      busy.value = false;
    }
  }
  return {
    busy,
    /** It is done, and what it changed is being read. */
    settling: computed(() => unread.value > 0),
    error,
    run,
    forget: () => {
      error.value = null;
    },
  };
}
