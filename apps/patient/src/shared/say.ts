import { locale, t } from './i18n.ts';
import { dayText, instantText, slotText, spanText } from './date.ts';
import { hospitalToday } from './server-clock.ts';
import { type Word, words } from './words.ts';

/** A booking's or session's day and time in one line: 明天 11月25日 上午 9:30–10:00. */
export function whenText(at: { date: string; starts: string; ends: string }): string {
  return `${dayText(at.date, locale.value, hospitalToday())} ${slotText(at.starts, at.ends, locale.value)}`;
}

/** A moment in the chosen language: 今天 16:00. */
export function momentText(instant: string): string {
  return instantText(instant, locale.value, hospitalToday());
}

/** From one moment to another: 今天 9:00–11:30. */
export function momentsText(from: string, until: string): string {
  return spanText(from, until, locale.value, hospitalToday());
}

/** The word for a code of the contract (`title.chief`); a code we have no word for is shown as it is. */
export function codeText(group: string, code: string): string {
  const key = `${group}.${code}`;
  return key in words ? t(key as Word) : code;
}

/** A short word at the foot of the page, said aloud too. */
export function toast(text: string): void {
  uni.showToast({ title: text, icon: 'none', duration: 3000 });
}
