/** What bringing the sessions in step did, as a sentence. */
import type { Answer } from '@menzhen/ui/client';
import { useT } from '../shared/words.ts';

export type Generated = Answer<'sessionsGenerate'>;

export function useGenerated() {
  const { t } = useT();
  const parts = (made: Generated) =>
    (['created', 'withdrawn', 'kept', 'blocked'] as const)
      .filter((name) => made[name] > 0)
      .map((name) => t(`scheduling.generated.${name}`, { n: made[name] }));
  return {
    words: (made: Generated): string =>
      parts(made).join(t('scheduling.generated.and')) || t('scheduling.generated.nothing'),
  };
}
