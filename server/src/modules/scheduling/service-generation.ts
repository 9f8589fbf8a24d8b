/** Templates to sessions: makes what is missing, takes back what nobody has booked, and names what is out of step. */
import { dayOf, found, instantOf, newId, record, type Tx } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { DayInfo, Policies } from '../policy/index.ts';
import { sessionOpened, sessionWithdrawn } from './facts.ts';
import { datesOf, lastDay, type OffDay, offDay, slotsOf } from './rules.ts';
import { sessions } from './store.ts';
import { openPools } from './service-pools.ts';
import {
  type ClosedTime,
  closedTimes,
  insertSession,
  insertSlots,
  standing,
  withdrawEmpty,
} from './store-generation.ts';
import { holdRoster, templates } from './store-template.ts';
import type { Generated, SessionRow, StandingSession, TemplateRow } from './tables.ts';

/** A session that is open on a day on which its template works no more, and why. */
export type OutOfStep = SessionRow & { why: OffDay };

interface GenerationGround {
  catalog: Catalog;
  policy: Policies;
}
interface Deed {
  actor: string;
  now: Temporal.Instant;
}

const whyOff = (one: StandingSession, days: Map<string, DayInfo>): OffDay | null =>
  one.template_state === 'withdrawn' ? 'template' : offDay(one, one.date, days.get(one.date)!);

const meets = (a: Pick<ClosedTime, 'starts' | 'ends'>, b: Pick<TemplateRow, 'starts' | 'ends'>): boolean =>
  a.starts < b.ends && b.starts < a.ends;

export function generationService(ground: GenerationGround) {
  async function openSession(
    tx: Tx,
    template: TemplateRow,
    date: string,
    { actor, now }: Deed,
  ): Promise<SessionRow | undefined> {
    const catalog = await ground.catalog.view(tx);
    const doctor = found(catalog.doctor(template.doctor_id));
    const { half_day, starts, ends, room_id, visit_type_id, registration_fen, consultation_fen } = template;
    const row = await insertSession(tx, {
      ...{ half_day, starts, ends, room_id, visit_type_id, registration_fen, consultation_fen },
      id: newId(now.epochMilliseconds),
      template_id: template.id,
      date,
      starts_at: instantOf(date, starts).toString(),
      ends_at: instantOf(date, ends).toString(),
      department_id: doctor.department_id,
      doctor_id: doctor.id,
    });
    if (!row) return undefined;
    const slots = slotsOf(starts, ends, template.slot_minutes).map((slot) => ({
      ...slot,
      id: newId(now.epochMilliseconds),
      starts_at: instantOf(date, slot.starts).toString(),
      ends_at: instantOf(date, slot.ends).toString(),
      capacity: template.places_per_slot,
    }));
    await insertSlots(tx, row.id, slots);
    const places = slots.length * template.places_per_slot;
    await record(tx, sessionOpened(row, places, { at: now, actor }));
    await openPools(tx, ground, { session: row, places, at: now, actor });
    return row;
  }

  /** The days from today (or a given one) as far as the widest rule looks. */
  async function span(tx: Tx, ask: { now: Temporal.Instant; from?: string; to?: string }) {
    const from = ask.from ?? dayOf(ask.now);
    const to = ask.to ?? lastDay((await ground.policy.currentIn(tx)).data, from);
    return { from, to, days: await ground.policy.days(tx, from, to) };
  }

  const isAhead = (one: StandingSession, now: Temporal.Instant) =>
    one.state === 'open' && Temporal.Instant.compare(one.starts_at, now) > 0;

  async function withdraw(tx: Tx, ids: string[], { actor, now }: Deed): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const gone = await withdrawEmpty(tx, ids);
    for (const row of gone) await record(tx, sessionWithdrawn(row, { at: now, actor }));
    return new Set(gone.map(({ id }) => id));
  }

  return {
    /**
     * Brings the sessions of the coming days in step with templates and calendar; running it again changes nothing. Sessions
     * with bookings are never touched. Nobody changes a template meanwhile.
     */
    async generate(tx: Tx, ask: Deed & { from?: string; to?: string }): Promise<Generated> {
      await holdRoster(tx);
      const { from, to, days } = await span(tx, ask);
      const all = await standing(tx, from, to);
      const off = all.filter((one) => isAhead(one, ask.now) && whyOff(one, days));
      const gone = await withdraw(
        tx,
        off.filter(({ substituted }) => !substituted).map(({ id }) => id),
        ask,
      );
      const there = new Set(all.filter(({ id }) => !gone.has(id)).map((one) => `${one.template_id} ${one.date}`));
      const closed = Map.groupBy(await closedTimes(tx, from, to), (one) => `${one.doctor_id} ${one.date}`);
      const isClosed = (t: TemplateRow, date: string) =>
        closed.get(`${t.doctor_id} ${date}`)?.some((one) => meets(one, t));
      const tally = { created: 0, unchanged: 0, blocked: 0, withdrawn: gone.size, kept: off.length - gone.size };
      for (const template of await templates(tx)) {
        for (const date of datesOf(template, days)) {
          if (there.has(`${template.id} ${date}`)) tally.unchanged += 1;
          else if (isClosed(template, date)) tally.blocked += 1;
          else tally[(await openSession(tx, template, date, ask)) ? 'created' : 'blocked'] += 1;
        }
      }
      return tally;
    },
    /** Sessions ahead that people have booked and the roster or the calendar no longer asks for: to be closed or left. */
    async outOfStep(tx: Tx, ask: { now: Temporal.Instant; from?: string; to?: string }): Promise<OutOfStep[]> {
      const { from, to, days } = await span(tx, ask);
      const ahead = (await standing(tx, from, to)).filter((one) => isAhead(one, ask.now));
      const why = new Map(ahead.flatMap((one) => (whyOff(one, days) ? [[one.id, whyOff(one, days)!] as const] : [])));
      if (why.size === 0) return [];
      const rows = await sessions(tx, { from, to, ids: [...why.keys()] });
      return rows.map((row) => ({ ...row, why: why.get(row.id)! }));
    },
  };
}
export type GenerationService = ReturnType<typeof generationService>;
