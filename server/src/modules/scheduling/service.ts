/** Supply: templates to sessions to slots for the coming 14 days, and what is left of them. */
import {
  addDays,
  type Clock,
  type Db,
  dayOf,
  found,
  instantOf,
  newId,
  record,
  Refusal,
  type Tx,
  violated,
  wallTimeOf,
} from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Policies } from '../policy/index.ts';
import { sessionClosed, sessionOpened } from './facts.ts';
import { datesOf, HORIZON_DAYS, slotsOf } from './rules.ts';
import * as store from './store.ts';
import type { SessionRow, SlotCard, TemplateRow } from './tables.ts';

const CARD_FRESH_MS = 5_000;

export interface SchedulingGround {
  db: Db;
  clock: Clock;
  catalog: Catalog;
  policy: Policies;
}
export type TemplateInput = Omit<TemplateRow, 'id' | 'version'>;

export function schedulingService(ground: SchedulingGround) {
  // Times never change, so a card may be kept; closing is checked again in SQL by whoever takes a place.
  const cards = new Map<string, { card: SlotCard; until_ms: number }>();

  async function openSession(
    tx: Tx,
    template: TemplateRow,
    date: string,
    ask: { actor: string; now: Temporal.Instant },
  ): Promise<boolean> {
    const catalog = await ground.catalog.view(tx);
    const doctor = found(catalog.doctor(template.doctor_id));
    const row = await store.insertSession(tx, {
      id: newId(ask.now.epochMilliseconds),
      template_id: template.id,
      date,
      half_day: template.half_day,
      starts: template.starts,
      ends: template.ends,
      starts_at: instantOf(date, template.starts).toString(),
      ends_at: instantOf(date, template.ends).toString(),
      department_id: doctor.department_id,
      doctor_id: doctor.id,
      room_id: template.room_id,
      visit_type_id: template.visit_type_id,
    });
    if (!row) return false;
    const slots = slotsOf(template.starts, template.ends, template.slot_minutes).map((slot) => ({
      ...slot,
      id: newId(ask.now.epochMilliseconds),
      starts_at: instantOf(date, slot.starts).toString(),
      ends_at: instantOf(date, slot.ends).toString(),
      capacity: template.places_per_slot,
    }));
    await store.insertSlots(tx, row.id, slots);
    await record(tx, sessionOpened(row, slots.length * template.places_per_slot, { at: ask.now, actor: ask.actor }));
    return true;
  }

  return {
    async addTemplate(tx: Tx, input: TemplateInput): Promise<TemplateRow> {
      const catalog = await ground.catalog.view(tx);
      found(catalog.doctor(input.doctor_id));
      found(catalog.room(input.room_id));
      found(catalog.visitType(input.visit_type_id));
      if (input.starts >= input.ends)
        throw new Refusal('input_invalid', {}, [
          { field: 'ends', message: '结束时间要晚于开始时间 / must be after the start' },
        ]);
      try {
        return await store.insertTemplate(tx, { ...input, id: newId() });
      } catch (error) {
        if (violated(error)?.startsWith('template_')) throw new Refusal('template_overlaps');
        throw error;
      }
    },
    /** Makes what is missing of the next 14 days (or of a given span); running it again changes nothing. */
    async generate(
      tx: Tx,
      ask: { actor: string; now: Temporal.Instant; from?: string; to?: string },
    ): Promise<{ created: number; unchanged: number }> {
      const from = ask.from ?? dayOf(ask.now);
      const days = await ground.policy.days(tx, from, ask.to ?? addDays(from, HORIZON_DAYS));
      const tally = { created: 0, unchanged: 0 };
      for (const template of await store.templates(tx)) {
        for (const date of datesOf(template, days)) {
          const made = await openSession(tx, template, date, ask);
          tally[made ? 'created' : 'unchanged'] += 1;
        }
      }
      return tally;
    },
    /** Freezes a session for booking and paying; who was booked is the closing journey's matter. */
    async close(
      tx: Tx,
      id: string,
      ask: { reason: string; actor: string; now: Temporal.Instant },
    ): Promise<SessionRow> {
      const row = found(await store.session(tx, id));
      if (!(await store.closeSession(tx, id, ask.reason))) throw new Refusal('session_closed');
      await record(tx, sessionClosed(row, { at: ask.now, ...ask }));
      cards.clear();
      return { ...row, state: 'closed', close_reason: ask.reason };
    },
    async slotCards(tx: Tx, ids: string[]): Promise<Map<string, SlotCard>> {
      const until_ms = performance.now();
      const stale = ids.filter((id) => !((cards.get(id)?.until_ms ?? 0) > until_ms));
      if (stale.length) {
        for (const card of await store.slotCards(tx, stale))
          cards.set(card.slot_id, { card, until_ms: until_ms + CARD_FRESH_MS });
      }
      return new Map(ids.flatMap((id) => (cards.has(id) ? [[id, cards.get(id)!.card] as const] : [])));
    },
    session: store.session,
    sessions: store.sessions,
    slots: store.slots,
    templates: store.templates,
    endTemplate: store.endTemplate,
    inUse: store.inUse,
    now: () => ({ day: dayOf(ground.clock.now()), time: wallTimeOf(ground.clock.now()) }),
  };
}
export type SchedulingService = ReturnType<typeof schedulingService>;
