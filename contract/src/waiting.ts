/** How wrong the waiting times are: every range that was said, against when the patient was called. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Day, Id, obj, orNull } from './shapes.ts';

const Share = orNull(Type.Number({ minimum: 0, maximum: 1 }));
const Minutes = orNull(Type.Number({ description: 'minutes; null: nobody was called yet' }));
const figures = {
  n: Type.Integer({ description: 'ranges said of tickets that were called since' }),
  not_judged: Type.Integer({
    description: 'ranges whose ticket was held, moved to another line, left, or still waits',
  }),
  mae_minutes: Minutes,
  rival_mae_minutes: Minutes,
  mae_ratio: orNull(Type.Number({ description: 'below 1: better than people ahead × mean visit' })),
  bias_minutes: Minutes,
  within_p50: Share,
  within_p90: Share,
  inside: Share,
};
const Figures = obj(figures);
export type WaitFigures = Static<typeof Figures>;

export const WaitScore = obj({
  from: Day,
  to: Day,
  /** What the range claims of itself. */
  nominal: obj({ within_p50: Type.Number(), within_p90: Type.Number(), inside: Type.Number() }),
  total: Figures,
  hours: Type.Array(obj({ hour: Type.Integer({ minimum: 0, maximum: 23 }), ...figures })),
  departments: Type.Array(obj({ department_id: Id, department_name: Type.String(), ...figures })),
  days: Type.Array(obj({ date: Day, is_closed: Type.Boolean(), ...figures })),
});
export type WaitScoreView = Static<typeof WaitScore>;

export const waitingRoutes = routes({
  waitScore: {
    method: 'GET',
    path: '/api/waiting/score',
    tag: 'queue',
    zh: '候诊时间准不准',
    en: 'How wrong the waiting times are',
    who: ['operator', 'administrator'],
    query: obj({ from: Day, to: Day }),
    answer: WaitScore,
    problems: ['input_invalid'],
  },
});
