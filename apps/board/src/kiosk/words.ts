/** `t` for the kiosk's words; they stand under `kiosk` among the board's. */
import { useWords, type WordKey } from '@menzhen/ui/words';
import type { kioskZh } from './words.zh.ts';

export const useKioskWords = useWords<`kiosk.${WordKey<typeof kioskZh>}`>;
