/** All words of the console, one file a feature. */
import { createWords, type SameKeys, useWords, type WordKey } from '@menzhen/ui/words';
import { watch } from 'vue';
import * as analytics from '../analytics/analytics.words.ts';
import * as boards from '../boards/boards.words.ts';
import * as booking from '../booking/booking.words.ts';
import * as cashier from '../cashier/cashier.words.ts';
import * as catalog from '../catalog/catalog.words.ts';
import * as closures from '../closures/closures.words.ts';
import * as facts from '../facts/facts.words.ts';
import * as ledger from '../ledger/ledger.words.ts';
import * as map_kinds from '../navigation/kinds.words.ts';
import * as navigation from '../navigation/navigation.words.ts';
import * as notify from '../notify/notify.words.ts';
import * as payment from '../payment/payment.words.ts';
import * as people from '../people/people.words.ts';
import * as policy from '../policy/policy.words.ts';
import * as rules from '../policy/editor.words.ts';
import * as points from '../service-points/service-points.words.ts';
import * as preconsult from '../preconsult/preconsult.words.ts';
import * as pools from '../pools/pools.words.ts';
import * as lines from '../queue/lines.words.ts';
import * as queue from '../queue/queue.words.ts';
import * as reconciliation from '../reconciliation/reconciliation.words.ts';
import * as roster from '../scheduling/roster.words.ts';
import * as scheduling from '../scheduling/scheduling.words.ts';
import * as shell from '../shell/shell.words.ts';
import * as visit from '../visit/visit.words.ts';
import * as waiting from '../waiting/waiting.words.ts';
import * as waitlist from '../waitlist/waitlist.words.ts';
import * as common from './common.words.ts';
import { preferences } from './preferences.ts';

const features = {
  common,
  shell,
  people,
  catalog,
  boards,
  scheduling,
  closures,
  roster,
  booking,
  cashier,
  queue,
  lines,
  points,
  pools,
  preconsult,
  visit,
  waiting,
  waitlist,
  policy,
  rules,
  payment,
  notify,
  navigation,
  map_kinds,
  ledger,
  reconciliation,
  analytics,
  facts,
};
type Zh = { [K in keyof typeof features]: (typeof features)[K]['zh'] };

const pick = (language: 'zh' | 'en') =>
  Object.fromEntries(Object.entries(features).map(([name, words]) => [name, words[language]]));
export const zh = pick('zh') as Zh;
export const en = pick('en') as SameKeys<Zh>;

export type Key = WordKey<Zh>;
export const i18n = createWords(zh, en, preferences.locale);
watch(
  () => preferences.locale,
  (locale) => {
    i18n.global.locale.value = locale;
  },
  { flush: 'sync' },
);
export const useT = useWords<Key>;

type Branch<T, Before extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? never : `${Before}${K}` | Branch<T[K], `${Before}${K}.`>;
}[keyof T & string];
/**
 * The word for a code of the server's (`patient.unmask` under `people.audit.actions`); a code that has no word yet is
 * shown as it is, so that nothing is hidden.
 */
export function codeWord(group: Branch<Zh>, code: string): string {
  const key = `${group}.${code.replaceAll('.', '_')}`;
  return i18n.global.te(key) ? i18n.global.t(key) : code;
}
