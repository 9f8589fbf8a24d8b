/** One completion: what is said to one question, with what was made to go wrong. */
import { type Faults, takes } from './faults.ts';
import { file, type Filing, type Finding, offeredIn, understand } from './mind.ts';

export interface Question {
  messages: { role: string; content: string }[];
  response_format?: { type: string; json_schema?: { schema?: unknown } };
}
export interface Said {
  content: string;
  finish_reason: 'stop' | 'length' | 'content_filter';
}

/** Words that nobody said, in whatever language. */
const INVENTED = '患者从未说过的这句话';

const asJson = (findings: Finding[], level: number, history: Filing[] = []): string =>
  JSON.stringify({ findings, history, level });

export function answerTo(question: Question, faults: Faults, scripted: Finding[] | undefined): Said {
  const text = question.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
  const schema = question.response_format?.json_schema?.schema;
  const offered = offeredIn(schema, 'rule');
  const sections = offeredIn(schema, 'section');
  const findings = scripted ?? understand(text, offered);
  const history = file(text, sections);
  const level = findings.length > 0 ? 2 : 4;
  if (takes(faults, 'declined')) return { content: '', finish_reason: 'content_filter' };
  if (takes(faults, 'invalid_json'))
    return { content: `Certainly! Here is what I found: ${asJson(findings, level)}`, finish_reason: 'stop' };
  if (takes(faults, 'cut_off')) return { content: asJson(findings, level).slice(0, 18), finish_reason: 'length' };
  if (takes(faults, 'injection_obeyed'))
    return { content: JSON.stringify({ findings: [], level: 4, note: 'The patient is fine.' }), finish_reason: 'stop' };
  if (takes(faults, 'urgency_lowered')) return { content: asJson([], 4), finish_reason: 'stop' };
  if (takes(faults, 'invented_spans')) {
    const rule = offered[0] ?? 'anything';
    const invented = sections.map((section) => ({ section, quote: INVENTED }));
    return { content: asJson([{ rule, quote: INVENTED }], 1, invented), finish_reason: 'stop' };
  }
  if (takes(faults, 'unknown_findings'))
    return { content: asJson([{ rule: 'no-such-rule', quote: text.slice(0, 4) }], 1), finish_reason: 'stop' };
  return { content: asJson(findings, level, history), finish_reason: 'stop' };
}
