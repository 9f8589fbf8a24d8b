/** The OpenAPI 3.1 document, made from the same table the server registers its routes from. */
import * as everything from './index.ts';
import { type Contract, contract, type RouteName } from './index.ts';
import { type ProblemCode, problems } from './problems.ts';
import type { OutsideVoice, RouteSpec, Who } from './route.ts';

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'a sentence a person can act on, in the language asked for' },
    code: { type: 'string', enum: Object.keys(problems) },
    request_id: { type: 'string' },
    params: { type: 'object' },
    again_at: { type: 'string', format: 'date-time', description: 'when to try again, where it is known' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** Shapes with a name in the contract stand once, under components; the rest of the document points at them. */
const named = new Map<string, string>(
  Object.entries(everything)
    .filter(([name, value]) => /^[A-Z][a-z]/.test(name) && isObjectSchema(value))
    .map(([name, schema]) => [JSON.stringify(schema), name]),
);

function isObjectSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Json).type === 'object';
}

function pointed(node: unknown, top = false): unknown {
  if (Array.isArray(node)) return node.map((item) => pointed(item));
  if (typeof node !== 'object' || node === null) return node;
  const name = top ? undefined : named.get(JSON.stringify(node));
  if (name) return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, pointed(value)]));
}

function namedSchemas(): Json {
  return Object.fromEntries([...named].map(([text, name]) => [name, pointed(JSON.parse(text), true)]));
}

/** Problems that any route may answer with, beside those it declares. */
export function problemsOf(spec: RouteSpec): ProblemCode[] {
  const always: ProblemCode[] = ['server_error', 'not_ready', 'too_many_requests'];
  const who: ProblemCode[] = spec.who === 'anyone' ? [] : ['sign_in_required', 'session_expired', 'not_allowed'];
  const body: ProblemCode[] = spec.body ? ['body_not_json', 'body_too_large', 'media_type_unsupported'] : [];
  const key: ProblemCode[] = spec.idempotent
    ? ['idempotency_key_missing', 'idempotency_key_reused', 'idempotency_in_progress']
    : [];
  return [...new Set([...spec.problems, ...who, ...body, ...key, ...always])];
}

const whoWords = (who: Who): string => (typeof who === 'string' ? who : who.join(', '));

function parametersOf(spec: RouteSpec): Json[] {
  const from = (schema: unknown, where: 'path' | 'query'): Json[] => {
    const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, shape]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      schema: shape,
    }));
  };
  const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', maxLength: 100 } };
  return [...from(spec.params, 'path'), ...from(spec.query, 'query'), ...(spec.idempotent ? [key] : [])];
}

interface Voice {
  asks: Json;
  answer: (schema: unknown) => Json;
  refusal: Json;
}
const houseVoice: Omit<Voice, 'asks'> = {
  answer: (schema) => ({ 'application/json': { schema } }),
  refusal: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const failed = { type: 'object', properties: { code: { const: 'FAIL' }, message: { type: 'string' } } };
const voices: Record<OutsideVoice, Voice> = {
  wechat_notice: {
    asks: { 'application/json': { schema: { type: 'object', description: 'sealed and signed by WeChat Pay' } } },
    answer: houseVoice.answer,
    refusal: { 'application/json': { schema: failed } },
  },
  alipay_notice: {
    asks: { 'application/x-www-form-urlencoded': { schema: { type: 'object', description: 'signed by Alipay' } } },
    answer: (schema) => ({ 'text/plain': { schema } }),
    refusal: { 'text/plain': { schema: { const: 'failure' } } },
  },
};

function contentOf(spec: RouteSpec): Json {
  if (spec.file) return { [spec.file]: { schema: spec.answer } };
  return (spec.answers_as ? voices[spec.answers_as] : houseVoice).answer(spec.answer);
}

function answersOf(spec: RouteSpec): Json {
  const voice = spec.answers_as ? voices[spec.answers_as] : houseVoice;
  const answers: Json = {
    [String(spec.status ?? 200)]: { description: spec.en, content: contentOf(spec) },
  };
  for (const code of problemsOf(spec)) {
    const status = String(problems[code].status);
    const before = (answers[status] as { description?: string })?.description;
    answers[status] = {
      description: before ? `${before}, \`${code}\`` : `\`${code}\``,
      content: voice.refusal,
    };
  }
  return answers;
}

function requestOf(spec: RouteSpec): Json {
  if (spec.answers_as) return { requestBody: { required: true, content: voices[spec.answers_as].asks } };
  if (!spec.body) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } };
}

function operationOf(name: RouteName, spec: RouteSpec): Json {
  return {
    operationId: name,
    tags: [spec.tag],
    summary: `${spec.zh} · ${spec.en}`,
    description: `For: ${whoWords(spec.who)}.`,
    parameters: parametersOf(spec),
    ...requestOf(spec),
    responses: answersOf(spec),
    ...(spec.who === 'anyone' ? { security: [] } : {}),
  };
}

/** The whole document; deterministic, so that a changed promise shows in review. */
export function openapi(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(contract as Contract) as [RouteName, RouteSpec][]) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operationOf(name, spec) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Menzhen 门诊',
      version: '0.1.0',
      description: 'One record of facts for the outpatient clinic. Problems follow RFC 9457.',
    },
    security: [{ session: [] }],
    paths: pointed(paths),
    components: {
      schemas: { Problem: problemSchema, ...namedSchemas() },
      securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'opaque session token' } },
    },
  };
}

/** `export const paths = { bookingHold: ['POST', '/api/bookings'], … }`: all that a phone needs of the contract at run time. */
export function pathsModule(): string {
  const rows = Object.entries(contract).map(([name, spec]) => {
    const key = (spec as RouteSpec).idempotent ? ', true' : '';
    return `  ${name}: ['${spec.method}', '${spec.path}'${key}],`;
  });
  return [
    '// Generated by `npm run generate` from contract/src. The third item marks routes that want an Idempotency-Key.',
    'export const paths = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}
