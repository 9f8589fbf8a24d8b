/** Taking a place: load what the rules need for the whole batch, ask them, write the winners in one statement. */
import { ageOn, type Clock, type Db, dayOf, Lane, newId, Refusal, wallTimeOf } from '../../kernel/index.ts';
import { type Catalog, type CatalogView, feeParts } from '../catalog/index.ts';
import type { PatientCard, People } from '../people/index.ts';
import { judgeBooking, type No, type Policies, type PolicyRow } from '../policy/index.ts';
import { type Scheduling, type SlotCard, withOwnFee } from '../scheduling/index.ts';
import { refusals, reserveOf } from './rules.ts';
import { histories, holdBatch } from './store.ts';
import type { BookingCard, History, HoldAsk, HoldRow, Reserve } from './tables.ts';

export interface HoldGround {
  db: Db;
  clock: Clock;
  people: People;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
}
/** `again`: the same key was asked before, and this is what it got then, as it stands now. */
export type Held = { card: BookingCard; again: boolean };
type Answer = Held | Refusal | 'retry';

const MOST_IN_A_BATCH = 64;
const MOST_TRIES = 4;

interface Loaded {
  now: Temporal.Instant;
  catalog: CatalogView;
  policy: PolicyRow;
  slots: Map<string, SlotCard>;
  patients: Map<string, PatientCard>;
  histories: Map<string, History>;
}

const refusalOf = (no: No): Refusal => new Refusal(no.code, no.params);

/** The fee this patient owes for this slot, as parts. */
export function feeOf(catalog: CatalogView, slot: SlotCard, payer_class: string) {
  const visitType = catalog.visitType(slot.visit_type_id);
  if (!visitType) throw new Refusal('not_found');
  return feeParts(withOwnFee(visitType, slot), payer_class as never);
}

/** What the rules say of one ask. An account may only book for its own patients; to others these do not exist. */
export function judge(
  ask: Pick<HoldAsk, 'slot_id' | 'patient_id' | 'account_id' | 'channel'>,
  loaded: Loaded,
): Refusal | null {
  const slot = loaded.slots.get(ask.slot_id);
  const patient = loaded.patients.get(ask.patient_id);
  const department = slot && loaded.catalog.department(slot.department_id);
  if (!slot || !patient || !department) return new Refusal('not_found');
  if (ask.account_id && !patient.account_ids.includes(ask.account_id)) return new Refusal('not_found');
  if (slot.state === 'closed') return new Refusal('session_closed');
  if (Temporal.Instant.compare(slot.ends_at, loaded.now) <= 0) return new Refusal('slot_past');
  const no = judgeBooking(loaded.policy.data, {
    now: { day: dayOf(loaded.now), time: wallTimeOf(loaded.now) },
    channel: ask.channel,
    date: slot.date,
    half_day: slot.half_day,
    department,
    doctor_id: slot.doctor_id,
    patient,
    history: loaded.histories.get(ask.patient_id)?.bookings ?? [],
  });
  return no ? refusalOf(no) : null;
}

export async function load(ground: HoldGround, asks: Pick<HoldAsk, 'slot_id' | 'patient_id'>[]): Promise<Loaded> {
  const now = ground.clock.now();
  const patient_ids = [...new Set(asks.map((ask) => ask.patient_id))];
  const slot_ids = [...new Set(asks.map((ask) => ask.slot_id))];
  const month = `${dayOf(now).slice(0, 7)}-01`;
  const [catalog, policy, slots, patients, history] = await Promise.all([
    ground.catalog.view(),
    ground.policy.current(),
    ground.scheduling.slotCards(ground.db.kysely, slot_ids),
    ground.people.cards(ground.db.kysely, patient_ids),
    histories(ground.db.pool, patient_ids, month),
  ]);
  return { now, catalog, policy, slots, patients, histories: history };
}

export function rowOf(ask: HoldAsk, loaded: Loaded): HoldRow {
  const patient = loaded.patients.get(ask.patient_id)!;
  const parts = feeOf(loaded.catalog, loaded.slots.get(ask.slot_id)!, patient.payer_class);
  return {
    ...ask,
    reserve: reserveOf({
      asked: ask.reserve,
      age_years: ageOn(patient.birth_date, loaded.slots.get(ask.slot_id)!.date),
    }),
    id: newId(loaded.now.epochMilliseconds),
    fee_fen: parts.reduce((sum, part) => sum + part.amount_fen, 0),
    payer_class: patient.payer_class,
    policy_version: loaded.policy.version,
    account_seen: null,
    seen: loaded.histories.get(ask.patient_id)?.count ?? 0,
    now: loaded.now,
    until: loaded.now.add({ minutes: loaded.policy.data.pay_within_minutes }),
  };
}

/** A place just taken, as a card; made from what is at hand, so that the rush reads nothing twice. */
export function cardOf(
  row: Omit<HoldRow, 'seen' | 'account_seen' | 'reserve'> & { reserve: Reserve | null },
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
    registration_fen,
    consultation_fen,
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
    registration_fen,
    consultation_fen,
    session_state: slot.state,
    serial,
    fee_fen: row.fee_fen,
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
    ground.db.pool,
    rows.map(({ row }) => row),
  );
  await Promise.all(
    rows.map(async ({ at, row }, n) => {
      const { outcome, serial } = outcomes[n]!;
      if (outcome === 'retry') answers[at] = 'retry';
      else if (outcome === 'held')
        answers[at] = { card: cardOf(row, loaded.slots.get(row.slot_id)!, serial!), again: false };
      else if (outcome === 'again') answers[at] = (await earlier(row)) ?? 'retry';
      else answers[at] = new Refusal(refusals[outcome]);
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
    onlyOncePer: (ask) => ask.patient_id,
    most: MOST_IN_A_BATCH,
  });
  return async (ask) => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await lane.ask(ask);
      if (answer instanceof Refusal) throw answer;
      if (answer !== 'retry') return answer;
    }
    throw new Refusal('policy_unavailable');
  };
}
