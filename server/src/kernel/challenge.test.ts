import { solveChallenge } from 'altcha-lib/v1';
import { expect, test } from 'vitest';
import { challengesOf } from './challenge.ts';

const NOW = Temporal.Instant.from('2026-03-02T00:00:00Z');
const challenges = challengesOf('a key of the house', 2_000);

async function solved(account_id = 'me') {
  const { algorithm, challenge, salt, signature, max_number } = await challenges.make(account_id, NOW);
  const found = await solveChallenge(challenge, salt, algorithm, max_number).promise;
  return { algorithm, challenge, salt, signature, number: found!.number };
}
const sent = (payload: object): string => Buffer.from(JSON.stringify(payload)).toString('base64');
const read = (answer: string, account = 'me', at = NOW) => challenges.read(answer, account, at);

test('a solved challenge is known by its name, to its own account, until it runs out', async () => {
  const payload = await solved();
  expect(await read(sent(payload))).toBe(payload.challenge);
  expect(await read(sent(payload), 'other')).toBeUndefined();
  expect(await read(sent(payload), 'me', NOW.add({ seconds: 300 }))).toBe(payload.challenge);
  expect(await read(sent(payload), 'me', NOW.add({ seconds: 301 }))).toBeUndefined();
  expect(await challengesOf('another key').read(sent(payload), 'me', NOW)).toBeUndefined();
});

test('an answer that was tampered with is none', async () => {
  const payload = await solved();
  const later = payload.salt.replace(/until=\d+/, 'until=9999999999');
  const digits = String(payload.number);
  const spliced = { ...payload, salt: payload.salt + digits[0], number: Number(digits.slice(1) || '0') };
  for (const wrong of [
    { ...payload, number: payload.number + 1 },
    { ...payload, salt: later },
    { ...payload, salt: payload.salt.replace('account=me', 'account=other') },
    { ...payload, signature: '00' },
    { ...payload, algorithm: 'SHA-1' },
    spliced,
  ])
    expect(await read(sent(wrong))).toBeUndefined();
});

test.each(['', 'x', '{}', sent({}), sent([1]), 'sms', 'sms.1.2.3', 'sms...', '\u0000'])(
  '“%s” is no answer',
  async (answer) => {
    expect(await read(answer)).toBeUndefined();
  },
);

test('a pass by SMS is as good, and as bound', async () => {
  const { pass, expires_at } = challenges.makePass('me', NOW);
  const name = await read(pass);
  expect(name).toMatch(/^[\w-]{22}$/);
  expect(await read(pass, 'other')).toBeUndefined();
  expect(await read(pass, 'me', expires_at.add({ seconds: 1 }))).toBeUndefined();
  expect(await read(pass.replace(/\.\d+\./, '.9999999999.'))).toBeUndefined();
});
