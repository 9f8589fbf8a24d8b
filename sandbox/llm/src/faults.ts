/**
 * What can be made to go wrong, for tests and demonstrations. All off by default. Counts ("next N") fall by one each time they act
 * and stop at 0.
 */
export interface Faults {
  /** Every answer waits so long. */
  slow_ms: number;
  /** Next N requests: the line is cut before anything is answered. */
  drop_requests: number;
  /** Next N requests: 500. */
  server_error: number;
  /** Next N requests: 429. */
  rate_limited: number;
  /** Next N answers stop half-way, as when the most tokens are reached (`finish_reason: length`). */
  cut_off: number;
  /** Next N answers are no JSON. */
  invalid_json: number;
  /** Next N answers quote words that nobody said. */
  invented_spans: number;
  /** Next N answers name findings that were not on offer. */
  unknown_findings: number;
  /** Next N answers do what the patient's text tells the model to do: all is well, nothing found. */
  injection_obeyed: number;
  /** Next N answers find nothing and call everything harmless. */
  urgency_lowered: number;
  /** Next N answers are declined by the maker's content filter. */
  declined: number;
}

export const NO_FAULTS: Readonly<Faults> = Object.freeze({
  slow_ms: 0,
  drop_requests: 0,
  server_error: 0,
  rate_limited: 0,
  cut_off: 0,
  invalid_json: 0,
  invented_spans: 0,
  unknown_findings: 0,
  injection_obeyed: 0,
  urgency_lowered: 0,
  declined: 0,
});

const count = { type: 'integer', minimum: 0, maximum: 10_000 } as const;

/** JSON schema of a partial change, as `PUT /_faults` takes it. */
export const FAULTS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(Object.keys(NO_FAULTS).map((name) => [name, count])),
    slow_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
  },
} as const;

/** True once for each time that was asked for. */
export function takes(faults: Faults, name: Exclude<keyof Faults, 'slow_ms'>): boolean {
  if (faults[name] === 0) return false;
  faults[name] -= 1;
  return true;
}
