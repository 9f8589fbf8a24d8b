/** How good the talks are, counted from their facts. Pure. */
import type { AlertOutcome, DraftKey, PreconsultQualityView } from '@menzhen/contract';
import { draftKeys } from '@menzhen/contract';
import type { QualityFact } from './tables.ts';

type Counted = Pick<PreconsultQualityView, 'talks' | 'agreement' | 'corrections' | 'alerts'>;
interface Names {
  department: (id: string) => string;
  family: (code: string) => string;
  section: (key: DraftKey) => string;
}

const text = (fact: QualityFact, field: string): string => String(fact.data[field] ?? '');
const number = (fact: QualityFact, field: string): number => Number(fact.data[field] ?? 0);
const list = (fact: QualityFact, field: string): string[] => (fact.data[field] as string[] | undefined) ?? [];
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);
/** Nearest rank. */
const quantile = (values: readonly number[], q: number): number | null =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * q) - 1)] ?? null;
const tally = <T extends string | number>(keys: readonly T[]): Map<T, number> =>
  keys.reduce((counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1), new Map<T, number>());

/** @param seen booking -> the department in which its visit was finished */
export function qualityOf(facts: readonly QualityFact[], seen: ReadonlyMap<string, string>, names: Names): Counted {
  const byKind = Map.groupBy(facts, ({ kind }) => kind.slice('preconsult.'.length));
  const of = (kind: string) => byKind.get(kind) ?? [];
  return {
    talks: {
      started: of('started').length,
      confirmed: of('confirmed').length,
      stopped: of('stopped').length,
      abandoned: of('abandoned').length,
      questions_mean: mean(of('confirmed').map((fact) => number(fact, 'asked'))),
    },
    agreement: agreementOf(of, seen, names),
    corrections: correctionsOf(of('corrected'), of('signed'), names),
    alerts: alertsOf(of, names),
  };
}

type Of = (kind: string) => readonly QualityFact[];
function agreementOf(of: Of, seen: ReadonlyMap<string, string>, names: Names): Counted['agreement'] {
  const confirmed = new Set(of('confirmed').map(({ subject }) => subject));
  const proposed = new Map(of('proposed').map((fact) => [fact.subject, list(fact, 'department_ids')]));
  const booked = new Map(of('booked').map((fact) => [fact.subject, text(fact, 'booking_id')]));
  const visits = [...booked].flatMap(([subject, booking_id]) => {
    const department_id = seen.get(booking_id);
    const wanted = proposed.get(subject);
    if (!department_id || !wanted || !confirmed.has(subject)) return [];
    return [{ department_id, first: wanted[0] === department_id, among_three: wanted.includes(department_id) }];
  });
  const count = (all: typeof visits, field: 'first' | 'among_three') => all.filter((one) => one[field]).length;
  return {
    visits: visits.length,
    first: share(count(visits, 'first'), visits.length),
    among_three: share(count(visits, 'among_three'), visits.length),
    by_department: [...Map.groupBy(visits, ({ department_id }) => department_id)]
      .map(([department_id, own]) => ({
        department_id,
        name: names.department(department_id),
        visits: own.length,
        first: count(own, 'first'),
        among_three: count(own, 'among_three'),
      }))
      .sort((a, b) => b.visits - a.visits),
  };
}

function correctionsOf(
  corrected: readonly QualityFact[],
  signed: readonly QualityFact[],
  names: Names,
): Counted['corrections'] {
  const all = corrected.flatMap((fact) => fact.data.sections as { key: DraftKey; edit_distance: number }[]);
  return {
    // a summary that was signed twice is one
    signed: new Set(signed.map(({ subject }) => subject)).size,
    unchanged: new Set(signed.filter((fact) => number(fact, 'corrected') === 0).map(({ subject }) => subject)).size,
    by_section: draftKeys.map((key) => {
      const own = all.filter((one) => one.key === key);
      const edit_distance_mean = mean(own.map((one) => one.edit_distance));
      return { key, title: names.section(key), corrected: own.length, edit_distance_mean };
    }),
  };
}

function alertsOf(of: Of, names: Names): Counted['alerts'] {
  const raised = of('alert_raised').filter((fact) => text(fact, 'kind') === 'flag');
  const acknowledged = of('alert_acknowledged').filter((fact) => text(fact, 'kind') === 'flag');
  const seconds = acknowledged.map((fact) => number(fact, 'seconds'));
  const byLevel = tally(raised.map((fact) => number(fact, 'level')));
  const byFamily = tally(raised.flatMap((fact) => list(fact, 'families')));
  const outcomes = tally(of('alert_closed').map((fact) => text(fact, 'outcome') as AlertOutcome));
  return {
    raised: raised.length,
    by_level: [...byLevel].sort(([a], [b]) => a - b).map(([level, count]) => ({ level, raised: count })),
    by_family: [...byFamily]
      .sort(([, a], [, b]) => b - a)
      .map(([family, count]) => ({ family, name: names.family(family), raised: count })),
    outcomes: [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, count]) => ({ outcome, count })),
    acknowledge_seconds_p50: quantile(seconds, 0.5),
    acknowledge_seconds_p90: quantile(seconds, 0.9),
    acknowledged_late: acknowledged.filter((fact) => fact.data.late === true).length,
  };
}
