/**
 * A migration that has run in a hospital is never changed: its server would refuse to start. `sums.txt` beside them holds what
 * each was when it was written; a new one is added with `sha256sum`.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, textOf } from './tree.ts';

const FOLDER = 'server/migrations';

test('every migration is as it was written', () => {
  const names = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith('.sql'));
  const sumOf = (name: string) =>
    createHash('sha256')
      .update(textOf(join(FOLDER, name)))
      .digest('hex');
  const sums = names.toSorted().map((name) => `${sumOf(name)}  ${name}`);
  expect(textOf(join(FOLDER, 'sums.txt')).trim().split('\n')).toEqual(sums);
});
