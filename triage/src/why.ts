// Why, one line a reason, for people who check texts.
import type { Analysis, Concept, Mention, Span } from './types.ts';

const SAID: Record<Mention['assertion'], string> = {
  present: '有',
  absent: '无',
  past: '过去',
  other_person: '他人',
  hypothetical: '假设',
  feared: '担心',
  uncertain: '不确定',
};

/** First what fired and by which words, then what speaks for the first department, then what was read as not so. */
export function whyOf(
  { reading, flags, routing }: Omit<Analysis, 'why'>,
  concepts: ReadonlyMap<string, Concept>,
): string[] {
  const quote = (span: Span): string => `“${reading.turns[span.turn]?.text.slice(span.start, span.end) ?? ''}”`;
  const name = (concept: string): string => concepts.get(concept)?.zh ?? concept;
  const alarms = flags.map(
    (flag) => `${flag.rule} (${flag.level}, ${flag.state}): ${[...new Set(flag.because.map(quote))].join(' ')}`,
  );
  const best = routing.ranked[0];
  const reasons = (best?.because ?? [])
    .slice(0, 5)
    .map((each) => `${best?.department} +${each.weight.toFixed(1)} ${name(each.concept)} ${quote(each)}`);
  const aside = reading.mentions
    .filter((mention) => mention.assertion !== 'present')
    .slice(0, 8)
    .map(
      (mention) => `${SAID[mention.assertion]}: ${name(mention.concept)}${mention.cue ? ` ${quote(mention.cue)}` : ''}`,
    );
  return [...alarms, ...reasons, ...aside];
}
