/** The projection's tables by role. A rebuild works on copies under other names. */
export interface Tables {
  booking: string;
  payment: string;
  name: string;
  as_of: string;
}
export const LIVE: Tables = {
  booking: 'an_booking',
  payment: 'an_payment',
  name: 'an_name',
  as_of: 'an_as_of',
};
export const COPY: Tables = {
  booking: 'an_booking_copy',
  payment: 'an_payment_copy',
  name: 'an_name_copy',
  as_of: 'an_as_of_copy',
};
/** What each table is ordered by when two are compared. */
export const KEYS: Record<keyof Tables, string> = {
  booking: 'booking_id',
  payment: 'fact_seq',
  name: 'kind, id',
  as_of: 'one',
};
