/** The rules in words, their versions, what they would change, and a patient's standing under them. */
import { type Static, Type } from 'typebox';
import { SymptomQuestion } from './booking.ts';
import { PolicyData } from './policy-data.ts';
import { routes } from './route.ts';
import { Cursor, Day, Id, IdParams, Instant, Limit, list, obj, oneOf, orNull, page, Words } from './shapes.ts';

const Sentence = obj({ rule: Type.String(), zh: Type.String(), en: Type.String() });
const Both = obj({ zh: Type.String(), en: Type.String() });
export const PolicyVersion = obj({
  version: Type.Integer(),
  valid_from: Instant,
  note: Type.String(),
  created_by: Type.String(),
  created_at: Instant,
  is_current: Type.Boolean(),
});
export const DraftCheck = obj({
  clauses: Type.Array(obj({ path: Type.String(), zh: Type.String(), en: Type.String() }), {
    description: 'what cannot stand, with the place in the data; empty: it may be published',
  }),
  sentences: Type.Array(Sentence),
  examples: Type.Array(Both, { description: 'the same rules on the days to come' }),
  changed: Type.Array(Type.String(), { description: 'sections that differ from the version in force' }),
});
export type DraftCheckView = Static<typeof DraftCheck>;

const Refused = obj({
  booking_id: Id,
  made_at: Instant,
  date: Day,
  patient_name_masked: Type.String(),
  department_name: Type.String(),
  doctor_name: Type.String(),
  channel: Type.String(),
  rule: Type.String({ description: 'problem code' }),
  sentence: Type.String(),
  also_now: Type.Boolean({ description: 'the rules in force would refuse it too' }),
});
export const WhatIf = obj({
  from: Day,
  to: Day,
  judged: Type.Integer({ description: 'bookings made in the span' }),
  refused: Type.Integer({ description: 'of these, how many the draft would have refused' }),
  refused_now: Type.Integer({ description: 'how many the rules in force would refuse: the baseline' }),
  is_cut: Type.Boolean({ description: 'there were more bookings than are replayed at once' }),
  by_rule: Type.Array(
    obj({
      rule: Type.String(),
      department_id: Id,
      department_name: Type.String(),
      bookings: Type.Integer(),
    }),
  ),
  items: Type.Array(Refused),
  next_cursor: orNull(Type.String()),
});
export type WhatIfView = Static<typeof WhatIf>;

export const appealStates = ['open', 'lifted', 'upheld'] as const;
const OffenceView = obj({
  booking_id: Id,
  date: Day,
  department_name: Type.String(),
  doctor_name: Type.String(),
  what: Type.String({ description: 'in the asked language' }),
  forgiven: Type.Boolean(),
});
export const Appeal = obj({
  id: Id,
  patient_id: Id,
  patient_name: Type.String({ description: 'masked for staff' }),
  state: oneOf(appealStates),
  words: Type.String(),
  made_at: Instant,
  offences: Type.Array(OffenceView),
  decided_at: orNull(Instant),
  decided_by: orNull(Type.String()),
  reason: orNull(Type.String()),
  lifted_ids: Type.Array(Id),
});
export type AppealView = Static<typeof Appeal>;
const Suspension = obj({
  key: Type.String({ description: 'names the suspension in an appeal' }),
  sentence: Type.String(),
  from: Instant,
  until: Day,
  scope: oneOf(['online', 'all'] as const),
  is_running: Type.Boolean(),
  offences: Type.Array(OffenceView),
  appeal: orNull(obj({ id: Id, state: oneOf(appealStates), reason: orNull(Type.String()) })),
});
export const PatientStanding = obj({
  patient_id: Id,
  patient_name: Type.String(),
  suspensions: Type.Array(Suspension),
  offences: Type.Array(OffenceView, { description: 'all that count now, newest first' }),
});
export type StandingView = Static<typeof PatientStanding>;

const tag = 'policy';
const rulers = ['administrator', 'operator'] as const;
const Draft = obj({ policy: PolicyData });

export const policyRoutes = routes({
  policyShow: {
    method: 'GET',
    path: '/api/policy',
    tag,
    zh: '本院预约规则（白话）',
    en: 'The hospital’s rules in plain words',
    who: 'anyone',
    etag: true,
    query: obj({ department_id: Type.Optional(Id) }),
    answer: obj({
      version: Type.Integer(),
      valid_from: Instant,
      sentences: Type.Array(obj({ rule: Type.String(), sentence: Type.String() })),
      symptoms: SymptomQuestion,
    }),
    problems: ['input_invalid'],
  },
  policyDraftCheck: {
    method: 'POST',
    path: '/api/admin/policy/check',
    tag,
    zh: '检查规则草稿：矛盾、白话与例子',
    en: 'Check a draft of the rules: contradictions, plain words, examples',
    who: rulers,
    body: Draft,
    answer: DraftCheck,
    problems: ['input_invalid', 'policy_unavailable'],
  },
  policyPublish: {
    method: 'POST',
    path: '/api/admin/policy/versions',
    tag,
    zh: '发布新规则',
    en: 'Publish new rules',
    who: rulers,
    idempotent: true,
    status: 201,
    body: obj({
      policy: PolicyData,
      base_version: Type.Integer({
        minimum: 0,
        description: 'the version the draft began from; must still be the newest',
      }),
      valid_from: orNull(Instant),
      note: Words(400, 2),
    }),
    answer: PolicyVersion,
    problems: ['input_invalid', 'policy_contradicts', 'policy_outdated', 'policy_valid_from_past'],
  },
  policyVersions: {
    method: 'GET',
    path: '/api/admin/policy/versions',
    tag,
    zh: '规则的历次版本',
    en: 'All versions of the rules',
    who: [...rulers, 'auditor'],
    query: obj({ cursor: Cursor, limit: Limit }),
    answer: page(PolicyVersion),
    problems: ['input_invalid'],
  },
  policyVersionShow: {
    method: 'GET',
    path: '/api/admin/policy/versions/:version',
    tag,
    zh: '某一版规则的内容',
    en: 'One version of the rules',
    who: [...rulers, 'auditor'],
    params: obj({ version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) }),
    answer: obj({ ...PolicyVersion.properties, policy: PolicyData, sentences: Type.Array(Sentence) }),
    problems: ['input_invalid', 'not_found'],
  },
  policyPresets: {
    method: 'GET',
    path: '/api/admin/policy/presets',
    tag,
    zh: '可作起点的规则样例',
    en: 'Rules to start from',
    who: rulers,
    answer: list(obj({ code: Type.String(), zh: Type.String(), en: Type.String(), policy: PolicyData })),
    problems: [],
  },
  policyWhatIf: {
    method: 'POST',
    path: '/api/admin/policy/what-if',
    tag,
    zh: '试算：按草稿重判过去的预约',
    en: 'What if: past bookings judged by the draft',
    who: rulers,
    body: obj({
      policy: PolicyData,
      from: Type.Optional(Day),
      to: Type.Optional(Day),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: WhatIf,
    problems: ['input_invalid', 'policy_contradicts', 'policy_unavailable'],
  },
  policyMine: {
    method: 'GET',
    path: '/api/me/penalties',
    tag,
    zh: '我的规则与限制',
    en: 'My standing under the rules',
    who: 'patient',
    answer: obj({
      rules: Type.Array(Type.String(), { description: 'the rules on penalties, in the asked language' }),
      items: Type.Array(PatientStanding),
    }),
    problems: ['policy_unavailable'],
  },
  penaltyAppeal: {
    method: 'POST',
    path: '/api/me/penalties/appeals',
    tag,
    zh: '对限制提出申诉',
    en: 'Appeal against a suspension',
    who: 'patient',
    idempotent: true,
    status: 201,
    body: obj({ patient_id: Id, suspension: Words(200), words: Words(500, 5) }),
    answer: Appeal,
    problems: ['input_invalid', 'not_found', 'appeal_made', 'policy_unavailable'],
  },
  appealList: {
    method: 'GET',
    path: '/api/admin/appeals',
    tag,
    zh: '申诉列表',
    en: 'Appeals',
    who: [...rulers, 'clerk'],
    query: obj({ state: Type.Optional(oneOf(appealStates)), cursor: Cursor, limit: Limit }),
    answer: page(Appeal),
    problems: ['input_invalid'],
  },
  appealDecide: {
    method: 'POST',
    path: '/api/admin/appeals/:id/decide',
    tag,
    zh: '处理申诉：撤销计次或维持',
    en: 'Decide an appeal: lift or uphold',
    who: rulers,
    idempotent: true,
    params: IdParams,
    body: obj({
      decision: oneOf(['lift', 'uphold'] as const),
      booking_ids: Type.Optional(
        Type.Array(Id, {
          minItems: 1,
          maxItems: 100,
          description: 'offences to be forgiven; all of them when left out',
        }),
      ),
      reason: Words(400, 2),
    }),
    answer: Appeal,
    problems: ['input_invalid', 'not_found', 'appeal_decided'],
  },
});
