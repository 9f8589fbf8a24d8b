/** Closures (停诊) and substitutions (替诊): proposed, looked at beforehand, done, and followed until the last patient is settled. */
import { type Static, Type } from 'typebox';
import { paymentStates } from './payment.ts';
import { routes } from './route.ts';
import { halfDays, Session } from './scheduling.ts';
import { Day, Fen, Id, IdParams, Instant, list, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';

export const closureKinds = ['closure', 'substitution'] as const;
/** `calendar`: every session that stands on a day which the calendar calls a holiday. */
export const closureGrains = ['department', 'doctor', 'session', 'slot', 'calendar'] as const;
export const closureStates = ['proposed', 'refused', 'withdrawn', 'open', 'settled'] as const;
/** 待选择 / 已改约 / 已接受替诊 / 已退号退费 / 已取消 / 已就诊. */
export const caseStates = ['choosing', 'moved', 'kept', 'refunded', 'cancelled', 'seen'] as const;
export const caseChoices = ['move', 'keep', 'refund'] as const;

export const ClosureScope = obj({
  grain: oneOf(closureGrains),
  department_id: Type.Optional(Id),
  doctor_id: Type.Optional(Id),
  session_id: Type.Optional(Id),
  slot_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 60 })),
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  half_days: Type.Optional(Type.Array(oneOf(halfDays), { minItems: 1, maxItems: 3 })),
  except_session_ids: Type.Optional(Type.Array(Id, { maxItems: 500 })),
});
const plan = {
  kind: oneOf(closureKinds),
  scope: ClosureScope,
  substitute_doctor_id: Type.Optional(Id),
};
const Counts = obj(Object.fromEntries(caseStates.map((state) => [state, Type.Integer()])) as CountShape);
type CountShape = Record<(typeof caseStates)[number], ReturnType<typeof Type.Integer>>;

export const ClosedSession = obj({
  session_id: Id,
  date: Day,
  half_day: oneOf(halfDays),
  starts: WallTime,
  ends: WallTime,
  department_name: Type.String(),
  doctor_name: Type.String(),
  /** How many of its slots, when not all. */
  slots: orNull(Type.Integer()),
  affected: Type.Integer({ description: 'patients with a paid place in it' }),
});
export const ClosurePreview = obj({
  sessions: Type.Array(ClosedSession),
  slots: Type.Integer(),
  bookings: obj({ held: Type.Integer(), booked: Type.Integer(), checked_in: Type.Integer(), called: Type.Integer() }),
  patients: Type.Integer(),
  refund_fen: Type.Integer({ minimum: 0, description: 'all that is paid, should everybody want it back' }),
  with_substitute: Type.Integer({
    description:
      'patients for whom a place with a doctor of the same department and grade is free on the same half day',
  }),
  without_account: Type.Integer({ description: 'patients whom only a telephone call reaches' }),
  approval: oneOf(['own', 'urgent', 'needed'] as const),
  doctors: Type.Array(obj({ id: Id, name: Type.String(), title: Type.String() }), {
    description: 'who could take these sessions over: same department, same or higher grade, free at the time',
  }),
});
export const Closure = obj({
  id: Id,
  kind: oneOf(closureKinds),
  grain: oneOf(closureGrains),
  state: oneOf(closureStates),
  reason: Type.String(),
  substitute_doctor_name: orNull(Type.String()),
  approval: orNull(oneOf(['own', 'urgent', 'given'] as const)),
  proposed_by: Type.String(),
  proposed_at: Instant,
  decided_by: orNull(Type.String()),
  decided_at: orNull(Instant),
  decision_note: orNull(Type.String()),
  settled_at: orNull(Instant),
  sessions: Type.Array(ClosedSession),
  cases: Counts,
  next_deadline: orNull(Instant),
});

/** The place that was lost, or that is offered. */
export const CasePlace = obj({
  slot_id: Id,
  session_id: Id,
  date: Day,
  half_day: oneOf(halfDays),
  starts: WallTime,
  ends: WallTime,
  doctor_id: Id,
  doctor_name: Type.String(),
  doctor_title: Type.String(),
  department_name: Type.String(),
  location: Type.String(),
});
export const ClosureCase = obj({
  id: Id,
  closure_id: Id,
  kind: oneOf(closureKinds),
  reason: Type.String(),
  booking_id: Id,
  patient_id: Id,
  patient_name: Type.String(),
  state: oneOf(caseStates),
  opened_at: Instant,
  deadline: Instant,
  settled_at: orNull(Instant),
  settled_by: orNull(oneOf(['patient', 'staff', 'deadline'] as const)),
  from: CasePlace,
  /** Where they go now: of a substitution the same time with the other doctor, of a move the new place. */
  now: orNull(CasePlace),
  fee_fen: Fen,
  refund_fen: Fen,
  payment: oneOf(paymentStates),
  has_account: Type.Boolean({ description: 'false: no message reaches this patient, somebody must call' }),
  phoned_at: orNull(Instant),
});
export const CaseWithChoices = obj({
  case: ClosureCase,
  can_choose: Type.Boolean(),
  can_keep: Type.Boolean(),
  substitutes: Type.Array(CasePlace, { description: 'same department and grade, same half day, nearest first' }),
  other_times: Type.Array(CasePlace, { description: 'same doctor, or same department and grade; nearest first' }),
});
export type ClosurePreviewView = Static<typeof ClosurePreview>;
export type ClosureView = Static<typeof Closure>;
export type ClosedSessionView = Static<typeof ClosedSession>;
export type CasePlaceView = Static<typeof CasePlace>;
export type ClosureCaseView = Static<typeof ClosureCase>;
export type CaseWithChoicesView = Static<typeof CaseWithChoices>;
export type ClosureScopeAsk = Static<typeof ClosureScope>;

const planners = ['administrator', 'operator'] as const;
const callers = ['operator', 'administrator', 'clerk', 'nurse'] as const;
const tag = 'closure';
const planProblems = [
  'input_invalid',
  'not_found',
  'closure_nothing',
  'substitute_not_fit',
  'substitute_not_free',
] as const;
const choose = obj({ choice: oneOf(caseChoices), slot_id: Type.Optional(Id) });
const chooseProblems = [
  'input_invalid',
  'not_found',
  'case_settled',
  'case_too_late',
  'choice_gone',
  'booking_state',
  'booking_overlap',
  'booking_duplicate',
  'refund_not_possible',
] as const;

export const closureRoutes = routes({
  closurePreview: {
    method: 'POST',
    path: '/api/admin/closures/preview',
    tag,
    zh: '停诊/替诊前预览影响',
    en: 'What a closure or substitution would touch',
    who: planners,
    body: obj(plan),
    answer: ClosurePreview,
    problems: planProblems,
  },
  closureAdd: {
    method: 'POST',
    path: '/api/admin/closures',
    tag,
    zh: '停诊/替诊：立即冻结并通知，或提交审批',
    en: 'Close or substitute: at once, or proposed for approval',
    who: planners,
    idempotent: true,
    status: 201,
    body: obj({ ...plan, reason: Words(200, 2) }),
    answer: Closure,
    problems: planProblems,
  },
  closureList: {
    method: 'GET',
    path: '/api/admin/closures',
    tag,
    zh: '停诊与替诊进度',
    en: 'Closures and how far they are settled',
    who: planners,
    etag: true,
    query: obj({ scope: Type.Optional(oneOf(['open', 'past'] as const)) }),
    answer: list(Closure),
    problems: ['input_invalid'],
  },
  closureShow: {
    method: 'GET',
    path: '/api/admin/closures/:id',
    tag,
    zh: '停诊详情',
    en: 'A closure',
    who: planners,
    etag: true,
    params: IdParams,
    answer: Closure,
    problems: ['not_found'],
  },
  closureDecide: {
    method: 'POST',
    path: '/api/admin/closures/:id/decide',
    tag,
    zh: '审批停诊',
    en: 'Approve or refuse a proposed closure',
    who: ['administrator'],
    params: IdParams,
    body: obj({ approve: Type.Boolean(), note: Words(200, 2) }),
    answer: Closure,
    problems: [...planProblems, 'closure_state'],
  },
  closureWithdraw: {
    method: 'POST',
    path: '/api/admin/closures/:id/withdraw',
    tag,
    zh: '撤回待审批的停诊',
    en: 'Withdraw a proposed closure',
    who: planners,
    params: IdParams,
    answer: Closure,
    problems: ['not_found', 'closure_state'],
  },
  closureCaseList: {
    method: 'GET',
    path: '/api/admin/closures/:id/cases',
    tag,
    zh: '停诊受影响患者',
    en: 'The patients a closure touches',
    who: planners,
    etag: true,
    params: IdParams,
    query: obj({ state: Type.Optional(oneOf(caseStates)) }),
    answer: list(ClosureCase),
    problems: ['input_invalid', 'not_found'],
  },
  deskCaseList: {
    method: 'GET',
    path: '/api/desk/closure-cases',
    tag,
    zh: '窗口：待选择的停诊患者',
    en: 'Desk: patients who have still to choose',
    who: callers,
    etag: true,
    answer: list(ClosureCase),
    problems: [],
  },
  deskCaseShow: {
    method: 'GET',
    path: '/api/desk/closure-cases/:id',
    tag,
    zh: '窗口：一位患者的可选方案',
    en: 'Desk: what a patient may choose',
    who: callers,
    params: IdParams,
    answer: CaseWithChoices,
    problems: ['not_found'],
  },
  deskCaseChoose: {
    method: 'POST',
    path: '/api/desk/closure-cases/:id/choose',
    tag,
    zh: '窗口：电话代患者选择',
    en: 'Desk: choose for a patient on the telephone',
    who: callers,
    params: IdParams,
    body: choose,
    answer: CaseWithChoices,
    problems: chooseProblems,
  },
  deskCasePhoned: {
    method: 'POST',
    path: '/api/desk/closure-cases/:id/phoned',
    tag,
    zh: '窗口：记录已电话通知',
    en: 'Desk: the patient was told by telephone',
    who: callers,
    params: IdParams,
    answer: CaseWithChoices,
    problems: ['not_found'],
  },
  caseList: {
    method: 'GET',
    path: '/api/closure-cases',
    tag,
    zh: '我的停诊/替诊通知',
    en: 'My closures that want a choice',
    who: 'patient',
    etag: true,
    answer: list(ClosureCase),
    problems: [],
  },
  caseShow: {
    method: 'GET',
    path: '/api/closure-cases/:id',
    tag,
    zh: '停诊后的可选方案',
    en: 'What I may choose',
    who: 'patient',
    params: IdParams,
    answer: CaseWithChoices,
    problems: ['not_found'],
  },
  caseChoose: {
    method: 'POST',
    path: '/api/closure-cases/:id/choose',
    tag,
    zh: '选择改约、接受替诊或退号退费',
    en: 'Choose another place, the substitute, or the money back',
    who: 'patient',
    params: IdParams,
    body: choose,
    answer: CaseWithChoices,
    problems: chooseProblems,
  },
  sessionClose: {
    method: 'POST',
    path: '/api/admin/sessions/:id/close',
    tag,
    zh: '停诊一个班次：立即冻结，逐一通知患者选择',
    en: 'Close one session: frozen at once, every patient told and asked',
    who: planners,
    params: IdParams,
    body: obj({ reason: Words(200, 2) }),
    answer: obj({
      session: Session,
      closure_id: Id,
      state: oneOf(closureStates),
      affected: Type.Integer({ description: 'patients who are asked to choose' }),
      cancelled: Type.Integer({ description: 'unpaid holds that were let go' }),
    }),
    problems: ['input_invalid', 'not_found', 'session_closed'],
  },
});
