/**
 * Every patient of a closure: told, asked, and settled. Chosen by the patient, by staff on the telephone, or by the deadline.
 * The booking is locked before its case, and the case is settled by compare-and-set: of two who settle it, one wins whole.
 */
import type { CaseWithChoicesView } from '@menzhen/contract';
import {
  actorName,
  departmentScope,
  found,
  type Handlers,
  inTransaction,
  keepToDepartment,
  type Locale,
  Refusal,
  type Tx,
  wallTimeOf,
} from '../kernel/index.ts';
import type { Queue } from '../modules/queue/index.ts';
import {
  type CaseChoice,
  type CaseRow,
  caseWords,
  endedBy,
  type LostPlace,
  mayChoose,
  movable,
  type Scheduling,
  unanswered,
} from '../modules/scheduling/index.ts';
import { type CancelGround, giveUp } from './cancel-and-refund.ts';
import { casesShown, type ClosureViewGround, placeShown } from './closure-views.ts';
import { payableOfBooking } from './payable-of-booking.ts';

export interface CaseGround extends Omit<CancelGround, 'scheduling'>, ClosureViewGround {
  scheduling: Scheduling;
  queue: Pick<Queue, 'moveTicket' | 'handOver'>;
}
export interface Choice {
  case_id: string;
  choice: CaseChoice;
  slot_id?: string | undefined;
  actor: string;
  now: Temporal.Instant;
}

export const reasonOf = (kind: CaseRow['kind'], reason: string): string =>
  `${kind === 'closure' ? '停诊' : '替诊'}：${reason}`;

async function caseOf(tx: Tx, { scheduling }: Pick<CaseGround, 'scheduling'>, id: string): Promise<CaseRow> {
  return found((await scheduling.cases(tx, { id, limit: 1 }))[0]);
}

function settledRefusal(row: CaseRow): Refusal {
  const { zh, en } = caseWords[row.state];
  return new Refusal('case_settled', { zh: { state: zh }, en: { state: en } });
}

const outcomeOf = { move: 'moved', keep: 'kept', refund: 'refunded' } as const;
/** The same choice made before: told again, not done again. */
const isSame = (row: CaseRow, ask: Choice): boolean =>
  row.state === outcomeOf[ask.choice] && (ask.choice !== 'move' || row.moved_to_slot_id === ask.slot_id);

async function lostBy(tx: Tx, ground: CaseGround, row: CaseRow): Promise<LostPlace> {
  const card = found(await ground.booking.card(tx, row.booking_id));
  const place = found((await ground.scheduling.placesById(tx, [row.slot_id])).get(row.slot_id));
  const { fee_fen, payer_class, channel, reserve, session_id } = card;
  const { department_id, visit_type_id, date, half_day, starts_at } = place;
  return {
    ...{ fee_fen, payer_class, channel, reserve, session_id },
    ...{ department_id, visit_type_id, date, half_day, starts_at },
    doctor_id: row.doctor_id,
  };
}

/** What is offered instead of the lost place; of a substitution not the very place that is kept. */
async function choicesFor(tx: Tx, ground: CaseGround, row: CaseRow, now: Temporal.Instant) {
  const { substitutes, other_times } = await ground.scheduling.choicesFor(tx, await lostBy(tx, ground, row), now);
  const others = (offer: { slot_id: string }) => offer.slot_id !== row.slot_id;
  return { substitutes: substitutes.filter(others), other_times: other_times.filter(others) };
}

const sold = ['slot_full', 'places_reserved', 'session_closed', 'slot_past'];

/** Moves the booking into the chosen place; its ticket goes along on the same day. */
async function moveTo(tx: Tx, ground: CaseGround, row: CaseRow, ask: Choice & { slot_id: string }): Promise<void> {
  const { substitutes, other_times } = await choicesFor(tx, ground, row, ask.now);
  if (![...substitutes, ...other_times].some((offer) => offer.slot_id === ask.slot_id))
    throw new Refusal('choice_gone');
  const told = { at: ask.now, actor: ask.actor };
  const { before, card } = await ground.booking
    .transfer(tx, { booking_id: row.booking_id, slot_id: ask.slot_id, ...told, cause: `closure_case:${row.id}` })
    .catch((error: unknown) => {
      throw error instanceof Refusal && sold.includes(error.code) ? new Refusal('choice_gone') : error;
    });
  if (before.state !== 'checked_in') return;
  if (card.state === 'checked_in') await ground.queue.moveTicket(tx, card, { ...told, cause: `booking:${card.id}` });
  else await ground.leaveQueue(tx, card.id, told);
}

async function settle(tx: Tx, ground: CaseGround, row: CaseRow, ask: Choice): Promise<void> {
  const open = await ground.scheduling.lockOpenCase(tx, row.booking_id);
  if (open?.id !== row.id) throw settledRefusal(await caseOf(tx, ground, row.id));
  const state = outcomeOf[ask.choice];
  const moved = ask.choice === 'move' && ask.slot_id ? { moved_to_slot_id: ask.slot_id } : {};
  await ground.scheduling.settle(tx, { case: open, state, ...moved }, { at: ask.now, actor: ask.actor });
}

/**
 * One choice, once. The same choice again is told the same; another is refused.
 * @throws Refusal input_invalid, case_settled, case_too_late, choice_gone, booking_state, booking_overlap
 */
export async function choose(tx: Tx, ground: CaseGround, ask: Choice): Promise<void> {
  const { patient_id } = await caseOf(tx, ground, ask.case_id);
  // two taps of one patient stand in line here, so that the second sees what the first has done
  await ground.booking.lockPatient(tx, patient_id);
  const row = await caseOf(tx, ground, ask.case_id);
  if (row.state !== 'choosing') {
    if (isSame(row, ask)) return;
    throw settledRefusal(row);
  }
  if (!mayChoose(row.kind, ask.choice) || (ask.choice === 'move') !== (ask.slot_id !== undefined))
    throw new Refusal('input_invalid', {}, [
      { field: 'choice', message: '请选择一个方案 / choose one of what is offered' },
    ]);
  if (Temporal.Instant.compare(ask.now, row.deadline) >= 0)
    throw new Refusal('case_too_late', { at: wallTimeOf(row.deadline) });
  if (ask.choice === 'move') await moveTo(tx, ground, row, { ...ask, slot_id: ask.slot_id! });
  if (ask.choice === 'refund') await refund(tx, ground, row, ask);
  else {
    if (ask.choice === 'keep') await ground.booking.lock(tx, row.booking_id);
    await settle(tx, ground, row, ask);
  }
  await ground.scheduling.settleClosures(tx, { at: ask.now, actor: ask.actor }, [row.closure_id]);
}

async function refund(tx: Tx, ground: CaseGround, row: CaseRow, ask: Pick<Choice, 'actor' | 'now'>): Promise<void> {
  const [closure] = await ground.scheduling.closuresByIds(tx, [row.closure_id]);
  const why = { reason: reasonOf(row.kind, closure?.reason ?? ''), actor: ask.actor, now: ask.now };
  await giveUp(tx, ground, row.booking_id, 'hospital', why);
}

/**
 * Settles a case without a choice, if it is due: its booking went its own way, its deadline has passed, or the day is closed
 * over it (`force`). One who is being called is waited for. Returns whether it settled.
 */
export async function settleDue(
  tx: Tx,
  ground: CaseGround,
  booking_id: string,
  ask: { actor: string; now: Temporal.Instant; force?: boolean },
): Promise<boolean> {
  const card = await ground.booking.lock(tx, booking_id);
  const open = await ground.scheduling.lockOpenCase(tx, booking_id);
  if (!open) return false;
  const told = { at: ask.now, actor: ask.actor };
  const ended = endedBy(open.kind, card.state);
  const isDue = ask.force || Temporal.Instant.compare(open.deadline, ask.now) <= 0;
  if (ended) await ground.scheduling.settle(tx, { case: open, state: ended }, told);
  else if (!isDue || !movable.includes(card.state)) return false;
  else if (unanswered[open.kind] === 'keep') await ground.scheduling.settle(tx, { case: open, state: 'kept' }, told);
  else await refund(tx, ground, open, ask);
  return true;
}

/** Unpaid holds in closed places are let go, each in a transaction of its own; again is harmless. Returns how many. */
export async function letGoHolds(
  ground: CaseGround,
  ask: { session_ids: string[] | null; actor: string; now: Temporal.Instant },
): Promise<number> {
  let let_go = 0;
  for (const { id, reason } of await ground.booking.heldInClosed(ground.db.kysely, ask.session_ids)) {
    const did = await inTransaction(ground.db, async (tx) => {
      const card = await ground.booking.lock(tx, id);
      if (card.state !== 'held' || card.session_state === 'open') return false;
      await giveUp(tx, ground, id, 'hospital', { reason: `停诊：${reason}`, actor: ask.actor, now: ask.now });
      return true;
    });
    if (!did) continue;
    await ground.payment.closeUnpaid(payableOfBooking(id)).catch(() => {});
    let_go += 1;
  }
  return let_go;
}

const LOOKED_AT = 1_000;
/**
 * One round of what nobody asks for: holds that a closing cut short left, cases whose time has come, closures in which
 * everybody is settled. Any node may be at it; returns how much there was to do.
 */
export async function finishClosures(ground: CaseGround, now: Temporal.Instant): Promise<number> {
  const { db, scheduling, booking } = ground;
  const ask = { actor: 'system:closures', now };
  let done = await letGoHolds(ground, { ...ask, session_ids: null });
  const open = await scheduling.cases(db.kysely, { state: 'choosing', limit: LOOKED_AT });
  const cards = new Map(
    (
      await booking.cards(
        db.kysely,
        open.map((row) => row.booking_id),
      )
    ).map((card) => [card.id, card]),
  );
  for (const row of open) {
    const ended = endedBy(row.kind, cards.get(row.booking_id)!.state) !== null;
    if (!ended && Temporal.Instant.compare(row.deadline, now) > 0) continue;
    done += Number(await inTransaction(db, (tx) => settleDue(tx, ground, row.booking_id, ask)));
  }
  const settled = await inTransaction(db, (tx) => scheduling.settleClosures(tx, { at: now, actor: ask.actor }, null));
  done += settled.length;
  if (done > 0) ground.wake.announce();
  return done;
}

const callers = ['operator', 'administrator', 'clerk', 'nurse'] as const;
export type CaseRouteNames =
  | 'caseList'
  | 'caseShow'
  | 'caseChoose'
  | 'deskCaseList'
  | 'deskCaseShow'
  | 'deskCaseChoose'
  | 'deskCasePhoned';

const SHOWN = 300;

export function caseHandlers(ground: CaseGround): Handlers<CaseRouteNames> {
  const { db, wake, people, scheduling, catalog } = ground;

  async function withChoices(
    row: CaseRow,
    ask: { masked: boolean; locale: Locale; now: Temporal.Instant },
  ): Promise<CaseWithChoicesView> {
    const view = await catalog.view();
    const [shown] = await casesShown(db.kysely, ground, [row], ask);
    const card = found(await ground.booking.card(db.kysely, row.booking_id));
    const can_choose =
      row.state === 'choosing' && movable.includes(card.state) && Temporal.Instant.compare(ask.now, row.deadline) < 0;
    const offers = can_choose
      ? await choicesFor(db.kysely, ground, row, ask.now)
      : { substitutes: [], other_times: [] };
    return {
      case: shown!,
      can_choose,
      can_keep: can_choose && mayChoose(row.kind, 'keep'),
      substitutes: offers.substitutes.map((offer) => placeShown(view, offer, ask)),
      other_times: offers.other_times.map((offer) => placeShown(view, offer, ask)),
    };
  }
  /** Another account's case does not exist for this one. */
  async function own(id: string, account_id: string): Promise<CaseRow> {
    const row = await caseOf(db.kysely, ground, id);
    const mine = await people.ownPatientIds(db.kysely, account_id);
    return found(mine.includes(row.patient_id) ? row : undefined);
  }
  async function ofDesk(id: string, actor: Parameters<typeof keepToDepartment>[0]): Promise<CaseRow> {
    const row = await caseOf(db.kysely, ground, id);
    keepToDepartment(actor, callers, row.department_id);
    return row;
  }

  return {
    async caseList({ actor, locale }) {
      const patient_ids = await people.ownPatientIds(db.kysely, actor.id);
      const rows = await scheduling.cases(db.kysely, { patient_ids, limit: SHOWN });
      return { items: await casesShown(db.kysely, ground, rows, { masked: false, locale }) };
    },
    caseShow: async ({ params, actor, now, locale }) =>
      withChoices(await own(params.id, actor.id), { masked: false, locale, now }),
    async caseChoose({ params, body, actor, now, run, locale }) {
      await own(params.id, actor.id);
      await run((tx) => choose(tx, ground, { ...body, case_id: params.id, actor: actorName(actor), now }));
      wake.announce();
      return withChoices(await own(params.id, actor.id), { masked: false, locale, now });
    },
    async deskCaseList({ actor, locale }) {
      const department_ids = departmentScope(actor, callers);
      const rows = await scheduling.cases(db.kysely, { department_ids, state: 'choosing', limit: SHOWN });
      return { items: await casesShown(db.kysely, ground, rows, { masked: true, locale }) };
    },
    deskCaseShow: async ({ params, actor, now, locale }) =>
      withChoices(await ofDesk(params.id, actor), { masked: true, locale, now }),
    async deskCaseChoose({ params, body, actor, now, run, locale }) {
      await ofDesk(params.id, actor);
      await run((tx) => choose(tx, ground, { ...body, case_id: params.id, actor: actorName(actor), now }));
      wake.announce();
      return withChoices(await ofDesk(params.id, actor), { masked: true, locale, now });
    },
    async deskCasePhoned({ params, actor, now, run, locale }) {
      await ofDesk(params.id, actor);
      await run((tx) => scheduling.markPhoned(tx, { id: params.id, at: now, by: actorName(actor) }));
      wake.announce();
      return withChoices(await ofDesk(params.id, actor), { masked: true, locale, now });
    },
  };
}
