/**
 * A patient's standing under the rules, and appeals against it. Suspensions follow from bookings by the rules in force; what a
 * lift does is to forgive bookings, so that they count no more.
 */
import type { AppealView, StandingView } from '@menzhen/contract';
import {
  addDays,
  type Clock,
  cutPage,
  type Db,
  dayOf,
  found,
  type Handlers,
  instantOf,
  keepToHospitalWide,
  type Locale,
  readTimeCursor,
  Refusal,
  type StaffActor,
  type Tx,
  wallTimeOf,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import { type Catalog, nameIn } from '../modules/catalog/index.ts';
import type { People } from '../modules/people/index.ts';
import {
  type AppealRow,
  isRunning,
  linesOf,
  lookBackFrom,
  type Now,
  offencesNow,
  offenceWord,
  type PastBooking,
  type Policies,
  type Rules,
  suspended,
  type Suspension,
  suspensionKey,
  suspensionsOf,
} from '../modules/policy/index.ts';

export interface PenaltyGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  people: Pick<People, 'cards' | 'ownPatientIds' | 'staffNames'>;
  catalog: Pick<Catalog, 'view'>;
  policy: Pick<Policies, 'current' | 'appeals'>;
  booking: Pick<Bookings, 'past' | 'cards'>;
}
type OffenceView = StandingView['offences'][number];

/** A suspension that ended is still shown for a while. */
const SHOWN_AFTER_DAYS = 30;
const PAGE = 30;

interface Standing {
  history: readonly PastBooking[];
  suspensions: Suspension[];
}
/** What the rules for everybody say of these patients. */
async function standingsOf(ground: PenaltyGround, rules: Rules, patient_ids: string[], today: string) {
  const from = lookBackFrom(rules.data, addDays(today, -SHOWN_AFTER_DAYS));
  const histories = await ground.booking.past.ofPatients(patient_ids, from);
  return new Map(
    patient_ids.map((id): [string, Standing] => {
      const history = histories.get(id)?.bookings ?? [];
      const all = suspensionsOf(rules.data, history);
      const shown = all.filter((s) => s.until > addDays(today, -SHOWN_AFTER_DAYS));
      return [id, { history, suspensions: shown.toReversed() }];
    }),
  );
}

function wordOf(b: PastBooking) {
  if (b.state === 'no_show') return offenceWord.no_show;
  if (b.state === 'expired') return offenceWord.expired;
  return b.state_at.day === b.date ? offenceWord.cancelled_same_day : offenceWord.cancelled_by_patient;
}

async function offenceViews(ground: PenaltyGround, locale: Locale) {
  const catalog = await ground.catalog.view();
  return (b: PastBooking): OffenceView => ({
    booking_id: b.id,
    date: b.date,
    department_name: nameIn(catalog.department(b.department_id), locale),
    doctor_name: nameIn(catalog.doctor(b.doctor_id), locale),
    what: wordOf(b)[locale],
    forgiven: b.forgiven,
  });
}
const instant = (at: Now): string => instantOf(at.day, at.time).toString();

function suspensionView(
  s: Suspension,
  now: Now,
  appeals: AppealRow[],
  locale: Locale,
  offence: (b: PastBooking) => OffenceView,
) {
  const key = suspensionKey(s);
  const appeal = appeals.find((row) => row.suspension === key);
  const { code, params } = suspended(s);
  return {
    key,
    sentence: new Refusal(code, params).sentence(locale),
    from: instant(s.from),
    until: s.until,
    scope: s.scope,
    is_running: isRunning(s, now),
    offences: s.because.toReversed().map(offence),
    appeal: appeal ? { id: appeal.id, state: appeal.state, reason: appeal.reason } : null,
  };
}

async function myStandings(ground: PenaltyGround, account_id: string, locale: Locale, at: Temporal.Instant) {
  const now = { day: dayOf(at), time: wallTimeOf(at) };
  const { db, people, policy } = ground;
  const rules = await policy.current();
  const ids = await people.ownPatientIds(db.kysely, account_id);
  const [cards, standings, appeals, offence] = await Promise.all([
    people.cards(db.kysely, ids),
    standingsOf(ground, rules, ids, now.day),
    policy.appeals.ofPatients(db.kysely, ids),
    offenceViews(ground, locale),
  ]);
  return {
    rules: linesOf(rules.data)
      .filter((line) => line.rule.startsWith('penalty_'))
      .map((line) => line[locale]),
    items: ids.map((id) => {
      const { history, suspensions } = standings.get(id)!;
      const own = appeals.filter((row) => row.patient_id === id);
      return {
        patient_id: id,
        patient_name: cards.get(id)?.name ?? '',
        suspensions: suspensions.map((s) => suspensionView(s, now, own, locale, offence)),
        offences: offencesNow(rules.data, history, now.day).map(offence),
      };
    }),
  };
}

/** The bookings that appeals are about, by id. */
async function contested(ground: PenaltyGround, tx: Tx, rows: AppealRow[]): Promise<Map<string, PastBooking>> {
  const cards = await ground.booking.cards(tx, [...new Set(rows.flatMap((row) => row.booking_ids))]);
  const from = cards.reduce((first, card) => (card.date < first ? card.date : first), '9999-12-31');
  const patients = [...new Set(rows.map((row) => row.patient_id))];
  const histories = await ground.booking.past.ofPatients(patients, from);
  return new Map([...histories.values()].flatMap(({ bookings }) => bookings.map((b) => [b.id, b] as const)));
}

async function appealViews(
  ground: PenaltyGround,
  tx: Tx,
  rows: AppealRow[],
  { masked, locale }: { masked: boolean; locale: Locale },
): Promise<AppealView[]> {
  const staffId = (row: AppealRow) => row.decided_by?.split('staff:')[1] ?? '';
  const [cards, byId, names, offence] = await Promise.all([
    ground.people.cards(
      tx,
      rows.map((row) => row.patient_id),
    ),
    contested(ground, tx, rows),
    ground.people.staffNames(tx, [...new Set(rows.map(staffId))].filter(Boolean)),
    offenceViews(ground, locale),
  ]);
  return rows.map((row) => {
    const patient = cards.get(row.patient_id);
    const own = row.booking_ids.flatMap((id) => byId.get(id) ?? []);
    return {
      id: row.id,
      patient_id: row.patient_id,
      patient_name: (masked ? patient?.name_masked : patient?.name) ?? '',
      state: row.state,
      words: row.words,
      made_at: row.made_at.toString(),
      offences: own.map((b) => ({ ...offence(b), forgiven: row.lifted_ids.includes(b.id) })),
      decided_at: row.decided_at?.toString() ?? null,
      decided_by: masked ? (names.get(staffId(row)) ?? row.decided_by) : null,
      reason: row.reason,
      lifted_ids: row.lifted_ids,
    };
  });
}

export type PenaltyRouteNames = 'policyMine' | 'penaltyAppeal' | 'appealList' | 'appealDecide';

export function penaltyHandlers(ground: PenaltyGround): Handlers<PenaltyRouteNames> {
  const { db, people, policy, booking, wake } = ground;

  /** The suspension an appeal is against: still running, and of a patient of this account. */
  async function appealed(account_id: string, ask: { patient_id: string; suspension: string }, now: Temporal.Instant) {
    const own = await people.ownPatientIds(db.kysely, account_id);
    if (!own.includes(ask.patient_id)) throw new Refusal('not_found');
    const today = dayOf(now);
    const standing = (await standingsOf(ground, await policy.current(), [ask.patient_id], today)).get(ask.patient_id);
    return found(standing?.suspensions.find((s) => suspensionKey(s) === ask.suspension && s.until > today));
  }
  const decided = (body: { decision: 'lift' | 'uphold'; booking_ids?: string[] }, row: AppealRow): string[] => {
    const lifted = body.decision === 'uphold' ? [] : [...new Set(body.booking_ids ?? row.booking_ids)];
    if (lifted.every((id) => row.booking_ids.includes(id))) return lifted;
    throw new Refusal('input_invalid', {}, [
      { field: 'booking_ids', message: '不属于这项申诉 / not part of this appeal' },
    ]);
  };
  const rule = (actor: StaffActor) => keepToHospitalWide(actor, ['administrator', 'operator']);

  return {
    policyMine: ({ actor, now, locale }) => myStandings(ground, actor.id, locale, now),
    async penaltyAppeal({ body, actor, now, run, locale }) {
      const row = await run(async (tx) => {
        const suspension = await appealed(actor.id, body, now);
        const booking_ids = suspension.because.map((b) => b.id);
        const made = await policy.appeals.make(tx, { ...body, booking_ids, account_id: actor.id }, { actor, now });
        return { id: made.id };
      });
      wake.announce();
      const made = found(await policy.appeals.byId(db.kysely, row.id));
      return (await appealViews(ground, db.kysely, [made], { masked: false, locale }))[0]!;
    },
    async appealList({ query, actor, locale }) {
      keepToHospitalWide(actor, ['administrator', 'operator', 'clerk']);
      const limit = query.limit ?? PAGE;
      const before = readTimeCursor(query.cursor);
      const rows = await policy.appeals.list(db.kysely, { state: query.state, before, limit: limit + 1 });
      const { items, next_cursor } = cutPage(rows, limit, (last) => [last.made_at.toString(), last.id]);
      return { items: await appealViews(ground, db.kysely, items, { masked: true, locale }), next_cursor };
    },
    async appealDecide({ params, body, actor, now, run, locale }) {
      rule(actor);
      await run(async (tx) => {
        const row = found(await policy.appeals.byId(tx, params.id));
        const lifted_ids = decided(body, row);
        await policy.appeals.decide(tx, { id: row.id, lifted_ids, reason: body.reason }, { actor, now });
        await booking.past.forgive(tx, lifted_ids, now);
        return { id: row.id };
      });
      wake.announce();
      const row = found(await policy.appeals.byId(db.kysely, params.id));
      return (await appealViews(ground, db.kysely, [row], { masked: true, locale }))[0]!;
    },
  };
}
