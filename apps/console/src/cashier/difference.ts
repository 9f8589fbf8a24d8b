/** What is over or short, in words. */
import { money } from '@menzhen/ui/format';
import { useT } from '../shared/words.ts';

export function useDifference() {
  const { t } = useT();
  return (difference_fen: number): string => {
    if (difference_fen === 0) return t('cashier.drawer.even');
    return t(difference_fen < 0 ? 'cashier.drawer.short' : 'cashier.drawer.over', {
      fee: money(Math.abs(difference_fen)),
    });
  };
}
