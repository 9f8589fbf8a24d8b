/** Rules for source files that no linter knows. Every judge is first shown a wrong sample, to prove that it bites. */
import { expect, test } from 'vitest';
import { filesOfHouse, textOf } from './tree.ts';

const LINES_MOST = 400;
const SOURCE = /\.(ts|mjs|vue|css|scss|sql)$/;
const GENERATED = /(^|\/)generated\//;
const MODULE_FILE = /^server\/src\/modules\/[^/]+\//;
/** A file kind may be split by noun: rules.ts, rules-fees.ts, rules/fees.ts. */
const isKind = (file: string, kind: string) =>
  MODULE_FILE.test(file) &&
  new RegExp(`^server/src/modules/[^/]+/${kind}[-./]`).test(file) &&
  !file.endsWith('.test.ts');

const sources = filesOfHouse().filter((file) => SOURCE.test(file) && !GENERATED.test(file));
const wrongOnes = (judge: (file: string, text: string) => boolean, files = sources) =>
  files.filter((file) => judge(file, textOf(file)));

function isTooLong(_file: string, text: string): boolean {
  const lines = text.split('\n');
  return lines.length > LINES_MOST + 1 && !lines.slice(0, 15).some((line) => /long because|长，因为/i.test(line));
}

test(`no file is longer than ${LINES_MOST} lines unless its head says "long because …"`, () => {
  const long = 'x\n'.repeat(LINES_MOST + 5);
  expect(isTooLong('a.ts', long)).toBe(true);
  expect(isTooLong('a.ts', `// Long because the table is one thought.\n${long}`)).toBe(false);
  expect(wrongOnes(isTooLong)).toEqual([]);
});

/** What a rule may not know: the time of day, chance, and the world. It is told all three. */
function isImpure(file: string, text: string): boolean {
  const impure = /new Date\(\)|Date\.now\(|Math\.random\(|Temporal\.Now|process\.env|from 'node:(fs|http|net)/;
  const databaseNames = /import (?!type)[^;]*\b(openDb|inTransaction|record|sql)\b[^;]*from '[^']*kernel/;
  return isKind(file, 'rules') && (impure.test(text) || databaseNames.test(text));
}

test('rules know no clock, no chance and no database', () => {
  const file = 'server/src/modules/booking/rules.ts';
  expect(isImpure(file, 'export const now = () => new Date();')).toBe(true);
  expect(isImpure(file, "import { inTransaction } from '../../kernel/index.ts';")).toBe(true);
  expect(isImpure(file, "import { addDays } from '../../kernel/index.ts';")).toBe(false);
  expect(wrongOnes(isImpure)).toEqual([]);
});

/** SQL in a template literal or a prepared statement; a sentence in English has no such shape. */
const SQL =
  /[`'"]\s*(select\s[\s\S]{1,300}?\sfrom\s|insert\s+into\s+[a-z_."]+|update\s+[a-z_."]+\s+set\s|delete\s+from\s+[a-z_."]+)/i;

function hasStraySql(file: string, text: string): boolean {
  if (!file.startsWith('server/src/') || file.endsWith('.test.ts') || /\/testing\//.test(file)) return false;
  const isItsPlace = file.startsWith('server/src/kernel/') || isKind(file, 'store') || isKind(file, 'tables');
  return !isItsPlace && SQL.test(text);
}

test('SQL lives in stores, tables, the kernel and migrations only', () => {
  const sample = 'const rows = await sql`select id\n from booking where id = 1`;';
  expect(hasStraySql('server/src/modules/booking/service.ts', sample)).toBe(true);
  expect(hasStraySql('server/src/modules/booking/store-hold.ts', sample)).toBe(false);
  expect(hasStraySql('server/src/app.ts', "log('select a slot from the list')")).toBe(true);
  expect(wrongOnes(hasStraySql)).toEqual([]);
});

function readsEnvironment(file: string, text: string): boolean {
  const isItsPlace = /^server\/src\/(kernel\/settings|main)\.ts$/.test(file) || /\.test\.ts$|\/testing\//.test(file);
  return file.startsWith('server/src/') && !isItsPlace && /process\.env\b/.test(text);
}

test('the server reads its settings in one place', () => {
  expect(readsEnvironment('server/src/app.ts', 'process.env.PORT')).toBe(true);
  expect(readsEnvironment('server/src/kernel/settings.ts', 'process.env.PORT')).toBe(false);
  expect(wrongOnes((file, text) => readsEnvironment(file, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))).toEqual([]);
});
