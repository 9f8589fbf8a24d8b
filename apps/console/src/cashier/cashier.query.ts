/** What the cashier's screens read. */
import type { Contract, QueryOf } from '@menzhen/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { usePages } from '../shared/query.ts';

export type RefundTask = QueryOf<Contract['refundList']>['task'];

/** What goes stale when money has moved. */
export const MONEY_STALE = [
  'desk-payment',
  'drawer',
  'drawers',
  'refunds',
  'payments',
  'payment',
  'desk-bookings',
  'today',
] as const;

/** One's own open drawer; null: none. */
export function useDrawer(enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey: ['drawer'],
    queryFn: async ({ signal }) => (await api.call('drawerMine', {}, { signal })).drawer,
    refetchInterval: 30_000,
    enabled: computed(() => toValue(enabled)),
  });
}

/** A booking's payments; asked often while a payment is on its way, so that it turns paid by itself. */
export function useDeskPayment(id: string, hurried: () => boolean) {
  return useQuery({
    queryKey: ['desk-payment', id],
    queryFn: ({ signal }) => api.call('deskPaymentShow', { params: { id } }, { signal }),
    refetchInterval: () => (hurried() ? 2_000 : 20_000),
  });
}

export function useRefunds(task: MaybeRefOrGetter<RefundTask>) {
  return usePages(
    () => ['refunds', toValue(task)],
    (cursor, signal) => api.call('refundList', { query: { task: toValue(task), cursor } }, { signal }),
    { poll_ms: 20_000 },
  );
}

export type DrawerOnly = NonNullable<QueryOf<Contract['drawerList']>['only']>;
export function useDrawers(filter: MaybeRefOrGetter<{ date?: string; only?: DrawerOnly }>) {
  return usePages(
    () => ['drawers', toValue(filter)],
    (cursor, signal) => api.call('drawerList', { query: { ...toValue(filter), cursor } }, { signal }),
    { poll_ms: 30_000 },
  );
}
