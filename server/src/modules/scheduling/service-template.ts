/** Templates: added, changed from a day on, ended. What was made from them follows in service-generation. */
import { addDays, found, newId, record, Refusal, type Tx, violated } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { templateAdded, templateChanged, templateEnded } from './facts.ts';
import { endTemplate, insertTemplate, lockRoster, templates } from './store-template.ts';
import type { OwnFee, TemplateFields, TemplateRow } from './tables.ts';

export interface Deed {
  actor: string;
  now: Temporal.Instant;
}
type Optional = 'weeks' | keyof OwnFee;
export type TemplateInput = Omit<TemplateFields, Optional> & Partial<Pick<TemplateFields, Optional>>;

const whole = (input: TemplateInput): TemplateFields => ({
  weeks: 'every',
  registration_fen: null,
  consultation_fen: null,
  ...input,
});

function refuseNonsense(input: TemplateFields): void {
  const wrong = (field: string, zh: string, en: string) =>
    new Refusal('input_invalid', {}, [{ field, message: `${zh} / ${en}` }]);
  if (input.starts >= input.ends) throw wrong('ends', '结束时间要晚于开始时间', 'must be after the start');
  if (input.valid_to !== null && input.valid_to < input.valid_from)
    throw wrong('valid_to', '截止日不能早于生效日', 'may not be before the first day');
}

export function templateService(ground: { catalog: Catalog }) {
  async function insert(tx: Tx, input: TemplateFields): Promise<TemplateRow> {
    const catalog = await ground.catalog.view(tx);
    found(catalog.doctor(input.doctor_id));
    found(catalog.room(input.room_id));
    found(catalog.visitType(input.visit_type_id));
    refuseNonsense(input);
    try {
      return await insertTemplate(tx, { ...input, id: newId() });
    } catch (error) {
      if (violated(error)?.startsWith('template_')) throw new Refusal('template_overlaps');
      throw error;
    }
  }

  /** @throws Refusal version_conflict: someone else has changed or ended it since it was looked at */
  async function end(tx: Tx, ask: { id: string; last_day: string; version?: number | undefined } & Deed) {
    const row = await endTemplate(tx, ask);
    if (!row) throw new Refusal(ask.version === undefined ? 'not_found' : 'version_conflict');
    return row;
  }

  return {
    templates,
    lockRoster,
    /** @throws Refusal template_overlaps: doctor or room has another then */
    async addTemplate(tx: Tx, input: TemplateInput, deed: Deed): Promise<TemplateRow> {
      const row = await insert(tx, whole(input));
      await record(tx, templateAdded(row, { at: deed.now, actor: deed.actor }));
      return row;
    },
    /** The template's last day; one that begins later is withdrawn. */
    async endTemplate(
      tx: Tx,
      ask: { id: string; last_day: string; version?: number | undefined } & Deed,
    ): Promise<TemplateRow> {
      await lockRoster(tx);
      const row = await end(tx, ask);
      await record(tx, templateEnded(row, ask.last_day, { at: ask.now, actor: ask.actor }));
      return row;
    },
    /**
     * From a day on each template is another: the old one ends the day before, a new one takes its place. All end before any
     * begins, so that two doctors may change rooms.
     */
    async changeTemplates(
      tx: Tx,
      changes: { id: string; version?: number | undefined; to: TemplateInput }[],
      deed: Deed,
    ): Promise<TemplateRow[]> {
      await lockRoster(tx);
      for (const { id, version, to } of changes)
        await end(tx, { id, version, last_day: addDays(to.valid_from, -1), ...deed });
      const rows: TemplateRow[] = [];
      for (const { id, to } of changes) {
        const row = await insert(tx, whole(to));
        await record(tx, templateChanged(row, id, { at: deed.now, actor: deed.actor }));
        rows.push(row);
      }
      return rows;
    },
  };
}
export type TemplateService = ReturnType<typeof templateService>;
