/** What an administrator looks up in the engine: its lexicon, its rules as sentences, and a test bench that keeps nothing. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import type { Concept, Rule, TriageData } from '@menzhen/triage';
import type { Locale, Tx } from '../../kernel/index.ts';
import type { Shelved } from './engine.ts';
import type { PreconsultGround } from './ports.ts';
import { reach } from './rules-departments.ts';
import { newestMapping } from './store-settings.ts';
import { levelRule, type Rules } from './words.ts';
import { conditionLines, personWords } from './words-condition.ts';
import { familyName } from './words-family.ts';

type Concepts = AnswerOf<Contract['preconsultConcepts']>;
type ConceptView = Concepts['items'][number];
export interface ConceptAsk {
  search?: string | undefined;
  kind?: string | undefined;
  limit: number;
  offset: number;
  locale: Locale;
}

const formsOf = ({ forms }: Concept): string[] => forms.split(/\s+/).filter(Boolean);
/** Concept ids a condition asks for, however deep. */
function conceptsIn(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition];
  if (Array.isArray(condition)) return condition.flatMap(conceptsIn);
  if (typeof condition !== 'object' || condition === null) return [];
  const { all, any, not, near, of } = condition as Record<string, unknown>;
  return [all, any, not, near, of].flatMap(conceptsIn);
}

type Named = Pick<Shelved, 'concept'>;
const namesIn =
  (shelved: Named, locale: Locale) =>
  (id: string): string =>
    shelved.concept(id)?.[locale] ?? id;
/** What a rule asks for, as sentences. */
const readsOf = (rule: Pick<Rule, 'when'> | undefined, shelved: Named, locale: Locale) =>
  rule ? conditionLines(rule.when, namesIn(shelved, locale), locale) : [];
const departmentName = ({ departments }: TriageData, code: string, locale: Locale): string =>
  departments.find((one) => one.code === code)?.[locale] ?? code;

function conceptView(shelved: Shelved, concept: Concept, locale: Locale): ConceptView {
  const { data } = shelved.engine;
  const { id, zh, en, kind, is = [], en_forms = [] } = concept;
  return {
    id,
    zh,
    en,
    kind,
    is: is.map((wider) => ({ id: wider, name: namesIn(shelved, locale)(wider) })),
    forms: [...formsOf(concept), ...en_forms],
    departments: Object.entries(data.weights[id] ?? {})
      .map(([code, weight]) => ({ code, name: departmentName(data, code, locale), weight }))
      .sort((a, b) => b.weight - a.weight),
    rules: data.rules
      .filter(({ when }) => conceptsIn(when).includes(id))
      .map((rule) => ({ id: rule.id, name: familyName(rule.family, locale) })),
  };
}

export function findConcepts(shelved: Shelved, ask: ConceptAsk): Concepts {
  const { data } = shelved.engine;
  const words = ask.search?.normalize('NFKC').trim().toLowerCase() ?? '';
  const fits = (concept: Concept) =>
    (!ask.kind || concept.kind === ask.kind) &&
    [concept.id, concept.zh, concept.en.toLowerCase(), concept.forms, ...(concept.en_forms ?? [])].some((one) =>
      one.includes(words),
    );
  const hits = data.concepts.filter(fits);
  return {
    items: hits.slice(ask.offset, ask.offset + ask.limit).map((concept) => conceptView(shelved, concept, ask.locale)),
    found: hits.length,
    concepts: data.concepts.length,
    forms: data.concepts.reduce((sum, concept) => sum + formsOf(concept).length, 0),
    kinds: [...new Set(data.concepts.map(({ kind }) => kind))].sort(),
  };
}

export const listRules = (shelved: Shelved, locale: Locale): AnswerOf<Contract['preconsultRules']> => ({
  items: shelved.engine.data.rules.map(({ id, family, level, when, ask, tell, reference }) => ({
    id,
    family: familyName(family, locale),
    level,
    reads: readsOf({ when }, shelved, locale),
    when,
    ask: ask?.[locale] ?? null,
    tell: tell[locale],
    reference,
  })),
});

export interface TryAsk {
  text: string;
  age_months?: number | null | undefined;
  sex?: 'male' | 'female' | null | undefined;
  locale: Locale;
}
/** Reads a sentence as a talk's first words; nothing is kept. */
export async function tryText(
  tx: Tx,
  ground: PreconsultGround,
  { shelved, rules }: { shelved: Shelved; rules: Rules },
  { text, age_months, sex, locale }: TryAsk,
): Promise<AnswerOf<Contract['preconsultTry']>> {
  const { engine } = shelved;
  const began_ms = performance.now();
  const profile = { ...(age_months != null ? { age_months } : {}), ...(sex ? { sex } : {}) };
  const analysis = engine.analyse(text, profile);
  const next = engine.next(analysis, { turns: [{ from: 'patient', text }], answers: [], profile });
  const took_ms = performance.now() - began_ms;
  const { reading, routing } = analysis;
  const { departments: mapping } = await newestMapping(tx);
  const { department } = await ground.needs.catalog();
  const label = namesIn(shelved, locale);
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  return {
    normalised: reading.clauses.map((clause) => clause.text).join(' '),
    level: analysis.level,
    level_name: levelRule(rules, analysis.level)[locale],
    mentions: reading.mentions.map(({ concept, words, start, end, assertion, cue }) => ({
      concept,
      label: label(concept),
      words,
      start,
      end,
      assertion,
      cue: cue ? at(cue) : null,
    })),
    measures: reading.measures.map(({ kind, value, words, start, end }) => ({ kind, value, words, start, end })),
    person: {
      who: reading.person.who,
      who_name: personWords[reading.person.who][locale],
      age_months: reading.person.age_months ?? null,
      sex: reading.person.sex ?? null,
      pregnant: reading.person.pregnant ?? null,
      several: reading.person.several ?? false,
    },
    flags: analysis.flags.map(({ rule, family, level, state, because }) => ({
      rule,
      family: familyName(family, locale),
      level,
      state,
      words: because.map(at),
      spans: because.map(({ start, end }) => ({ start, end })),
      reads: readsOf(shelved.rule(rule), shelved, locale),
    })),
    routing: routing.ranked.slice(0, 8).map(({ department: code, score, because }) => {
      const reached = reach(
        code,
        { departments: engine.data.departments, mapping, department },
        ({ state }) => state === 'active',
      );
      return {
        code,
        name: departmentName(engine.data, code, locale),
        department_id: reached?.row.id ?? null,
        score,
        because: because.map(({ concept, words, weight }) => ({ concept: label(concept), words, weight })),
      };
    }),
    confidence: routing.confidence,
    abstain: routing.abstain,
    next_question: next?.[locale] ?? null,
    why: analysis.why,
    took_ms,
  };
}
