/**
 * Closing sessions (停诊) and substituting a doctor (替诊): looked at beforehand, proposed or done at once. In one transaction
 * the places are frozen for booking and paying, the closure is written, and every patient has a case; the unpaid holds are let
 * go right after, by this journey or by the next round.
 */
import type { ClosurePreviewView } from '@menzhen/contract';
import {
  actorName,
  departmentScope,
  found,
  type Handlers,
  has,
  keepToDepartment,
  keepToHospitalWide,
  type Locale,
  Refusal,
  type StaffActor,
  type Tx,
} from '../kernel/index.ts';
import type { BookingCard } from '../modules/booking/index.ts';
import { nameIn } from '../modules/catalog/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import {
  type CaughtSession,
  type ClosurePlan,
  type ClosureRow,
  sessionView,
  touched,
} from '../modules/scheduling/index.ts';
import { type CaseGround, letGoHolds } from './closure-cases.ts';
import { casesShown, closuresShown, sessionShown } from './closure-views.ts';
import { BOOKING } from './payable-of-booking.ts';

export interface ClosureGround extends CaseGround {
  policy: Policies;
}
interface Told {
  at: Temporal.Instant;
  actor: string;
}
const planners = ['administrator', 'operator'] as const;
const isAdministrator = (actor: StaffActor): boolean => has(actor, 'administrator');
const inSessions = (sessions: CaughtSession[]) => ({
  session_ids: sessions.filter((s) => !s.slot_ids).map((s) => s.id),
  slot_ids: sessions.flatMap((s) => s.slot_ids ?? []),
});
const isTouched = (card: BookingCard): boolean => touched.includes(card.state);

/** Everyone whom an opened closure touches gets a case; who waits in a queue that will not be called leaves it. */
async function askEverybody(
  tx: Tx,
  ground: ClosureGround,
  { row, sessions }: { row: ClosureRow; sessions: CaughtSession[] },
  told: Told,
): Promise<number> {
  if (row.state !== 'open') return 0;
  const standing = row.substitute_doctor_id
    ? await follow(tx, ground, sessions, row.substitute_doctor_id, { ...told, cause: `closure:${row.id}` })
    : await ground.booking.standingIn(tx, inSessions(sessions));
  if (row.kind === 'closure')
    for (const card of standing) if (card.state === 'checked_in') await ground.leaveQueue(tx, card.id, told);
  const cases = await ground.scheduling.openCases(tx, row, caseBookings(row, sessions, standing), told);
  await ground.scheduling.settleClosures(tx, told, [row.id]);
  return cases.length;
}

/** A case names the doctor whom the patient had booked, also when another has just taken over. */
function caseBookings(row: ClosureRow, sessions: CaughtSession[], standing: BookingCard[]): BookingCard[] {
  const doctorOf = new Map(sessions.map((s) => [s.id, s.doctor_id]));
  const cards = standing.filter(isTouched);
  return row.kind === 'closure' ? cards : cards.map((card) => ({ ...card, doctor_id: doctorOf.get(card.session_id)! }));
}

async function follow(
  tx: Tx,
  { booking, queue }: ClosureGround,
  sessions: CaughtSession[],
  doctor_id: string,
  told: Told & { cause: string },
): Promise<BookingCard[]> {
  const session_ids = sessions.map((s) => s.id);
  const cards = await booking.followDoctor(tx, { session_ids, doctor_id, ...told });
  await queue.handOver(tx, { session_ids, doctor_id }, told);
  return cards;
}

/** Keeps planners of one department to it; whole-hospital scopes are for those of the whole hospital. */
function keepToSessions(actor: StaffActor, plan: ClosurePlan, sessions: CaughtSession[]): void {
  if (plan.scope.grain === 'calendar') keepToHospitalWide(actor, planners);
  for (const id of new Set(sessions.map((s) => s.department_id))) keepToDepartment(actor, planners, id);
}

/** Closes, substitutes or proposes; returns the closure, how many are asked to choose and how many holds were let go. */
async function actOn(
  ground: ClosureGround,
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>,
  plan: ClosurePlan & { reason: string },
  { actor, now }: { actor: StaffActor; now: Temporal.Instant },
) {
  const told = { at: now, actor: actorName(actor) };
  const { scheduling, wake } = ground;
  const done = await run(async (tx) => {
    const acted = await scheduling.actOn(tx, { ...plan, administrator: isAdministrator(actor) }, told);
    keepToSessions(actor, plan, acted.sessions);
    return { id: acted.row.id, state: acted.row.state, affected: await askEverybody(tx, ground, acted, told) };
  });
  const cancelled = done.state === 'proposed' ? 0 : await letGo(ground, done.id, told);
  wake.announce();
  return { ...done, cancelled };
}

async function letGo(ground: ClosureGround, closure_id: string, told: Told): Promise<number> {
  const session_ids = (await ground.scheduling.caught(ground.db.kysely, [closure_id])).map((s) => s.id);
  return letGoHolds(ground, { session_ids, actor: told.actor, now: told.at });
}

async function paidFen(tx: Tx, { payment }: ClosureGround, cards: BookingCard[]): Promise<number> {
  const orders = await payment.ordersOf(
    tx,
    BOOKING,
    cards.map((card) => card.id),
  );
  return [...orders.values()].reduce((sum, order) => sum + order.paid_fen - order.refund_fen, 0);
}

/** For how many of these a doctor of the same department and grade has a place free on the same half day. */
async function withSubstitute(
  tx: Tx,
  { scheduling }: ClosureGround,
  ask: { sessions: CaughtSession[]; cards: BookingCard[]; now: Temporal.Instant },
): Promise<number> {
  const closing = new Set(ask.sessions.map((s) => s.id));
  let patients = 0;
  for (const [, cards] of Map.groupBy(ask.cards, (card) => card.session_id)) {
    const card = cards[0]!;
    const lost = { ...card, starts_at: card.slot_starts_at };
    const { substitutes } = await scheduling.choicesFor(tx, lost, ask.now);
    if (substitutes.some((offer) => !closing.has(offer.session_id))) patients += cards.length;
  }
  return patients;
}

async function preview(
  tx: Tx,
  ground: ClosureGround,
  plan: ClosurePlan,
  { actor, now, locale }: { actor: StaffActor; now: Temporal.Instant; locale: Locale },
): Promise<ClosurePreviewView> {
  const { scheduling, booking, people, catalog } = ground;
  const sessions = await scheduling.caughtBy(tx, plan, now);
  keepToSessions(actor, plan, sessions);
  const view = await catalog.view();
  const standing = await booking.standingIn(tx, inSessions(sessions));
  const cards = standing.filter(isTouched);
  const patients = await people.cards(tx, [...new Set(cards.map((card) => card.patient_id))]);
  const count = (state: string) => standing.filter((card) => card.state === state).length;
  const affected = Map.groupBy(cards, (card) => card.session_id);
  const standIns = await scheduling.standIns(tx, sessions);
  return {
    sessions: sessions
      .toSorted((a, b) => Temporal.Instant.compare(a.starts_at, b.starts_at))
      .map((s) => sessionShown(view, s, { affected: affected.get(s.id)?.length ?? 0, locale })),
    slots: sessions.reduce((sum, s) => sum + s.slots, 0),
    bookings: {
      held: count('held'),
      booked: count('booked'),
      checked_in: count('checked_in'),
      called: count('called'),
    },
    patients: patients.size,
    refund_fen: await paidFen(tx, ground, cards),
    with_substitute: await withSubstitute(tx, ground, { sessions, cards, now }),
    without_account: [...patients.values()].filter((patient) => patient.account_ids.length === 0).length,
    approval: scheduling.approvalFor({ administrator: isAdministrator(actor), kind: plan.kind }, sessions, now),
    doctors: standIns.map((doctor) => ({ id: doctor.id, name: nameIn(doctor, locale), title: doctor.title })),
  };
}

export type ClosureRouteNames =
  | 'closurePreview'
  | 'closureAdd'
  | 'closureList'
  | 'closureShow'
  | 'closureDecide'
  | 'closureWithdraw'
  | 'closureCaseList'
  | 'sessionClose';

const SHOWN = 100;
const CASES_SHOWN = 1_000;

export function closureHandlers(ground: ClosureGround): Handlers<ClosureRouteNames> {
  const { db, wake, scheduling, catalog, policy } = ground;

  async function ofPlanner(id: string, actor: StaffActor): Promise<ClosureRow> {
    const row = found(await scheduling.closure(db.kysely, id));
    const scope = departmentScope(actor, planners);
    return found(!scope || row.department_ids.some((one) => scope.includes(one)) ? row : undefined);
  }
  const show = async (id: string, locale: Locale) =>
    (await closuresShown(db.kysely, ground, [found(await scheduling.closure(db.kysely, id))], locale))[0]!;
  async function sessionShownNow(id: string, locale: Locale) {
    const { data, calendar } = await policy.current();
    const row = found(await scheduling.session(db.kysely, id));
    return sessionView({ catalog: await catalog.view(), policy: data, calendar, now: scheduling.now(), locale }, row);
  }

  return {
    closurePreview: ({ body, actor, now, locale }) => preview(db.kysely, ground, body, { actor, now, locale }),
    async closureAdd({ body, actor, now, run, locale }) {
      const { id } = await actOn(ground, run, body, { actor, now });
      return show(id, locale);
    },
    async closureList({ query, actor, locale }) {
      const states =
        query.scope === 'past' ? (['settled', 'refused', 'withdrawn'] as const) : (['proposed', 'open'] as const);
      const department_ids = departmentScope(actor, planners);
      const rows = await scheduling.closures(db.kysely, { states, department_ids, limit: SHOWN });
      return { items: await closuresShown(db.kysely, ground, rows, locale) };
    },
    closureShow: async ({ params, actor, locale }) => show((await ofPlanner(params.id, actor)).id, locale),
    async closureDecide({ params, body, actor, now, run, locale }) {
      const told = { at: now, actor: actorName(actor) };
      const to = body.approve ? 'open' : 'refused';
      await run(async (tx) => {
        const decided = await scheduling.decide(tx, { id: params.id, to, note: body.note }, told);
        return { affected: await askEverybody(tx, ground, decided, told) };
      });
      if (body.approve) await letGo(ground, params.id, told);
      wake.announce();
      return show(params.id, locale);
    },
    async closureWithdraw({ params, actor, now, run, locale }) {
      await ofPlanner(params.id, actor);
      const told = { at: now, actor: actorName(actor) };
      await run(async (tx) => void (await scheduling.decide(tx, { id: params.id, to: 'withdrawn', note: null }, told)));
      wake.announce();
      return show(params.id, locale);
    },
    async closureCaseList({ params, query, actor, locale }) {
      await ofPlanner(params.id, actor);
      const rows = await scheduling.cases(db.kysely, {
        closure_id: params.id,
        department_ids: departmentScope(actor, planners),
        ...(query.state ? { state: query.state } : {}),
        limit: CASES_SHOWN,
      });
      return { items: await casesShown(db.kysely, ground, rows, { masked: true, locale }) };
    },
    /** The shortcut from a session's own page; it is the same act. */
    async sessionClose({ params, body, actor, now, run, locale }) {
      const { department_id } = found(await scheduling.session(db.kysely, params.id));
      keepToDepartment(actor, planners, department_id);
      const plan = {
        kind: 'closure' as const,
        scope: { grain: 'session' as const, session_id: params.id },
        reason: body.reason,
      };
      const done = await actOn(ground, run, plan, { actor, now }).catch((error: unknown) => {
        throw error instanceof Refusal && error.code === 'closure_nothing' ? new Refusal('session_closed') : error;
      });
      const { id: closure_id, state, affected, cancelled } = done;
      return { session: await sessionShownNow(params.id, locale), closure_id, state, affected, cancelled };
    },
  };
}
