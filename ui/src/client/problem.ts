/** What may go wrong with a call, as two classes: the server refused, or the server was not reached. */
import type { Problem, ProblemCode } from '@menzhen/contract';

/** The server answered with a problem (RFC 9457). `detail` is a sentence for the reader, in the language asked for. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly status: number;
  readonly request_id: string;
  readonly params: Record<string, string | number>;
  /** Field name to sentence, for the fields of a form. */
  readonly fields: Record<string, string>;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.detail = problem.detail;
    this.status = problem.status;
    this.request_id = problem.request_id;
    this.params = problem.params ?? {};
    this.fields = Object.fromEntries((problem.errors ?? []).map(({ field, message }) => [fieldName(field), message]));
  }
}

/** No answer came: no network, or the server is down. Nothing is known about what happened there. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause });
    this.name = 'UnreachableError';
  }
}

/** `/body/id_number`, `body.id_number` and `id_number` all name the same field of a form. */
function fieldName(path: string): string {
  return path.replace(/^\W*(body|query|params)\W/, '').replace(/^\W+/, '');
}

export function isProblem(error: unknown, ...codes: ProblemCode[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));
}

/** Reads a problem from an answer that is not 2xx; a proxy's HTML page becomes a plain server problem. */
export async function readProblem(answer: Response, sentence: string): Promise<ProblemError> {
  const request_id = answer.headers.get('x-request-id') ?? '';
  const body = (await answer.json().catch(() => null)) as Partial<Problem> | null;
  const code = body?.code ?? (answer.status === 503 || answer.status === 502 ? 'not_ready' : 'server_error');
  return new ProblemError({
    type: body?.type ?? 'about:blank',
    title: body?.title ?? code,
    status: answer.status,
    detail: body?.detail ?? sentence,
    code,
    request_id: body?.request_id ?? request_id,
    params: body?.params,
    errors: body?.errors,
  });
}
