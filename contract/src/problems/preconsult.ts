/** Before the visit: talks, alerts, summaries. */
import type { ProblemEntry } from './entry.ts';

export const preconsult = {
  preconsult_closed: {
    status: 409,
    zh: '预问诊暂未开放；可直接预约挂号，或联系导诊台。如有急症请拨打 120。',
    en: 'Telling before the visit is not open at the moment; book directly or ask the guide desk. In an emergency call 120.',
  },
  talk_state: {
    status: 409,
    zh: '这次预问诊{state}，不能再这样操作。如有不适加重请拨打 120 或到急诊。',
    en: 'This talk {state}, so this can no longer be done. If it gets worse, call 120 or come to the emergency department.',
  },
  talk_question_gone: {
    status: 409,
    zh: '这个问题已经不再等待回答，请看最新的问题。',
    en: 'This question is no longer waiting for an answer; see the newest one.',
  },
  talk_no_way_back: {
    status: 409,
    zh: '没有可以撤回的回答。',
    en: 'There is no answer to take back.',
  },
  talk_nothing_said: {
    status: 422,
    zh: '还没有看到内容。请用一两句话说说哪里不舒服、多久了；也可以联系导诊台。',
    en: 'Nothing was said yet. Tell in a sentence or two what is wrong and since when, or ask the guide desk.',
  },
  talk_too_long: {
    status: 422,
    zh: '这次预问诊的内容太多了；请先看结果，或联系导诊台。',
    en: 'This talk has become too long; look at the result now, or ask the guide desk.',
  },
  talk_danger_first: {
    status: 409,
    zh: '请先回答这个问题：它关系到是否需要马上就医。',
    en: 'Please answer this question first: it tells whether you need help at once.',
  },
  talk_other_patient: {
    status: 409,
    zh: '这个预约属于另一位就诊人。',
    en: 'This booking is another patient’s.',
  },
  talk_booking_taken: {
    status: 409,
    zh: '已关联过预约，不能再关联另一个。',
    en: 'It is joined already, and cannot be joined to another.',
  },
  model_not_offered: {
    status: 409,
    zh: '本院没有启用大模型，无需同意。',
    en: 'The hospital uses no model, so there is nothing to agree to.',
  },
  alert_state: {
    status: 409,
    zh: '这条警报{state}，请看最新状态。',
    en: 'This alert {state}; see how it stands now.',
  },
  alert_needs_note: {
    status: 422,
    zh: '请写明经过：没有联系上，或判断不是急症，都要写原因。',
    en: 'Write what happened: why nobody was reached, or why it is no emergency.',
  },
  summary_signed: {
    status: 409,
    zh: '小结已经签署；修改后可以再次签署。',
    en: 'The summary is signed as it reads; after a correction it can be signed again.',
  },
  triage_code_unknown: {
    status: 422,
    zh: '没有代码为“{code}”的科室，或重复出现。',
    en: 'There is no department of the code “{code}”, or it is named twice.',
  },
} as const satisfies Record<string, ProblemEntry>;
