/** Reading a roster in: a sheet becomes a preview, the preview, once accepted, becomes templates and sessions. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Generated, halfDays, templateWeeks } from './scheduling.ts';
import { Day, Fen, Id, IdParams, Instant, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';

export const rosterLayouts = ['wide', 'long'] as const;
export const rosterRowStatuses = ['new', 'changed', 'unchanged', 'ended', 'conflicting', 'wrong'] as const;
/** A sheet may have 2 MB; base64 makes four characters out of three bytes. */
const MOST_FILE_BYTES = 2_000_000;
const MOST_FILE_CHARACTERS = Math.ceil(MOST_FILE_BYTES / 3) * 4;

const Duty = obj({
  room_name: Type.String(),
  visit_type_name: Type.String(),
  weeks: oneOf(templateWeeks),
  starts: WallTime,
  ends: WallTime,
  slot_minutes: Type.Integer(),
  places_per_slot: Type.Integer(),
  registration_fen: orNull(Fen),
  consultation_fen: orNull(Fen),
  valid_from: Day,
  valid_to: orNull(Day),
});
export const RosterRow = obj({
  cell: Type.String({ description: 'C7, or 门诊!C7 where the workbook has several sheets' }),
  status: oneOf(rosterRowStatuses),
  written: Type.String({ description: 'what the cell or row says' }),
  doctor_name: Type.String(),
  department_name: Type.String(),
  weekday: orNull(Type.Integer({ minimum: 1, maximum: 7 })),
  half_day: orNull(oneOf(halfDays)),
  will_be: orNull(Duty),
  was: orNull(Duty),
  changes: Type.Array(Type.String(), { description: 'the fields of the two that differ' }),
  reason: orNull(Type.String({ description: 'why the row conflicts or is wrong, in the asked language' })),
});
const counts = {
  added: Type.Integer(),
  changed: Type.Integer(),
  ended: Type.Integer(),
  unchanged: Type.Integer(),
  left_out: Type.Integer({ description: 'conflicting or wrong rows' }),
};
export const RosterResult = obj({ ...counts, sessions: Generated, accepted_at: Instant });
export const RosterDraft = obj({
  id: Id,
  file_name: Type.String(),
  layout: oneOf(rosterLayouts),
  valid_from: Day,
  created_at: Instant,
  skipped_sheets: Type.Array(Type.String()),
  counts: obj(counts),
  rows: Type.Array(RosterRow),
  result: orNull(RosterResult),
});
export type RosterDraftView = Static<typeof RosterDraft>;
export type RosterRowView = Static<typeof RosterRow>;

const planners = ['administrator', 'operator'] as const;
const tag = 'scheduling';
export const rosterRoutes = routes({
  rosterPreview: {
    method: 'POST',
    path: '/api/admin/roster/previews',
    tag,
    zh: '读取排班表并预览，不生效',
    en: 'Read a roster in and show what it would change; nothing counts yet',
    who: planners,
    idempotent: true,
    status: 201,
    body_limit_bytes: MOST_FILE_CHARACTERS + 10_000,
    body: obj({
      file_name: Words(200),
      content_base64: Type.String({
        minLength: 1,
        maxLength: MOST_FILE_CHARACTERS,
        description: 'an .xlsx or CSV file of at most 2 MB',
      }),
      valid_from: Day,
    }),
    answer: RosterDraft,
    problems: ['input_invalid', 'body_too_large', 'roster_unreadable'],
  },
  rosterDraft: {
    method: 'GET',
    path: '/api/admin/roster/previews/:id',
    tag,
    zh: '排班表预览',
    en: 'A roster’s preview',
    who: planners,
    params: IdParams,
    answer: RosterDraft,
    problems: ['not_found'],
  },
  rosterAccept: {
    method: 'POST',
    path: '/api/admin/roster/previews/:id/accept',
    tag,
    zh: '确认导入：模板生效，班次随之更新',
    en: 'Accept a roster: templates count, sessions follow',
    who: planners,
    idempotent: true,
    status: 201,
    params: IdParams,
    body: obj({
      without_faults: Type.Boolean({ description: 'take the good rows and leave the conflicting and wrong ones out' }),
    }),
    answer: RosterResult,
    problems: ['not_found', 'roster_outdated', 'roster_has_faults', 'template_overlaps'],
  },
  rosterSheet: {
    method: 'GET',
    path: '/api/admin/roster/sheet',
    tag,
    zh: '下载排班表：当前排班或空白表',
    en: 'A sheet to download: the roster as it stands, or a blank one',
    who: planners,
    query: obj({
      layout: oneOf(rosterLayouts),
      format: oneOf(['xlsx', 'csv'] as const),
      day: Type.Optional(Day),
      blank: Type.Optional(Type.Boolean()),
    }),
    answer: obj({ file_name: Type.String(), content_base64: Type.String() }),
    problems: ['input_invalid'],
  },
});
