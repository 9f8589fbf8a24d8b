/**
 * What the stand-in understands: nothing. It finds a few words in the patient's text and names what the asked schema offers under
 * a like name, so that a house without a model can be seen at work and tests know what to expect.
 */
export interface Finding {
  rule: string;
  quote: string;
}

/** Words that belong to a section of the history. */
export interface Filing {
  section: string;
  quote: string;
}
const HISTORY: readonly [words: RegExp, section: string][] = [
  [/(对[^，。"]{1,8}过敏|[^，。"]{1,8}打完起[^，。"]{1,8})/, 'allergy'],
  [/(以前|曾经)[^，。"]{2,16}/, 'past_history'],
  [/(正在吃|一直吃|在吃)[^，。"]{2,16}/, 'medication'],
];
/** The first of each section that is on offer. */
export const file = (text: string, offered: readonly string[]): Filing[] =>
  HISTORY.flatMap(([words, section]) => {
    const quote = words.exec(text)?.[0];
    return quote && offered.includes(section) ? [{ section, quote }] : [];
  });

/** Words in the patient's text, and what a finding for them would be called. */
const KNOWN: readonly [words: RegExp, named: RegExp][] = [
  [/喘不上气|透不过气|憋得慌|can'?t breathe/i, /dyspn|breath|asthma/],
  [/胸口[^，。]{0,6}(疼|痛|闷|压)|chest pain/i, /acs|coronary|chest/],
  [/不想活|想死|活不下去|end my life/i, /suicid/],
  [/抽搐|抽风|seizure/i, /seizure/],
  [/昏过去|晕倒|passed out/i, /syncope/],
];

/** The first finding of each kind that is on offer. */
export function understand(text: string, offered: readonly string[]): Finding[] {
  return KNOWN.flatMap(([words, named]) => {
    const quote = words.exec(text)?.[0];
    const rule = quote && offered.find((one) => named.test(one));
    return rule ? [{ rule, quote }] : [];
  });
}

/** What the asked JSON schema offers: the `enum` of the property `name`, wherever it stands. */
export function offeredIn(schema: unknown, name: 'rule' | 'section'): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const offered = (schema as Record<string, { enum?: unknown } | undefined>)[name]?.enum;
  if (Array.isArray(offered)) return offered.map(String);
  return Object.values(schema).flatMap((one) => offeredIn(one, name));
}
