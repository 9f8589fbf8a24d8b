/**
 * How long still: a range from what visits have really lasted. Pure. First honest form: the doctor's own finished visits,
 * drawn towards the department's, and these towards the hospital's, where there are few; nothing known gives no figure.
 */

/** Durations of finished visits: how many, and their mean and variance in minutes. */
export interface Durations {
  visits: number;
  mean_minutes: number;
  variance: number;
}
export interface History {
  doctor: Durations;
  department: Durations;
  hospital: Durations;
}
export const NO_VISITS: Durations = { visits: 0, mean_minutes: 0, variance: 0 };

/** Days of finished visits that count. */
export const HISTORY_DAYS = 30;
/** A group's mean weighs as much as this many visits of one's own. */
const PRIOR_VISITS = 10;
/** A visit longer than the mean is expected to need this share of the mean still. */
const OVERRUN_SHARE = 0.25;
/** Standard normal quantile of 0.9. */
const Z90 = 1.2816;

/** A small group's durations, drawn towards the larger group's. */
function drawnTowards(own: Durations, prior: Durations): Durations {
  if (prior.visits === 0) return own;
  if (own.visits === 0) return prior;
  const visits = own.visits + PRIOR_VISITS;
  const weight = own.visits / visits;
  const mean_minutes = weight * own.mean_minutes + (1 - weight) * prior.mean_minutes;
  const square = (d: Durations) => d.variance + d.mean_minutes ** 2;
  const variance = weight * square(own) + (1 - weight) * square(prior) - mean_minutes ** 2;
  return { visits, mean_minutes, variance: Math.max(0, variance) };
}

/** What stands before a ticket. */
export interface Ahead {
  people_ahead: number;
  /** The patient at the doctor: called and on the way, or in for so many minutes; null when nobody is. */
  current: { minutes_in: number } | null;
  /** Minutes until the first slot of the line begins, when the doctor has called nobody yet. */
  minutes_to_start: number;
}
export interface WaitRange {
  p50_minutes: number;
  p90_minutes: number;
}

/** The range, or null when no visit was ever finished. */
export function waitRange(history: History, ahead: Ahead): WaitRange | null {
  const visit = drawnTowards(history.doctor, drawnTowards(history.department, history.hospital));
  if (visit.visits === 0) return null;
  const { mean_minutes: mean } = visit;
  const rest = ahead.current ? Math.max(mean - ahead.current.minutes_in, mean * OVERRUN_SHARE) : 0;
  const p50 = ahead.minutes_to_start + rest + ahead.people_ahead * mean;
  const spread = Math.sqrt((ahead.people_ahead + (ahead.current ? rest / mean : 0)) * visit.variance);
  return { p50_minutes: Math.round(p50), p90_minutes: Math.ceil(p50 + Z90 * spread) };
}

/** What the range was computed from, in words. */
export function basisWords(history: History, locale: 'zh' | 'en'): string {
  const { doctor, department, hospital } = history;
  const of = (d: Durations) => d.mean_minutes.toFixed(0);
  if (doctor.visits > 0)
    return locale === 'zh'
      ? `按该医生近 ${HISTORY_DAYS} 天 ${doctor.visits} 次就诊（平均 ${of(doctor)} 分钟）${doctor.visits < PRIOR_VISITS ? '并参考本科室' : ''}推算`
      : `From this doctor’s ${doctor.visits} visits of the last ${HISTORY_DAYS} days (mean ${of(doctor)} min)${doctor.visits < PRIOR_VISITS ? ', leaning on the department’s' : ''}`;
  if (department.visits > 0)
    return locale === 'zh'
      ? `该医生暂无记录，按本科室近 ${HISTORY_DAYS} 天 ${department.visits} 次就诊（平均 ${of(department)} 分钟）推算`
      : `No visits of this doctor yet; from the department’s ${department.visits} visits of the last ${HISTORY_DAYS} days (mean ${of(department)} min)`;
  if (hospital.visits > 0)
    return locale === 'zh'
      ? `本科室暂无记录，按全院近 ${HISTORY_DAYS} 天 ${hospital.visits} 次就诊（平均 ${of(hospital)} 分钟）推算`
      : `No visits of this department yet; from the hospital’s ${hospital.visits} visits of the last ${HISTORY_DAYS} days (mean ${of(hospital)} min)`;
  return locale === 'zh' ? '还没有可参考的就诊时长，暂不估计' : 'No visits to learn from yet, so no estimate';
}
