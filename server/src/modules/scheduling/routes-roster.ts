import {
  actorName,
  type Db,
  departmentScope,
  found,
  type Handlers,
  type Locale,
  Refusal,
  type StaffActor,
  type Wake,
} from '../../kernel/index.ts';
import type { Catalog, CatalogView } from '../catalog/index.ts';
import { sheetOfRoster } from './roster/export.ts';
import type { PlanRow } from './roster/plan.ts';
import { whyText } from './roster/why.ts';
import type { SchedulingService } from './service.ts';
import { countsOf } from './service-roster.ts';
import type { TemplateFields } from './tables.ts';
import type { DraftRow } from './tables-roster.ts';

export type RosterRouteNames = 'rosterPreview' | 'rosterDraft' | 'rosterAccept' | 'rosterSheet';

interface Ground {
  db: Db;
  wake: Wake;
  catalog: Catalog;
  service: SchedulingService;
}
const planners = ['administrator', 'operator'] as const;

function dutyView(view: CatalogView, t: TemplateFields) {
  const {
    weeks,
    starts,
    ends,
    slot_minutes,
    places_per_slot,
    registration_fen,
    consultation_fen,
    valid_from,
    valid_to,
  } = t;
  return {
    room_name: view.room(t.room_id)?.name ?? '',
    visit_type_name: view.visitType(t.visit_type_id)?.name ?? '',
    ...{ weeks, starts, ends, slot_minutes, places_per_slot, registration_fen, consultation_fen, valid_from, valid_to },
  };
}

function rowView(view: CatalogView, row: PlanRow, locale: Locale) {
  const doctor = view.doctor(row.template?.doctor_id ?? row.was?.doctor_id ?? '');
  return {
    ...{ cell: row.cell, status: row.status, written: row.written, weekday: row.weekday, half_day: row.half_day },
    changes: row.changes,
    doctor_name: doctor?.name ?? row.doctor,
    department_name: view.department(doctor?.department_id ?? '')?.name ?? row.department ?? '',
    will_be: row.template && dutyView(view, row.template),
    was: row.was && dutyView(view, row.was),
    reason: row.why && whyText(row.why, locale),
  };
}

/** Buffer reads over what is not base64; a file that lost something on its way would look like another. */
function bytesOf(base64: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw new Refusal('input_invalid', {}, [
      { field: 'content_base64', message: '不是有效的 base64 / is not valid base64' },
    ]);
  return Buffer.from(base64, 'base64');
}

const resultView = ({ result, accepted_at }: DraftRow) =>
  result && accepted_at && { ...result, accepted_at: accepted_at.toString() };

export function rosterHandlers({ db, wake, catalog, service }: Ground): Handlers<RosterRouteNames> {
  /** Another's preview is not found, but by those who plan for the whole hospital. */
  async function ownDraft(actor: StaffActor, id: string): Promise<DraftRow> {
    const draft = found(await service.rosterDraft(db.kysely, id));
    const isOwn = draft.created_by === actorName(actor) || departmentScope(actor, planners) === null;
    return found(isOwn ? draft : undefined);
  }
  async function draftView(draft: DraftRow, locale: Locale) {
    const view = await catalog.view();
    const { id, file_name, layout, valid_from, skipped_sheets } = draft;
    return {
      ...{ id, file_name, layout, valid_from, skipped_sheets, created_at: draft.created_at.toString() },
      counts: countsOf(draft.rows),
      rows: draft.rows.map((row) => rowView(view, row, locale)),
      result: resultView(draft),
    };
  }
  return {
    async rosterPreview({ body: { file_name, valid_from, content_base64 }, run, actor, now, locale }) {
      const bytes = bytesOf(content_base64);
      const department_ids = departmentScope(actor, planners);
      const ask = { bytes, file_name, valid_from, department_ids, actor: actorName(actor), now };
      const id = await service.previewRoster(run, ask);
      return draftView(await ownDraft(actor, id), locale);
    },
    rosterDraft: async ({ params, actor, locale }) => draftView(await ownDraft(actor, params.id), locale),
    async rosterAccept({ params, body, run, actor, now }) {
      const { id } = await ownDraft(actor, params.id);
      await run((tx) => service.acceptRoster(tx, { id, ...body, actor: actorName(actor), now }));
      wake.announce();
      return found(resultView(await ownDraft(actor, id)));
    },
    async rosterSheet({ query, actor }) {
      const scope = departmentScope(actor, planners);
      const view = await catalog.view();
      const day = query.day ?? service.now().day;
      const all = query.blank ? [] : await service.templates(db.kysely);
      const own = all.filter((t) => !scope || scope.includes(view.doctor(t.doctor_id)?.department_id ?? ''));
      return sheetOfRoster({
        templates: own,
        view,
        day,
        layout: query.layout,
        format: query.format,
        blank: query.blank === true,
      });
    },
  };
}
