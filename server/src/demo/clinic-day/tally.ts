/** What happened, counted as it happens. */
export interface Tally {
  held: number;
  paid: number;
  cancelled: number;
  /** Patients of closed sessions who were asked to choose, and who chose another place. */
  asked: number;
  moved: number;
  /** Who went on the waiting list, and who took a place that was offered. */
  waited: number;
  offers_taken: number;
  checked_in: number;
  called: number;
  passed: number;
  seen: number;
  no_shows: number;
  /** Refunds that the window asked for while the visit stayed. */
  adjusted: number;
  /** Of the channels' bills, that the finance clerk worked on; and days closed. */
  differences: number;
  days_closed: number;
  /** Days that could not be closed when last tried, with what stood in the way. */
  not_closed: Map<string, string>;
  /** From check-in to the first call, in minutes, in the order they ended. */
  waits_minutes: number[];
  /** Refusals by their problem code: rules at work, not failures. */
  refused: Map<string, number>;
}

export const newTally = (): Tally => ({
  held: 0,
  paid: 0,
  cancelled: 0,
  asked: 0,
  moved: 0,
  waited: 0,
  offers_taken: 0,
  checked_in: 0,
  called: 0,
  passed: 0,
  seen: 0,
  no_shows: 0,
  adjusted: 0,
  differences: 0,
  days_closed: 0,
  not_closed: new Map(),
  waits_minutes: [],
  refused: new Map(),
});

export function refuse(tally: Tally, code: string): void {
  tally.refused.set(code, (tally.refused.get(code) ?? 0) + 1);
}

/** The smallest value that `share` of all do not exceed; undefined without values. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
