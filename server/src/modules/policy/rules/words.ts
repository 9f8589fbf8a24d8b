/** Words of the rules that appear inside sentences. */
import type { HalfDay, Penalty } from './policy.ts';

export interface BothWords {
  zh: string;
  en: string;
}
export const halfDayWords: Record<HalfDay, BothWords> = {
  morning: { zh: '上午', en: 'morning' },
  afternoon: { zh: '下午', en: 'afternoon' },
  evening: { zh: '夜间', en: 'evening' },
};
/** What may count against a patient. */
export const offenceWords: Record<Penalty['counts'][number], BothWords> = {
  no_show: { zh: '爽约', en: 'no-shows' },
  cancelled_by_patient: { zh: '取消预约', en: 'cancellations' },
  cancelled_same_day: { zh: '当日取消', en: 'same-day cancellations' },
  expired: { zh: '锁号后未支付', en: 'places left unpaid' },
};
/** One of them. */
export const offenceWord: Record<Penalty['counts'][number], BothWords> = {
  no_show: { zh: '爽约', en: 'no-show' },
  cancelled_by_patient: { zh: '取消预约', en: 'cancellation' },
  cancelled_same_day: { zh: '当日取消', en: 'same-day cancellation' },
  expired: { zh: '锁号后未支付', en: 'place left unpaid' },
};
