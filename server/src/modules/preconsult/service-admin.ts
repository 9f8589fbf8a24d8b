/** What an administrator looks into: the lexicon, the rules, a test bench, the departments, learned weights, the quality. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import type { Concept, TriageData } from '@menzhen/triage';
import { found, type Locale, record, Refusal, type Tx } from '../../kernel/index.ts';
import type { Shelved } from './engine.ts';
import { type Deed, settingFact } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { codesOf, reach } from './rules-departments.ts';
import { qualityOf } from './rules-quality.ts';
import { finishedVisits, talkFacts } from './store-quality.ts';
import { insertMapping, listWeights, newestMapping, useWeights } from './store-settings.ts';
import { levelRule, type Rules } from './words.ts';
import { familyName } from './words-family.ts';
import { sectionTitle } from './words-section.ts';

type Concepts = AnswerOf<Contract['preconsultConcepts']>;
type ConceptView = Concepts['items'][number];
export interface ConceptAsk {
  search?: string | undefined;
  kind?: string | undefined;
  limit: number;
  offset: number;
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

function conceptView(data: TriageData, concept: Concept): ConceptView {
  const { id, zh, en, kind, is = [], en_forms = [] } = concept;
  return {
    id,
    zh,
    en,
    kind,
    is: [...is],
    forms: [...formsOf(concept), ...en_forms],
    departments: Object.entries(data.weights[id] ?? {})
      .map(([code, weight]) => ({ code, weight }))
      .sort((a, b) => b.weight - a.weight),
    rules: data.rules.filter(({ when }) => conceptsIn(when).includes(id)).map((rule) => rule.id),
  };
}

export function findConcepts({ engine: { data } }: Shelved, ask: ConceptAsk): Concepts {
  const words = ask.search?.normalize('NFKC').trim().toLowerCase() ?? '';
  const fits = (concept: Concept) =>
    (!ask.kind || concept.kind === ask.kind) &&
    [concept.id, concept.zh, concept.en.toLowerCase(), concept.forms, ...(concept.en_forms ?? [])].some((one) =>
      one.includes(words),
    );
  const hits = data.concepts.filter(fits);
  return {
    items: hits.slice(ask.offset, ask.offset + ask.limit).map((concept) => conceptView(data, concept)),
    found: hits.length,
    concepts: data.concepts.length,
    forms: data.concepts.reduce((sum, concept) => sum + formsOf(concept).length, 0),
    kinds: [...new Set(data.concepts.map(({ kind }) => kind))].sort(),
  };
}

export const listRules = ({ engine }: Shelved, locale: Locale): AnswerOf<Contract['preconsultRules']> => ({
  items: engine.data.rules.map(({ id, family, level, when, ask, tell, reference }) => ({
    id,
    family: familyName(family, locale),
    level,
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
  const label = (id: string) => shelved.concept(id)?.[locale] ?? id;
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
    })),
    routing: routing.ranked.slice(0, 8).map(({ department: code, score, because }) => {
      const reached = reach(
        code,
        { departments: engine.data.departments, mapping, department },
        ({ state }) => state === 'active',
      );
      const named = engine.data.departments.find((one) => one.code === code);
      return {
        code,
        name: named?.[locale] ?? code,
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

type Departments = AnswerOf<Contract['preconsultDepartments']>;
export async function departmentsView(
  tx: Tx,
  { needs }: PreconsultGround,
  { engine }: Shelved,
  locale: Locale,
): Promise<Departments> {
  const { version, departments: mapping } = await newestMapping(tx);
  const { department } = await needs.catalog();
  const nameOf = (row: { name: string; name_en: string }) => (locale === 'zh' ? row.name : row.name_en);
  const ground = { departments: engine.data.departments, mapping, department };
  const items = codesOf(engine.data.departments).map((one) => {
    const own = department(mapping[one.code] ?? '');
    const reached = reach(one.code, ground, ({ state }) => state === 'active');
    return {
      code: one.code,
      name: one[locale],
      fallbacks: [...one.fallback],
      department_id: own?.id ?? null,
      department_name: own ? nameOf(own) : null,
      reached: reached
        ? { code: reached.code, department_id: reached.row.id, department_name: nameOf(reached.row) }
        : null,
    };
  });
  return { items, version };
}

export interface MappingAsk {
  version: number;
  items: { code: string; department_id: string | null }[];
}
/** What is not named stays as it was. @throws Refusal version_conflict, triage_code_unknown, not_found */
export async function setDepartments(
  tx: Tx,
  { needs }: PreconsultGround,
  { engine }: Shelved,
  ask: MappingAsk,
  deed: Deed,
): Promise<void> {
  const known = new Set(codesOf(engine.data.departments).map(({ code }) => code));
  const { department } = await needs.catalog();
  const before = (await newestMapping(tx)).departments;
  const after = new Map(Object.entries(before));
  const named = new Set<string>();
  for (const { code, department_id } of ask.items) {
    if (!known.has(code) || named.has(code)) throw new Refusal('triage_code_unknown', { code });
    named.add(code);
    if (department_id === null) after.delete(code);
    else after.set(code, found(department(department_id)).id);
  }
  const departments = Object.fromEntries(after);
  const version = await insertMapping(tx, { seen: ask.version, departments, by: deed.actor, at: deed.at });
  if (version === undefined) throw new Refusal('version_conflict');
  const changed = [...named].filter((code) => before[code] !== departments[code]);
  await record(tx, settingFact('preconsult.departments_set', deed, { version, changed }));
}

/** Of a hospital that has none yet. @param departments code -> department id */
export async function openDepartments(tx: Tx, departments: Record<string, string>, deed: Deed): Promise<void> {
  const version = await insertMapping(tx, { seen: 0, departments, by: deed.actor, at: deed.at });
  if (version === undefined) throw new Refusal('version_conflict');
  const changed = Object.keys(departments);
  await record(tx, settingFact('preconsult.departments_set', deed, { version, changed }));
}

/** @throws Refusal not_found */
export async function putWeightsToUse(
  tx: Tx,
  ground: PreconsultGround,
  ask: { version: number; active: boolean },
  deed: Deed,
): Promise<void> {
  if (!(await useWeights(tx, ask.version, ask.active))) throw new Refusal('not_found');
  await record(tx, settingFact('preconsult.weights_used', deed, ask));
  ground.shelf.forget();
}

export async function qualityView(
  tx: Tx,
  { needs }: PreconsultGround,
  ask: { days: number; now: Temporal.Instant; locale: Locale },
): Promise<AnswerOf<Contract['preconsultQuality']>> {
  const { locale, now } = ask;
  const from = now.subtract({ hours: 24 * ask.days });
  const { department } = await needs.catalog();
  const names = {
    department: (id: string) => {
      const row = department(id);
      return (locale === 'zh' ? row?.name : row?.name_en) ?? '';
    },
    family: (code: string) => familyName(code, locale),
    section: (key: Parameters<typeof sectionTitle>[0]) => sectionTitle(key, locale),
  };
  const weights = await listWeights(tx);
  return {
    from: from.toString(),
    to: now.toString(),
    ...qualityOf(await talkFacts(tx, from), await finishedVisits(tx, from), names),
    weights: weights.map((row) => ({ ...row, made_at: row.made_at.toString() })),
  };
}
