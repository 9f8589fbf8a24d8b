/** Days and times as people say them; the hospital's clock is Asia/Shanghai whatever the computer's zone. */

export type Locale = 'zh-CN' | 'en';
const ZONE = 'Asia/Shanghai';
const weekdaysZh = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const utc = (day: string) => new Date(`${day}T00:00:00Z`);

/** `2026-11-25` as 周三 11月25日, or Wed 25 Nov; with the year when asked. */
export function dayWords(day: string, locale: Locale, options: { year?: boolean } = {}): string {
  const weekday = (locale === 'en' ? weekdaysEn : weekdaysZh)[utc(day).getUTCDay()]!;
  return `${weekday} ${options.year ? dateWords(day, locale) : monthDayWords(day, locale)}`;
}

/** `2026-11-25` as 11月25日, or 25 Nov. */
export function monthDayWords(day: string, locale: Locale): string {
  const date = utc(day);
  const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
  return locale === 'en' ? `${dayOfMonth} ${monthsEn[month]}` : `${month + 1}月${dayOfMonth}日`;
}

/** `2026-11-25` as 2026年11月25日, or 25 Nov 2026: for birthdays and other days whose weekday nobody asks for. */
export function dateWords(day: string, locale: Locale): string {
  const year = utc(day).getUTCFullYear();
  return locale === 'en' ? `${monthDayWords(day, locale)} ${year}` : `${year}年${monthDayWords(day, locale)}`;
}

/** ISO weekday (1 = Monday) as 周一 or Mon. */
export function weekdayWord(weekday: number, locale: Locale): string {
  return (locale === 'en' ? weekdaysEn : weekdaysZh)[weekday % 7]!;
}

/** `09:30` as 9:30. */
export function timeWords(time: string): string {
  return time.replace(/^0(\d)/, '$1');
}

/** `09:30`, `10:00` as 9:30–10:00. */
export function rangeWords(starts: string, ends: string): string {
  return `${timeWords(starts)}–${timeWords(ends)}`;
}

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** An instant (RFC 3339 or epoch ms) on the hospital's wall: its day and its HH:MM. */
export function hospitalTime(instant: string | number): { day: string; time: string } {
  const found = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return { day: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}` };
}

/** An instant as 10:42 on `today`, and as 周三 11月25日 10:42 on any other day. */
export function instantWords(instant: string | number, locale: Locale, today?: string): string {
  const { day, time } = hospitalTime(instant);
  return day === today ? timeWords(time) : `${dayWords(day, locale)} ${timeWords(time)}`;
}

/** The instant of a wall-clock time at the hospital. China has had no summer time since 1991: the offset is +08:00. */
export function instantAt(day: string, time: string): string {
  return new Date(`${day}T${time}:00+08:00`).toISOString();
}

/** `day` moved by whole days. */
export function addDays(day: string, days: number): string {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** How long ago, in words: 刚刚, 40 秒前, 3 分钟前, 2 小时前. */
export function ageWords(age_ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.round(age_ms / 1000));
  const zh = locale !== 'en';
  if (seconds < 10) return zh ? '刚刚' : 'just now';
  if (seconds < 60) return zh ? `${seconds} 秒前` : `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return zh ? `${minutes} 分钟前` : `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return zh ? `${hours} 小时前` : `${hours} h ago`;
}
