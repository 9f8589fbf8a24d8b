/** The gate over HTTP: honest people never see it, suspects show to be people, who hammers is not listened to. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '../../kernel/index.ts';
import { type Clinic, openClinic } from '../../journeys/testing/clinic.ts';

let clinic: Clinic;
let address: string;
beforeAll(async () => {
  clinic = await openClinic({ env: { RATE_LIMIT_PER_MINUTE: '100000', DEMO: 'true', SMS_PROVIDER: 'demo' } });
  address = await clinic.app.http.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => clinic.close());

type Phone = Awaited<ReturnType<Clinic['phone']>>;
const slot = () => clinic.doctors[0]!.slot_id;
async function hold({ token, patient_id }: Phone, headers: Record<string, string> = {}, key = newId()) {
  const answer = await clinic.app.http.inject({
    method: 'POST',
    url: '/api/bookings',
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
      'x-device': `phone-${token}`.slice(0, 40),
      ...headers,
    },
    payload: { slot_id: slot(), patient_id },
  });
  return { status: answer.statusCode, code: answer.json().code as string | undefined, headers: answer.headers };
}
/** Asks until it is suspected. */
async function suspect(): Promise<Phone> {
  const phone = await clinic.phone();
  for (let n = 0; n < 30; n += 1) expect((await hold(phone)).code).not.toBe('challenge_required');
  expect(await hold(phone)).toMatchObject({ status: 403, code: 'challenge_required' });
  return phone;
}

async function solve({ token }: Phone): Promise<string> {
  const { body } = await clinic.call(token, 'challengeNew');
  const { algorithm, challenge, salt, signature } = body;
  const isIt = (number: number) =>
    createHash('sha256')
      .update(salt + number)
      .digest('hex') === challenge;
  let number = 0;
  while (!isIt(number)) number += 1;
  return Buffer.from(JSON.stringify({ algorithm, challenge, number, salt, signature })).toString('base64');
}

test('one who books once is asked nothing', async () => {
  const phone = await clinic.phone();
  expect((await hold(phone)).status).toBe(201);
});

test('a solved challenge lets one act through, however often it is sent, and no other', async () => {
  const phone = await suspect();
  const answer = await solve(phone);
  const key = newId();
  expect((await hold(phone, { 'x-challenge': answer }, key)).code).not.toBe('challenge_required');
  expect((await hold(phone, { 'x-challenge': answer }, key)).code).not.toBe('challenge_required');
  expect((await hold(phone, { 'x-challenge': answer })).code).toBe('challenge_required');
  const other = await suspect();
  expect((await hold(other, { 'x-challenge': await solve(phone) })).code).toBe('challenge_required');
});

test('a code by SMS is as good as the work', async () => {
  const phone = await suspect();
  const asked = await clinic.call(phone.token, 'challengeSms');
  expect(asked.body).toMatchObject({ phone_masked: expect.stringMatching(/^199\*{4}\d{4}$/) });
  const wrong = await clinic.call(phone.token, 'challengeSmsPass', {
    body: { code: asked.body.demo_code === '000000' ? '000001' : '000000' },
  });
  expect(wrong.body.code).toBe('sms_code_wrong');
  const { body } = await clinic.call(phone.token, 'challengeSmsPass', { body: { code: asked.body.demo_code } });
  expect((await hold(phone, { 'x-challenge': body.pass })).code).not.toBe('challenge_required');
  expect((await hold(phone, { 'x-challenge': body.pass })).code).toBe('challenge_required');
});

test('who hammers is turned away at the door, and the database hears nothing of it', async () => {
  const phone = await clinic.phone();
  for (let n = 0; n < 61; n += 1) await hold(phone);
  const { pool } = clinic.app.db;
  const asked = [vi.spyOn(pool, 'query'), vi.spyOn(pool, 'connect')];
  for (let n = 0; n < 50; n += 1) {
    const answer = await hold(phone);
    expect(answer).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  for (const spy of asked) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  expect((await clinic.call(phone.token, 'me')).status).toBe(200);
});

test('over the network he is answered before anything is read, in the same words', async () => {
  const phone = await clinic.phone();
  for (let n = 0; n < 61; n += 1) await hold(phone);
  const edge = await hold(phone);
  const ask = (token: string, language = 'zh') =>
    fetch(`${address}/api/bookings`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': newId(),
        'content-type': 'application/json',
        'accept-language': language,
      },
      body: JSON.stringify({ slot_id: newId(), patient_id: phone.patient_id }),
    });
  const door = await ask(phone.token);
  const { request_id, ...body } = (await door.json()) as { request_id: string; detail: string };
  expect(body).toEqual({
    type: '/api/docs/problems#too_many_requests',
    title: expect.any(String),
    status: 429,
    detail: expect.stringContaining(door.headers.get('retry-after')!),
    code: 'too_many_requests',
    params: { seconds: Number(door.headers.get('retry-after')) },
  });
  const volatile = new Set(['content-length', 'retry-after', 'x-request-id']);
  for (const [name, value] of Object.entries(edge.headers))
    if (!volatile.has(name) && !name.startsWith('x-ratelimit') && name !== 'date' && name !== 'connection')
      expect([name, door.headers.get(name)]).toEqual([name, value]);
  expect(door.headers.get('x-request-id')).toBe(request_id);
  expect(((await (await ask(phone.token, 'en')).json()) as { detail: string }).detail).not.toBe(body.detail);
  const another = await clinic.phone();
  expect((await ask(another.token)).status).toBe(404);
});

test('of twenty that one has under way at once ten come in, and the eleventh hears to wait; later it is let in again', async () => {
  const phone = await clinic.phone();
  const ask = () =>
    fetch(`${address}/api/bookings`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${phone.token}`,
        'idempotency-key': newId(),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ slot_id: newId(), patient_id: phone.patient_id }),
    }).then(({ status }) => status);
  // nobody's session is found before this is resolved
  const looking = Promise.withResolvers<void>();
  const { sessions } = clinic.app.people;
  const find = sessions.find.bind(sessions);
  vi.spyOn(sessions, 'find').mockImplementation((token, now) => looking.promise.then(() => find(token, now)));
  const turnedAway: number[] = [];
  const asks = Array.from({ length: 20 }, async () => {
    const status = await ask();
    if (status === 429) turnedAway.push(status);
    return status;
  });
  // all twenty have come while the ten inside still wait
  await vi.waitFor(() => expect(turnedAway).toHaveLength(10), { timeout: 5000 });
  looking.resolve();
  const answers = await Promise.all(asks);
  expect(answers.filter((status) => status === 404)).toHaveLength(10);
  vi.restoreAllMocks();
  // the client has its answer a moment before the server has closed it
  await vi.waitFor(async () => expect(await ask()).toBe(404), { timeout: 5000 });
});
