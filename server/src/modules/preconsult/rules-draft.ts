/** The draft as it is kept and as it reads, and how far a doctor's correction goes. Pure. */
import type { DraftKey } from '@menzhen/contract';
import { draftKeys } from '@menzhen/contract';
import type { KeptDraft, KeptSection, SummaryText } from './tables.ts';

export const NOT_GIVEN = { zh: '未提供', en: 'Not provided' };

/** A section as a sentence after the other, in the language of the record. */
export const sectionText = ({ sentences }: KeptSection): string =>
  sentences.length === 0 ? NOT_GIVEN.zh : sentences.map(({ zh }) => zh).join('');

export const draftedText = ({ sections }: KeptDraft): SummaryText =>
  Object.fromEntries(sections.map((section) => [section.key, sectionText(section)]));

/** How many characters must be put in, taken out or changed to make one of the other. */
export function editDistance(before: string, after: string): number {
  const [a, b] = trimmedAlike([...before], [...after]);
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, one] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries())
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (one === other ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** What is alike at both ends costs nothing and need not be compared. */
function trimmedAlike(a: string[], b: string[]): [string[], string[]] {
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [a.slice(from, a.length - tail), b.slice(from, b.length - tail)];
}

export interface Correction {
  key: DraftKey;
  edit_distance: number;
  characters: number;
}
/** The sections that read otherwise than before. */
export function corrections(before: SummaryText, after: SummaryText): Correction[] {
  return draftKeys.flatMap((key) => {
    const [was, is] = [before[key] ?? '', after[key] ?? ''];
    return was === is ? [] : [{ key, edit_distance: editDistance(was, is), characters: [...is].length }];
  });
}

/** With only what was sent changed; blanks around a section are not kept, and an emptied one reads as not provided. */
export function withSections(text: SummaryText, sent: readonly { key: DraftKey; text: string }[]): SummaryText {
  const changed = sent.map(({ key, text: words }) => [key, words.trim() === '' ? NOT_GIVEN.zh : words.trim()]);
  return { ...text, ...Object.fromEntries(changed) };
}
