import { expect, test, vi } from 'vitest';
import { createAct } from './act.ts';
import { createClient, pathOf } from './client.ts';
import { isProblem, ProblemError, UnreachableError } from './problem.ts';

const id = '01930000-0000-7000-8000-000000000001';
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

function clientOver(fetch: typeof globalThis.fetch, more: { onSignedOut?: () => void } = {}) {
  return createClient({ token: () => 'secret', locale: () => 'zh-CN', fetch, waits: [0, 0], ...more });
}

test('params fill the path and absent query values stay out of it', () => {
  expect(pathOf('/api/sessions/:id/slots', { params: { id: 'a/b' } })).toBe('/api/sessions/a%2Fb/slots');
  expect(pathOf('/api/sessions', { query: { date: '2026-11-25', doctor_id: undefined, department_id: '' } })).toBe(
    '/api/sessions?date=2026-11-25',
  );
});

test('a call carries the token, the language and the body', async () => {
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => json({ done: true }));
  await clientOver(fetch).call('passwordChange', { body: { current: 'a', next: 'b' } });
  const [url, init] = fetch.mock.calls[0]!;
  const headers = init!.headers as Headers;
  expect(url).toBe('/api/me/password');
  expect(headers.get('authorization')).toBe('Bearer secret');
  expect(headers.get('accept-language')).toBe('zh-CN');
  expect(init!.body).toBe('{"current":"a","next":"b"}');
  expect(headers.has('idempotency-key')).toBe(false);
});

test('a lost connection is tried again with the same key, never with a new one', async () => {
  const keys: (string | null)[] = [];
  let failures = 2;
  const fetch = vi.fn(async (_url: unknown, init?: RequestInit) => {
    keys.push((init!.headers as Headers).get('idempotency-key'));
    if (failures-- > 0) throw new TypeError('network');
    return json({ id }, 201);
  });
  await clientOver(fetch).call('deskBookingHold', { body: { slot_id: id, patient_id: id } });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toBeTruthy();
});

test('an act without a key is sent once: nobody knows whether it arrived', async () => {
  const fetch = vi.fn(async () => {
    throw new TypeError('network');
  });
  await expect(clientOver(fetch).call('messagesRead')).rejects.toBeInstanceOf(UnreachableError);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('a problem becomes an error with its code, sentence, request id and fields', async () => {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 400,
    detail: '有内容填写不正确',
    code: 'input_invalid',
    request_id: 'req-7',
    errors: [{ field: '/body/phone', message: '手机号不正确' }],
  };
  const error = await clientOver(async () => json(problem, 400))
    .call('me')
    .catch((thrown: unknown) => thrown);
  expect(isProblem(error, 'input_invalid')).toBe(true);
  expect((error as ProblemError).request_id).toBe('req-7');
  expect((error as ProblemError).fields).toEqual({ phone: '手机号不正确' });
});

test('a proxy that answers with a page of HTML still gives a sentence', async () => {
  const error = await clientOver(async () => new Response('<html>', { status: 502 }))
    .call('me')
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).code).toBe('not_ready');
  expect((error as ProblemError).detail).toContain('系统');
});

test('an expired session is told to the app', async () => {
  const onSignedOut = vi.fn();
  const fetch = async () => json({ code: 'session_expired', detail: '登录已过期' }, 401);
  await clientOver(fetch, { onSignedOut })
    .call('me')
    .catch(() => null);
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test('an act keeps its key until its content changes or it is done', () => {
  let made = 0;
  const act = createAct(() => `key-${++made}`);
  expect(act.keyFor({ a: 1 })).toBe('key-1');
  expect(act.keyFor({ a: 1 })).toBe('key-1');
  expect(act.keyFor({ a: 2 })).toBe('key-2');
  act.done();
  expect(act.keyFor({ a: 2 })).toBe('key-3');
});
