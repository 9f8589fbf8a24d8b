/** What is waited for, put together from what the page knows and the person chose. No screen in here. */
import type { WaitlistEntry, WaitlistWish } from '@menzhen/contract';

export type Reach = 'session' | 'doctor' | 'department';
export type Span = '1' | '3' | '7' | '14';
export type HalfChoice = 'any' | 'morning' | 'afternoon';

/** What a page that is full hands over: a session, a doctor, a department; whichever it knows. */
export interface Known {
  session: string;
  doctor: string;
  department: string;
  /** The day that is full, YYYY-MM-DD. */
  date: string;
}

/** The widest wish is offered last; nothing is offered that is not known. */
export function reachesOf(known: Known): Reach[] {
  const has: [Reach, boolean][] = [
    ['session', known.session !== ''],
    ['doctor', known.doctor !== ''],
    ['department', known.department !== ''],
  ];
  return has.filter(([, is]) => is).map(([reach]) => reach);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function wishOf(known: Known, choice: { reach: Reach; span: Span; half: HalfChoice }): WaitlistWish {
  if (choice.reach === 'session') return { kind: 'session', session_id: known.session };
  const days = { from_date: known.date, to_date: addDays(known.date, Number(choice.span) - 1) };
  const half = choice.half === 'any' ? {} : { half_days: [choice.half] };
  if (choice.reach === 'doctor') return { kind: 'doctor', doctor_id: known.doctor, ...days, ...half };
  return { kind: 'department', department_id: known.department, ...days, ...half };
}

/** Offers first, then what waits longest-lasting order of the server; ended ones last. */
export function inOrder(entries: readonly WaitlistEntry[]): WaitlistEntry[] {
  const rank = (entry: WaitlistEntry): number => (entry.state === 'offered' ? 0 : entry.state === 'waiting' ? 1 : 2);
  return [...entries].sort((a, b) => rank(a) - rank(b));
}
