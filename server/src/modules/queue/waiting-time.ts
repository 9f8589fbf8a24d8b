/** How long still, as it is said to a patient: whole minutes, and in words what they were worked out from. Pure. */
import type { WaitRange } from './forecast.ts';
import { type Cases, HISTORY_DAYS } from './waiting-time-pace.ts';

/** Whole minutes, as shown; the range that is judged later keeps its fractions. */
export const shownMinutes = (range: WaitRange): WaitRange => ({
  p50_minutes: Math.round(range.p50_minutes),
  p90_minutes: Math.ceil(range.p90_minutes),
});

/** Finished visits known; a service point's own count as its department's. */
export interface Known {
  doctor: Cases;
  department: Cases;
  hospital: Cases;
}
/** With fewer visits than this a doctor is said to lean on the department. */
const FEW_VISITS = 10;

/** What the range was computed from, in words. */
export function basisWords({ doctor, department, hospital }: Known, locale: 'zh' | 'en'): string {
  const of = (cases: Cases) => cases.mean_minutes.toFixed(0);
  const zh = locale === 'zh';
  if (doctor.n > 0)
    return zh
      ? `按该医生近 ${HISTORY_DAYS} 天 ${doctor.n} 次就诊（平均 ${of(doctor)} 分钟）${doctor.n < FEW_VISITS ? '并参考本科室' : ''}推算`
      : `From this doctor’s ${doctor.n} visits of the last ${HISTORY_DAYS} days (mean ${of(doctor)} min)${doctor.n < FEW_VISITS ? ', leaning on the department’s' : ''}`;
  if (department.n > 0)
    return zh
      ? `该医生暂无记录，按本科室近 ${HISTORY_DAYS} 天 ${department.n} 次就诊（平均 ${of(department)} 分钟）推算`
      : `No visits of this doctor yet; from the department’s ${department.n} visits of the last ${HISTORY_DAYS} days (mean ${of(department)} min)`;
  if (hospital.n > 0)
    return zh
      ? `本科室暂无记录，按全院近 ${HISTORY_DAYS} 天 ${hospital.n} 次就诊（平均 ${of(hospital)} 分钟）推算`
      : `No visits of this department yet; from the hospital’s ${hospital.n} visits of the last ${HISTORY_DAYS} days (mean ${of(hospital)} min)`;
  return zh ? '还没有可参考的就诊时长，暂不估计' : 'No visits to learn from yet, so no estimate';
}

/** The same of a service point. */
export function basisOfPoint({ n, mean_minutes }: Cases, locale: 'zh' | 'en'): string {
  const mean = mean_minutes.toFixed(0);
  if (n === 0)
    return locale === 'zh'
      ? `按这里预计的每人 ${mean} 分钟推算，办理过几次后按实际时长`
      : `From ${mean} min a person as expected here, until real durations are known`;
  return locale === 'zh'
    ? `按这里近 ${HISTORY_DAYS} 天办理 ${n} 次的时长（平均 ${mean} 分钟）推算`
    : `From ${n} services here in the last ${HISTORY_DAYS} days (mean ${mean} min)`;
}
