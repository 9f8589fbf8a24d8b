/** The formulas of the figures, on plain rows: no engine, no files. The same as those of the scorer that comes with the building data. */

export type PlainLevel = 'emergency' | 'urgent' | 'routine';

/** A share with its counts; `low` and `high` are Wilson's 95 % interval. */
export interface Share {
  right: number;
  of: number;
  value: number;
  low: number;
  high: number;
}

const Z = 1.96;

export function share(right: number, of: number): Share {
  if (of === 0) return { right, of, value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const value = right / of;
  const width = 1 + Z ** 2 / of;
  const middle = value + Z ** 2 / (2 * of);
  const margin = Z * Math.sqrt((value * (1 - value)) / of + Z ** 2 / (4 * of * of));
  return {
    right,
    of,
    value,
    low: Math.max(0, (middle - margin) / width),
    high: Math.min(1, (middle + margin) / width),
  };
}

export interface LevelRow {
  id: string;
  /** What it is about, for the list of misses. */
  family: string;
  gold: PlainLevel;
  level: PlainLevel;
}

export interface LevelScore {
  sensitivity: Share;
  /** Routine texts called an emergency. */
  false_emergency: Share;
  exact: Share;
  /** Called less, or more, pressing than it is. */
  under: Share;
  over: Share;
  missed: LevelRow[];
  false_alarms: LevelRow[];
}

const RANK: Record<PlainLevel, number> = { emergency: 2, urgent: 1, routine: 0 };

export function scoreLevels(rows: readonly LevelRow[]): LevelScore {
  const emergencies = rows.filter(({ gold }) => gold === 'emergency');
  const routine = rows.filter(({ gold }) => gold === 'routine');
  const missed = emergencies.filter(({ level }) => level !== 'emergency');
  const false_alarms = routine.filter(({ level }) => level === 'emergency');
  const count = (test: (row: LevelRow) => boolean) => share(rows.filter(test).length, rows.length);
  return {
    sensitivity: share(emergencies.length - missed.length, emergencies.length),
    false_emergency: share(false_alarms.length, routine.length),
    exact: count(({ gold, level }) => gold === level),
    under: count(({ gold, level }) => RANK[level] < RANK[gold]),
    over: count(({ gold, level }) => RANK[level] > RANK[gold]),
    missed,
    false_alarms,
  };
}

export interface RoutingRow {
  id: string;
  accept: readonly string[];
  ranked: readonly string[];
  abstain: boolean;
}

export interface RoutingScore {
  accept_at_1: Share;
  accept_at_3: Share;
  /** Answered above the engine's own confidence line. */
  confident_share: Share;
  /** Right among those. */
  confident_right: Share;
}

export function scoreRouting(rows: readonly RoutingRow[]): RoutingScore {
  const first = rows.filter(isRight);
  const answered = rows.filter(({ abstain }) => !abstain);
  return {
    accept_at_1: share(first.length, rows.length),
    accept_at_3: share(
      rows.filter(({ ranked, accept }) => ranked.slice(0, 3).some((code) => accept.includes(code))).length,
      rows.length,
    ),
    confident_share: share(answered.length, rows.length),
    confident_right: share(answered.filter(isRight).length, answered.length),
  };
}

export const isRight = ({ ranked, accept }: RoutingRow): boolean => accept.includes(ranked[0] ?? '');

export interface DepartmentCount {
  department: string;
  right: number;
  of: number;
  /** What was said instead, most often first. */
  instead: [string, number][];
}

/** By the department meant, largest first. */
export function byDepartment(rows: readonly (RoutingRow & { department: string })[]): DepartmentCount[] {
  const groups = Object.entries(Object.groupBy(rows, ({ department }) => department));
  const counts = groups.map(([department, group = []]) => {
    const wrong = group.filter((row) => !isRight(row));
    const instead = Object.entries(Object.groupBy(wrong, ({ ranked }) => ranked[0] ?? '-'));
    return {
      department,
      right: group.length - wrong.length,
      of: group.length,
      instead: instead.map(([code, of]): [string, number] => [code, of?.length ?? 0]).sort((a, b) => b[1] - a[1]),
    };
  });
  return counts.sort((a, b) => b.of - a.of);
}
