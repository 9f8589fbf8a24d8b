import type { SameKeys } from '@menzhen/ui/words';

/** Fields and choices of the rules on the talk before the visit. */
export const zh = {
  f: {
    levels: '急缓分级（由医生核定）',
    one: 'I 级',
    two: 'II 级',
    three: 'III 级',
    four: 'IV 级',
    colour: '颜色',
    phones: '电话',
    ambulance: '急救电话',
    emergency: '急诊科电话',
    guide_desk: '导诊台电话',
    campus_duty: '校园值班电话',
    crisis: '心理危机时显示',
    phone: '热线',
    most_questions: '最多问几个问题',
    keep_words_days: '谈话原文保存天数',
    keep_record_days: '签署的小结保存天数',
    model: '大模型',
  },
  o: {
    after_consent: '患者单独同意后使用',
    red: '红',
    orange: '橙',
    yellow: '黄',
    green: '绿',
  },
};

export const en: SameKeys<typeof zh> = {
  f: {
    levels: 'Levels of urgency (a clinician confirms them)',
    one: 'Level I',
    two: 'Level II',
    three: 'Level III',
    four: 'Level IV',
    colour: 'Colour',
    phones: 'Phones',
    ambulance: 'Ambulance',
    emergency: 'Emergency department',
    guide_desk: 'Guide desk',
    campus_duty: 'Campus duty',
    crisis: 'Shown in a crisis of the mind',
    phone: 'Help line',
    most_questions: 'At most so many questions',
    keep_words_days: 'What was said is kept (days)',
    keep_record_days: 'Signed summaries are kept (days)',
    model: 'Language model',
  },
  o: {
    after_consent: 'used after consent',
    red: 'red',
    orange: 'orange',
    yellow: 'yellow',
    green: 'green',
  },
};
