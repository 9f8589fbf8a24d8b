/**
 * A query that a live line watches: read anew when the line says that something changed, when the line is lost (so that
 * a dead network is known within seconds, not at the next round) and when it is back (to catch up).
 */
import { UnreachableError } from '@menzhen/ui/client';
import { computed, type Ref, watch } from 'vue';
import { line } from './api.ts';

const ROUND_MS = 20_000;
/** While nobody answers, somebody looks at an old list: asked more often. */
const ROUND_WITHOUT_ANSWER_MS = 4_000;

/** For `refetchInterval` of a query. */
export const roundOf = (query: { state: { error: unknown } }) =>
  query.state.error instanceof UnreachableError ? ROUND_WITHOUT_ANSWER_MS : ROUND_MS;

/** Reads again on every change of the live line, and tells whether what is shown can be acted on. */
export function useReach(query: { error: Ref<unknown>; refetch: () => unknown }) {
  watch(
    () => line.status,
    (now, before) => {
      if (now === 'waiting' || (now === 'live' && before !== 'live')) void query.refetch();
    },
  );
  return { offline: computed(() => query.error.value instanceof UnreachableError) };
}
