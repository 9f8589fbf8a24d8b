/** What a booking owes, in the words of payment: which knows payables, their parts and tags, and no bookings. */
import type { BookingCard } from '../modules/booking/index.ts';
import type { PayableAsk } from '../modules/payment/index.ts';

export const BOOKING = 'booking';
export const payableOfBooking = (id: string) => ({ kind: BOOKING, id });

export function payableOf(card: BookingCard): PayableAsk {
  const { id, patient_id, payer_class, fee_parts, department_id, doctor_id, visit_type_id } = card;
  const parts = fee_parts.map(({ kind, amount_fen }) => ({ kind, amount_fen }));
  return { payable: payableOfBooking(id), patient_id, payer_class, parts, department_id, doctor_id, visit_type_id };
}
