/** What the talk says of itself, in both languages. Never a diagnosis, a drug, a dose, or that it is nothing serious. */
import type { AlertOutcome, Policy, TalkState } from '@menzhen/contract';
import type { Level, Purpose } from '@menzhen/triage';

export interface Both {
  zh: string;
  en: string;
}
export type Rules = Policy['preconsult'];

export const levelRule = (rules: Rules, level: number): Rules['levels']['one'] =>
  ([rules.levels.one, rules.levels.two, rules.levels.three, rules.levels.four] as const)[level - 1]!;

export const stateWords: Record<TalkState, Both> = {
  open: { zh: '正在进行', en: 'is going on' },
  stopped: { zh: '因可能的急症已停止', en: 'was stopped because of a possible emergency' },
  ready: { zh: '已可确认', en: 'waits to be confirmed' },
  confirmed: { zh: '已确认', en: 'is confirmed' },
  abandoned: { zh: '已结束', en: 'has ended' },
};
export const alertStateWords: Record<'open' | 'acknowledged' | 'closed', Both> = {
  open: { zh: '还没有人接手', en: 'has not been acknowledged yet' },
  acknowledged: { zh: '已有人接手', en: 'has been acknowledged' },
  closed: { zh: '已结束', en: 'is closed' },
};
/** Outcomes that say why in words. */
export const needsNote: readonly AlertOutcome[] = ['not_an_emergency', 'not_reached', 'seen_elsewhere'];

export const purposeOf: Record<Purpose, 'danger' | 'department' | 'history' | 'person'> = {
  red_flag: 'danger',
  department: 'department',
  history: 'history',
  person: 'person',
};

export const phoneNames = {
  ambulance: { zh: '急救电话', en: 'Ambulance' },
  emergency: { zh: '急诊科', en: 'Emergency department' },
  guide_desk: { zh: '导诊台', en: 'Guide desk' },
  campus_duty: { zh: '校园值班', en: 'Campus duty' },
  crisis: { zh: '心理援助热线', en: 'Psychological help line' },
} as const;

export const skipped: Both = { zh: '（跳过）', en: '(skipped)' };

export const hint: Both = {
  zh: '用平常的话说说哪里不舒服、多久了。这里不作诊断，也不代替医生；内容会交给接诊医生。情况危急请直接拨打 120 或到急诊。',
  en: 'Tell in your own words what is wrong and since when. This is no diagnosis and no replacement for a doctor; the doctor who sees you will read it. In an emergency call 120 or come to the emergency department.',
};

const titles: Record<1 | 2, Both> = {
  1: { zh: '您说的情况可能很危急，请马上求助', en: 'What you tell may be an emergency: get help at once' },
  2: { zh: '您说的情况需要尽快到急诊', en: 'What you tell should be seen in the emergency department now' },
};
const crisisTitle: Both = {
  zh: '谢谢您说出来，请现在就联系能陪着您的人',
  en: 'Thank you for telling. Please reach somebody who can be with you now',
};
export const emergencyTitle = (level: Level, crisis: boolean): Both =>
  crisis ? crisisTitle : titles[level === 1 ? 1 : 2];

/** Said on every emergency screen, before what its own rules say. */
export const emergencySteps = (level: Level): Both[] =>
  level === 1
    ? [
        {
          zh: '现在就拨打 120，或请身边的人马上送您到急诊。',
          en: 'Call 120 now, or ask somebody near you to bring you to the emergency department at once.',
        },
        { zh: '不要独自前往，不要自己开车或骑车。', en: 'Do not go alone, and do not drive or ride yourself.' },
      ]
    : [
        { zh: '请现在就去急诊，不要等预约。', en: 'Go to the emergency department now; do not wait for a booking.' },
        { zh: '路上如果加重，请立即拨打 120。', en: 'If it gets worse on the way, call 120 at once.' },
      ];

/** Beside the hospital's crisis text, which says whom to reach. */
export const crisisSteps: readonly Both[] = [
  {
    zh: '请离开危险的地方，把可能伤到自己的东西交给别人。',
    en: 'Leave the dangerous place, and give things that could hurt you to somebody else.',
  },
];

export const advice: Record<3 | 4, Both> = {
  3: {
    zh: '建议今天就来看；今天没有号时请到急诊或联系导诊台。',
    en: 'Please be seen today; if no place is left today, come to the emergency department or ask the guide desk.',
  },
  4: {
    zh: '可以预约门诊。等待期间如果加重或出现新的不适，请及时就医。',
    en: 'You can book a visit. If it gets worse or something new comes up meanwhile, get help.',
  },
};

export const notes = {
  several: {
    zh: '听起来说到了不止一个人。请一次只说一位就诊人的情况。',
    en: 'You seem to tell of more than one person. Please tell of one patient at a time.',
  },
  other_person: {
    zh: '听起来是在说另一个人。如果不是这位就诊人，请换到他/她的名下再说。',
    en: 'You seem to tell of somebody else. If it is not this patient, please begin again under the right name.',
  },
  not_understood: {
    zh: '还没听明白。请换个说法，比如“头疼两天，有点恶心”；也可以请导诊台帮忙。',
    en: 'This was not understood yet. Say it in another way, such as “headache for two days, feeling sick”, or ask the guide desk.',
  },
} as const;
