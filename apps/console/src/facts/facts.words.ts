import type { SameKeys } from '@menzhen/ui/words';

export const zh = {
  intro: '医院里发生的每一件事，只增不改。所有数字都由它算出，也能由它重算。',
  filter: '按对象编号筛选',
  seq: '序号',
  at: '医院时间',
  kind: '发生了什么',
  subject: '对象',
  actor: '谁做的',
  cause: '起因',
  data: '内容',
  version: '格式版本',
  patient: '患者',
  empty: '没有符合的事实',
  empty_hint: '清除筛选，或等第一件事发生。',
};
export const en: SameKeys<typeof zh> = {
  intro: 'Everything that happened in the hospital, added to and never changed. All figures come from it.',
  filter: 'Filter by subject',
  seq: 'No.',
  at: 'Hospital time',
  kind: 'What happened',
  subject: 'Subject',
  actor: 'By whom',
  cause: 'Because of',
  data: 'Content',
  version: 'Shape version',
  patient: 'Patient',
  empty: 'No matching facts',
  empty_hint: 'Clear the filter, or wait for something to happen.',
};
