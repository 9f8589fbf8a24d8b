// Questions that are made from what was said: about a doubt, about whom it is, about what it is. Pure.
import { ANY, HAS, WHAT, WHOM } from './interview-answers.ts';
import type { Known } from './interview-known.ts';
import { layWords, worded } from './interview-words.ts';
import { DANGER_WHY } from './interview-why.ts';
import type { Choice, Flag, Question } from './types.ts';

/** The longest id that callers keep. */
const LONGEST_ID = 80;

/**
 * A doubt on which a flag hangs. One symptom is confirmed or denied; of several, those that are so are chosen. Nobody can say whether
 * an illness that is feared is there: its signs are asked about, and "yes" keeps the flag without making the illness a fact.
 */
export function doubtQuestion(concepts: readonly string[], known: Known, flag: Flag): Question {
  const illnesses = concepts.filter((concept) => known.interview.concepts.get(concept)?.kind === 'disease');
  if (illnesses.length > 0) return { ...signsQuestion(fitting(illnesses), known, flag), rule: flag.rule };
  const [only] = concepts;
  const question = concepts.length === 1 && only ? hasQuestion(only, known) : anyQuestion(concepts, known);
  return { ...question, rule: flag.rule };
}

function hasQuestion(concept: string, known: Known): Question {
  const { zh, en } = layWords(concept, known);
  const words = { zh: `请确认一下：{you}现在有「${zh}」的情况吗？`, en: `To be sure: is this so now: “${en}”?` };
  const choices: Choice[] = [
    { id: 'yes', zh: '有', en: 'Yes', sets: { [concept]: 'present' } },
    { id: 'no', zh: '没有', en: 'No', sets: { [concept]: 'absent' } },
    { id: 'unsure', zh: '说不清', en: 'Not sure', sets: { [concept]: 'uncertain' } },
  ];
  return { id: `${HAS}${concept}`, ...worded(words, known), kind: 'one', choices, asks: [concept], ...DANGER };
}

function signsQuestion(illnesses: readonly string[], known: Known, flag: Flag): Question {
  const said = known.analysis.reading.mentions.find(
    ({ concept, words }) => illnesses.includes(concept) && words !== '',
  );
  const { zh, en } = flag.question ?? { zh: '{you}现在有哪里特别不舒服吗？', en: 'Is anything especially bad now?' };
  const words = { zh: `您说到「${said?.words ?? ''}」。${zh}`, en: `You said “${said?.words ?? ''}”. ${en}` };
  const all = (assertion: 'absent' | 'uncertain') => Object.fromEntries(illnesses.map((id) => [id, assertion]));
  const choices: Choice[] = [
    { id: 'unsure', zh: '有，其中一项也算；或说不清', en: 'Yes, at least one; or not sure', sets: all('uncertain') },
    { id: 'no', zh: '都没有', en: 'No, none', sets: all('absent') },
  ];
  const id = `${HAS}${illnesses.join('+')}`;
  return { id, ...worded(said ? words : { zh, en }, known), kind: 'one', choices, asks: [], ...DANGER };
}

const DANGER = { purpose: 'red_flag', why: DANGER_WHY } as const;

/** As many as an id holds. */
function fitting(concepts: readonly string[]): string[] {
  const asked = [...concepts];
  while (asked.length > 1 && asked.join('+').length + HAS.length > LONGEST_ID) asked.pop();
  return asked;
}

/** Which of these are so? For dangers that no written question of the talk names. */
export function anyQuestion(concepts: readonly string[], known: Known): Question {
  const asked = fitting(concepts);
  const choices = asked.map((id): Choice => ({ id, ...layWords(id, known), sets: { [id]: 'present' } }));
  const words = worded(
    { zh: '再确认一下：{you}现在有下面这些情况吗？', en: 'To be sure: is any of these so now?' },
    known,
  );
  return {
    id: `${ANY}${asked.join('+')}`,
    ...words,
    kind: 'many',
    choices: [...choices, { id: 'none', zh: '以上都没有', en: 'None of these', alone: true }],
    asks: [],
    ...DANGER,
  };
}

/** Two patients seem to be in one text. */
export function whomQuestion(): Question {
  return {
    id: WHOM,
    zh: '您说到了不止一个人。这次先说哪一位的情况？另一位可以再开始一次。',
    en: 'You spoke of more than one person. Whom is this about? You can begin again for the other.',
    kind: 'one',
    choices: [
      { id: 'self', zh: '我自己', en: 'Myself' },
      { id: 'child', zh: '孩子', en: 'A child' },
      { id: 'parent', zh: '父母或老人', en: 'A parent or older person' },
      { id: 'other', zh: '其他人', en: 'Somebody else' },
    ],
    asks: [],
    purpose: 'person',
    why: { zh: '每次只记录一位就诊人，以免弄混。', en: 'One patient a talk, so that nothing is mixed up.' },
  };
}

/** Nothing was understood: a part of the body or a group may be tapped, and the guide desk is named. */
export function whatQuestion(known: Known): Question {
  const frames = known.interview.frames.filter(
    (frame) => frame.group && (!frame.sex || frame.sex === (known.sex ?? frame.sex)),
  );
  return {
    id: WHAT,
    zh: '没有听明白，不要紧。下面哪一类最接近？也可以换个说法再说一次，比如「头疼两天，有点恶心」，或者请导诊台帮忙。',
    en: 'I did not understand; never mind. Which is closest? Or say it again, such as “headache for two days, feeling sick”, or ask the guide desk.',
    kind: 'one',
    choices: [
      ...frames.map(({ id, zh, en }) => ({ id, zh, en })),
      { id: 'unknown', zh: '都不是', en: 'None of these' },
    ],
    asks: [],
    purpose: 'person',
    why: { zh: '先知道大致是哪方面，才能问对问题。', en: 'Knowing the rough subject, the right things can be asked.' },
  };
}
