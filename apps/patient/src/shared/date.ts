/**
 * Days and times as people say them. The hospital lives in one time zone without summer time (Asia/Shanghai, UTC+8),
 * so plain arithmetic is exact; the mini program's engine has no Temporal and only a part of Intl.
 */
type Locale = 'zh' | 'en';

const hospital_offset_ms = 8 * 3600_000;
const zhWeekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const enWeekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const enMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (n: number): string => String(n).padStart(2, '0');

/** The hospital's wall clock at a moment, held in the UTC fields of a Date. */
function atHospital(instant: string | number): Date {
  return new Date((typeof instant === 'number' ? instant : Date.parse(instant)) + hospital_offset_ms);
}

/** 2026-11-25, the hospital's calendar day at a moment. */
export function hospitalDay(instant: string | number): string {
  return atHospital(instant).toISOString().slice(0, 10);
}

/** 14:05 at the hospital. */
export function hourMinute(instant: string | number): string {
  const at = atHospital(instant);
  return `${at.getUTCHours()}:${two(at.getUTCMinutes())}`;
}

function parts(day: string): { month: number; date: number; weekday: number } {
  const at = new Date(`${day}T00:00:00Z`);
  return { month: at.getUTCMonth() + 1, date: at.getUTCDate(), weekday: at.getUTCDay() };
}

/** Whole days from `from` to `to`, both YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** 今天 / Tomorrow for the nearest days, else 周三 / Wed. */
export function weekdayText(day: string, today: string, locale: Locale): string {
  const near = (locale === 'zh' ? ['今天', '明天', '后天'] : ['Today', 'Tomorrow'])[daysBetween(today, day)];
  const { weekday } = parts(day);
  return near ?? (locale === 'zh' ? zhWeekdays : enWeekdays)[weekday]!;
}

/** 周三 11月25日 / Wed 25 Nov; with `today` also 今天 11月25日. */
export function dayText(day: string, locale: Locale, today?: string): string {
  const { month, date, weekday } = parts(day);
  const name = today ? weekdayText(day, today, locale) : (locale === 'zh' ? zhWeekdays : enWeekdays)[weekday]!;
  return locale === 'zh' ? `${name} ${month}月${date}日` : `${name} ${date} ${enMonths[month - 1]}`;
}

function plain(time: string): string {
  return time.replace(/^0/, '');
}

function half(time: string): 'morning' | 'afternoon' | 'evening' {
  const hour = Number(time.slice(0, 2));
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
}

/** 上午 9:30–10:00 / 9:30–10:00, from two wall-clock times HH:MM. */
export function slotText(starts: string, ends: string, locale: Locale): string {
  const range = `${plain(starts)}–${plain(ends)}`;
  return locale === 'zh' ? `${{ morning: '上午', afternoon: '下午', evening: '晚上' }[half(starts)]} ${range}` : range;
}

/** 11月24日 16:00 / 24 Nov, 16:00; only the time when it is today. */
export function instantText(instant: string, locale: Locale, today: string): string {
  const day = hospitalDay(instant);
  if (day === today) return locale === 'zh' ? `今天 ${hourMinute(instant)}` : `today ${hourMinute(instant)}`;
  const { month, date } = parts(day);
  return locale === 'zh'
    ? `${month}月${date}日 ${hourMinute(instant)}`
    : `${date} ${enMonths[month - 1]}, ${hourMinute(instant)}`;
}

/** 今天 9:00–11:30 / today 9:00–11:30 for two moments of one day; two full moments otherwise. */
export function spanText(from: string, until: string, locale: Locale, today: string): string {
  const end = hospitalDay(from) === hospitalDay(until) ? hourMinute(until) : ` ${instantText(until, locale, today)}`;
  return `${instantText(from, locale, today)}–${end.trim()}`;
}

/** 14:59 left of some seconds; 1:02:03 above an hour. */
export function clockText(left_seconds: number): string {
  const hours = Math.floor(left_seconds / 3600);
  const minutes = Math.floor(left_seconds / 60) % 60;
  const seconds = left_seconds % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** A range of minutes: 8–14, or one number when both ends are the same. */
export const minutesText = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);
