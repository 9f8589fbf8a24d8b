/** Taking a place: load what the rules need for the whole batch, ask them, write the winners in one statement. */
import { addDays, ageOn, type Clock, type Db, dayOf, Lane, newId, Refusal } from '../../kernel/index.ts';
import { type Catalog, type CatalogView, feeParts, feeSum } from '../catalog/index.ts';
import type { PatientCard, People } from '../people/index.ts';
import {
  judgeBooking,
  lookBackFrom,
  needsAccountHistory,
  needsPhoneHistory,
  type PastBooking,
  type Policies,
  type Policy,
  policyForVisit,
  type Rules,
} from '../policy/index.ts';
import { type Scheduling, type SlotCard, withOwnFee } from '../scheduling/index.ts';
import { bookingAskOf, heldUntil, refusalOfRule, slotVisit } from './judging.ts';
import { entitlementsOf, RETURN_VISIT_DAYS, refusals } from './rules.ts';
import { holdBatch } from './store.ts';
import { accountHistories, groupHistories, histories } from './store-history.ts';
import type { AccountHistory, BookingCard, History, HoldAsk, HoldRow, Reserve } from './tables.ts';

export interface HoldGround {
  db: Db;
  clock: Clock;
  people: People;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
  /** Told of every ask that found no place. */
  noPlace?: (slot: SlotCard, patient_id: string) => void;
}
/** `again`: the same key was asked before, and this is what it got then, as it stands now. */
export type Held = { card: BookingCard; again: boolean };
/** `next`: places are left, but not for whom the patient was counted as; the patient may be counted otherwise. */
type Answer = Held | Refusal | 'retry' | 'next';

const MOST_IN_A_BATCH = 64;
const MOST_TRIES = 4;

export interface Loaded {
  now: Temporal.Instant;
  /** The visit day from which histories are known. */
  from: string;
  catalog: CatalogView;
  policy: Rules;
  slots: Map<string, SlotCard>;
  patients: Map<string, PatientCard>;
  histories: Map<string, History>;
  account_histories: Map<string, AccountHistory>;
  phone_histories: Map<string, PastBooking[]>;
}

/** The fee this patient owes for this slot, as parts. */
export function feeOf(catalog: CatalogView, slot: SlotCard, payer_class: string) {
  const visitType = catalog.visitType(slot.visit_type_id);
  if (!visitType) throw new Refusal('not_found');
  return feeParts(withOwnFee(visitType, slot), payer_class as never);
}

/**
 * What the rules say of one ask. An account may only book for its own patients; to others these do not exist.
 * `whenever`: without the rules of release, hours and cut-offs.
 */
export function judge(
  ask: Pick<HoldAsk, 'slot_id' | 'patient_id' | 'account_id' | 'channel' | 'symptoms_declared'>,
  loaded: Loaded,
  { whenever = false }: { whenever?: boolean } = {},
): Refusal | null {
  const slot = loaded.slots.get(ask.slot_id);
  const patient = loaded.patients.get(ask.patient_id);
  const department = slot && loaded.catalog.department(slot.department_id);
  if (!slot || !patient || !department) return new Refusal('not_found');
  if (ask.account_id && !patient.account_ids.includes(ask.account_id)) return new Refusal('not_found');
  if (slot.state === 'closed') return new Refusal('session_closed');
  if (Temporal.Instant.compare(slot.ends_at, loaded.now) <= 0) return new Refusal('slot_past');
  const { data, calendar } = loaded.policy;
  const no = judgeBooking(data, bookingAskOf(ask, { ...loaded, slot, patient, department }), calendar, { whenever });
  return no ? refusalOfRule(no) : null;
}

type LoadAsk = Pick<HoldAsk, 'slot_id' | 'patient_id' | 'account_id'>;

/** Bookings of the askers' accounts and phones, where a rule counts by them; most hospitals' rules do not. */
async function widerHistories(ground: HoldGround, asks: LoadAsk[], policy: Policy, from: string) {
  const account_ids = needsAccountHistory(policy) ? asks.flatMap((ask) => ask.account_id ?? []) : [];
  const patient_ids = needsPhoneHistory(policy) ? asks.map((ask) => ask.patient_id) : [];
  const [account_histories, phone_histories] = await Promise.all([
    account_ids.length ? accountHistories(ground.db.hot, account_ids, from) : new Map<string, AccountHistory>(),
    patient_ids.length
      ? groupHistories(ground.db.hot, await ground.people.samePhone(ground.db.kysely, patient_ids), from)
      : new Map<string, PastBooking[]>(),
  ]);
  return { account_histories, phone_histories };
}

/** How far back is read: as far as a rule looks, and as far as a return visit reaches. */
const firstOf = (a: string, b: string): string => (a < b ? a : b);

export async function load(ground: HoldGround, asks: LoadAsk[]): Promise<Loaded> {
  const now = ground.clock.now();
  const patient_ids = [...new Set(asks.map((ask) => ask.patient_id))];
  const slot_ids = [...new Set(asks.map((ask) => ask.slot_id))];
  const policy = await ground.policy.current();
  const from = firstOf(lookBackFrom(policy.data, dayOf(now)), addDays(dayOf(now), -RETURN_VISIT_DAYS));
  const [catalog, slots, patients, history, wider] = await Promise.all([
    ground.catalog.view(),
    ground.scheduling.slotCards(ground.db.kysely, slot_ids),
    ground.people.cards(ground.db.kysely, patient_ids),
    histories(ground.db.hot, patient_ids, from),
    widerHistories(ground, asks, policy.data, from),
  ]);
  return { now, from, catalog, policy, slots, patients, histories: history, ...wider };
}

export function rowOf(ask: HoldAsk, loaded: Loaded): HoldRow {
  const patient = loaded.patients.get(ask.patient_id)!;
  const slot = loaded.slots.get(ask.slot_id)!;
  const fee_parts = feeOf(loaded.catalog, slot, patient.payer_class);
  const { data, calendar } = loaded.policy;
  const policy = policyForVisit(data, { ...slotVisit(slot, loaded.catalog), channel: ask.channel }, calendar);
  const entitlements = entitlementsOf({
    asked: ask.reserve,
    age_years: ageOn(patient.birth_date, slot.date),
    senior_from_age_years: policy.pool.senior_from_age_years,
    doctor_id: slot.doctor_id,
    date: slot.date,
    history: loaded.histories.get(ask.patient_id)?.bookings ?? [],
  });
  return {
    ...ask,
    reserve: entitlements[ask.attempt ?? 0] ?? null,
    last_attempt: (ask.attempt ?? 0) >= entitlements.length - 1,
    id: newId(loaded.now.epochMilliseconds),
    fee_fen: feeSum(fee_parts),
    fee_parts,
    payer_class: patient.payer_class,
    policy_version: loaded.policy.version,
    account_seen:
      ask.account_id && needsAccountHistory(data) ? (loaded.account_histories.get(ask.account_id)?.count ?? 0) : null,
    seen: loaded.histories.get(ask.patient_id)?.count ?? 0,
    now: loaded.now,
    until: heldUntil(policy, slot, { channel: ask.channel, now: loaded.now }),
  };
}

/** A place just taken, as a card; made from what is at hand, so that the rush reads nothing twice. */
export function cardOf(
  row: Omit<HoldRow, 'seen' | 'account_seen' | 'reserve' | 'last_attempt'> & { reserve: Reserve | null },
  slot: SlotCard,
  serial: number,
): BookingCard {
  const {
    slot_id,
    session_id,
    date,
    half_day,
    starts,
    ends,
    session_ends_at,
    department_id,
    doctor_id,
    room_id,
    visit_type_id,
  } = slot;
  return {
    id: row.id,
    state: 'held',
    session_id,
    slot_id,
    patient_id: row.patient_id,
    account_id: row.account_id,
    date,
    half_day,
    slot_starts_at: slot.starts_at,
    slot_ends_at: slot.ends_at,
    session_ends_at,
    starts,
    ends,
    department_id,
    doctor_id,
    room_id,
    visit_type_id,
    session_state: slot.state,
    serial,
    fee_fen: row.fee_fen,
    fee_parts: row.fee_parts,
    payer_class: row.payer_class as BookingCard['payer_class'],
    channel: row.channel,
    reserve: row.reserve,
    pool: row.reserve ?? row.channel,
    policy_version: row.policy_version,
    created_at: row.now,
    held_until: row.until,
    cancelled_by: null,
    cancel_reason: null,
  };
}

/**
 * A rule's refusal does not decide alone: the same key asked again must get its first answer, and only the statement knows
 * it. So refused asks are looked up by their key too, which costs nothing on the way that books.
 */
async function holdAll(
  ground: HoldGround,
  asks: HoldAsk[],
  earlier: (ask: HoldAsk) => Promise<Held | undefined>,
): Promise<Answer[]> {
  const loaded = await load(ground, asks);
  const answers: Answer[] = new Array(asks.length);
  const rows: { at: number; row: HoldRow }[] = [];
  await Promise.all(
    asks.map(async (ask, at) => {
      const refusal = judge(ask, loaded);
      if (refusal) answers[at] = (await earlier(ask)) ?? refusal;
      else rows.push({ at, row: rowOf(ask, loaded) });
    }),
  );
  if (rows.length === 0) return answers;
  const outcomes = await holdBatch(
    ground.db.hot,
    rows.map(({ row }) => row),
    loaded.from,
  );
  await Promise.all(
    rows.map(async ({ at, row }, n) => {
      const { outcome, serial, counted_as } = outcomes[n]!;
      if (outcome === 'retry') answers[at] = 'retry';
      else if (outcome === 'reserved' && !row.last_attempt) answers[at] = 'next';
      else if (outcome === 'held')
        answers[at] = {
          card: cardOf({ ...row, reserve: counted_as }, loaded.slots.get(row.slot_id)!, serial!),
          again: false,
        };
      else if (outcome === 'again') answers[at] = (await earlier(row)) ?? 'retry';
      else {
        if (outcome === 'full' || outcome === 'reserved')
          ground.noPlace?.(loaded.slots.get(row.slot_id)!, row.patient_id);
        answers[at] = new Refusal(refusals[outcome]);
      }
    }),
  );
  return answers;
}

/** `hold(ask)`: takes a place or throws the refusal that says why not. */
export function holder(
  ground: HoldGround,
  earlier: (ask: HoldAsk) => Promise<Held | undefined>,
): (ask: HoldAsk) => Promise<Held> {
  const lane = new Lane<HoldAsk, Answer>({
    work: (asks) => holdAll(ground, asks, earlier),
    // rules count by patient and by account: two of either in one statement would not see one another
    onlyOncePer: (ask) => (ask.account_id ? [ask.patient_id, ask.account_id] : ask.patient_id),
    most: MOST_IN_A_BATCH,
  });
  return async (ask) => {
    let attempt = 0;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await lane.ask(attempt > 0 ? { ...ask, attempt } : ask);
      if (answer instanceof Refusal) throw answer;
      if (answer === 'next') {
        attempt += 1;
        tries = -1;
      } else if (answer !== 'retry') return answer;
    }
    throw new Refusal('policy_unavailable');
  };
}
