/** Names of a draft's sections. */
import type { DraftKey } from '@menzhen/contract';
import type { Both } from './words.ts';

const titles: Record<DraftKey, Both> = {
  chief_complaint: { zh: '主诉', en: 'Chief complaint' },
  present_illness: { zh: '现病史', en: 'History of present illness' },
  past_history: { zh: '既往史', en: 'Past history' },
  allergy: { zh: '过敏史', en: 'Allergies' },
  medication: { zh: '用药史', en: 'Medicines' },
  personal: { zh: '个人史', en: 'Personal history' },
  menstrual: { zh: '月经婚育史', en: 'Menstrual and obstetric history' },
  family: { zh: '家族史', en: 'Family history' },
};
export const sectionTitle = (key: DraftKey, locale: 'zh' | 'en'): string => titles[key][locale];
