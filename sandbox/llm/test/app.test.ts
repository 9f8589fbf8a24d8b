import { expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';

const app = buildApp({ api_key: 'sk-test', model: 'm' });
const schema = { properties: { findings: { items: { properties: { rule: { enum: ['acs-classic', 'dyspnoea'] } } } } } };
const ask = async (text: string, change: object = {}, key = 'sk-test') => {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { authorization: `Bearer ${key}` },
    payload: {
      model: 'm',
      messages: [{ role: 'user', content: text }],
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
      ...change,
    },
  });
  return { status: answer.statusCode, body: answer.json() };
};
const fault = (body: object) => app.inject({ method: 'PUT', url: '/_faults', payload: body });
const said = ({ body }: Awaited<ReturnType<typeof ask>>) => body.choices[0].message.content as string;

test('it answers as the protocol says, with what it finds among what is offered', async () => {
  const answer = await ask('我喘不上气');
  expect(answer).toMatchObject({
    status: 200,
    body: { object: 'chat.completion', model: 'm', choices: [{ finish_reason: 'stop' }] },
  });
  expect(JSON.parse(said(answer))).toEqual({
    findings: [{ rule: 'dyspnoea', quote: '喘不上气' }],
    history: [],
    level: 2,
  });
});

test('a wrong key, an unknown model and a broken question are refused as the makers refuse them', async () => {
  expect(await ask('x', {}, 'sk-other')).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } });
  expect(await ask('x', { model: 'other' })).toMatchObject({
    status: 404,
    body: { error: { code: 'model_not_found' } },
  });
  expect(await ask('x', { messages: [] })).toMatchObject({
    status: 400,
    body: { error: { type: 'invalid_request_error' } },
  });
});

test('each fault acts as often as was asked, then no more', async () => {
  await fault({ invalid_json: 1, cut_off: 1 });
  const [first, second, third] = [await ask('我喘不上气'), await ask('我喘不上气'), await ask('我喘不上气')];
  expect(() => JSON.parse(said(first))).toThrow();
  expect(second.body.choices[0].finish_reason).toBe('length');
  expect(JSON.parse(said(third)).findings).toHaveLength(1);
  expect((await fault({ no_such_fault: 1 })).statusCode).toBe(400);
});
