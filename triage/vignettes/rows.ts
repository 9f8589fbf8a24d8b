// The vignettes as rows, and which of them anything may be fitted on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Vignette {
  id: string;
  text: string;
  age?: number | string;
  sex?: string;
  gold: 'emergency' | 'urgent' | 'routine';
  red_flag: string | null;
}

/** What words, rules and weights are made with. */
export const FITTED = ['build', 'flags', 'flags2', 'dangers', 'ordinary'] as const;
/** What they are judged by. Nobody reads these while making them. */
export const UNSEEN = ['kept', 'unseen'] as const;

/** The rows of `NAME.jsonl`, in the order of the file. */
export function rowsOf<Row extends Vignette>(name: string): Row[] {
  const lines = readFileSync(join(import.meta.dirname, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}
