/** A booking put before the rules: what each room knows of it, in the words the rules understand. */
import { dayOf, instantOf, Refusal, wallTimeOf } from '../../kernel/index.ts';
import type { CatalogView } from '../catalog/index.ts';
import type { PatientCard } from '../people/index.ts';
import { type BookingAsk, collectWindow, type No, type PastBooking, type Policy, type Visit } from '../policy/index.ts';
import type { SlotCard } from '../scheduling/index.ts';
import type { AccountHistory, BookingCard, History, HoldAsk } from './tables.ts';

/** A rule's no as the answer of a route, with the moment from which to try again. */
export const refusalOfRule = ({ code, params, again_at }: No): Refusal =>
  new Refusal(code, params, [], again_at && instantOf(again_at.day, again_at.time));

type Timed = Pick<
  BookingCard,
  'date' | 'half_day' | 'starts' | 'ends' | 'department_id' | 'doctor_id' | 'visit_type_id'
>;
export const slotVisit = (
  slot: Timed,
  catalog: CatalogView,
): Omit<Visit, 'channel' | 'doctor_id'> & { doctor_id: string } => ({
  date: slot.date,
  half_day: slot.half_day,
  starts: slot.starts,
  ends: slot.ends,
  department_id: slot.department_id,
  doctor_id: slot.doctor_id,
  visit_type_id: slot.visit_type_id,
  visit_type_kind: catalog.visitType(slot.visit_type_id)?.kind,
});
export const visitOf = (card: BookingCard, catalog: CatalogView): Visit => ({
  ...slotVisit(card, catalog),
  channel: card.channel,
});

/** What is at hand when an ask is judged. */
export interface AtHand {
  now: Temporal.Instant;
  catalog: CatalogView;
  slot: SlotCard;
  patient: PatientCard;
  department: BookingAsk['department'];
  histories: Map<string, History>;
  account_histories: Map<string, AccountHistory>;
  phone_histories: Map<string, PastBooking[]>;
}
const NONE: readonly PastBooking[] = [];

export function bookingAskOf(
  ask: Pick<HoldAsk, 'patient_id' | 'account_id' | 'channel' | 'symptoms_declared'>,
  at: AtHand,
): BookingAsk {
  const history = at.histories.get(ask.patient_id);
  const { sex, birth_date, id_kind } = at.patient;
  return {
    ...slotVisit(at.slot, at.catalog),
    now: { day: dayOf(at.now), time: wallTimeOf(at.now) },
    channel: ask.channel,
    department: at.department,
    patient: { sex, birth_date, id_kind, first_visit: !history?.seen_before },
    symptoms_declared: ask.symptoms_declared ?? null,
    history: history?.bookings ?? NONE,
    account_history: at.account_histories.get(ask.account_id ?? '')?.bookings ?? NONE,
    phone_history: at.phone_histories.get(ask.patient_id) ?? NONE,
  };
}

/** Who books through these cannot pay at that moment: they pay when they collect the number. */
const PAY_WHEN_COLLECTING: readonly string[] = ['phone', 'city_platform'];

/** Until when a place is held unpaid: some minutes, or until its number is to be collected on the day. */
export function heldUntil(
  policy: Policy,
  slot: Pick<SlotCard, 'date' | 'half_day'>,
  ask: { channel: string; now: Temporal.Instant },
): Temporal.Instant {
  const soon = ask.now.add({ minutes: policy.pay_within_minutes });
  const collect = PAY_WHEN_COLLECTING.includes(ask.channel) ? collectWindow(policy, slot.half_day) : null;
  if (!collect) return soon;
  const until = instantOf(slot.date, collect.until);
  return Temporal.Instant.compare(until, soon) > 0 ? until : soon;
}
