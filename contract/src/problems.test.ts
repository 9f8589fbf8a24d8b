import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problems } from './problems.ts';

test('each problem stands in one file of the catalogue, and all of them are in it', async () => {
  const folder = join(import.meta.dirname, 'problems');
  const files = readdirSync(folder).filter((file) => file !== 'entry.ts');
  const parts: object[] = await Promise.all(files.map((file) => import(join(folder, file))));
  const codes = parts.flatMap((part) => Object.values(part)).flatMap((part: object) => Object.keys(part));
  expect(codes.length).toBeGreaterThan(150);
  expect(codes.toSorted()).toEqual(Object.keys(problems).toSorted());
});
