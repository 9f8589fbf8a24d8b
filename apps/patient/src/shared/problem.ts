import { t } from './i18n.ts';

/** What may go wrong, as screens show it: the server's RFC 9457 answer, or our own when there was no answer. */
export interface Problem {
  /** A code of the server's catalogue, or `no_connection` / `answer_unreadable` of ours. */
  code: string;
  status: number;
  title: string;
  detail: string;
  request_id: string;
  errors?: { field: string; message: string }[];
  /** What the sentence was made of; some of it leads on (a free slot's id). */
  params?: Record<string, string | number>;
  /** When to try again, where the server knows. */
  again_at?: string;
}

/** Thrown by `call`; `problem` says it in words. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function noConnection(): Problem {
  return {
    code: 'no_connection',
    status: 0,
    title: t('problem.noConnection'),
    detail: t('problem.noConnectionNext'),
    request_id: '',
  };
}

/** Reads an answer that is not 2xx; anything but a problem document (a proxy's page) becomes one of ours. */
export function problemOf(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  if (!given.code || !given.title) {
    return {
      code: 'answer_unreadable',
      status,
      title: t('problem.unreadable'),
      detail: t('problem.unreadableNext'),
      request_id: given.request_id ?? '',
    };
  }
  return {
    code: given.code,
    status,
    // the server's title names the kind and is always English; its detail is the sentence in the reader's language
    title: given.detail || given.title,
    detail: '',
    request_id: given.request_id ?? '',
    errors: given.errors,
    params: given.params,
    again_at: given.again_at,
  };
}

/** The problem within anything that was thrown. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  console.error(thrown);
  return problemOf(0, null);
}
