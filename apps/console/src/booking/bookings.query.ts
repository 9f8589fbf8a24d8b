/** Bookings as the desk lists them. */
import type { BookingState } from '@menzhen/contract';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { usePages } from '../shared/query.ts';

export interface BookingFilter {
  date?: string;
  department_id?: string;
  patient_id?: string;
  state?: BookingState;
}

export function useBookings(filter: MaybeRefOrGetter<BookingFilter>) {
  return usePages(
    () => ['desk-bookings', toValue(filter)],
    (cursor, signal) => api.call('deskBookingList', { query: { ...toValue(filter), cursor } }, { signal }),
    { poll_ms: 20_000 },
  );
}
