/**
 * At the kiosk: who shows a booking's code or says who they are checks in, takes a number of today, pays by phone and gets a
 * slip. Everything is done as at the desk and by the same rules; the kiosk is the actor, and its pass says for whom.
 */
import {
  actorName,
  type BoardActor,
  type Db,
  dayOf,
  found,
  type Handlers,
  type Locale,
  Refusal,
  type Secrets,
  type Wake,
} from '../kernel/index.ts';
import { bookingIdOfQr, type BookingCard, type Bookings, stateWords } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Payment } from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Queue } from '../modules/queue/index.ts';
import { checkIn } from './check-in.ts';
import { describing, heldToPay } from './held-to-pay.ts';
import { makePass, type Proof, readPass } from './kiosk-pass.ts';
import { type KioskSupplyGround, kioskSupply } from './kiosk-supply.ts';
import { kioskViews } from './kiosk-views.ts';
import { BOOKING, payableOf } from './payable-of-booking.ts';
import { payCode } from './take-at-counter.ts';

export interface KioskGround extends KioskSupplyGround {
  db: Db;
  wake: Wake;
  secrets: Secrets;
  people: Pick<People, 'identify' | 'cards'>;
  catalog: Catalog;
  booking: Bookings;
  payment: Payment;
  queue: Queue;
  publicOrigin: string;
}
export type KioskRouteNames =
  | 'kioskScan'
  | 'kioskIdentify'
  | 'kioskCheckIn'
  | 'kioskSlip'
  | 'kioskSessionList'
  | 'kioskHold'
  | 'kioskPayCode'
  | 'kioskPayment'
  | 'kioskRelease';

/** What every ask at a kiosk brings. */
interface Asking {
  actor: BoardActor;
  now: Temporal.Instant;
  locale: Locale;
}
const refusedIn = ({ state }: BookingCard): Refusal =>
  new Refusal('booking_state', { zh: { state: stateWords[state].zh }, en: { state: stateWords[state].en } });
const isIn = ({ state }: BookingCard): boolean => ['checked_in', 'called', 'in_consultation'].includes(state);
const isOver = ({ state }: BookingCard): boolean => ['finished', 'cancelled', 'expired', 'no_show'].includes(state);

export function kioskHandlers(ground: KioskGround): Handlers<KioskRouteNames> {
  const { db, wake, secrets, people, catalog, booking, payment } = ground;
  const views = kioskViews(ground);
  const supply = kioskSupply(ground);
  const descriptionOf = describing(ground);
  const openPayCode = payCode(ground);

  /** The kiosk's departments. @throws Refusal kiosk_only: the screen is a board of another layout */
  async function departmentsOf(actor: BoardActor): Promise<string[]> {
    const hall = await catalog.boards.byId(db.kysely, actor.id);
    if (hall?.layout !== 'kiosk') throw new Refusal('kiosk_only');
    return hall.department_ids;
  }

  const proofOf = (pass: string, { actor, now }: Asking): Proof => readPass(secrets, pass, { board_id: actor.id, now });

  /** The booking that the pass speaks for; another's is not found. */
  async function shown(ask: Asking & { body: { pass: string; booking_id: string } }) {
    const department_ids = await departmentsOf(ask.actor);
    const proof = proofOf(ask.body.pass, ask);
    const card = found(await booking.card(db.kysely, ask.body.booking_id));
    const isTheirs = proof.by === 'booking' ? proof.booking_id === card.id : proof.patient_id === card.patient_id;
    return { proof, card: found(isTheirs && department_ids.includes(card.department_id) ? card : undefined) };
  }

  async function visitor(patient_id: string, proof: Proof, ask: Asking, only?: BookingCard) {
    const { pass, expires_at } = makePass(secrets, proof, { board_id: ask.actor.id, now: ask.now });
    const department_ids = await departmentsOf(ask.actor);
    const how = { by: proof.by, locale: ask.locale, now: ask.now };
    return {
      pass,
      expires_at: expires_at.toString(),
      patient_name_masked: (await people.cards(db.kysely, [patient_id])).get(patient_id)?.name_masked ?? '',
      may_take_number: proof.by === 'document',
      bookings: only ? [await views.booking(only, how)] : await views.bookings({ ...how, patient_id, department_ids }),
    };
  }

  const fresh = async (id: string): Promise<BookingCard> => found(await booking.card(db.kysely, id));

  return {
    async kioskScan({ body, ...ask }) {
      const department_ids = await departmentsOf(ask.actor);
      const id = bookingIdOfQr(body.qr_text);
      const card = id ? await booking.card(db.kysely, id) : undefined;
      if (!card) throw new Refusal('kiosk_code_unknown');
      if (!department_ids.includes(card.department_id)) throw await otherHall(catalog, card, ask.locale);
      if (isOver(card)) throw refusedIn(card);
      if (card.date !== dayOf(ask.now)) throw new Refusal('check_in_wrong_day', { day: card.date });
      return visitor(card.patient_id, { by: 'booking', booking_id: card.id }, ask, card);
    },
    async kioskIdentify({ body, ...ask }) {
      await departmentsOf(ask.actor);
      const patient_id = await people.identify({ board_id: ask.actor.id, shown: body, now: ask.now });
      return visitor(patient_id, { by: body.by, patient_id }, ask);
    },
    async kioskCheckIn({ run, ...ask }) {
      const { card } = await shown(ask);
      if (isOver(card)) throw refusedIn(card);
      if (!isIn(card)) {
        const deed = { booking_id: card.id, actor: actorName(ask.actor), now: ask.now };
        await run((tx) => checkIn(tx, ground, deed)).catch(async (error: unknown) => {
          // whoever pressed twice at once is in all the same
          if (!isIn(await fresh(card.id))) throw error;
        });
        wake.announce();
      }
      // whoever comes again, or lost the slip, gets it again
      return views.slip(await fresh(card.id), ask);
    },
    async kioskSlip(ask) {
      const { card } = await shown(ask);
      if (card.state === 'held' || isOver(card)) throw refusedIn(card);
      return views.slip(card, ask);
    },
    async kioskSessionList({ actor, locale }) {
      return { items: await supply.sessions(await departmentsOf(actor), locale) };
    },
    async kioskHold({ run, body, idempotency_key, ...ask }) {
      const department_ids = await departmentsOf(ask.actor);
      const proof = proofOf(body.pass, ask);
      if (proof.by !== 'document') throw new Refusal('kiosk_document_needed');
      const actor = actorName(ask.actor);
      const card = await supply.hold(
        { session_id: body.session_id, patient_id: proof.patient_id, actor, key: idempotency_key },
        department_ids,
      );
      await run(async (tx) => {
        if (card.fee_fen === 0 && card.state === 'held') {
          await booking.lockWithPatient(tx, card.id);
          const held = await heldToPay(tx, booking, card.id, ask.now);
          const description = await descriptionOf(held);
          await payment.settleFree(tx, { ...payableOf(held), description, actor, now: ask.now });
        }
        return { id: card.id };
      });
      wake.announce();
      return views.booking(await fresh(card.id), { ...ask, by: proof.by });
    },
    async kioskPayCode({ run, ip, ...ask }) {
      const { card } = await shown(ask);
      return openPayCode({
        booking_id: card.id,
        ...{ channel: ask.body.channel, actor: actorName(ask.actor), now: ask.now },
        ...{ run, ip },
      });
    },
    async kioskPayment(ask) {
      const { proof, card } = await shown(ask);
      const known = (await payment.ordersOf(db.kysely, BOOKING, [card.id])).get(card.id);
      // who stands at the kiosk waits for the money: a lost notice heals under their eyes
      if (known?.state === 'paying') await payment.refresh(known.order_id).then(wake.announce, () => {});
      const now_known = (await payment.ordersOf(db.kysely, BOOKING, [card.id])).get(card.id);
      return {
        booking: await views.booking(await fresh(card.id), { ...ask, by: proof.by }),
        payment: now_known?.state ?? (card.fee_fen === 0 ? 'not_due' : 'unpaid'),
        channel: now_known?.channel ?? null,
        channels: [...payment.channels],
      };
    },
    async kioskRelease({ run, ...ask }) {
      const { card } = await shown(ask);
      await run(async (tx) => {
        await booking.lockWithPatient(tx, card.id);
        const held = await booking.lock(tx, card.id);
        if (held.state === 'cancelled' || held.state === 'expired') return;
        if (held.state !== 'held') throw refusedIn(held);
        const deed = { at: ask.now, actor: actorName(ask.actor) };
        await booking.move(tx, held, { to: 'cancelled', ...deed, cancelled_by: 'desk' });
      });
      await payment.closeUnpaid({ kind: BOOKING, id: card.id }).catch(() => {
        // the channel is asked again in the rounds of payments; money that comes meanwhile goes back in full
      });
      wake.announce();
      return { done: true };
    },
  };
}

async function otherHall(catalog: Catalog, card: BookingCard, locale: Locale): Promise<Refusal> {
  const department = (await catalog.view()).department(card.department_id);
  const name = (locale === 'en' && department?.name_en) || (department?.name ?? '');
  return new Refusal('kiosk_other_hall', { department: name, where: department?.location ?? '' });
}
