/** What a kiosk shows: a booking, as far as what was shown to it allows, and the slip. */
import type { BookingView, KioskBookingView, KioskSlipView } from '@menzhen/contract';
import { type Db, dayOf, type Locale } from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Queue } from '../modules/queue/index.ts';
import type { Proof } from './kiosk-pass.ts';

export interface KioskViewGround {
  db: Db;
  booking: Pick<Bookings, 'view' | 'list'>;
  catalog: Pick<Catalog, 'view'>;
  queue: Pick<Queue, 'placeOf'>;
  publicOrigin: string;
}

/** Those a kiosk has something to do for. */
const OPEN = ['held', 'booked', 'checked_in', 'called', 'in_consultation'] as const;
/** One patient has three a day; many more are a family's of one code only by mistake. */
const MOST_SHOWN = 10;

function nextOf(view: BookingView, now: Temporal.Instant): KioskBookingView['next'] {
  if (view.state === 'held') return 'pay';
  if (view.state !== 'booked') return 'checked_in';
  const at = (text: string) => Temporal.Instant.from(text);
  if (Temporal.Instant.compare(now, at(view.check_in_from)) < 0) return 'early';
  return Temporal.Instant.compare(now, at(view.check_in_until)) > 0 ? 'late' : 'check_in';
}

function kioskBooking(view: BookingView, by: Proof['by'], now: Temporal.Instant): KioskBookingView {
  const told = by !== 'phone';
  return {
    id: view.id,
    state: view.state,
    next: nextOf(view, now),
    starts: view.starts,
    ends: view.ends,
    department_name: told ? view.department_name : null,
    doctor_name: told ? view.doctor_name : null,
    visit_type_name: told ? view.visit_type_name : null,
    fee_fen: view.fee_fen,
    held_until: view.held_until,
    check_in_from: view.check_in_from,
    check_in_until: view.check_in_until,
  };
}

export function kioskViews(ground: KioskViewGround) {
  const { db, booking, catalog, queue } = ground;
  const whole = async (card: BookingCard, locale: Locale) =>
    (await booking.view(db.kysely, [card], { masked: true, locale }))[0]!;

  return {
    whole,
    async booking(card: BookingCard, ask: { by: Proof['by']; locale: Locale; now: Temporal.Instant }) {
      return kioskBooking(await whole(card, ask.locale), ask.by, ask.now);
    },
    /** The bookings of today in these departments, by time. */
    async bookings(
      ask: { patient_id: string; department_ids: string[] } & {
        by: Proof['by'];
        locale: Locale;
        now: Temporal.Instant;
      },
    ): Promise<KioskBookingView[]> {
      const { department_ids, now, locale } = ask;
      const cards = await booking.list(db.kysely, {
        patient_ids: [ask.patient_id],
        date: dayOf(now),
        department_ids,
        states: [...OPEN],
        newest_first: false,
        limit: MOST_SHOWN,
      });
      const views = await booking.view(db.kysely, cards, { masked: true, locale });
      return views.map((view) => kioskBooking(view, ask.by, now));
    },
    async slip(card: BookingCard, { locale, now }: { locale: Locale; now: Temporal.Instant }): Promise<KioskSlipView> {
      const view = await whole(card, locale);
      const place = await queue.placeOf(db.kysely, { booking_id: card.id, now, locale });
      const waits = place?.ticket.state === 'waiting';
      return {
        booking_id: view.id,
        hospital_name: nameOf((await catalog.view()).hospital, locale),
        patient_name_masked: view.patient_name,
        ticket_number: place?.ticket.number ?? null,
        department_name: view.department_name,
        doctor_name: view.doctor_name,
        room_name: place?.ticket.room_name || view.room_name,
        location: view.location,
        date: view.date,
        starts: view.starts,
        ends: view.ends,
        people_ahead: waits ? place.people_ahead : null,
        wait_minutes_p50: waits ? place.wait_minutes_p50 : null,
        wait_minutes_p90: waits ? place.wait_minutes_p90 : null,
        check_in_from: view.check_in_from,
        phone_url: `${ground.publicOrigin}/#/booking/booking-page?id=${view.id}`,
        issued_at: now.toString(),
      };
    },
  };
}

const nameOf = (hospital: { name: string; name_en: string }, locale: Locale): string =>
  (locale === 'en' && hospital.name_en) || hospital.name;
