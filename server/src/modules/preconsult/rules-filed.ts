/**
 * Words of the patient that a model filed under a section of the history. They join the draft as a quotation and nothing else: no flag,
 * question or department reads them, and where the engine has understood the same words they are not said twice. Pure.
 */
import type { Interpretation } from './ports.ts';
import type { Entry, Filed, KeptDraft, KeptSection, Said } from './tables.ts';

/** Where the quotes stand in the words; what does not stand in them is dropped. */
export function filedIn(text: string, interpretation: Interpretation | null): Pick<Said, 'filed' | 'filed_by'> {
  const filed = (interpretation?.filed ?? []).flatMap(({ section, quote }): Filed[] => {
    const start = text.indexOf(quote);
    return start < 0 ? [] : [{ section, start, end: start + quote.length }];
  });
  return interpretation && filed.length > 0 ? { filed, filed_by: interpretation.by } : {};
}

type Sentence = KeptSection['sentences'][number];
type Evidence = Sentence['evidence'][number];
const overlap = (a: Evidence, b: Evidence): boolean =>
  a.message_id === b.message_id && a.start < b.end && b.start < a.end;

const quoted = (evidence: Evidence): Sentence => ({
  zh: `患者原话：“${evidence.words}”。`,
  en: `In the patient’s words: “${evidence.words}”.`,
  evidence: [evidence],
});

/** The draft with what was filed and the engine has not said in the same section. */
export function withFiled(draft: KeptDraft, entries: readonly Entry[]): KeptDraft {
  const by = new Set<string>();
  const found = entries.flatMap((entry) => {
    if (entry.kind !== 'said') return [];
    const { text, filed = [], filed_by = '' } = entry.content;
    return filed.map(({ section, start, end }) => {
      const evidence = { message_id: entry.id, start, end, words: text.slice(start, end) };
      return { section, filed_by, evidence };
    });
  });
  const sections = draft.sections.map((section) => {
    const more = found.filter(
      (one) =>
        one.section === section.key &&
        !section.sentences.some(({ evidence }) => evidence.some((known) => overlap(known, one.evidence))),
    );
    for (const { filed_by } of more) by.add(filed_by);
    return { ...section, sentences: [...section.sentences, ...more.map(({ evidence }) => quoted(evidence))] };
  });
  return { ...draft, sections, ...(by.size > 0 ? { by: ['engine', ...by].join('+') } : {}) };
}
