// One character at a time: traditional to simplified, and what a few keyboards write differently.
import table from 'opencc-js/dict/TSCharacters';

/** Characters the table leaves alone since they are also simplified ones; in what patients write they mean these. */
const OWN: Record<string, string> = { 著: '着', 妳: '你', 祂: '他', 牠: '它', 痠: '酸', 瞭: '了', 徵: '征', 嘔: '呕' };

const simplified = new Map<string, string>();
for (const pair of table.split('|')) {
  const [from, to] = pair.split(' ');
  if (from && to) simplified.set(from, to);
}
for (const [from, to] of Object.entries(OWN)) simplified.set(from, to);

export const toSimplified = (char: string): string => simplified.get(char) ?? char;
