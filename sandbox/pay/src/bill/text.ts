import { gbk } from './gbk.ts';

/** About this many characters are joined before they are encoded and handed on. */
const CHUNK_CHARACTERS = 64 * 1024;

export type Encoding = 'utf8' | 'gbk';

/** Lines as encoded chunks of a readable size. */
export function* encoded(lines: Iterable<string>, encoding: Encoding): Generator<Buffer> {
  let pending = '';
  for (const line of lines) {
    pending += line;
    if (pending.length < CHUNK_CHARACTERS) continue;
    yield encode(pending, encoding);
    pending = '';
  }
  if (pending !== '') yield encode(pending, encoding);
}

const encode = (text: string, encoding: Encoding) => (encoding === 'gbk' ? gbk(text) : Buffer.from(text, 'utf8'));

/** A bill has no quoting: a comma or line break inside a text would shift the columns. */
export const csvText = (text: string) => text.replace(/[,`\t\r\n]/g, ' ');

/** Everything up to the middle of the last line. */
export function* cutOff(lines: Iterable<string>): Generator<string> {
  let last = '';
  for (const line of lines) {
    if (last !== '') yield last;
    last = line;
  }
  yield last.slice(0, Math.floor(last.length / 2));
}
