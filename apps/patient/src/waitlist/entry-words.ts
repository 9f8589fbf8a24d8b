/** An entry of the waiting list in words. */
import type { WaitlistEntry } from '@menzhen/contract';
import { dayText } from '../shared/date.ts';
import { locale, t } from '../shared/i18n.ts';
import { codeText } from '../shared/say.ts';
import { hospitalToday } from '../shared/server-clock.ts';
import type { Word } from '../shared/words.ts';

export function whomText(entry: WaitlistEntry): string {
  if (!entry.doctor_name) return t('waitlist.anyDoctor', { department: entry.department_name });
  return `${entry.department_name} · ${entry.doctor_name}`;
}

export function daysText(entry: WaitlistEntry): string {
  const day = (date: string): string => dayText(date, locale.value, hospitalToday());
  const days =
    entry.from_date === entry.to_date
      ? day(entry.from_date)
      : t('waitlist.dayToDay', { from: day(entry.from_date), to: day(entry.to_date) });
  const halves = (entry.half_days ?? []).map((half) => codeText('half', half)).join(' ');
  return [days, halves].filter(Boolean).join(' ');
}

export const stateText = (entry: WaitlistEntry): string => t(`waitlist.state.${entry.state}` as Word);
export const stateTone = (entry: WaitlistEntry): 'call' | 'info' | 'brand' | 'quiet' =>
  (({ offered: 'call', waiting: 'info', booked: 'brand', fulfilled: 'brand' }) as const)[entry.state as 'offered'] ??
  'quiet';
