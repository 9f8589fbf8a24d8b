/** Sentences on the order in the waiting hall. */
import type { Policy } from '../rules/index.ts';
import { type Line, line, minutesEn, minutesZh } from './line.ts';

type Queue = Policy['queue'];
type Class = Queue['classes'][number];

export const classWords: Record<Class['class'], { zh: string; en: string }> = {
  senior: { zh: '老年人', en: 'older people' },
  pregnant: { zh: '孕妇', en: 'pregnant women' },
  soldier: { zh: '军人', en: 'soldiers' },
  disabled: { zh: '残疾人', en: 'people with disabilities' },
  child: { zh: '儿童', en: 'children' },
  veteran: { zh: '退役军人', en: 'veterans' },
};

const pooled: Record<Queue['pooled_by'], { zh: string; en: string }> = {
  doctor: { zh: '各医生的患者分别排队', en: 'Each doctor’s patients wait in a line of their own' },
  visit_type: { zh: '同一科室同一号别的患者排一队', en: 'Patients of one visit type of a department wait in one line' },
  department: { zh: '同一科室的患者排一队', en: 'All patients of a department wait in one line' },
};

function classWordsOf({ class: who, every }: Class): [zh: string, en: string] {
  const { zh, en } = classWords[who];
  return every === 0
    ? [`${zh}优先`, `${en} go first`]
    : [`${zh}每隔 ${every} 位安排一位`, `one of ${en} after every ${every}`];
}

const afterWords = (n: number, zh: string, en: string): [zh: string, en: string] =>
  n === 0
    ? [`${zh}立即安排`, `${en} at once`]
    : [`${zh}让 ${n} 位之后安排`, `${en} after ${n} ${n === 1 ? 'other' : 'others'}`];

/** Who goes before whom, in the order the rule has it. */
export function queueLines({ queue }: Policy): Line[] {
  const { zh, en } = pooled[queue.pooled_by];
  const reserved = queue.classes.map(classWordsOf);
  const back = afterWords(queue.passed_lets_pass, '过号后回来的', 'who missed the call and is back goes');
  const results = afterWords(queue.results_every, '带检查结果回诊的', 'who is back with results goes');
  return [
    line(
      'queue_order',
      `${zh}：先看危急程度，再按预约时段和签到先后；${back[0]}，${results[0]}。超过自己的时间每等 ${minutesZh(queue.ageing_minutes)}，次序提前一级。`,
      `${en}: urgency first, then the booked slot and the time of check-in; ${back[1]}, ${results[1]}. Each ${minutesEn(queue.ageing_minutes)} of waiting past your time moves you up one level.`,
    ),
    ...(reserved.length === 0
      ? []
      : [
          line(
            'queue_classes',
            `优先人群：${reserved.map(([words]) => words).join('，')}。`,
            `Reserved classes: ${reserved.map(([, words]) => words).join('; ')}.`,
          ),
        ]),
  ];
}
