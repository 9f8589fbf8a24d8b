import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../src/index.ts';
import { plainLevel, readRow } from '../src/row.ts';

interface Row {
  id: string;
  text: string;
  age?: number | string;
  gold: 'emergency' | 'urgent' | 'routine';
  red_flag: string | null;
  accept_dept: string[];
  family: string;
  split: string;
}
const rowsOf = (name: string): Row[] =>
  readFileSync(join(import.meta.dirname, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const build = rowsOf('build');
const kept = rowsOf('kept');
const all = [...build, ...kept];
const engine = createEngine();

describe('the vignettes', () => {
  test('have one identifier and one text each, and enough of every level', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    const counts = Object.groupBy(all, ({ gold }) => gold);
    expect(counts.emergency?.length).toBeGreaterThan(180);
    expect(counts.urgent?.length).toBeGreaterThan(70);
    expect(counts.routine?.length).toBeGreaterThan(110);
  });

  test('stand in the half that the digit of their identifier names', () => {
    const half = (id: string) =>
      Number.parseInt(createHash('sha1').update(id).digest('hex').slice(-1), 16) % 2 === 0 ? 'kept' : 'build';
    expect(all.filter(({ id, split }) => split !== half(id)).map(({ id }) => id)).toEqual([]);
    expect([build.every(({ split }) => split === 'build'), kept.every(({ split }) => split === 'kept')]).toEqual([
      true,
      true,
    ]);
  });

  test('name departments the engine knows, and ages it can read', () => {
    const codes = new Set(engine.data.departments.map(({ code }) => code));
    const wrong = all.filter(
      (row) =>
        row.accept_dept.length === 0 ||
        row.accept_dept.some((code) => !codes.has(code)) ||
        readRow(JSON.stringify(row)).remarks.length > 0 ||
        (row.gold === 'routine') !== (row.red_flag === null),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

/** Share of the rows of a level that the engine put at a level. */
function shareOf(rows: readonly Row[], gold: Row['gold'], level: Row['gold']): number {
  const of = rows.filter((row) => row.gold === gold);
  const called = of.filter((row) => {
    const { text, profile } = readRow(JSON.stringify(row));
    return plainLevel(engine.analyse(text, profile).level) === level;
  });
  return called.length / of.length;
}

// What was reached must not be lost; the figures themselves are the bench's. A failure here names no text of the kept half.
describe('the engine', () => {
  test('finds the emergencies of the build half and raises few false ones', () => {
    expect(shareOf(build, 'emergency', 'emergency')).toBeGreaterThan(0.97);
    expect(shareOf(build, 'routine', 'emergency')).toBeLessThan(0.03);
  });

  test('finds most emergencies that nobody looked at', () => {
    expect(shareOf(kept, 'emergency', 'emergency')).toBeGreaterThan(0.86);
    expect(shareOf(kept, 'routine', 'emergency')).toBeLessThan(0.08);
  });
});
