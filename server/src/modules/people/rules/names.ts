/** Real names as identity documents write them. Pure. */

const DOTS = /[•・‧∙⋅．᛫]/gu;
const HAN = '[\\p{Script=Han}\\u{E0100}-\\u{E01EF}]';
/** 张三, 𠮷田, 王·尼亚孜, 阿卜杜拉·买买提 */
const HAN_NAME = new RegExp(`^${HAN}+(·${HAN}+)*$`, 'u');
/** Jean-Luc O'Neil, María José */
const LATIN_NAME = /^\p{Script=Latin}[\p{Script=Latin}\p{M}]*([ '’.-]+[\p{Script=Latin}\p{M}]+)*\.?$/u;
const MOST_LETTERS = 50;

/** As it is kept: NFC, trimmed, one kind of middle dot, no blanks inside a Chinese name. Not yet checked. */
export function tidyName(text: string): string {
  const name = text.normalize('NFC').trim().replace(DOTS, '·').replace(/\s+/gu, ' ');
  return /\p{Script=Han}/u.test(name) ? name.replaceAll(' ', '') : name;
}

/** Which script a tidied name is in; undefined: not a real name (digits, symbols, emoji, mixed scripts, one letter). */
export function scriptOfName(name: string): 'han' | 'latin' | undefined {
  const letters = [...name].filter((letter) => /\p{L}|\p{Nl}/u.test(letter)).length;
  if (letters < 2 || [...name].length > MOST_LETTERS) return undefined;
  if (HAN_NAME.test(name)) return 'han';
  return LATIN_NAME.test(name) ? 'latin' : undefined;
}

/** What two writings of one name share: letter case, width, dots, hyphens and blanks do not count. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·'’.-]/gu, '');
