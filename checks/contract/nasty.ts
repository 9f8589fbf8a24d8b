/** What arrives when a client is broken or an attacker is at work: made from each route's own schemas. */
import type { RouteSpec } from '@menzhen/contract';
import { newId } from '../../server/src/kernel/index.ts';

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  minLength?: number;
  minItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
}

const formats: Record<string, () => string> = {
  uuid: () => newId(),
  date: () => '2026-03-02',
  'date-time': () => '2026-03-02T00:00:00Z',
};
const patterns: [RegExp, string][] = [
  [/1\[3-9\]/, '19900000001'],
  [/d\{6\}/, '000000'],
  [/2\[0-3\]/, '08:00'],
  [/2-9A-HJ/, 'ABC234'],
  [/0-9 \+/, '120'],
  [/0-9a-zA-Z_-/, 'k'.repeat(40)],
  [/A-Za-z0-9/, 'S-1'],
  [/a-z/, 'someone'],
];

/** A value that the schema lets through, every optional field filled. */
export function exampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return exampleOf(schema.anyOf[0]!);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part) as object));
  if (schema.type === 'object') {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, exampleOf(part)]));
  }
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items!));
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'null') return null;
  if (schema.format) return formats[schema.format]!();
  const pattern = patterns.find(([part]) => schema.pattern && part.test(schema.pattern));
  return pattern ? pattern[1] : '张三'.repeat(Math.max(1, Math.ceil((schema.minLength ?? 1) / 2)));
}

const fieldsOf = (schema: Schema): Record<string, Schema> =>
  schema.allOf ? Object.assign({}, ...schema.allOf.map(fieldsOf)) : (schema.properties ?? {});
export const queryFieldsOf = (spec: RouteSpec): string[] => Object.keys(fieldsOf((spec.query ?? {}) as Schema));

const LONE_SURROGATE = '"\\ud800 张三"';
/** Values that no field of the contract can hold, as JSON text. */
const neverRight = ['{"a":{}}', '[[1]]', `"${'\\u0000'}"`, LONE_SURROGATE, '-1e308', `"${'长'.repeat(12_000)}"`];
/** Values that some fields can hold and others cannot. */
const perhapsRight = [
  'null',
  'true',
  '1e308',
  '2147483648',
  '9007199254740993',
  '-1',
  '0.5',
  '""',
  '" "',
  '"2026-02-30"',
  '"0000-01-01"',
  '"9999-12-31"',
  '"2026-03-02T23:59:60Z"',
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '"24:00"',
  '"\'; drop table booking; --"',
  '"<script>alert(1)</script>"',
  '"😀"',
  '"%"',
  '"\\\\"',
  '"\\u202e\\u200b"',
  '"__proto__"',
  '"00000000-0000-0000-0000-000000000000"',
  '[]',
  '{}',
];

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** Whole bodies that are wrong for every route that takes one. */
const wrongBodies: Record<string, string> = {
  nothing: '',
  'cut off': '{"slot_id": "',
  'not JSON': 'slot_id=1',
  html: '<html></html>',
  null: 'null',
  array: '[]',
  text: '"{}"',
  number: '42',
  'deep arrays': deep('[', ']', 50_000),
  'deep objects': `{"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`,
  'own __proto__': '{"__proto__": {"role": "administrator"}}',
  'constructor.prototype': '{"constructor": {"prototype": {"role": "administrator"}}}',
  'half a character': '{"a": "\\ud83d"}',
  'bytes that are not UTF-8': '{"a": "\u00ff\u00fe',
};

const withField = (example: Record<string, unknown>, field: string, text: string): string => {
  const rest = Object.entries({ ...example, [field]: undefined }).filter(([, value]) => value !== undefined);
  const members = rest.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...members, `${JSON.stringify(field)}:${text}`].join(',')}}`;
};

export interface Nasty {
  what: string;
  text: string;
}

/** Bodies that this route must refuse. */
export function wrongBodiesOf(spec: RouteSpec): Nasty[] {
  const schema = spec.body as Schema | undefined;
  const whole = Object.entries(wrongBodies).map(([what, text]) => ({ what, text }));
  if (!schema) return whole.filter(({ what }) => ['cut off', 'not JSON', 'html', 'deep arrays'].includes(what));
  const example = exampleOf(schema) as Record<string, unknown>;
  const fields = Object.keys(fieldsOf(schema));
  return [
    ...whole,
    { what: 'an unknown field', text: withField(example, 'is_admin', 'true') },
    { what: 'a field named __proto__', text: withField(example, '__proto__', '{"a":1}') },
    ...fields.flatMap((field) =>
      neverRight.map((text) => ({ what: `${field} = ${text.slice(0, 30)}`, text: withField(example, field, text) })),
    ),
  ];
}

/** Bodies that a route may take or refuse, but never fall over. */
export function oddBodiesOf(spec: RouteSpec): Nasty[] {
  const schema = spec.body as Schema | undefined;
  if (!schema) return [];
  const example = exampleOf(schema) as Record<string, unknown>;
  return Object.keys(fieldsOf(schema)).flatMap((field) =>
    perhapsRight.map((text) => ({ what: `${field} = ${text}`, text: withField(example, field, text) })),
  );
}

export const oddWords = [
  '',
  ' ',
  '-1',
  '0',
  '1e400',
  '99999999999999999999',
  'null',
  'NaN',
  'true',
  '2026-02-30',
  '0000-01-01',
  '9999-12-31',
  '2026-3-2',
  "' or 1=1 --",
  '<script>',
  '%00',
  '%25',
  '%ff',
  '%ed%a0%80',
  '..%2f..%2fetc%2fpasswd',
  '__proto__',
  '😀',
  'x'.repeat(3000),
  '00000000-0000-0000-0000-000000000000',
  ...[
    [],
    [1],
    ['x'],
    [1e300],
    [-1],
    ['x', 'y'],
    [1, 2],
    ['2026-03-02T00:00:00Z', 'x'],
    ['0000-01-01', ''],
    ['\u0000'],
  ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
  Buffer.from('{"a":1}').toString('base64url'),
];

/** The route's address with these words for its id and its query. */
export function addressOf(spec: RouteSpec, ask: { id?: string; query?: Record<string, string> } = {}): string {
  const { properties: parts = {} } = (spec.params ?? {}) as Schema;
  // what is no id is told as its schema would have it
  const path = spec.path
    .replace(':id', ask.id ?? newId())
    .replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(exampleOf(parts[name]!))));
  const query = Object.entries(ask.query ?? {}).map(([name, word]) => `${name}=${word}`);
  return query.length ? `${path}?${query.join('&')}` : path;
}

/** A query that the schema lets through: only what must be there. */
export function queryOf(spec: RouteSpec): Record<string, string> {
  const { required = [], properties = {} } = (spec.query ?? {}) as Schema;
  return Object.fromEntries(required.map((name) => [name, encodeURIComponent(String(exampleOf(properties[name]!)))]));
}
