/** What WeChat lets into the fields of a subscribe message; the name of a field begins with its kind. Pure. */
const cut = (length: number) => (text: string) => text.slice(0, length);
const only = (unwanted: RegExp, length: number) => (text: string) => text.replace(unwanted, '').slice(0, length);

const shapes: Record<string, (text: string) => string> = {
  thing: cut(20),
  number: only(/[^\d.]/g, 32),
  letter: only(/[^A-Za-z]/g, 32),
  character_string: only(/[^\x21-\x7e]/g, 32),
  phrase: only(/\P{Script=Han}/gu, 5),
  name: cut(10),
};

/** `text` as it may stand in the field `name` (thing1, number3 …); a dash where nothing is left that may. */
export function fieldText(name: string, text: string): string {
  const kind = name.replace(/\d+$/, '');
  const shaped = (shapes[kind] ?? cut(32))(text.trim());
  if (shaped !== '') return shaped;
  if (kind === 'number') return '0';
  return kind === 'phrase' ? '无' : '-';
}
