/** How large the lexicon is, and where a word stands in it. */
import type { Concept, TriageData } from '../../triage/src/index.ts';
import { compileForm, splitForms } from '../../triage/src/forms.ts';

export function countsOf(data: TriageData): string {
  const forms = data.concepts.flatMap((concept) => splitForms(concept.forms));
  const english = data.concepts.flatMap((concept) => concept.en_forms ?? []);
  const kinds = Object.entries(Object.groupBy(data.concepts, ({ kind }) => kind));
  const families = new Set(data.rules.map(({ family }) => family));
  return [
    `概念  concepts                ${data.concepts.length}  (${kinds.map(([kind, of]) => `${kind} ${of?.length}`).join(', ')})`,
    `中文说法  forms in Chinese      ${forms.length}，一条可涵盖多种说法  each may stand for many wordings`,
    `英文说法  forms in English      ${english.length}`,
    `词类  word classes            ${Object.keys(data.classes).length}`,
    `危险信号规则  red-flag rules    ${data.rules.length}，${families.size} 类  families`,
    `有科室权重的概念  with weights   ${Object.keys(data.weights).length}`,
    '',
  ].join('\n');
}

/** Concepts of which an id, a name or a form holds the word, or whose forms match it. */
export function foundIn(data: TriageData, word: string): string {
  const found = data.concepts.filter((concept) => holds(concept, word) || matches(concept, data, word));
  return found.map((concept) => conceptLines(concept, data)).join('') || `没有  nothing: ${word}\n`;
}

const holds = (concept: Concept, word: string): boolean =>
  concept.id === word || concept.zh.includes(word) || concept.forms.includes(word);

const matches = (concept: Concept, data: TriageData, word: string): boolean =>
  splitForms(concept.forms).some((form) => compileForm(form, data.classes).ends(word, 0) === word.length);

function conceptLines(concept: Concept, data: TriageData): string {
  const weights = Object.entries(data.weights[concept.id] ?? {}).map(([code, weight]) => `${code} ${weight}`);
  const rules = data.rules.filter((rule) => JSON.stringify(rule.when).includes(`"${concept.id}"`)).map(({ id }) => id);
  return [
    `${concept.id}  ${concept.zh}  ${concept.en}  (${concept.kind}${concept.is ? `; ${concept.is.join(', ')}` : ''})`,
    `  ${splitForms(concept.forms).join(' ')}`,
    ...(weights.length > 0 ? [`  科室  departments: ${weights.join(', ')}`] : []),
    ...(rules.length > 0 ? [`  规则  rules: ${rules.join(', ')}`] : []),
    '',
  ].join('\n');
}
