/** A clause that cannot stand: where it is in the data, and why, in both languages. */
export interface Clause {
  /** Where: “penalties.0.steps”, “overrides.2.set.cancel”. */
  path: string;
  zh: string;
  en: string;
}
/** One clause when it does not hold, else none. */
export const unless = (holds: boolean, path: string, zh: string, en: string): Clause[] =>
  holds ? [] : [{ path, zh, en }];
