/** `t` for the board's words. */
import { useWords, type WordKey } from '@menzhen/ui/words';
import type { zh } from './zh.ts';

export const useBoardWords = useWords<WordKey<typeof zh>>;
