/** The edge: what is checked before a handler runs, and how a problem leaves. Bad input is a clear answer, never a 500. */
import { type ProblemCode, problems } from '@menzhen/contract/problems';
import type { ErrorObject } from 'ajv';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Locale, localeOf } from './http.ts';
import { type FieldError, Refusal } from './problem.ts';
import { checkerOf, writerOf } from './schemas.ts';

export const BODY_LIMIT_BYTES = 256 * 1024;

const words: Record<string, (e: ErrorObject) => [zh: string, en: string]> = {
  required: () => ['必填', 'is required'],
  additionalProperties: () => ['没有这一项', 'is not a known field'],
  unevaluatedProperties: () => ['没有这一项', 'is not a known field'],
  enum: (e) => [
    `只能是 ${(e.params.allowedValues as string[]).join('、')}`,
    `must be one of ${(e.params.allowedValues as string[]).join(', ')}`,
  ],
  type: (e) => [`类型应为 ${e.params.type}`, `must be of type ${e.params.type}`],
  minLength: (e) => [`至少 ${e.params.limit} 个字`, `needs at least ${e.params.limit} characters`],
  maxLength: (e) => [`最多 ${e.params.limit} 个字`, `may have at most ${e.params.limit} characters`],
  minimum: (e) => [`不能小于 ${e.params.limit}`, `may not be below ${e.params.limit}`],
  maximum: (e) => [`不能大于 ${e.params.limit}`, `may not be above ${e.params.limit}`],
  pattern: () => ['格式不正确', 'has the wrong format'],
  format: (e) => [`不是有效的 ${e.params.format}`, `is not a valid ${e.params.format}`],
};

function fieldOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params as Record<
    string,
    string | undefined
  >;
  const extra = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  return [...error.instancePath.split('/').slice(1), ...(extra ? [extra] : [])].join('.') || '(body)';
}

function fieldErrors(errors: ErrorObject[], locale: Locale): FieldError[] {
  return errors.slice(0, 20).map((e) => {
    const [zh, en] = words[e.keyword]?.(e) ?? ['内容不正确', 'is not valid'];
    return { field: fieldOf(e), message: locale === 'zh' ? zh : en };
  });
}

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  params?: Record<string, string | number>;
  errors?: FieldError[];
  again_at?: string;
}

export function problemBody(refusal: Refusal, locale: Locale, request_id: string): ProblemBody {
  const sentence = refusal.sentence(locale);
  const params = refusal.params[locale];
  return {
    type: `/api/docs/problems#${refusal.code}`,
    title: problems[refusal.code].en.replace(/\{(\w+)\}/g, '…'),
    status: refusal.status,
    detail: sentence,
    code: refusal.code,
    request_id,
    ...(Object.keys(params).length ? { params } : {}),
    ...(refusal.errors.length ? { errors: refusal.errors } : {}),
    ...(refusal.again_at ? { again_at: refusal.again_at.toString() } : {}),
  };
}

const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_not_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_not_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_not_json',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
};

/** PostgreSQL's words for a value of the right shape that its type cannot hold (a number of 30 digits, no such day). */
const NO_SUCH_VALUE = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);

/** Every error as a refusal of the catalogue; what we did not foresee is a server_error and is logged with its stack. */
export function refusalOf(error: unknown, locale: Locale): Refusal {
  if (error instanceof Refusal) return error;
  const { validation, code, statusCode } = error as FastifyError & { validation?: ErrorObject[] };
  if (validation) return new Refusal('input_invalid', {}, fieldErrors(validation, locale));
  if (code && fastifyCodes[code]) return new Refusal(fastifyCodes[code]);
  if (statusCode === 429) return new Refusal('too_many_requests', { seconds: 60 });
  if (statusCode && statusCode >= 400 && statusCode < 500) return new Refusal('input_invalid');
  if (code && NO_SUCH_VALUE.has(code)) return new Refusal('input_invalid');
  if (code && /^(08|57P0)/.test(code)) return new Refusal('not_ready');
  return new Refusal('server_error');
}

/** Deeper than anything the contract declares; a bottomless body costs nobody's stack. */
const DEEPEST = 32;
/** PostgreSQL keeps no NUL, and half a character would come back as another: refused here rather than changed there. */
const isKept = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
function canBeKept(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isKept(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < DEEPEST && Object.entries(value).every(([name, item]) => isKept(name) && canBeKept(item, depth + 1));
}

function refuseUnkept(request: FastifyRequest): void {
  for (const [where, value] of Object.entries({ body: request.body, query: request.query, params: request.params })) {
    if (!canBeKept(value))
      throw new Refusal('input_invalid', {}, [
        { field: where, message: '含有不允许的字符，或嵌套太深 / holds a forbidden character, or is nested too deep' },
      ]);
  }
}

/** @throws TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON */
const readJson = (raw: Buffer): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));

/** Every error leaves here, also those that Fastify meets before it knows a route (an address it cannot decode). */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const locale = localeOf(request.headers['accept-language']);
  const refusal = refusalOf(error, locale);
  if (refusal.status >= 500 && !(error instanceof Refusal))
    request.log.error({ err: error, reqId: request.id }, 'unforeseen');
  if (refusal.code === 'too_many_requests' || refusal.code === 'sms_too_soon')
    reply.header('retry-after', String(refusal.params.en.seconds ?? 60));
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .send(JSON.stringify(problemBody(refusal, locale, request.id)));
}

export function guardEdge(app: FastifyInstance): void {
  app.setValidatorCompiler(
    ({ schema, httpPart }) => checkerOf(schema as object, httpPart === 'body' ? 'body' : 'address') as never,
  );
  app.setSerializerCompiler(({ schema }) => writerOf(schema as object));
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, raw, done) => {
    Object.assign(request, { rawBody: raw });
    if (raw.length === 0) return done(null, undefined);
    try {
      done(null, readJson(raw as Buffer));
    } catch {
      done(new Refusal('body_not_json'));
    }
  });
  app.addHook('preValidation', (request, _reply, done) => {
    try {
      refuseUnkept(request);
      done();
    } catch (refusal) {
      done(refusal as Error);
    }
  });
  app.setErrorHandler(answerProblem);
}
