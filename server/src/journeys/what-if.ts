/**
 * What if: bookings of the past are judged again by a draft, each at its own moment and with the history as it then was; so
 * an administrator sees whom a rule would have turned away before it binds anybody. Nothing is written.
 */
import {
  addDays,
  type Clock,
  type Db,
  dayOf,
  type Handlers,
  instantOf,
  keepToHospitalWide,
  type Locale,
  readIdCursor,
  Refusal,
  wallTimeOf,
  writeCursor,
} from '../kernel/index.ts';
import { asOf, type Bookings, type MadeBooking } from '../modules/booking/index.ts';
import type { Catalog, CatalogView } from '../modules/catalog/index.ts';
import type { PatientCard, People } from '../modules/people/index.ts';
import {
  type BookingAsk,
  judgeBooking,
  keepStanding,
  lookBackFrom,
  needsAccountHistory,
  needsPhoneHistory,
  type No,
  type Now,
  type PastBooking,
  type Policies,
  type Policy,
} from '../modules/policy/index.ts';

export interface WhatIfGround {
  db: Db;
  clock: Clock;
  people: Pick<People, 'cards' | 'samePhone'>;
  catalog: Pick<Catalog, 'view'>;
  policy: Pick<Policies, 'current'>;
  booking: Pick<Bookings, 'past'>;
}

const BATCH = 300;
/** More than these are not replayed at once; the answer says so. */
const MOST_JUDGED = 60_000;
const PAGE = 50;
const DEFAULT_DAYS = 30;
const LONGEST_DAYS = 92;

interface Span {
  from: string;
  to: string;
}
/** The span asked for: the last 30 days when not told; never the future, never longer than a quarter. */
export function spanOf(ask: { from?: string | undefined; to?: string | undefined }, today: string): Span {
  const to = ask.to ?? today;
  const from = ask.from ?? addDays(to, -DEFAULT_DAYS);
  const wrong = (field: string, message: string) => new Refusal('input_invalid', {}, [{ field, message }]);
  if (from > to) throw wrong('from', '开始日期晚于结束日期 / begins after it ends');
  if (addDays(from, LONGEST_DAYS) < to) throw wrong('from', `最多 ${LONGEST_DAYS} 天 / at most ${LONGEST_DAYS} days`);
  return { from, to: to > today ? today : to };
}

/** One booking judged twice: by the draft and by the rules in force. */
interface Verdict {
  made: MadeBooking;
  draft: No | null;
  now: No | null;
}
interface Judges {
  draft: Policy;
  current: Policy;
  calendar: Parameters<typeof judgeBooking>[2];
}

const wall = (at: Temporal.Instant): Now => ({ day: dayOf(at), time: wallTimeOf(at) });
const OPEN_TO_ALL = { sex_gate: null, age_from_years: null, age_to_years: null, access: 'booking' as const };

/** What the rules need for a batch: everything that any of its bookings could have seen. */
async function historiesFor(ground: WhatIfGround, batch: MadeBooking[], { draft, current }: Judges) {
  const { past } = ground.booking;
  const first_day = dayOf(batch[0]!.created_at);
  const from = [draft, current].map((policy) => lookBackFrom(policy, first_day)).toSorted()[0]!;
  const either = (needs: (policy: Policy) => boolean) => needs(draft) || needs(current);
  const patient_ids = [...new Set(batch.map((made) => made.patient_id))];
  const account_ids = [...new Set(batch.flatMap((made) => made.account_id ?? []))];
  const [patients, seen, accounts, phones] = await Promise.all([
    past.ofPatients(patient_ids, from),
    past.firstSeen(ground.db.kysely, patient_ids),
    either(needsAccountHistory) ? past.ofAccounts(account_ids, from) : undefined,
    either(needsPhoneHistory)
      ? past.ofGroups(await ground.people.samePhone(ground.db.kysely, patient_ids), from)
      : undefined,
  ]);
  return { patients, seen, accounts, phones };
}
type Histories = Awaited<ReturnType<typeof historiesFor>>;

function askOf(made: MadeBooking, card: PatientCard, catalog: CatalogView, known: Histories): BookingAsk {
  const now = wall(made.created_at);
  const then = (history: readonly PastBooking[] | undefined) => asOf(history ?? [], { id: made.id, now });
  const seen = known.seen.get(made.patient_id);
  const { sex, birth_date, id_kind } = card;
  return {
    ...made,
    visit_type_kind: catalog.visitType(made.visit_type_id)?.kind,
    now,
    department: catalog.department(made.department_id) ?? { id: made.department_id, ...OPEN_TO_ALL },
    patient: {
      sex,
      birth_date,
      id_kind,
      first_visit: !seen || Temporal.Instant.compare(seen, made.created_at) >= 0,
    },
    // what a patient said then is not kept; who booked is taken to have said none
    symptoms_declared: [],
    history: then(known.patients.get(made.patient_id)?.bookings),
    account_history: then(known.accounts?.get(made.account_id ?? '')?.bookings),
    phone_history: then(known.phones?.get(made.patient_id)),
  };
}

async function judgeBatch(ground: WhatIfGround, batch: MadeBooking[], judges: Judges): Promise<Verdict[]> {
  const [known, catalog, cards] = await Promise.all([
    historiesFor(ground, batch, judges),
    ground.catalog.view(),
    ground.people.cards(ground.db.kysely, [...new Set(batch.map((made) => made.patient_id))]),
  ]);
  return batch.flatMap((made) => {
    const card = cards.get(made.patient_id);
    if (!card) return [];
    const ask = askOf(made, card, catalog, known);
    return {
      made,
      draft: judgeBooking(judges.draft, ask, judges.calendar),
      now: judgeBooking(judges.current, ask, judges.calendar),
    };
  });
}

/** Batch after batch, so that a month of a large hospital needs no more memory than three hundred bookings. */
async function* replay(ground: WhatIfGround, span: Span, after: string | undefined, judges: Judges) {
  const ask = { from: instantOf(span.from, '00:00'), to: instantOf(addDays(span.to, 1), '00:00') };
  let last = after;
  for (;;) {
    const batch = await ground.booking.past.madeBetween(ground.db.kysely, { ...ask, after: last, limit: BATCH });
    if (batch.length) yield await judgeBatch(ground, batch, judges);
    if (batch.length < BATCH) return;
    last = batch.at(-1)!.id;
  }
}

class Tally {
  judged = 0;
  refused = 0;
  refused_now = 0;
  readonly by_rule = new Map<string, { rule: string; department_id: string; bookings: number }>();

  add({ made, draft, now }: Verdict): void {
    this.judged += 1;
    if (now) this.refused_now += 1;
    if (!draft) return;
    this.refused += 1;
    const key = `${draft.code} ${made.department_id}`;
    const row = this.by_rule.get(key) ?? { rule: draft.code, department_id: made.department_id, bookings: 0 };
    row.bookings += 1;
    this.by_rule.set(key, row);
  }
}

async function viewsOf(ground: WhatIfGround, verdicts: Verdict[], locale: Locale) {
  const catalog = await ground.catalog.view();
  const cards = await ground.people.cards(
    ground.db.kysely,
    verdicts.map(({ made }) => made.patient_id),
  );
  return verdicts.map(({ made, draft, now }) => ({
    booking_id: made.id,
    made_at: made.created_at.toString(),
    date: made.date,
    patient_name_masked: cards.get(made.patient_id)?.name_masked ?? '',
    department_name: catalog.department(made.department_id)?.name ?? '',
    doctor_name: catalog.doctor(made.doctor_id)?.name ?? '',
    channel: made.channel,
    rule: draft!.code,
    sentence: new Refusal(draft!.code, draft!.params).sentence(locale),
    also_now: now !== null,
  }));
}

export function whatIfHandlers(ground: WhatIfGround): Handlers<'policyWhatIf'> {
  return {
    /** The figures are of the whole span on the first page, and of the rest of it on those that follow. */
    async policyWhatIf({ body, actor, now, locale }) {
      keepToHospitalWide(actor, ['administrator', 'operator']);
      await keepStanding(ground.catalog, body.policy, locale);
      const { data: current, calendar } = await ground.policy.current();
      const span = spanOf(body, dayOf(now));
      const limit = body.limit ?? PAGE;
      const tally = new Tally();
      const shown: Verdict[] = [];
      const after = readIdCursor(body.cursor);
      let is_cut = false;
      for await (const verdicts of replay(ground, span, after, { draft: body.policy, current, calendar })) {
        for (const verdict of verdicts) {
          tally.add(verdict);
          if (verdict.draft && shown.length <= limit) shown.push(verdict);
        }
        is_cut = tally.judged >= MOST_JUDGED;
        if (is_cut) break;
      }
      const catalog = await ground.catalog.view();
      const items = shown.slice(0, limit);
      return {
        ...span,
        judged: tally.judged,
        refused: tally.refused,
        refused_now: tally.refused_now,
        is_cut,
        by_rule: [...tally.by_rule.values()]
          .toSorted((a, b) => b.bookings - a.bookings)
          .map((row) => ({ ...row, department_name: catalog.department(row.department_id)?.name ?? '' })),
        items: await viewsOf(ground, items, locale),
        next_cursor: shown.length > limit ? writeCursor([items.at(-1)!.made.id]) : null,
      };
    },
  };
}
