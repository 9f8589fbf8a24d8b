/** The model's protocol against the stand-in as a process of its own, whole and broken. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { chatModel, type ModelFile, readModelFile } from './llm.ts';
import { type ModelStandIn, startModelStandIn } from './testing/model-stand-in.ts';

let standIn: ModelStandIn;
beforeAll(async () => {
  standIn = await startModelStandIn();
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.control('POST', '/_reset'));

const schema = { type: 'object', properties: { rule: { enum: ['dyspnoea'] } } };
const question = { system: '规则', user: '我喘不上气', schema, schema_name: 'findings', most_tokens: 100 };
const model = (change: Partial<ModelFile> = {}) =>
  chatModel({ ...readModelFile(standIn.file), timeout_ms: 400, ...change });

test('a question gets its answer, and what it cost', async () => {
  const answer = await model().ask(question);
  expect(answer).toMatchObject({ outcome: 'answered', prompt_tokens: expect.any(Number) });
  expect(JSON.parse((answer as { text: string }).text).findings).toEqual([{ rule: 'dyspnoea', quote: '喘不上气' }]);
  const { requests } = await standIn.control<{ requests: { body: object }[] }>('GET', '/_heard');
  expect(requests[0]?.body).toMatchObject({
    temperature: 0,
    max_tokens: 100,
    response_format: { type: 'json_schema', json_schema: { name: 'findings', strict: true, schema } },
  });
});

test('a maker that knows no schemas is told the schema in words', async () => {
  await model({ format: 'json_object' }).ask(question);
  const { requests } = await standIn.control<{ requests: { body: { messages: { content: string }[] } }[] }>(
    'GET',
    '/_heard',
  );
  expect(requests[0]?.body).toMatchObject({ response_format: { type: 'json_object' } });
  expect(requests[0]?.body.messages[0]?.content).toContain(JSON.stringify(schema));
});

test.each([
  ['slow', { slow_ms: 2_000 }, { outcome: 'timed_out' }],
  ['cut off', { cut_off: 1 }, { outcome: 'cut_off', code: 'length' }],
  ['declined', { declined: 1 }, { outcome: 'declined', code: 'content_filter' }],
  ['broken', { server_error: 1 }, { outcome: 'refused', code: 'server_error' }],
  ['busy', { rate_limited: 1 }, { outcome: 'refused', code: 'rate_limit_exceeded' }],
  ['gone', { drop_requests: 1 }, { outcome: 'failed' }],
])('a model that is %s is no exception', async (_name, faults, expected) => {
  await standIn.control('PUT', '/_faults', faults);
  expect(await model().ask(question)).toMatchObject(expected);
});

test('a wrong key, an unknown model and no model at all are told apart', async () => {
  expect(await model({ api_key: 'sk-wrong' }).ask(question)).toMatchObject({
    outcome: 'refused',
    code: 'invalid_api_key',
  });
  expect(await model({ model: 'other' }).ask(question)).toMatchObject({ outcome: 'refused', code: 'model_not_found' });
  expect(await model({ base_url: 'http://127.0.0.1:1/v1' }).ask(question)).toMatchObject({ outcome: 'failed' });
});

test.each([
  [{ base_url: 'http://x/v1', api_key: 'k' }, /model is missing/],
  [{ base_url: 'http://x/v1', api_key: 'k', model: 'm', format: 'xml' }, /format/],
  [{ base_url: 'http://x/v1', api_key: 'k', model: 'm', timeout_ms: 1e9 }, /timeout_ms/],
])('a file that will not do is named: %j', (file, why) => {
  const path = join(mkdtempSync(join(tmpdir(), 'menzhen-llm-file-')), 'llm.json');
  writeFileSync(path, JSON.stringify(file));
  expect(() => readModelFile(path)).toThrow(why);
  expect(() => readModelFile(path)).toThrow(path);
});
