import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newId, secretsOf } from '../../kernel/index.ts';
import { checkInCode, checkInUrl, hallOfCode } from './check-in-code.ts';

const secrets = secretsOf(randomBytes(32));
const hall = newId();
const now = Temporal.Instant.from('2026-03-02T00:00:30Z');

test('a code counts in its minute and the next, and names its hall', () => {
  const { code, expires_at } = checkInCode(secrets, hall, now);
  expect(expires_at.toString()).toBe('2026-03-02T00:01:00Z');
  expect(hallOfCode(secrets, code, now)).toBe(hall);
  expect(hallOfCode(secrets, code, now.add({ seconds: 89 }))).toBe(hall);
  expect(hallOfCode(secrets, code, now.add({ seconds: 90 }))).toBeUndefined();
  expect(hallOfCode(secrets, code, now.subtract({ seconds: 31 }))).toBeUndefined();
});

test('a forged, foreign or garbled code is none', () => {
  const { code } = checkInCode(secrets, hall, now);
  const foreign = checkInCode(secretsOf(randomBytes(32)), hall, now).code;
  const otherHall = code.replace(hall, newId());
  for (const wrong of [foreign, otherHall, `${code}x`, code.slice(0, -1), '', '..', 'a.b.c', '𠮷'.repeat(60)])
    expect(hallOfCode(secrets, wrong, now), wrong).toBeUndefined();
});

test('the address carries the code to the patient page', () => {
  expect(checkInUrl('https://h.example', 'a.b')).toBe('https://h.example/#/queue/check-in-page?code=a.b');
});
