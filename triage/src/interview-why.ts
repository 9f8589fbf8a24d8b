// Why a question is asked, in a sentence for the person who answers. It names no illness. Pure.
import type { Department, Purpose, Routing, Words } from './types.ts';

/** Why a danger is asked about. */
export const DANGER_WHY: Words = {
  zh: '这个回答能帮助判断要不要马上处理。',
  en: 'This shows whether help is needed at once.',
};
const BY_SLOT: Record<string, Words> = {
  duration: {
    zh: '时间长短关系到该看哪个科、急不急。',
    en: 'How long it has lasted bears on where to go, and how soon.',
  },
  pregnancy: { zh: '怀孕与否关系到检查和用药是否安全。', en: 'It matters for the safety of tests and medicines.' },
  weeks: { zh: '孕周不同，要注意的事也不同。', en: 'What matters changes with the weeks.' },
  period: { zh: '月经情况能帮助医生判断。', en: 'It helps the doctor to judge.' },
  allergy: { zh: '避免用到会过敏的药。', en: 'So that nothing you react to is used.' },
  drugs: { zh: '避免药物之间互相影响。', en: 'So that medicines do not disturb one another.' },
  past: { zh: '以前的健康情况会影响这次怎么看。', en: 'Earlier health bears on this visit.' },
  family: { zh: '家里人的健康情况有参考价值。', en: 'The health of the family can matter.' },
  personal: { zh: '生活习惯有参考价值。', en: 'Habits can matter.' },
  treatment: { zh: '让医生知道已经试过什么。', en: 'So that the doctor knows what was tried.' },
};
const HISTORY: Words = { zh: '让医生见面前就了解清楚。', en: 'So that the doctor knows before you meet.' };

/** The reason, by what the question is for. */
export function whyWords(purpose: Purpose, slot: string, routing: Routing, departments: readonly Department[]): Words {
  if (purpose === 'red_flag') return DANGER_WHY;
  if (purpose === 'department') return between(routing, departments);
  return BY_SLOT[slot] ?? HISTORY;
}

function between({ ranked }: Routing, departments: readonly Department[]): Words {
  const names = ranked.slice(0, 2).map(({ department }) => departments.find((each) => each.code === department));
  if (names.length < 2 || names.some((each) => !each)) return HISTORY;
  const [first, second] = names as [Department, Department];
  return { zh: `用来区分看${first.zh}还是${second.zh}。`, en: `To tell ${first.en} from ${second.en}.` };
}
