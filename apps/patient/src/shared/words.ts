import { closureWords } from '../booking/closure-words.ts';
import { bookingWords } from '../booking/words.ts';
import { catalogWords } from '../catalog/words.ts';
import { homeWords } from '../home/words.ts';
import { navigationWords } from '../navigation/words.ts';
import { notifyWords } from '../notify/words.ts';
import { paymentWords } from '../payment/words.ts';
import { peopleWords } from '../people/words.ts';
import { policyWords } from '../policy/words.ts';
import { preconsultResultWords } from '../preconsult/result-words.ts';
import { preconsultWords } from '../preconsult/words.ts';
import { queueWords } from '../queue/words.ts';
import { schedulingWords } from '../scheduling/words.ts';
import { waitlistWords } from '../waitlist/words.ts';
import { commonWords } from './common-words.ts';

/**
 * Every sentence of the app, [Chinese, English], kept beside the screens that say it. Both are written, neither is a
 * translation; the pair makes a missing language impossible and `words.test.ts` finds unused and uneven ones.
 */
export const words = {
  ...commonWords,
  ...homeWords,
  ...peopleWords,
  ...catalogWords,
  ...schedulingWords,
  ...bookingWords,
  ...closureWords,
  ...paymentWords,
  ...policyWords,
  ...queueWords,
  ...navigationWords,
  ...notifyWords,
  ...preconsultWords,
  ...preconsultResultWords,
  ...waitlistWords,
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type Word = keyof typeof words;
