/** Joining: whether there is anything to wait for, whether this patient may have it, and who goes before whom. */
import type { WaitlistWish } from '@menzhen/contract';
import {
  addDays,
  ageOn,
  dayOf,
  type FieldError,
  found,
  newId,
  record,
  Refusal,
  type Tx,
  violated,
} from '../../kernel/index.ts';
import { freeInSlot } from '../scheduling/index.ts';
import { joinedFact } from './facts.ts';
import { closed, settingsFor, type WaitlistGround } from './ground.ts';
import { classOf, offersEnd, SEEN_HERE_DAYS, wants } from './rules/index.ts';
import * as store from './store.ts';
import type { EntryRow, Wish } from './tables.ts';

export interface JoinAsk {
  patient_id: string;
  account_id: string | null;
  channel: EntryRow['channel'];
  wish: WaitlistWish;
  /** Why the patient counts as referred; only the desk may say so. */
  referral: string | null;
  actor: string;
  now: Temporal.Instant;
}
type NewEntry = Parameters<typeof store.insertEntry>[1];

/** Nobody waits for longer than this; the hospital's horizon is shorter as a rule. */
const MOST_DAYS = 60;
const invalid = (field: string, zh: string, en: string): Refusal =>
  new Refusal('input_invalid', {}, [{ field: `wish.${field}`, message: `${zh} / ${en}` } satisfies FieldError]);

export function joinService(ground: WaitlistGround) {
  /** The wish as it is kept: whose department, and within which days. */
  async function wishOf(tx: Tx, asked: WaitlistWish, now: Temporal.Instant): Promise<Wish> {
    const view = await ground.catalog.view();
    const narrow = {
      half_days: asked.half_days ?? null,
      from_time: asked.from_time ?? null,
      to_time: asked.to_time ?? null,
      visit_type_kinds: asked.visit_type_kinds ?? null,
    };
    if (narrow.from_time && narrow.to_time && narrow.from_time >= narrow.to_time)
      throw invalid('to_time', '应晚于开始时间', 'must be later than from_time');
    if (asked.kind === 'session') {
      if (!asked.session_id) throw invalid('session_id', '必填', 'is required');
      const session = found(await ground.scheduling.session(tx, asked.session_id));
      const { department_id, doctor_id, date } = session;
      return {
        kind: 'session',
        session_id: session.id,
        department_id,
        doctor_id,
        from_date: date,
        to_date: date,
        ...narrow,
      };
    }
    const days = daysOf(asked, dayOf(now));
    if (asked.kind === 'doctor') {
      const doctor = found(view.doctor(asked.doctor_id ?? ''));
      return {
        kind: 'doctor',
        department_id: doctor.department_id,
        doctor_id: doctor.id,
        session_id: null,
        ...days,
        ...narrow,
      };
    }
    const department = found(view.department(asked.department_id ?? ''));
    return { kind: 'department', department_id: department.id, doctor_id: null, session_id: null, ...days, ...narrow };
  }

  /** The slots a wish is about that are still ahead, each with what is free in it for this patient. */
  async function slotsAhead(
    tx: Tx,
    ask: { wish: Wish; channel: string; reserves: (string | null)[]; stops: number; now: Temporal.Instant },
  ) {
    const view = await ground.catalog.view();
    const all = await store.slotsFor(tx, ask.wish, ask.now);
    const bySession = Map.groupBy(all, (slot) => slot.session_id);
    const partitions = Map.groupBy(await store.partitionsOf(tx, [...bySession.keys()]), (one) => one.session_id);
    return all.flatMap((slot) => {
      const place = { ...slot, visit_type_kind: view.visitType(slot.visit_type_id)?.kind ?? '' };
      const last = offersEnd(slot.starts_at, ask.stops);
      if (!wants(ask.wish, place) || Temporal.Instant.compare(last, ask.now) <= 0) return [];
      const supply = { slots: bySession.get(slot.session_id)!, pools: partitions.get(slot.session_id) ?? [] };
      return [
        {
          ...slot,
          last,
          free: Math.max(...ask.reserves.map((reserve) => freeInSlot({ channel: ask.channel, reserve }, slot, supply))),
        },
      ];
    });
  }

  /** @throws Refusal when places are free, the rules refuse this patient everywhere, or there is nothing to wait for */
  async function mustWait(
    tx: Tx,
    ask: Pick<JoinAsk, 'patient_id' | 'account_id' | 'channel' | 'now'>,
    wish: Wish,
    at: { stops: number; reserves: (string | null)[] },
  ): Promise<Temporal.Instant> {
    const slots = await slotsAhead(tx, {
      wish,
      channel: ask.channel,
      reserves: at.reserves,
      stops: at.stops,
      now: ask.now,
    });
    const open = slots.filter((slot) => slot.session_state === 'open');
    if (open.length === 0) {
      if (slots.length > 0) throw new Refusal('session_closed');
      throw closed('这段时间没有可候补的出诊，或已停止候补', 'nobody sees patients then, or it is too late to wait');
    }
    // the rules ask for the day and half day, so one slot speaks for its session
    const heads = [...Map.groupBy(open, (slot) => slot.session_id).values()].map(([head]) => head!);
    const judged = await ground.booking.judgeWaiting({ ...ask, slot_ids: heads.map((slot) => slot.slot_id) });
    const of = new Map(heads.map((head) => [head.session_id, judged.get(head.slot_id)!]));
    const allowed = open.filter((slot) => !of.get(slot.session_id)!.who);
    if (allowed.length === 0) throw of.get(open[0]!.session_id)!.who!;
    if (wish.kind === 'session' && (await ground.booking.busyPatients(tx, open[0]!.slot_id, [ask.patient_id])).size > 0)
      throw new Refusal('booking_duplicate');
    const free = allowed.find((slot) => slot.free > 0 && !of.get(slot.session_id)!.when);
    if (free) throw await notNeeded(free);
    const full = allowed.filter((slot) => slot.free === 0 && !notYet(of.get(slot.session_id)!.when));
    if (full.length === 0) throw of.get(allowed[0]!.session_id)!.when!;
    return full.map((slot) => slot.last).reduce((a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b));
  }

  async function notNeeded(slot: store.WishedSlot): Promise<Refusal> {
    const doctor = (await ground.catalog.view()).doctor(slot.doctor_id);
    const same = { day: slot.date, time: slot.starts, slot_id: slot.slot_id, session_id: slot.session_id };
    return new Refusal('waitlist_not_needed', {
      zh: { ...same, doctor: doctor?.name ?? '' },
      en: { ...same, doctor: doctor?.name_en || (doctor?.name ?? '') },
    });
  }

  /** The entry as it would be written: everything asked and nothing kept yet. */
  async function consider(tx: Tx, ask: JoinAsk): Promise<NewEntry> {
    const rules = await ground.policy.current();
    const patient = found((await ground.people.cards(tx, [ask.patient_id])).get(ask.patient_id));
    if (ask.account_id && !patient.account_ids.includes(ask.account_id)) throw new Refusal('not_found');
    const wish = await wishOf(tx, ask.wish, ask.now);
    const settings = settingsFor(rules, wish);
    if (!settings.enabled) throw closed('本科室没有开放候补', 'this department keeps no waiting list');
    const age_years = ageOn(patient.birth_date, wish.from_date);
    const is_senior = settings.senior_from_age_years > 0 && age_years >= settings.senior_from_age_years;
    const ends_at = await mustWait(tx, ask, wish, {
      stops: settings.stops_minutes_before_slot,
      reserves: is_senior ? ['senior', null] : [null],
    });
    if ((await store.countOpen(tx, ask.patient_id)) >= settings.per_patient_max)
      throw new Refusal('waitlist_limit', { limit: settings.per_patient_max });
    const seen = await ground.booking.lastSeen(tx, ask.patient_id, wish.department_id);
    const standing = classOf(settings.classes, {
      seen_here: seen !== undefined && seen >= addDays(dayOf(ask.now), -SEEN_HERE_DAYS),
      is_senior,
      referred: ask.referral !== null,
    });
    const { patient_id, account_id, channel, now } = ask;
    const id = newId(now.epochMilliseconds);
    return {
      id,
      patient_id,
      account_id,
      ...wish,
      ...standing,
      joined_at: now,
      ends_at,
      policy_version: rules.version,
      channel,
    };
  }

  return {
    consider,
    /** @throws Refusal of consider, and waitlist_duplicate */
    async join(tx: Tx, ask: JoinAsk): Promise<string> {
      const { department_id } = await wishOf(tx, ask.wish, ask.now);
      await store.lockForJoining(tx, { department_id, patient_id: ask.patient_id });
      const entry = await consider(tx, ask);
      try {
        await store.insertEntry(tx, entry);
      } catch (error) {
        throw violated(error) === 'waitlist_entry_once' ? new Refusal('waitlist_duplicate') : error;
      }
      await record(tx, joinedFact(entry, { at: ask.now, actor: ask.actor }, ask.referral));
      return entry.id;
    },
  };
}

/** A day that is not open yet is not waited for: its places come to everybody at the release. */
const notYet = (when: Refusal | null): boolean =>
  when !== null && ['policy_not_released', 'policy_beyond_horizon', 'policy_day_not_bookable'].includes(when.code);

function daysOf(asked: WaitlistWish, today: string): { from_date: string; to_date: string } {
  if (!asked.from_date) throw invalid('from_date', '必填', 'is required');
  if (!asked.to_date) throw invalid('to_date', '必填', 'is required');
  if (asked.to_date < asked.from_date) throw invalid('to_date', '不能早于开始日期', 'may not be before from_date');
  if (asked.to_date < today) throw closed('这段日期已过去', 'these days are over');
  if (asked.to_date > addDays(today, MOST_DAYS))
    throw invalid('to_date', `最多 ${MOST_DAYS} 天内`, `may be at most ${MOST_DAYS} days ahead`);
  return { from_date: asked.from_date < today ? today : asked.from_date, to_date: asked.to_date };
}
