/** Before the visit, the administrator’s side: the lexicon and the rules, a test bench, the departments and how good it is. */
import { type Static, Type } from 'typebox';
import { draftKeys, UrgencyLevelShape } from './preconsult.ts';
import { alertOutcomes } from './preconsult-staff.ts';
import { routes } from './route.ts';
import { Id, Instant, list, obj, oneOf, orNull, Words } from './shapes.ts';

const Named = obj({ id: Type.String(), name: Type.String({ description: 'in the asked language' }) });
/** A condition as sentences: a tree, line by line. */
const Lines = Type.Array(obj({ depth: Type.Integer({ minimum: 0 }), text: Type.String() }));
export const ConceptView = obj({
  id: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  kind: Type.String(),
  is: Type.Array(Named, { description: 'wider concepts it counts for as well' }),
  forms: Type.Array(Type.String(), { description: 'lay words, as they are written in the lexicon' }),
  departments: Type.Array(obj({ code: Type.String(), name: Type.String(), weight: Type.Number() })),
  rules: Type.Array(Named, { description: 'red-flag rules that ask for it, by their family' }),
});
export const RuleView = obj({
  id: Type.String(),
  family: Type.String(),
  level: UrgencyLevelShape,
  reads: Lines,
  when: Type.Unknown({ description: 'the condition as data: all, any, not, near, measure…' }),
  ask: orNull(Type.String()),
  tell: Type.String(),
  reference: Type.String(),
});
export const TryAnswer = obj({
  normalised: Type.String(),
  level: UrgencyLevelShape,
  level_name: Type.String(),
  mentions: Type.Array(
    obj({
      concept: Type.String(),
      label: Type.String(),
      words: Type.String(),
      start: Type.Integer(),
      end: Type.Integer(),
      assertion: Type.String(),
      cue: orNull(Type.String({ description: 'the words that turned it: 没有, 以前, 我爸…' })),
    }),
  ),
  measures: Type.Array(
    obj({
      kind: Type.String(),
      value: Type.Number(),
      words: Type.String(),
      start: Type.Integer(),
      end: Type.Integer(),
    }),
  ),
  person: obj({
    who: Type.String({ description: 'whom the words are about' }),
    who_name: Type.String(),
    age_months: orNull(Type.Number()),
    sex: orNull(Type.String()),
    pregnant: orNull(Type.Boolean()),
    several: Type.Boolean(),
  }),
  flags: Type.Array(
    obj({
      rule: Type.String(),
      family: Type.String(),
      level: UrgencyLevelShape,
      state: oneOf(['fired', 'to_confirm'] as const),
      words: Type.Array(Type.String()),
      spans: Type.Array(obj({ start: Type.Integer(), end: Type.Integer() })),
      reads: Lines,
    }),
  ),
  routing: Type.Array(
    obj({
      code: Type.String(),
      name: Type.String(),
      department_id: orNull(Id),
      score: Type.Number(),
      because: Type.Array(obj({ concept: Type.String(), words: Type.String(), weight: Type.Number() })),
    }),
  ),
  confidence: Type.Number(),
  abstain: Type.Boolean(),
  next_question: orNull(Type.String()),
  why: Type.Array(Type.String()),
  took_ms: Type.Number(),
});
/** An engine’s department code and the hospital’s own department for it; null: none, its fallbacks are asked. */
export const PreconsultDepartment = obj({
  code: Type.String(),
  name: Type.String(),
  fallbacks: Type.Array(Type.String()),
  department_id: orNull(Id),
  department_name: orNull(Type.String()),
  reached: orNull(obj({ code: Type.String(), department_id: Id, department_name: Type.String() })),
});
const Share = orNull(Type.Number({ description: '0 to 1; null: nothing to divide by' }));
export const PreconsultQuality = obj({
  from: Instant,
  to: Instant,
  talks: obj({
    started: Type.Integer(),
    confirmed: Type.Integer(),
    stopped: Type.Integer(),
    abandoned: Type.Integer(),
    questions_mean: orNull(Type.Number()),
  }),
  agreement: obj({
    visits: Type.Integer({ description: 'finished visits with a confirmed talk' }),
    first: Share,
    among_three: Share,
    by_department: Type.Array(
      obj({
        department_id: Id,
        name: Type.String(),
        visits: Type.Integer(),
        first: Type.Integer(),
        among_three: Type.Integer(),
      }),
    ),
  }),
  corrections: obj({
    signed: Type.Integer(),
    unchanged: Type.Integer(),
    by_section: Type.Array(
      obj({
        key: oneOf(draftKeys),
        title: Type.String(),
        corrected: Type.Integer(),
        edit_distance_mean: orNull(Type.Number({ description: 'characters changed' })),
      }),
    ),
  }),
  alerts: obj({
    raised: Type.Integer(),
    by_level: Type.Array(obj({ level: UrgencyLevelShape, raised: Type.Integer() })),
    by_family: Type.Array(obj({ family: Type.String(), name: Type.String(), raised: Type.Integer() })),
    outcomes: Type.Array(obj({ outcome: oneOf(alertOutcomes), count: Type.Integer() })),
    acknowledge_seconds_p50: orNull(Type.Integer()),
    acknowledge_seconds_p90: orNull(Type.Integer()),
    acknowledged_late: Type.Integer(),
  }),
  weights: Type.Array(
    obj({
      version: Type.Integer(),
      made_at: Instant,
      visits: Type.Integer(),
      held_back: Type.Integer(),
      before: Type.Number({ description: 'share right at first place on held-back visits, as shipped' }),
      after: Type.Number(),
      active: Type.Boolean(),
    }),
  ),
});
export type PreconsultQualityView = Static<typeof PreconsultQuality>;

const lookers = ['administrator', 'operator'] as const;
const editors = ['administrator'] as const;
const tag = 'preconsult';
export const preconsultAdminRoutes = routes({
  preconsultConcepts: {
    method: 'GET',
    path: '/api/preconsult/concepts',
    tag,
    zh: '词库',
    en: 'The lexicon',
    who: lookers,
    query: obj({
      search: Type.Optional(Words(40, 0)),
      kind: Type.Optional(Words(20)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
    }),
    answer: obj({
      items: Type.Array(ConceptView),
      found: Type.Integer(),
      concepts: Type.Integer({ description: 'in the whole lexicon' }),
      forms: Type.Integer(),
      kinds: Type.Array(Type.String()),
    }),
    problems: ['input_invalid'],
  },
  preconsultRules: {
    method: 'GET',
    path: '/api/preconsult/rules',
    tag,
    zh: '危险信号规则',
    en: 'The red-flag rules',
    who: lookers,
    answer: list(RuleView),
    problems: [],
  },
  preconsultTry: {
    method: 'POST',
    path: '/api/preconsult/try',
    tag,
    zh: '试一句话：什么触发了，为什么',
    en: 'Try a sentence: what fires, and why; nothing is kept',
    who: lookers,
    body: obj({
      text: Type.String({ maxLength: 10_000 }),
      age_months: Type.Optional(orNull(Type.Integer({ minimum: 0, maximum: 1800 }))),
      sex: Type.Optional(orNull(oneOf(['male', 'female'] as const))),
    }),
    answer: TryAnswer,
    problems: ['input_invalid'],
  },
  preconsultDepartments: {
    method: 'GET',
    path: '/api/preconsult/departments',
    tag,
    zh: '科室对照',
    en: 'The engine’s departments and the hospital’s own',
    who: lookers,
    answer: obj({ items: Type.Array(PreconsultDepartment), version: Type.Integer() }),
    problems: [],
  },
  preconsultDepartmentsSet: {
    method: 'PUT',
    path: '/api/preconsult/departments',
    tag,
    zh: '修改科室对照',
    en: 'Set the departments',
    who: editors,
    body: obj({
      version: Type.Integer({ minimum: 0, description: 'the version that was seen' }),
      items: Type.Array(obj({ code: Words(20), department_id: orNull(Id) }), { maxItems: 60 }),
    }),
    answer: obj({ items: Type.Array(PreconsultDepartment), version: Type.Integer() }),
    problems: ['input_invalid', 'not_found', 'version_conflict', 'triage_code_unknown'],
  },
  preconsultWeightsUse: {
    method: 'POST',
    path: '/api/preconsult/weights/:version/use',
    tag,
    zh: '启用或停用本院训练的权重',
    en: 'Use, or no longer use, weights the hospital has trained',
    who: editors,
    idempotent: true,
    params: obj({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
    body: obj({ active: Type.Boolean() }),
    answer: PreconsultQuality,
    problems: ['input_invalid', 'not_found'],
  },
  preconsultQuality: {
    method: 'GET',
    path: '/api/preconsult/quality',
    tag,
    zh: '预问诊质量',
    en: 'How good it is: agreement, corrections, alerts',
    who: lookers,
    query: obj({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })) }),
    answer: PreconsultQuality,
    problems: ['input_invalid'],
  },
});
