/**
 * Closures and substitutions: which sessions they catch, freezing them, handing them over, and the case of every patient.
 * Bookings come later in the house: the journey reads them and hands over what is needed. Everything stands in its transaction.
 */
import { addDays, dayOf, newId, record, Refusal, type Tx, violated, wallTimeOf } from '../../kernel/index.ts';
import { type Catalog, type CatalogView, feeParts, feeSum } from '../catalog/index.ts';
import { type Policies, policyFor, releasedAt } from '../policy/index.ts';
import { caseFact, type CaseWords, closureFact, frozen, substituted, type Told } from './facts-closure.ts';
import { withOwnFee } from './rules.ts';
import { approvalOf, choicesOf, closureWords, deadlineOf, mayStandIn, type Offer } from './rules-closure.ts';
import * as store from './store-closure.ts';
import type {
  Approval,
  CaseRow,
  CaseState,
  CaughtSession,
  ClosureKind,
  ClosureRow,
  ClosureScope,
  OfferedPlace,
  TouchedBooking,
} from './tables-closure.ts';

/** How far ahead a closure may reach when it names no last day, and how far other times are offered. */
const REACH_DAYS = 366;
const OFFERED_DAYS = 31;

export interface ClosurePlan {
  kind: ClosureKind;
  scope: ClosureScope;
  substitute_doctor_id?: string | undefined;
}
export interface ClosureAct extends ClosurePlan {
  reason: string;
  administrator: boolean;
}
/** What a patient lost, as the choices are looked for. */
export interface LostPlace {
  doctor_id: string;
  department_id: string;
  visit_type_id: string;
  session_id: string;
  date: string;
  half_day: string;
  starts_at: Temporal.Instant;
  fee_fen: number;
  payer_class: string;
  channel: string;
  reserve: string | null;
}

export interface Settling {
  case: CaseRow;
  state: Exclude<CaseState, 'choosing'>;
  moved_to_slot_id?: string;
  refund_fen?: number;
}

const invalid = (field: string, message: string): Refusal => new Refusal('input_invalid', {}, [{ field, message }]);
const needs: Partial<Record<ClosureScope['grain'], 'department_id' | 'doctor_id' | 'session_id' | 'slot_ids'>> = {
  department: 'department_id',
  doctor: 'doctor_id',
  session: 'session_id',
  slot: 'slot_ids',
};

/** @throws Refusal input_invalid when the scope does not say what its grain needs */
function checkPlan({ kind, scope, substitute_doctor_id }: ClosurePlan): void {
  const field = needs[scope.grain];
  if (field && !scope[field]) throw invalid(`scope.${field}`, '请选择停诊范围 / say what is to be closed');
  if (scope.from && scope.to && scope.to < scope.from)
    throw invalid('scope.to', '结束日期早于开始日期 / the last day is before the first');
  if ((kind === 'substitution') !== (substitute_doctor_id !== undefined))
    throw invalid(
      'substitute_doctor_id',
      '替诊须指定替诊医生，停诊不须指定 / a substitution names a doctor, a closure none',
    );
  if (kind === 'substitution' && (scope.grain === 'slot' || scope.grain === 'calendar'))
    throw invalid('scope.grain', '替诊以班次为单位 / a substitution takes over whole sessions');
}

/** A department's own sessions and, for one of the first level, those of its sub-departments. */
const familyOf = (catalog: CatalogView, department_id: string): string[] => [
  department_id,
  ...catalog.departments.filter((d) => d.parent_id === department_id).map((d) => d.id),
];
const departmentsOf = (sessions: readonly CaughtSession[]): string[] =>
  [...new Set(sessions.map((s) => s.department_id))].toSorted();

/** Whether somebody may close these sessions at once. */
function approvalFor(
  ask: { administrator: boolean; kind: ClosureKind },
  sessions: CaughtSession[],
  now: Temporal.Instant,
): 'own' | 'urgent' | 'needed' {
  const first_starts_at = sessions.map((s) => s.starts_at).toSorted(Temporal.Instant.compare)[0]!;
  return approvalOf({ ...ask, now, first_starts_at });
}

/** @param forget drops what was kept in memory of sessions, since their state and doctor have changed */
export function closureService({ catalog, policy }: { catalog: Catalog; policy: Policies }, forget: () => void) {
  async function catches(tx: Tx, plan: ClosurePlan, now: Temporal.Instant): Promise<CaughtSession[]> {
    const { scope } = plan;
    const today = dayOf(now);
    const view = await catalog.view(tx);
    const days = scope.grain === 'calendar' ? await policy.days(tx, today, addDays(today, REACH_DAYS)) : new Map();
    const holidays = [...days].filter(([, day]) => day.kind === 'holiday').map(([date]) => date);
    const department_ids = scope.department_id ? familyOf(view, scope.department_id) : null;
    return store.inScope(tx, { scope, department_ids, holidays, today, now });
  }

  /** What a plan catches now. @throws Refusal input_invalid, closure_nothing */
  async function caughtBy(tx: Tx, plan: ClosurePlan, now: Temporal.Instant): Promise<CaughtSession[]> {
    checkPlan(plan);
    const sessions = await catches(tx, plan, now);
    if (sessions.length === 0) throw new Refusal('closure_nothing');
    return sessions;
  }

  /** Who could take over all of these sessions: same department, same or higher grade, free at the time. */
  async function standIns(tx: Tx, sessions: CaughtSession[]) {
    const departments = departmentsOf(sessions);
    const view = await catalog.view(tx);
    const absent = new Set(sessions.map((s) => s.doctor_id));
    const grades = [...absent].map((id) => view.doctor(id)?.title ?? '');
    if (departments.length !== 1) return [];
    const fit = view.doctors.filter(
      (doctor) =>
        doctor.department_id === departments[0] &&
        doctor.state === 'active' &&
        !absent.has(doctor.id) &&
        grades.every((grade) => mayStandIn(doctor.title, grade)),
    );
    const ids = sessions.map((s) => s.id);
    const free = new Set(
      await store.freeDoctors(
        tx,
        fit.map((doctor) => doctor.id),
        ids,
      ),
    );
    return fit.filter((doctor) => free.has(doctor.id));
  }

  async function handOver(tx: Tx, sessions: CaughtSession[], doctor_id: string): Promise<void> {
    const fit = await standIns(tx, sessions);
    if (!fit.some((doctor) => doctor.id === doctor_id)) throw new Refusal('substitute_not_fit');
    await store
      .handOver(
        tx,
        sessions.map((s) => s.id),
        doctor_id,
      )
      .catch((error: unknown) => {
        throw violated(error) === 'session_doctor_free' ? new Refusal('substitute_not_free') : error;
      });
  }

  /** The lock first, then the question again: what was closed meanwhile is not closed twice. */
  async function lockCaught(tx: Tx, plan: ClosurePlan, now: Temporal.Instant): Promise<CaughtSession[]> {
    const wanted = await caughtBy(tx, plan, now);
    await store.lockSessions(
      tx,
      wanted.map((s) => s.id),
    );
    const locked = new Set(wanted.map((s) => s.id));
    const sessions = (await catches(tx, plan, now)).filter((s) => locked.has(s.id));
    if (sessions.length === 0) throw new Refusal('closure_nothing');
    return sessions;
  }

  /** Freezes or hands over what a closure has caught, and says so. */
  async function apply(tx: Tx, row: ClosureRow, sessions: CaughtSession[], told: Told): Promise<void> {
    const why = { ...told, cause: `closure:${row.id}`, reason: row.reason };
    await store.insertCaught(tx, row.id, sessions);
    if (row.substitute_doctor_id) {
      const doctor_id = row.substitute_doctor_id;
      await handOver(tx, sessions, doctor_id);
      await record(tx, ...sessions.map((s) => substituted(s, { ...why, doctor_id })));
    } else {
      await store.freeze(tx, sessions, row.reason);
      await record(tx, ...sessions.map((s) => frozen(s, why)));
    }
    await record(tx, closureFact('opened', row, { ...told, session_ids: sessions.map((s) => s.id) }));
    forget();
  }

  const wordsOf = (row: ClosureRow, place: Pick<OfferedPlace, 'date' | 'starts'>): CaseWords => ({
    date: place.date,
    starts: place.starts,
    reason: row.reason,
    substitute_doctor_id: row.substitute_doctor_id,
  });

  async function settle(tx: Tx, ask: Settling, told: Told): Promise<CaseRow | undefined> {
    const settled = await store.settleCase(tx, { ...ask, id: ask.case.id, at: told.at, by: told.actor });
    const row = settled && (await store.closure(tx, settled.closure_id));
    if (!settled || !row) return undefined;
    const place = (await placesById(tx, [settled.slot_id])).get(settled.slot_id)!;
    await record(tx, caseFact('settled', settled, wordsOf(row, place), told));
    return settled;
  }

  /** Who had still to say whether the last substitute is welcome is asked anew: that one stood until now. */
  async function supersede(tx: Tx, bookings: TouchedBooking[], told: Told): Promise<void> {
    const booking_ids = bookings.map((card) => card.id);
    for (const open of await store.cases(tx, { booking_ids, state: 'choosing', limit: booking_ids.length }))
      if (open.kind === 'substitution') await settle(tx, { case: open, state: 'kept' }, told);
  }

  return {
    caughtBy,
    standIns,
    approvalFor,
    /**
     * Closes or hands over at once what the plan catches, all of it or nothing; when the actor must ask first, the plan
     * is kept as a proposal and nothing is touched.
     */
    async actOn(tx: Tx, ask: ClosureAct, told: Told): Promise<{ row: ClosureRow; sessions: CaughtSession[] }> {
      const seen = await caughtBy(tx, ask, told.at);
      const approval = approvalFor(ask, seen, told.at);
      const sessions = approval === 'needed' ? seen : await lockCaught(tx, ask, told.at);
      const row: ClosureRow = {
        id: newId(told.at.epochMilliseconds),
        kind: ask.kind,
        grain: ask.scope.grain,
        scope: ask.scope,
        department_ids: departmentsOf(sessions),
        reason: ask.reason,
        substitute_doctor_id: ask.substitute_doctor_id ?? null,
        state: approval === 'needed' ? 'proposed' : 'open',
        approval: approval === 'needed' ? null : approval,
        proposed_by: told.actor,
        proposed_at: told.at,
        decided_by: null,
        decided_at: null,
        decision_note: null,
        settled_at: null,
      };
      await store.insertClosure(tx, row);
      if (row.state === 'open') await apply(tx, row, sessions, told);
      else await record(tx, closureFact('proposed', row, { ...told, session_ids: sessions.map((s) => s.id) }));
      return { row, sessions };
    },
    /** Approves a proposal, with what its scope catches today; sessions is empty when it was refused or withdrawn. */
    async decide(
      tx: Tx,
      ask: { id: string; to: 'open' | 'refused' | 'withdrawn'; note: string | null },
      told: Told,
    ): Promise<{ row: ClosureRow; sessions: CaughtSession[] }> {
      const before = await store.closure(tx, ask.id);
      if (!before) throw new Refusal('not_found');
      const approval: Approval | null = ask.to === 'open' ? 'given' : null;
      const plan = { ...before, substitute_doctor_id: before.substitute_doctor_id ?? undefined };
      const sessions = ask.to === 'open' && before.state === 'proposed' ? await lockCaught(tx, plan, told.at) : [];
      const department_ids = sessions.length ? departmentsOf(sessions) : before.department_ids;
      const decision = { ...ask, from: 'proposed' as const, approval, by: told.actor, at: told.at, department_ids };
      const row = await store.decide(tx, decision);
      if (!row) throw new Refusal('closure_state', closureWordsOf(before));
      if (ask.to === 'open') await apply(tx, row, sessions, told);
      else await record(tx, closureFact(ask.to, row, { ...told, session_ids: [] }));
      return { row, sessions };
    },
    /** A case for each of these bookings, and the fact that has them told. */
    async openCases(tx: Tx, row: ClosureRow, bookings: TouchedBooking[], told: Told): Promise<CaseRow[]> {
      const { data } = await policy.current();
      const rows = bookings.map((card): CaseRow => {
        const { choose_within_hours } = policyFor(data, { department_id: card.department_id }).closure;
        return {
          id: newId(told.at.epochMilliseconds),
          closure_id: row.id,
          kind: row.kind,
          booking_id: card.id,
          patient_id: card.patient_id,
          department_id: card.department_id,
          session_id: card.session_id,
          slot_id: card.slot_id,
          doctor_id: card.doctor_id,
          starts_at: card.slot_starts_at,
          state: 'choosing',
          opened_at: told.at,
          deadline: deadlineOf({ now: told.at, choose_within_hours, visit_starts_at: card.slot_starts_at }),
          phoned_by: null,
          phoned_at: null,
          settled_at: null,
          settled_by: null,
          moved_to_slot_id: null,
          refund_fen: 0,
        };
      });
      const places = await placesById(
        tx,
        rows.map((one) => one.slot_id),
      );
      await supersede(tx, bookings, told);
      const opened = await store.insertCases(tx, rows);
      await record(tx, ...opened.map((one) => caseFact('opened', one, wordsOf(row, places.get(one.slot_id)!), told)));
      return opened;
    },
    /** Settles an open case once; undefined when somebody was first. */
    settle,
    /** Closures in which nobody has still to choose are settled, each once. */
    async settleClosures(tx: Tx, told: Told, ids: string[] | null): Promise<ClosureRow[]> {
      const rows = await store.settleClosures(tx, told.at, ids);
      await record(tx, ...rows.map((row) => closureFact('settled', row, { ...told, session_ids: [] })));
      return rows;
    },
    /** What may be chosen instead of a lost place, now. */
    async choicesFor(
      tx: Tx,
      lost: LostPlace,
      now: Temporal.Instant,
    ): Promise<{ substitutes: Offer[]; other_times: Offer[] }> {
      const view = await catalog.view(tx);
      const { data, calendar } = await policy.current();
      const until = addDays(dayOf(now), OFFERED_DAYS);
      const places = await store.offeredPlaces(tx, { ...lost, from_session_id: lost.session_id, now, until });
      const today = { day: dayOf(now), time: wallTimeOf(now) };
      const isReleased = ({ department_id, date }: OfferedPlace) => {
        const opens = releasedAt(policyFor(data, { department_id, day_kind: calendar(date) }), date, calendar);
        return opens.day < today.day || (opens.day === today.day && opens.time <= today.time);
      };
      const offers = places.filter(isReleased).map(
        (place): Offer => ({
          ...place,
          doctor_title: view.doctor(place.doctor_id)?.title ?? '',
          fee_fen: feeOfPlace(view, place, lost.payer_class),
        }),
      );
      return choicesOf({ ...lost, doctor_title: view.doctor(lost.doctor_id)?.title ?? '' }, offers);
    },
    closure: store.closure,
    closures: store.closures,
    closuresByIds: store.closuresByIds,
    caught: store.caught,
    cases: store.cases,
    lockOpenCase: store.lockOpenCase,
    markPhoned: store.markPhoned,
    caseTally: store.tally,
    affectedBy: store.affected,
    placesById,
  };
}

async function placesById(tx: Tx, slot_ids: string[]): Promise<Map<string, OfferedPlace>> {
  return new Map((await store.placesOf(tx, [...new Set(slot_ids)])).map((place) => [place.slot_id, place]));
}

function feeOfPlace(view: CatalogView, place: OfferedPlace, payer_class: string): number {
  const visitType = view.visitType(place.visit_type_id);
  if (!visitType) return -1;
  return feeSum(feeParts(withOwnFee(visitType, place), payer_class as never));
}

const closureWordsOf = (row: ClosureRow) => ({
  zh: { state: closureWords[row.state].zh },
  en: { state: closureWords[row.state].en },
});
