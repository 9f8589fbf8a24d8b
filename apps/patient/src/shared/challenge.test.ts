import { expect, test } from 'vitest';
import { challengesOf } from '../../../../server/src/kernel/challenge.ts';
import { base64, solve } from './challenge.ts';

const NOW = Temporal.Instant.from('2026-03-02T00:00:00Z');
const server = challengesOf('a key of the house', 3_000);
const asked = async () => {
  const { expires_at, ...challenge } = await server.make('me', NOW);
  return { ...challenge, expires_at: expires_at.toString(), phone_masked: null };
};

test('what the phone finds is what the server takes', async () => {
  const shares: number[] = [];
  const ask = await asked();
  const answer = await solve(
    ask,
    (share) => void shares.push(share),
    () => true,
  );
  expect(await server.read(answer!, 'me', NOW)).toBe(ask.challenge);
  expect(shares.at(-1)).toBe(1);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

test('who gives up is left in peace', async () => {
  let turns = 0;
  expect(
    await solve(
      { ...(await asked()), challenge: 'none' },
      () => {},
      () => ++turns < 2,
    ),
  ).toBeNull();
});

test('base64 without the browser', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'abcd', '{"salt":"x?account=1&until=2&"}'])
    expect(base64(text)).toBe(Buffer.from(text).toString('base64'));
});
