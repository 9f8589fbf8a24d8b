/**
 * Every problem the server may answer with (RFC 9457), in one catalogue, a file for each noun: status, and a sentence a person
 * can act on, Chinese first. Nothing else is imported: the mini program carries these files too.
 */
import { asking } from './problems/asking.ts';
import { booking } from './problems/booking.ts';
import { closures } from './problems/closures.ts';
import { hall } from './problems/hall.ts';
import { money } from './problems/money.ts';
import { navigation } from './problems/navigation.ts';
import { people } from './problems/people.ts';
import { policy } from './problems/policy.ts';
import { preconsult } from './problems/preconsult.ts';
import { supply } from './problems/supply.ts';

export const problems = {
  ...asking,
  ...people,
  ...supply,
  ...policy,
  ...booking,
  ...money,
  ...hall,
  ...closures,
  ...navigation,
  ...preconsult,
} as const;

export type ProblemCode = keyof typeof problems;

/** The body of every answer that is not 2xx (application/problem+json). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  params?: Record<string, string | number>;
  errors?: { field: string; message: string }[];
  /** When to try again (RFC 3339), where it is known. */
  again_at?: string;
}

/** Fills a catalogue sentence; a missing param stays visible rather than turning into "undefined". */
export function problemSentence(
  code: ProblemCode,
  locale: 'zh' | 'en',
  params: Record<string, string | number> = {},
): string {
  return problems[code][locale].replace(/\{(\w+)\}/g, (all, name: string) =>
    name in params ? String(params[name]) : all,
  );
}
