/** The next workday after a hospital day, from the calendar's exceptions: holidays rest, make-up days work. */
import { addDays } from '@menzhen/ui/format';

interface CalendarDay {
  date: string;
  kind: string;
}

export function nextWorkday(today: string, exceptions: readonly CalendarDay[]): string {
  const kinds = new Map(exceptions.map((day) => [day.date, day.kind]));
  for (let days = 1; days < 30; days += 1) {
    const day = addDays(today, days);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const kind = kinds.get(day) ?? (weekday === 0 || weekday === 6 ? 'weekend' : 'workday');
    if (kind === 'workday' || kind === 'make_up_workday') return day;
  }
  return addDays(today, 1);
}
