/** Contradictions about people: limits nobody can meet, gates nobody passes, penalties that never end or shrink. */
import { stepEnds } from '../penalties.ts';
import type { Penalty, Policy } from '../policy.ts';
import { type Clause, unless } from './clause.ts';

export function limitClauses({ limits }: Policy): Clause[] {
  const seen = new Map<string, number>();
  return limits.flatMap((limit, n) => {
    const key = `${limit.who} ${limit.of} ${limit.within}`;
    const other = seen.get(key);
    seen.set(key, limit.max);
    return [
      ...unless(limit.max >= 1, `limits.${n}.max`, '上限为 0：谁也不能预约。', 'A limit of 0: nobody could book.'),
      ...unless(
        other === undefined || other === limit.max,
        `limits.${n}`,
        `同一种限额写了两次：${other} 和 ${limit.max}。`,
        `The same limit is given twice: ${other} and ${limit.max}.`,
      ),
    ];
  });
}

export const queueClauses = ({ queue }: Policy): Clause[] =>
  queue.classes.flatMap(({ class: who }, n) =>
    unless(
      queue.classes.findIndex((one) => one.class === who) === n,
      `queue.classes.${n}.class`,
      '同一种优先人群写了两次。',
      'The same class is given twice.',
    ),
  );

export function gateClauses({ gates }: Policy): Clause[] {
  const { age_from_years: from, age_to_years: to, symptoms } = gates;
  const codes = symptoms?.bars.map((s) => s.code) ?? [];
  return [
    ...unless(
      from === null || to === null || from <= to,
      'gates.age_from_years',
      `年龄从 ${from} 岁到 ${to} 岁：没有人符合。`,
      `Ages from ${from} to ${to}: nobody fits.`,
    ),
    ...unless(
      symptoms === null || codes.length > 0,
      'gates.symptoms.bars',
      '要求询问症状，但没有列出症状。',
      'Symptoms are to be asked about, but none is named.',
    ),
    ...unless(
      new Set(codes).size === codes.length,
      'gates.symptoms.bars',
      '同一症状列了两次。',
      'A symptom is named twice.',
    ),
  ];
}

/** Any day will do: steps are compared from the same one. */
const SOME_DAY = '2026-01-01';
const shrinks = (steps: Penalty['steps']): boolean =>
  steps.some((step, n) => n > 0 && stepEnds(step, SOME_DAY) < stepEnds(steps[n - 1]!, SOME_DAY));

function penaltyClauses(penalty: Penalty, n: number): Clause[] {
  const at = `penalties.${n}`;
  return [
    ...unless(penalty.counts.length > 0, `${at}.counts`, '没有说明什么行为计次。', 'What counts is not said.'),
    ...unless(
      penalty.at_least >= 1,
      `${at}.at_least`,
      '0 次即受限：人人都受限。',
      'Suspended from 0 on: everybody would be.',
    ),
    ...unless(
      penalty.steps.length > 0,
      `${at}.steps`,
      '没有说明限制多久。',
      'How long the suspension lasts is not said.',
    ),
    ...unless(
      !shrinks(penalty.steps),
      `${at}.steps`,
      '再犯的限制反而更短，应逐级加长。',
      'A later step is shorter than the one before; they must grow.',
    ),
  ];
}
export const penaltiesClauses = ({ penalties }: Policy): Clause[] => penalties.flatMap(penaltyClauses);

export const payClauses = ({ pay_within_minutes: minutes }: Policy): Clause[] =>
  unless(minutes >= 1, 'pay_within_minutes', '支付时间为 0 分钟：没有人付得了。', '0 minutes to pay: nobody could.');
