// The talk as a FHIR R4 QuestionnaireResponse: what was told, what was asked and answered, and the draft. Pure; link ids never change.
import { MARK } from './draft-words.ts';
import { chosenOf, madeConcepts, minutesIn, numberIn, WHAT, WHOM } from './interview-answers.ts';
import { type InterviewData, interviewOf, type QuestionSpec } from './interview-data.ts';
import type { Analysis, Answer, Draft, DraftSentence, Talk, TriageData } from './types.ts';

const QUESTIONNAIRE = 'urn:menzhen:questionnaire:preconsult|1';
const CHOICES = 'urn:menzhen:preconsult:choice';
const EVIDENCE = 'urn:menzhen:preconsult:evidence';

export type ResponseAnswer =
  | { valueString: string }
  | { valueDecimal: number }
  | { valueQuantity: { value: number; unit: string; system: string; code: string } }
  | { valueCoding: { system: string; code: string; display: string } };

export interface ResponseItem {
  linkId: string;
  text: string;
  answer?: (ResponseAnswer & { extension?: { url: string; valueString: string }[] })[];
  item?: ResponseItem[];
}

export interface QuestionnaireResponse {
  resourceType: 'QuestionnaireResponse';
  meta: { tag: { system: string; code: string; display: string }[] };
  language: 'zh-CN' | 'en';
  questionnaire: string;
  status: 'in-progress' | 'completed' | 'stopped';
  authored?: string;
  item: ResponseItem[];
}

/**
 * `linkId`s: `told` the patient's own turns, `asked.<question id>` every question that was put, `draft.<section>` the draft. A skipped
 * question has no answer. `stopped`: an emergency ended the talk. The caller adds id, subject, author and encounter.
 */
export function toQuestionnaireResponse(
  talk: Talk,
  analysis: Analysis,
  draft: Draft,
  data: TriageData,
  { done = true }: { done?: boolean } = {},
): QuestionnaireResponse {
  const interview = interviewOf(data);
  const response: QuestionnaireResponse = {
    resourceType: 'QuestionnaireResponse',
    meta: {
      tag: [{ system: 'urn:menzhen:content', code: 'ai-generated', display: `${MARK.zh}; ${draft.metadata.engine}` }],
    },
    language: draft.language === 'en' ? 'en' : 'zh-CN',
    questionnaire: QUESTIONNAIRE,
    status: analysis.level <= 2 ? 'stopped' : done ? 'completed' : 'in-progress',
    item: [told(talk), asked(talk, interview, draft.language), drafted(draft)].filter((each) => each !== null),
  };
  if (draft.metadata.at) response.authored = draft.metadata.at;
  return response;
}

function told({ turns, answers }: Talk): ResponseItem | null {
  const typed = new Set(answers.map((answer) => answer.turn));
  const own = turns.filter((turn, at) => turn.from === 'patient' && !typed.has(at) && turn.text.trim() !== '');
  if (own.length === 0) return null;
  return { linkId: 'told', text: '患者自述', answer: own.map((turn) => ({ valueString: turn.text })) };
}

function asked({ answers }: Talk, interview: InterviewData, language: 'zh' | 'en'): ResponseItem | null {
  if (answers.length === 0) return null;
  const items = answers.map((answer) => askedItem(answer, interview, language));
  return { linkId: 'asked', text: '问答', item: items };
}

function askedItem(answer: Answer, interview: InterviewData, language: 'zh' | 'en'): ResponseItem {
  const spec = interview.questions.get(answer.question);
  const text = spec ? spec[language].replaceAll(/\{\w+\}/g, '') : madeText(answer.question, interview, language);
  const item: ResponseItem = { linkId: `asked.${answer.question}`, text };
  const values = answer.skipped ? [] : valuesOf(answer, spec, language);
  if (values.length > 0) item.answer = values;
  return item;
}

function madeText(question: string, { concepts }: InterviewData, language: 'zh' | 'en'): string {
  if (question === WHOM) return language === 'zh' ? '说的是哪一位' : 'Whom it is about';
  if (question === WHAT) return language === 'zh' ? '哪一类不适' : 'What it is about';
  const names = madeConcepts(question).map((id) => concepts.get(id)?.[language] ?? id);
  return names.join(language === 'zh' ? '、' : ', ');
}

const QUANTITIES: Record<string, { unit: string; code: string }> = {
  temperature_c: { unit: '℃', code: 'Cel' },
  pregnant_weeks: { unit: '周', code: 'wk' },
};

function valuesOf(answer: Answer, spec: QuestionSpec | undefined, language: 'zh' | 'en'): ResponseAnswer[] {
  const coded = (spec ? chosenOf(spec, answer) : answer.choices.map((id) => ({ id, zh: id, en: id }))).map(
    (choice) => ({
      valueCoding: { system: CHOICES, code: choice.id, display: choice[language] },
    }),
  );
  return [...coded, ...(answer.text ? [typedValue(answer.text, spec)] : [])];
}

function typedValue(text: string, spec: QuestionSpec | undefined): ResponseAnswer {
  const ucum = 'http://unitsofmeasure.org';
  const minutes = spec?.kind === 'duration' ? minutesIn(text) : null;
  if (minutes !== null) return { valueQuantity: { value: minutes, unit: 'min', system: ucum, code: 'min' } };
  const value = spec?.kind === 'number' ? numberIn(text) : null;
  if (value === null) return { valueString: text };
  const quantity = QUANTITIES[spec?.measure ?? ''];
  return quantity ? { valueQuantity: { value, ...quantity, system: ucum } } : { valueDecimal: value };
}

function drafted(draft: Draft): ResponseItem {
  const items = draft.sections.map((section) => {
    const item: ResponseItem = { linkId: `draft.${section.key}`, text: section.title[draft.language] };
    if (section.sentences.length > 0) item.answer = section.sentences.map(sentenceValue);
    return item;
  });
  return { linkId: 'draft', text: draft.mark[draft.language], item: items };
}

/** What a sentence rests on travels with it: `turn:start-end` of the words, `asked.<id>` of an answer. */
function sentenceValue({ text, evidence, answers }: DraftSentence) {
  const words = evidence.map(({ turn, start, end }) => `turn ${turn}:${start}-${end}`);
  const extension = [...words, ...answers.map((id) => `asked.${id}`)].map((valueString) => ({
    url: EVIDENCE,
    valueString,
  }));
  return extension.length > 0 ? { valueString: text, extension } : { valueString: text };
}
