/** Bills, differences and days of finance. */
import type { BillView, DifferenceView } from '@menzhen/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { usePages } from '../shared/query.ts';

const LOOK_EVERY_MS = 10_000;
/** While a bill is on its way somebody may be waiting for it. */
const LOOK_SOON_MS = 1_500;
const isOnItsWay = ({ state, next_try_at }: BillView) =>
  state === 'fetching' || (state === 'wanted' && next_try_at !== null && Date.parse(next_try_at) <= Date.now());
/** What an act on a bill or a difference makes stale. */
export const stale = ['reconciliation', 'finance-day', 'differences', 'ledger'] as const;

export function useBoard(span: MaybeRefOrGetter<{ from: string; to: string }>) {
  return useQuery({
    queryKey: computed(() => ['reconciliation', toValue(span)]),
    queryFn: ({ signal }) => api.call('reconciliationBoard', { query: toValue(span) }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.days.some(({ bills }) => bills.some(isOnItsWay)) ? LOOK_SOON_MS : LOOK_EVERY_MS,
  });
}

export function useFinanceDay(day: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['finance-day', toValue(day)]),
    queryFn: ({ signal }) => api.call('financeDay', { params: { day: toValue(day) } }, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useRefusedNotices(day: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['notice-refusals', toValue(day)]),
    queryFn: ({ signal }) =>
      api.call('noticeRefusals', { query: { from: toValue(day), until: toValue(day) } }, { signal }),
    refetchInterval: 60_000,
  });
}

export function useDifferences(state: MaybeRefOrGetter<DifferenceView['state']>) {
  return usePages(
    () => ['differences', toValue(state)],
    (cursor, signal) => api.call('differenceList', { query: { state: toValue(state), cursor } }, { signal }),
    { poll_ms: 15_000 },
  );
}

export function useDifference(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['differences', 'one', toValue(id)]),
    queryFn: ({ signal }) => api.call('differenceShow', { params: { id: toValue(id) } }, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
}
