/** Which passwords staff may have. Pure. Length and not being guessable count; forced rotation does not help. */

const FEWEST_LETTERS = 10;
const FEWEST_DIFFERENT = 5;
/** Rows that fingers and children know; a password that walks along one of them is no password. */
const ROWS = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '!@#$%^&*()',
];
const STEMS = new Set(
  `password passwort passwd passw0rd p@ssw0rd p@ssword admin administrator root user guest test testing welcome letmein
  login master manager system superuser changeme default secret dragon monkey football baseball basketball sunshine
  princess iloveyou iloveu woaini woaiwojia woaiwo wodemima mima nihao zhongguo china beijing shanghai hospital yiyuan
  menzhen yisheng hushi doctor nurse clinic health campus xuexiao daxue university superman batman starwars pokemon
  trustno whatever freedom computer internet michael jordan charlie shadow hello helloworld abc abcd abcde qwe qwer
  asd asdf zxc qaz qazwsx wsx qweasd qweasdzxc asdfzxcv aa aaa woaini wang zhang lili`.split(/\s+/),
);

const reverse = (text: string): string => [...text].reverse().join('');

/** True when the whole text is made of walks of three or more along known rows, either way. */
function isWalk(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    let longest = 0;
    for (let length = text.length - at; length >= 3 && longest === 0; length -= 1) {
      const piece = text.slice(at, at + length);
      if (ROWS.some((row) => row.includes(piece) || reverse(row).includes(piece))) longest = length;
    }
    if (longest === 0) return false;
    at += longest;
  }
  return true;
}

/** A common word with digits or signs around it: Password2026!, 123admin456. */
const isCommonWord = (text: string): boolean => STEMS.has(text.replace(/^[^a-z]+|[^a-z]+$/g, ''));
/** abcabcabcabc, 12341234 */
const isRepeated = (text: string): boolean => /^(.{1,6}?)\1+$/u.test(text);

/** True when a member of staff may not have this password. */
export function isWeakPassword(password: string, login: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  if ([...text].length < FEWEST_LETTERS || new Set(text).size < FEWEST_DIFFERENT) return true;
  const bare = text.replace(/[^\p{L}\p{N}]/gu, '');
  const bareLogin = login.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (bareLogin.length >= 3 && bare.replace(/\d+$/, '') === bareLogin.replace(/\d+$/, '')) return true;
  return bare === bareLogin || isCommonWord(text) || isRepeated(text) || isWalk(text);
}
