/** Visits from a file: {"text", "department", optional "age", "sex"} lines, oldest first. */
import { readFileSync } from 'node:fs';
import { loadData } from '../../triage/src/index.ts';
import { readRow } from '../../triage/src/row.ts';
import type { Lesson } from '../../triage/src/teach.ts';
import { Advice } from './say.mjs';

/** `department` is one code or a list of those that count as right. Lines that say no known one are told to `complain` and left out. */
export function lessonsIn(file: string, complain: (line: string) => void): Lesson[] {
  const codes = new Set(loadData().departments.map(({ code }) => code));
  return linesOf(file).flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [lessonOf(line, codes)];
    } catch (error) {
      complain(`第 ${at + 1} 行  line ${at + 1}: ${(error as Error).message}`);
      return [];
    }
  });
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new Advice(`读不到文件 ${file}`, `The file cannot be read: ${(error as Error).message}`);
  }
}

function lessonOf(line: string, codes: ReadonlySet<string>): Lesson {
  const value = JSON.parse(line) as Record<string, unknown>;
  const { text, profile } = readRow(JSON.stringify({ id: '-', ...value }));
  const accept = [value.department].flat().filter((code): code is string => codes.has(String(code)));
  if (accept.length === 0)
    throw new Error(`没有已知的科室 "department"  no known department: ${JSON.stringify(value.department)}`);
  return { text, profile, accept };
}
