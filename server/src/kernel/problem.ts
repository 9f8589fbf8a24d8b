/** A refusal: thrown by services, turned by http.ts into an RFC 9457 problem of the one catalogue. */
import { type ProblemCode, problemSentence, problems } from '@menzhen/contract/problems';

export type ProblemParams = Record<string, string | number>;
/** Params that read differently in the two languages. */
export type LocalParams = { zh: ProblemParams; en: ProblemParams };
export interface FieldError {
  field: string;
  message: string;
}

export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly params: LocalParams;
  readonly errors: FieldError[];
  /** When one can try again with hope; null: never, or nobody knows. */
  readonly again_at: Temporal.Instant | null;

  constructor(
    code: ProblemCode,
    params: ProblemParams | LocalParams = {},
    errors: FieldError[] = [],
    again_at: Temporal.Instant | null = null,
  ) {
    super(code);
    this.code = code;
    this.params = isLocal(params) ? params : { zh: params, en: params };
    this.errors = errors;
    this.again_at = again_at;
  }

  get status(): number {
    return problems[this.code].status;
  }

  sentence(locale: 'zh' | 'en'): string {
    return problemSentence(this.code, locale, this.params[locale]);
  }
}

const isLocal = (params: ProblemParams | LocalParams): params is LocalParams => typeof params.zh === 'object';

/** Throws `not_found`: also what somebody else's thing answers, so that nobody learns it exists. */
export function found<T>(row: T | undefined | null): T {
  if (row === undefined || row === null) throw new Refusal('not_found');
  return row;
}
