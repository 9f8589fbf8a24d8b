/** What WeChat lets into the fields of a subscribe message, by the kind their name begins with. */
const digitsOnly = /^\d+(\.\d+)?$/;
const kinds: Record<string, (value: string) => boolean> = {
  thing: (value) => value.length <= 20,
  number: (value) => value.length <= 32 && digitsOnly.test(value),
  letter: (value) => value.length <= 32 && /^[A-Za-z]+$/.test(value),
  character_string: (value) => value.length <= 32 && /^[\x20-\x7e]+$/.test(value),
  time: (value) => /^(\d{4}年\d{1,2}月\d{1,2}日 )?\d{1,2}:\d{2}(:\d{2})?(~.+)?$/.test(value) || isDay(value),
  date: (value) => isDay(value) || /^\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}$/.test(value),
  name: (value) => /^(\p{Script=Han}[\p{Script=Han}·*]{0,9}|[A-Za-z .'*-]{1,20})$/u.test(value),
  phrase: (value) => /^\p{Script=Han}{1,5}$/u.test(value),
};
const isDay = (value: string): boolean => /^\d{4}年\d{1,2}月\d{1,2}日$/.test(value);

/** @returns whether `value` may stand in the field `name` (thing1, number3 …) */
export function mayHold(name: string, value: string): boolean {
  const judge = kinds[name.replace(/\d+$/, '')];
  return judge?.(value) ?? false;
}
