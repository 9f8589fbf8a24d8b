/** What screens show of a person unless unmasked on purpose. Pure. */

const TWO_LETTER_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 司空 端木 宇文 长孙 轩辕 南宫 独孤 百里 东郭 西门 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离'.split(
    ' ',
  ),
);

/** 李小明 -> 李*明, 张三 -> 张*, 欧阳修 -> 欧阳*, 阿卜杜拉·买买提 -> 阿**提, John Smith -> J*** S*** */
export function maskName(name: string): string {
  if (!/\p{Script=Han}/u.test(name))
    return name
      .split(' ')
      .filter(Boolean)
      .map((word) => `${[...word][0]}***`)
      .join(' ');
  const letters = [...name];
  if (letters.includes('·')) return `${letters[0]}**${letters.at(-1)}`;
  const surname = letters.length > 2 && TWO_LETTER_SURNAMES.has(letters.slice(0, 2).join('')) ? 2 : 1;
  const given = letters.slice(surname);
  const shown = given.length > 1 ? `${'*'.repeat(given.length - 1)}${given.at(-1)}` : '*'.repeat(given.length);
  return `${letters.slice(0, surname).join('')}${shown}`;
}

const keepEnds = (text: string, head: number, tail: number): string =>
  `${text.slice(0, head)}${'*'.repeat(Math.max(text.length - head - tail, 1))}${text.slice(text.length - tail)}`;

/** 110***********1234; shorter documents show less. */
export const maskIdNumber = (number: string): string =>
  number.length >= 15 ? keepEnds(number, 3, 4) : keepEnds(number, 1, 2);
/** 138****5678 */
export const maskPhone = (phone: string): string => keepEnds(phone, 3, 4);
export const maskCampusNumber = (number: string): string =>
  number.length > 4 ? keepEnds(number, 2, 2) : keepEnds(number, 0, 1);
