// Numbers as people write them: 39.2, 三十九, 两, 十几, 半, 一百二.
const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  几: 3,
  数: 3,
  多: 3,
};
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** For patterns: one number, in digits or in Chinese. */
export const NUMBER = '(?:\\d+(?:\\.\\d+)?|[零〇一二两三四五六七八九十百千几数半]+)';

/** 几 and 数 are taken as three, two figures in a row (两三天) as the smaller. NaN when it is no number. */
export function numberOf(words: string): number {
  if (/^\d/.test(words)) return Number(words);
  if (words === '半') return 0.5;
  if (/^[零〇一二三四五六七八九]{3,}$/.test(words)) return Number([...words].map((char) => DIGITS[char]).join(''));
  return counted(words.replace(/半$/, '')) + (words.endsWith('半') ? 0.5 : 0);
}

function counted(words: string): number {
  let sum = 0;
  let digit: number | undefined;
  let unit = 1;
  for (const char of words) {
    const value = UNITS[char];
    if (value !== undefined) {
      sum += (digit ?? 1) * value;
      [digit, unit] = [undefined, value];
    } else if (digit === undefined) {
      digit = DIGITS[char];
      if (digit === undefined) return Number.NaN;
    }
  }
  // 一百二 is a hundred and twenty; 一百零二 has its own nought and falls to the plain sum.
  const last = unit >= 100 && !words.includes('零') ? unit / 10 : 1;
  return sum + (digit ?? 0) * last;
}
