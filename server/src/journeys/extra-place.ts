/**
 * What a doctor books: an extra place (加号) for a named patient and a reason, within the policy's limits; and the follow-up of
 * a patient just seen. Both are paid like any booking. An extra place is one more than the session has, so nobody else loses
 * one; when it is given up or withdrawn, the session has one less again.
 */
import type { ExtraPlaceView } from '@menzhen/contract';
import {
  actorName,
  addDays,
  cutPage,
  dayOf,
  departmentScope,
  found,
  type Handlers,
  has,
  type Locale,
  Refusal,
  readTimeCursor,
  type StaffActor,
  type Tx,
} from '../kernel/index.ts';
import { type BookingCard, stateWords } from '../modules/booking/index.ts';
import { type Policies, policyFor } from '../modules/policy/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';
import { type CancelGround, giveUp } from './cancel-and-refund.ts';
import { payableOf, payableOfBooking } from './payable-of-booking.ts';

export interface ExtraGround extends CancelGround {
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
}
export type ExtraRouteNames = 'extraPlaceList' | 'extraPlaceGive' | 'extraPlaceWithdraw' | 'followUpBook';
type ExtraRow = NonNullable<Awaited<ReturnType<CancelGround['booking']['extraOf']>>>;

const PAGE = 30;
const AHEAD_DAYS = 60;
const WITHDRAWN_FROM: readonly string[] = ['held', 'booked', 'checked_in'];
const FOLLOWS: readonly string[] = ['in_consultation', 'finished'];

const isOwn = (actor: StaffActor, doctor_id: string): boolean =>
  has(actor, 'doctor') && actor.doctor_id !== null && actor.doctor_id === doctor_id;

/** The doctor of the session, or an administrator of its department. @throws Refusal not_your_session */
function keepToOwn(actor: StaffActor, session: { doctor_id: string; department_id: string }): void {
  const scope = departmentScope(actor, ['administrator']);
  const administers = has(actor, 'administrator') && (!scope || scope.includes(session.department_id));
  if (!isOwn(actor, session.doctor_id) && !administers) throw new Refusal('not_your_session');
}
const wrongState = ({ state }: BookingCard): Refusal =>
  new Refusal('booking_state', { zh: { state: stateWords[state].zh }, en: { state: stateWords[state].en } });

export function extraHandlers(ground: ExtraGround): Handlers<ExtraRouteNames> {
  const { db, wake, catalog, policy, scheduling, booking, people, payment } = ground;

  async function views(rows: ExtraRow[], locale: Locale): Promise<ExtraPlaceView[]> {
    const cards = await booking.cards(
      db.kysely,
      rows.map((row) => row.booking_id),
    );
    const shown = new Map((await booking.view(db.kysely, cards, { masked: true, locale })).map((one) => [one.id, one]));
    const staff = rows.flatMap(({ given_by, withdrawn_by }) => [given_by, withdrawn_by ?? '']);
    const names = await people.staffNames(db.kysely, [
      ...new Set(staff.flatMap((who) => who.split('staff:')[1] ?? [])),
    ]);
    const nameOf = (who: string) => names.get(who.slice('staff:'.length)) ?? who;
    return rows.flatMap((row) => {
      const view = shown.get(row.booking_id);
      if (!view) return [];
      return {
        booking: view,
        reason: row.reason,
        given_by: nameOf(row.given_by),
        given_at: row.given_at.toString(),
        withdrawn_by: row.withdrawn_by && nameOf(row.withdrawn_by),
        withdrawn_at: row.withdrawn_at?.toString() ?? null,
        withdraw_reason: row.withdraw_reason,
      };
    });
  }
  const one = async (booking_id: string, locale: Locale): Promise<ExtraPlaceView> =>
    (await views([found(await booking.extraOf(db.kysely, booking_id))], locale))[0]!;

  interface Ofs {
    department_id: string;
    doctor_id: string;
    visit_type_id: string;
    date: string;
  }
  async function limitsOf({ date, ...scope }: Ofs) {
    const [rules, names] = await Promise.all([policy.current(), catalog.view()]);
    const visit_type_kind = names.visitType(scope.visit_type_id)?.kind;
    return policyFor(rules.data, { ...scope, visit_type_kind, day_kind: rules.calendar(date) }).extra;
  }
  async function allowanceOf(session_id: string) {
    const session = found(await scheduling.session(db.kysely, session_id));
    const { doctor_id, date } = session;
    const [limits, standing] = await Promise.all([
      limitsOf(session),
      booking.extrasStanding(db.kysely, { session_id, doctor_id, date }),
    ]);
    return { ...limits, given_in_session: standing.in_session, given_by_doctor_that_day: standing.of_doctor };
  }

  /** What costs nothing is booked at once. */
  async function settleFree(tx: Tx, card: BookingCard, deed: { at: Temporal.Instant; actor: string }): Promise<void> {
    if (card.fee_fen > 0 || card.state !== 'held') return;
    await payment.settleFree(tx, { ...payableOf(card), description: '免费加号', actor: deed.actor, now: deed.at });
  }

  return {
    async extraPlaceList({ query, actor, now, locale }) {
      const planner = has(actor, 'administrator') || has(actor, 'operator') || has(actor, 'auditor');
      const scope = planner ? departmentScope(actor, ['administrator', 'operator', 'auditor']) : null;
      const asked = query.department_id ? [query.department_id] : undefined;
      const limit = query.limit ?? PAGE;
      const rows = await booking.extras(db.kysely, {
        from: query.from ?? (query.session_id ? '0001-01-01' : dayOf(now)),
        to: query.to ?? (query.session_id ? '9999-12-31' : addDays(dayOf(now), AHEAD_DAYS)),
        session_id: query.session_id,
        doctor_id: planner ? undefined : (actor.doctor_id ?? undefined),
        department_ids: scope ? (asked ?? scope).filter((id) => scope.includes(id)) : asked,
        after: readTimeCursor(query.cursor),
        limit: limit + 1,
      });
      const { items, next_cursor } = cutPage(rows, limit, (last) => [last.given_at.toString(), last.booking_id]);
      const allowance = query.session_id ? await allowanceOf(query.session_id) : null;
      return { items: await views(items, locale), next_cursor, allowance };
    },
    async extraPlaceGive({ body, actor, now, run, idempotency_key, locale }) {
      const slot = found((await scheduling.slotCards(db.kysely, [body.slot_id])).get(body.slot_id));
      keepToOwn(actor, slot);
      const deed = { at: now, actor: actorName(actor) };
      const limits = await limitsOf(slot);
      const { id } = await run(async (tx) => {
        const { patient_id, reason } = body;
        const card = await booking.giveExtra(tx, { slot, patient_id, reason, limits, key: idempotency_key, ...deed });
        await settleFree(tx, card, deed);
        return { id: card.id };
      });
      wake.announce();
      return one(id, locale);
    },
    async extraPlaceWithdraw({ params, body, actor, now, run, locale }) {
      found(await booking.extraOf(db.kysely, params.id));
      keepToOwn(actor, found(await booking.card(db.kysely, params.id)));
      const deed = { at: now, actor: actorName(actor), reason: body.reason };
      const before = await run(async (tx) => {
        const card = await booking.lock(tx, params.id);
        if (!WITHDRAWN_FROM.includes(card.state)) throw wrongState(card);
        await booking.noteExtraWithdrawn(tx, card, deed);
        const why = { reason: `撤回加号：${body.reason}`, actor: deed.actor, now };
        await giveUp(tx, ground, params.id, 'hospital', why);
        return { state: card.state };
      });
      wake.announce();
      if (before.state === 'held') await payment.closeUnpaid(payableOfBooking(params.id)).catch(() => {});
      return one(params.id, locale);
    },
    async followUpBook({ body, actor, now, idempotency_key, run, locale }) {
      const seen = found(await booking.card(db.kysely, body.booking_id));
      if (!isOwn(actor, seen.doctor_id)) throw new Refusal('not_found');
      if (!FOLLOWS.includes(seen.state)) throw wrongState(seen);
      const slot = found((await scheduling.slotCards(db.kysely, [body.slot_id])).get(body.slot_id));
      if (!isOwn(actor, slot.doctor_id)) throw new Refusal('not_your_session');
      const deed = { at: now, actor: actorName(actor) };
      const { card } = await booking.hold({
        slot_id: body.slot_id,
        patient_id: seen.patient_id,
        account_id: null,
        actor: deed.actor,
        key: idempotency_key,
        channel: 'counter',
        reserve: 'return_visit',
      });
      await run(async (tx) => {
        await booking.noteFollowUp(tx, card, { after: seen.id, ...deed });
        await settleFree(tx, card, deed);
        return { id: card.id };
      });
      wake.announce();
      return (
        await booking.view(db.kysely, [found(await booking.card(db.kysely, card.id))], { masked: true, locale })
      )[0]!;
    },
  };
}
