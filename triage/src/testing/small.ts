// A small engine for tests: a handful of concepts and rules of their own, so that a change of the lexicon breaks no test of the machine.
import { createEngine } from '../engine.ts';
import { loadData } from '../load.ts';
import type { Concept, Engine, Rule, TriageData } from '../types.ts';

const concept = (id: string, forms: string, more: Partial<Concept> = {}): Concept => ({
  id,
  zh: id,
  en: id,
  kind: 'symptom',
  forms,
  ...more,
});

const CONCEPTS: Concept[] = [
  concept('fever', '发烧 发热', { en_forms: ['fever'] }),
  concept('high-fever', '高烧', { is: ['fever'] }),
  concept('cough', '咳嗽 咳'),
  concept('chest-pain', '{胸}…{疼}', { en_forms: ['chest pain'] }),
  concept('chest-tightness', '胸闷'),
  concept('palpitations', '心慌'),
  concept('no-strength', '没力气'),
  concept('headache', '头疼 头痛'),
  concept('fainting', '晕倒', { kind: 'event' }),
  concept('heart-attack', '心梗', { kind: 'disease' }),
  concept('hypertension', '高血压', { kind: 'disease' }),
  concept('sudden', '突然', { kind: 'quality' }),
  concept('laughing', '笑死我了', { kind: 'idiom' }),
];

const words = { zh: '说明', en: 'words' };

const RULES: Rule[] = [
  {
    id: 'chest',
    family: 'heart',
    level: 2,
    when: { all: ['chest-pain'], not: ['cough'] },
    ask: words,
    tell: words,
    reference: 'none',
  },
  {
    id: 'hot',
    family: 'fever',
    level: 3,
    when: { any: ['high-fever', { measure: 'temperature_c', min: 39 }] },
    tell: words,
    reference: 'none',
  },
  {
    id: 'baby-hot',
    family: 'fever',
    level: 2,
    when: { all: ['fever', { age_months: { max: 3 } }] },
    tell: words,
    reference: 'none',
  },
  {
    id: 'near',
    family: 'head',
    level: 3,
    when: { all: [{ near: ['sudden', 'headache'], clauses: 0 }] },
    tell: words,
    reference: 'none',
  },
  {
    id: 'two',
    family: 'any',
    level: 3,
    when: { all: [{ at_least: 2, of: ['cough', 'headache', 'palpitations'] }] },
    tell: words,
    reference: 'none',
  },
];

const own = loadData();

export const smallData: TriageData = {
  ...own,
  classes: { 胸: ['胸口', '胸'], 疼: ['疼', '痛'] },
  concepts: CONCEPTS,
  rules: RULES,
  weights: { fever: { resp: 2 }, 'chest-pain': { cardio: 4 } },
};

export const smallEngine: Engine = createEngine(smallData);

/** concept:assertion of a text, in its order. */
export const said = (text: string): string[] =>
  smallEngine.read(text).mentions.map((mention) => `${mention.concept}:${mention.assertion}`);
