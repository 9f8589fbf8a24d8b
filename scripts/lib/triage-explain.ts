/** An analysis for people: what was read, which danger, which department, each with the words that made it so. */
import type { Analysis, Flag, Mention, Ranked, Span, TriageData } from '../../triage/src/index.ts';

const LEVELS = [
  '',
  'I 立即  at once',
  'II 十分钟内  within ten minutes',
  'III 当日  the same day',
  'IV 门诊  outpatient',
];
const ASSERTIONS: Record<Mention['assertion'], string> = {
  present: '有  present',
  absent: '否认  denied',
  past: '过去  past',
  other_person: '别人的  somebody else’s',
  hypothetical: '假设  hypothetical',
  feared: '担心  feared',
  uncertain: '不确定  uncertain',
};
const RANKED = 5;

export function explained(text: string, analysis: Analysis, data: TriageData): string {
  const { reading, flags, routing } = analysis;
  const person = Object.entries(reading.person).map(([key, value]) => `${key} ${value}`);
  return [
    `级别  level: ${LEVELS[analysis.level]}`,
    `患者  patient: ${person.join(', ')}`,
    ...block(
      '读到  read',
      reading.mentions.map((mention) => mentionLine(mention, data)),
    ),
    ...block(
      '数值  measures',
      reading.measures.map(({ kind, value, words }) => `${kind} ${value}  “${words}”`),
    ),
    ...block(
      '危险信号  red flags',
      flags.map((flag) => flagLine(flag, text)),
    ),
    ...block(
      '科室  departments',
      routing.ranked.slice(0, RANKED).map((ranked) => rankedLine(ranked, data)),
    ),
    `把握  confidence: ${routing.confidence.toFixed(2)}${routing.abstain ? '，不作单一推荐  abstains' : ''}`,
    ...block('理由  why', analysis.why),
    '',
  ].join('\n');
}

const block = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function mentionLine(mention: Mention, data: TriageData): string {
  const concept = data.concepts.find((each) => each.id === mention.concept);
  return `${mention.concept} ${concept?.zh ?? ''}  “${mention.words}”  ${ASSERTIONS[mention.assertion]}`;
}

const said = (spans: readonly Span[], text: string): string =>
  [...new Set(spans.map(({ start, end }) => `“${text.slice(start, end)}”`))].join(' ');

function flagLine(flag: Flag, text: string): string {
  const asked = flag.state === 'to_confirm' ? `  待确认  to confirm: ${flag.question?.zh ?? ''}` : '';
  return `${flag.rule} (${flag.family}, ${LEVELS[flag.level]})  ${said(flag.because, text)}${asked}`;
}

function rankedLine(ranked: Ranked, data: TriageData): string {
  const department = data.departments.find(({ code }) => code === ranked.department);
  const because = ranked.because.map(({ words, weight }) => `“${words}” ${weight >= 0 ? '+' : ''}${weight.toFixed(1)}`);
  return `${ranked.department} ${department?.zh ?? ''}  ${ranked.score.toFixed(1)}  ${because.join(' ')}`;
}
