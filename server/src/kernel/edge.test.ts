import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerProblem, BODY_LIMIT_BYTES, guardEdge, refusalOf } from './edge.ts';
import { localeOf } from './http.ts';
import { Refusal } from './problem.ts';

let app: FastifyInstance;
beforeAll(async () => {
  app = fastify({ bodyLimit: BODY_LIMIT_BYTES, frameworkErrors: answerProblem });
  guardEdge(app);
  const body = {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { name: {}, born: { type: 'string', format: 'date' }, count: { type: 'integer' } },
  };
  app.post('/echo', { schema: { body } }, (request) => request.body);
  app.get('/of/:id', (request) => request.params);
  await app.ready();
});
afterAll(() => app.close());

const post = (payload: string | Buffer) =>
  app.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': 'application/json' } });
const codeOf = async (payload: string | Buffer) => (await post(payload)).json().code;

test.each(['𠮷', '王·尼亚孜', '😀', 'a\\u0301', '\\\\u0000', '\\\\ud800'])(
  'text that can be kept comes through: %s',
  async (text) => {
    const payload = `{"name":"${text}"}`;
    expect((await post(payload)).json()).toEqual(JSON.parse(payload));
  },
);

test.each([
  ['a NUL', '{"name":"a\\u0000"}'],
  ['a NUL as a name', '{"name":{"a\\u0000":1}}'],
  ['half a character', '{"name":"\\ud842"}'],
  ['half a character within', '{"name":[[{"a":"\\udfb7"}]]}'],
  ['bottomless nesting', `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ['an own __proto__', '{"name":1,"__proto__":{"a":1}}'],
  ['a number that is text', '{"name":1,"count":"1"}'],
  ['a day that is none', '{"name":1,"born":"2026-02-30"}'],
  ['the year 0', '{"name":1,"born":"0000-01-01"}'],
  ['nothing that must be there', '{}'],
])('%s is refused', async (_what, payload) => {
  expect(await codeOf(payload)).toBe('input_invalid');
});

test('bytes that are not UTF-8 are not JSON, rather than other text', async () => {
  expect(await codeOf(Buffer.from([0x7b, 0x22, 0x6e, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe('body_not_json');
});

test('a body at the limit is read, one byte more is not', async () => {
  const around = '{"name":""}'.length;
  const sized = (bytes: number) => `{"name":"${'x'.repeat(bytes - around)}"}`;
  expect((await post(sized(BODY_LIMIT_BYTES))).statusCode).toBe(200);
  expect(await codeOf(sized(BODY_LIMIT_BYTES + 1))).toBe('body_too_large');
});

test('the marked fields are named where they stand, in the language asked for', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/echo',
    payload: { count: 'x', extra: 1 },
    headers: { 'accept-language': 'en-GB' },
  });
  expect(answer.json().errors).toEqual(
    expect.arrayContaining([
      { field: 'name', message: 'is required' },
      { field: 'count', message: 'must be of type integer' },
      { field: 'extra', message: 'is not a known field' },
    ]),
  );
});

test.each(['/of/%ff', `/of/${'x'.repeat(500)}`])('an address that cannot be one is not found: %#', async (url) => {
  const answer = await app.inject(url);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'not_found', request_id: answer.headers['x-request-id'] });
});

describe('errors of others become refusals of the catalogue', () => {
  const sqlState = (code: string) => Object.assign(new Error('from PostgreSQL'), { code });
  test.each([
    [new Refusal('slot_full'), 'slot_full'],
    [sqlState('22P02'), 'input_invalid'],
    [sqlState('22003'), 'input_invalid'],
    [sqlState('57P01'), 'not_ready'],
    [sqlState('08006'), 'not_ready'],
    [sqlState('23505'), 'server_error'],
    [new Error('李小明 13912345678'), 'server_error'],
    ['thrown text', 'server_error'],
  ])('%s', (error, code) => {
    expect(refusalOf(error, 'zh').code).toBe(code);
  });

  test('what went wrong inside is not told outside', () => {
    expect(refusalOf(new Error('secret'), 'zh').sentence('zh')).not.toContain('secret');
  });
});

test('Chinese unless English comes first', () => {
  expect(['en', 'en-US,zh;q=0.9', 'EN'].map(localeOf)).toEqual(['en', 'en', 'en']);
  expect([undefined, '', 'zh-CN', 'fr', 'zh,en', '*'].map(localeOf)).toEqual(Array(6).fill('zh'));
});
