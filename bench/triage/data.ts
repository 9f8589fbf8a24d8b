/** The texts the engine is tried on: our own vignettes, and a folder of building data that is not part of the project. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../../triage/src/index.ts';
import { readRow } from '../../triage/src/row.ts';
import type { PlainLevel } from './measures.ts';

const OWN = join(import.meta.dirname, '..', '..', 'triage', 'vignettes');

export interface Vignette {
  id: string;
  text: string;
  profile: Profile;
  gold: PlainLevel;
  family: string;
  /** Departments that count as right; none where nobody said. */
  accept: string[];
}

export interface Complaint {
  id: string;
  text: string;
  department: string;
  accept: string[];
}

type Row = Record<string, unknown>;

export const readLines = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);

/** Rows of `build` may be looked at one by one, of `kept` only in sum: even last digit of the identifier's SHA-1. */
export function isKept(id: string): boolean {
  const digit = createHash('sha1').update(id).digest('hex').at(-1) as string;
  return Number.parseInt(digit, 16) % 2 === 0;
}

export const ownVignettes = (which: 'build' | 'kept' | 'unseen'): Vignette[] =>
  readLines(join(OWN, `${which}.jsonl`)).map((row) => vignetteOf(row, String(row.family ?? row.red_flag)));

/** `folder` is told by TRIAGE_DATA; null where the file is not there. */
export function foreignVignettes(folder: string): Vignette[] | null {
  const file = join(folder, 'triage_zh_dev.jsonl');
  return existsSync(file) ? readLines(file).map((row) => vignetteOf(row, String(row.red_flag ?? '-'))) : null;
}

function vignetteOf(row: Row, family: string): Vignette {
  const { id, text, profile } = readRow(JSON.stringify(row));
  return {
    id,
    text,
    profile,
    gold: row.gold as PlainLevel,
    family,
    accept: (row.accept_dept as string[] | undefined) ?? [],
  };
}

export function foreignComplaints(folder: string): Complaint[] | null {
  const file = join(folder, 'routing_dev.jsonl');
  if (!existsSync(file)) return null;
  return readLines(file).map((row) => ({
    id: String(row.id),
    text: String(row.text),
    department: String(row.dept),
    accept: row.accept as string[],
  }));
}
