import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envExample, readSettings, settingsTable } from './settings.ts';

test('with nothing set, every setting has its fallback', () => {
  expect(readSettings({})).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', DEMO: true, DATABASE_URL: undefined });
});

test.each([
  ['PORT', '99999'],
  ['PORT', 'http'],
  ['PORT', '80.5'],
  ['DEMO', 'maybe'],
  ['SESSION_IDLE_MINUTES', '-1'],
  ['RATE_LIMIT_PER_MINUTE', 'many'],
])('%s=%s stops the start with a sentence that names it', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`${name}.*${value}`));
});

test('.env.example lists every setting and shows no secret', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');
  expect(text).toBe(envExample());
  for (const [name, { fallback, ...row }] of Object.entries(settingsTable)) {
    expect(text).toContain(`# ${name}=${fallback}\n`);
    if ('secret' in row) expect(fallback, name).toBe('');
  }
});
