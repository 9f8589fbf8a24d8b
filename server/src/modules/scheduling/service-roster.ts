/** Reading a roster in: a preview that writes nothing but itself, and accepting it, once, if nothing has changed since. */
import { createHash } from 'node:crypto';
import { dayOf, found, newId, record, Refusal, type Run, type Tx } from '../../kernel/index.ts';
import type { Catalog, CatalogView } from '../catalog/index.ts';
import { type RosterCounts, rosterImported } from './facts.ts';
import type { Entry } from './roster/entry.ts';
import { type PlanRow, planRoster, type RowStatus } from './roster/plan.ts';
import type { Directory } from './roster/plan-names.ts';
import { readRoster } from './roster/read.ts';
import type { GenerationService } from './service-generation.ts';
import type { Deed, TemplateService } from './service-template.ts';
import { acceptDraft, draft, forgetDrafts, insertDraft } from './store-roster.ts';
import { templates } from './store-template.ts';
import type { DraftRow, RosterResult } from './tables-roster.ts';

const PREVIEW_KEPT_HOURS = 7 * 24;

const countedAs: Record<RowStatus, keyof RosterCounts> = {
  ...{ new: 'added', changed: 'changed', ended: 'ended', unchanged: 'unchanged' },
  ...{ conflicting: 'left_out', wrong: 'left_out' },
};
export function countsOf(rows: PlanRow[]): RosterCounts {
  const counts = { added: 0, changed: 0, ended: 0, unchanged: 0, left_out: 0 };
  for (const { status } of rows) counts[countedAs[status]] += 1;
  return counts;
}

/** @param department_ids whose doctors may be named; null: everybody's */
function directoryOf(view: CatalogView, department_ids: string[] | null): Directory {
  const active = <T extends { state: string }>(all: readonly T[]) => all.filter(({ state }) => state === 'active');
  return {
    doctors: active(view.doctors).filter((one) => !department_ids || department_ids.includes(one.department_id)),
    departments: [...view.departments],
    rooms: active(view.rooms),
    visitTypes: active(view.visitTypes),
  };
}

const digestOf = (rows: PlanRow[]): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex');

export interface RosterGround {
  catalog: Catalog;
  template: TemplateService;
  generation: GenerationService;
}

export function rosterService({ catalog, template, generation }: RosterGround) {
  async function plan(tx: Tx, ask: { entries: Entry[]; valid_from: string; department_ids: string[] | null }) {
    const directory = directoryOf(await catalog.view(tx), ask.department_ids);
    return planRoster(ask.entries, { from: ask.valid_from, templates: await templates(tx), directory });
  }

  /** What ends goes first, so that what begins finds its place free. */
  async function write(tx: Tx, rows: PlanRow[], from: string, deed: Deed): Promise<void> {
    const eve = Temporal.PlainDate.from(from).subtract({ days: 1 }).toString();
    for (const { status, was } of rows)
      if (status === 'ended')
        await template.endTemplate(tx, { id: was!.id, version: was!.version, last_day: eve, ...deed });
    await template.changeTemplates(
      tx,
      rows.flatMap(({ status, was, template: to }) =>
        status === 'changed' ? [{ id: was!.id, version: was!.version, to: to! }] : [],
      ),
      deed,
    );
    for (const { status, template: to } of rows) if (status === 'new') await template.addTemplate(tx, to!, deed);
  }

  return {
    /** @throws Refusal roster_unreadable, input_invalid (a first day that has passed) */
    async previewRoster(
      run: Run,
      ask: { bytes: Buffer; file_name: string; valid_from: string; department_ids: string[] | null } & Deed,
    ): Promise<string> {
      if (ask.valid_from < dayOf(ask.now))
        throw new Refusal('input_invalid', {}, [
          { field: 'valid_from', message: '生效日不能早于今天 / may not be before today' },
        ]);
      const directory = directoryOf(await catalog.view(), ask.department_ids);
      const names = (all: { name: string }[]) => all.map(({ name }) => name);
      const read = await readRoster(ask.bytes, {
        rooms: names(directory.rooms),
        visit_types: names(directory.visitTypes),
      });
      return run(async (tx) => {
        const rows = await plan(tx, { ...ask, entries: read.entries });
        const id = newId(ask.now.epochMilliseconds);
        const { file_name, valid_from, department_ids, actor, now } = ask;
        await forgetDrafts(tx, now.subtract({ hours: PREVIEW_KEPT_HOURS }));
        const by = { created_by: actor, created_at: now };
        await insertDraft(tx, {
          id,
          file_name,
          valid_from,
          department_ids,
          ...read,
          rows,
          digest: digestOf(rows),
          ...by,
        });
        return id;
      });
    },
    rosterDraft: (tx: Tx, id: string): Promise<DraftRow | undefined> => draft(tx, id),
    /**
     * Writes what the preview showed: all of it, or nothing. Accepted once; whoever accepts it again is told what it did.
     * @throws Refusal roster_outdated: the same sheet would now change something else; roster_has_faults
     */
    async acceptRoster(tx: Tx, ask: { id: string; without_faults: boolean } & Deed): Promise<RosterResult> {
      const it = found(await draft(tx, ask.id, true));
      if (it.result) return it.result;
      await template.lockRoster(tx);
      const rows = await plan(tx, it);
      if (it.valid_from < dayOf(ask.now) || digestOf(rows) !== it.digest) throw new Refusal('roster_outdated');
      const counts = countsOf(rows);
      if (counts.left_out > 0 && !ask.without_faults)
        throw new Refusal('roster_has_faults', { count: counts.left_out });
      const deed = { actor: ask.actor, now: ask.now };
      await write(tx, rows, it.valid_from, deed);
      const result = { ...counts, sessions: await generation.generate(tx, deed) };
      await acceptDraft(tx, { id: it.id, ...deed, result });
      await record(tx, rosterImported(it, counts, { at: ask.now, actor: ask.actor }));
      return result;
    },
  };
}
