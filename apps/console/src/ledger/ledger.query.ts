/** The books of a day, and the lines of an account. */
import type { Answer } from '@menzhen/ui/client';
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { usePages } from '../shared/query.ts';

export type LedgerDay = Answer<'ledgerDay'>;
export type AccountDay = LedgerDay['accounts'][number];
export type Position = LedgerDay['by_channel'][number];
export type Line = Answer<'ledgerLines'>['items'][number];

export function useLedgerDay(date: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['ledger', toValue(date)]),
    queryFn: ({ signal }) => api.call('ledgerDay', { query: { date: toValue(date) } }, { signal }),
    refetchInterval: 30_000,
  });
}

export function useLedgerLines(ask: () => { date: string; account: AccountDay['code'] }) {
  return usePages(
    () => ['ledger-lines', ask().date, ask().account],
    (cursor, signal) => api.call('ledgerLines', { query: { ...ask(), cursor } }, { signal }),
  );
}
