/** Before the visit, the staff’s side: alerts to be seen, and the doctor’s summary. */
import { type Static, Type } from 'typebox';
import { draftKeys, DraftSection, GeneratedMark, TalkMessage, tellers, UrgencyLevelShape } from './preconsult.ts';
import { routes } from './route.ts';
import { Id, IdParams, Instant, obj, oneOf, orNull } from './shapes.ts';

export const alertStates = ['open', 'acknowledged', 'closed'] as const;
/** flag: the engine saw a danger; help: the patient asked for a person. */
export const alertKinds = ['flag', 'help'] as const;
/** What became of it. taken_back: the patient denied it when asked, before anybody had to act; nobody can choose it. */
export const alertOutcomes = [
  'came_to_emergency',
  'ambulance_called',
  'seen_elsewhere',
  'guided',
  'crisis_support',
  'not_an_emergency',
  'not_reached',
  'taken_back',
] as const;
export type AlertOutcome = (typeof alertOutcomes)[number];
export const PreconsultAlert = obj({
  id: Id,
  talk_id: Id,
  kind: oneOf(alertKinds),
  state: oneOf(alertStates),
  version: Type.Integer(),
  level: orNull(UrgencyLevelShape),
  level_name: Type.String(),
  level_colour: Type.String({ description: 'red, orange, yellow or green' }),
  reasons: Type.Array(Type.String(), { description: 'the rules’ families in the asked language' }),
  crisis: Type.Boolean({ description: 'thoughts of suicide or self-harm' }),
  to_confirm: Type.Boolean({ description: 'the patient is being asked about it right now' }),
  patient_id: Id,
  patient_name: Type.String(),
  patient_sex: Type.String(),
  patient_age_years: Type.Integer(),
  teller: oneOf(tellers),
  phone: orNull(Type.String({ description: 'of the account that tells' })),
  booking_id: orNull(Id),
  raised_at: Instant,
  acknowledge_by: Instant,
  overdue: Type.Boolean({ description: 'nobody acknowledged it in time' }),
  acknowledged_at: orNull(Instant),
  acknowledged_by: orNull(Type.String({ description: 'name of the member of staff' })),
  closed_at: orNull(Instant),
  closed_by: orNull(Type.String()),
  outcome: orNull(oneOf(alertOutcomes)),
  note: Type.String(),
});
export type PreconsultAlertView = Static<typeof PreconsultAlert>;
/** What waits for an answer, most pressing first. */
export const PreconsultAlerts = obj({
  items: Type.Array(PreconsultAlert),
  open: Type.Integer(),
  overdue: Type.Integer(),
});
export type PreconsultAlertsView = Static<typeof PreconsultAlerts>;
/** What `preconsult_alerts` tells live: that something changed, in codes and counts; the words are asked for by who reads them. */
export type PreconsultAlertsNews = Pick<PreconsultAlertsView, 'open' | 'overdue'> & {
  items: Pick<PreconsultAlertView, 'id' | 'version' | 'kind' | 'state' | 'level' | 'to_confirm' | 'overdue'>[];
};
export const PreconsultAlertDetail = obj({
  alert: PreconsultAlert,
  rules: Type.Array(
    obj({ id: Type.String(), family: Type.String(), level: UrgencyLevelShape, words: Type.Array(Type.String()) }),
  ),
  messages: Type.Array(TalkMessage, { description: 'what was said; the looking is audited' }),
});

export const summaryStates = ['draft', 'edited', 'signed'] as const;
export const PreconsultSummary = obj({
  id: Id,
  talk_id: Id,
  booking_id: Id,
  state: oneOf(summaryStates),
  version: Type.Integer(),
  patient_name: Type.String(),
  teller: oneOf(tellers),
  level: UrgencyLevelShape,
  level_name: Type.String(),
  stopped: Type.Boolean({ description: 'the talk met an emergency and was stopped; nobody confirmed the summary' }),
  confirmed_at: orNull(Instant),
  reasons: Type.Array(Type.String(), { description: 'dangers that were noticed, in the asked language' }),
  proposed: Type.Array(Type.String(), { description: 'departments that were proposed, best first' }),
  mark: orNull(GeneratedMark),
  sections: Type.Array(DraftSection, { description: 'as it was drafted from the patient’s words' }),
  text: Type.Array(obj({ key: oneOf(draftKeys), title: Type.String(), text: Type.String(), edited: Type.Boolean() }), {
    description: 'as it reads now, with the doctor’s corrections',
  }),
  messages: Type.Array(TalkMessage),
  versions: Type.Array(obj({ number: Type.Integer(), by: orNull(Type.String()), at: Instant, signed: Type.Boolean() })),
  signed_by: orNull(Type.String()),
  signed_at: orNull(Instant),
});
export type PreconsultSummaryView = Static<typeof PreconsultSummary>;

const watchers = ['nurse', 'clerk', 'operator'] as const;
const Version = Type.Integer({ minimum: 1, description: 'the version that was seen' });
const BookingParams = obj({ booking_id: Id });
const tag = 'preconsult';
export const preconsultStaffRoutes = routes({
  preconsultAlerts: {
    method: 'GET',
    path: '/api/preconsult/alerts',
    tag,
    zh: '预问诊警报',
    en: 'Alerts of talks, most pressing first',
    who: watchers,
    etag: true,
    query: obj({ state: Type.Optional(oneOf(['waiting', 'closed'] as const)) }),
    answer: PreconsultAlerts,
    problems: ['input_invalid'],
  },
  preconsultAlert: {
    method: 'GET',
    path: '/api/preconsult/alerts/:id',
    tag,
    zh: '一条警报与患者原话',
    en: 'An alert with what was said',
    who: watchers,
    params: IdParams,
    answer: PreconsultAlertDetail,
    problems: ['not_found'],
  },
  preconsultAlertAcknowledge: {
    method: 'POST',
    path: '/api/preconsult/alerts/:id/acknowledge',
    tag,
    zh: '接手警报',
    en: 'Acknowledge an alert: I take care of it',
    who: watchers,
    idempotent: true,
    params: IdParams,
    answer: PreconsultAlert,
    problems: ['not_found', 'alert_state'],
  },
  preconsultAlertClose: {
    method: 'POST',
    path: '/api/preconsult/alerts/:id/close',
    tag,
    zh: '结束警报，写明结果',
    en: 'Close an alert with what became of it',
    who: watchers,
    idempotent: true,
    params: IdParams,
    body: obj({
      outcome: oneOf(alertOutcomes.filter((one) => one !== 'taken_back') as Exclude<AlertOutcome, 'taken_back'>[]),
      note: Type.String({ maxLength: 500 }),
    }),
    answer: PreconsultAlert,
    problems: ['input_invalid', 'not_found', 'alert_state', 'alert_needs_note'],
  },
  preconsultSummary: {
    method: 'GET',
    path: '/api/preconsult/summaries/:booking_id',
    tag,
    zh: '医生：预问诊小结',
    en: 'The doctor’s summary of a booking',
    who: ['doctor'],
    params: BookingParams,
    answer: PreconsultSummary,
    problems: ['not_found'],
  },
  preconsultSummaryEdit: {
    method: 'PUT',
    path: '/api/preconsult/summaries/:booking_id',
    tag,
    zh: '医生：修改小结',
    en: 'Correct the summary',
    who: ['doctor'],
    params: BookingParams,
    body: obj({
      version: Version,
      sections: Type.Array(obj({ key: oneOf(draftKeys), text: Type.String({ maxLength: 4000 }) }), {
        minItems: 1,
        maxItems: draftKeys.length,
      }),
    }),
    answer: PreconsultSummary,
    problems: ['input_invalid', 'not_found', 'version_conflict'],
  },
  preconsultSummarySign: {
    method: 'POST',
    path: '/api/preconsult/summaries/:booking_id/sign',
    tag,
    zh: '医生：签署小结',
    en: 'Sign the summary as it reads now',
    who: ['doctor'],
    idempotent: true,
    params: BookingParams,
    body: obj({ version: Version }),
    answer: PreconsultSummary,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'summary_signed'],
  },
  preconsultQuestionnaire: {
    method: 'GET',
    path: '/api/preconsult/summaries/:booking_id/questionnaire-response',
    tag,
    zh: '小结（FHIR R4 QuestionnaireResponse）',
    en: 'The summary as a FHIR R4 QuestionnaireResponse',
    who: ['doctor'],
    params: BookingParams,
    answer: Type.Object(
      { resourceType: Type.Literal('QuestionnaireResponse'), status: Type.String() },
      { additionalProperties: true },
    ),
    problems: ['not_found'],
  },
});
