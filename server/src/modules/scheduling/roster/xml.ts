/** The little of XML that a workbook's parts use: tags, attributes, text. No document type, no entities of one's own. */
const TOKEN =
  /<(?:!--[\s\S]*?--|\?[^>]*|!\[CDATA\[([\s\S]*?)\]\]|(\/?)([^\s/>!?"'=]+)((?:[^>"']|"[^"]*"|'[^']*')*))>|([^<]+)/y;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const LARGEST_CHARACTER = 0x10ffff;

const character = (code: number): string => (code > 0 && code <= LARGEST_CHARACTER ? String.fromCodePoint(code) : '');
const entity = (name: string): string => {
  if (name.startsWith('#x')) return character(Number.parseInt(name.slice(2), 16));
  if (name.startsWith('#')) return character(Number.parseInt(name.slice(1), 10));
  return ENTITIES[name] ?? '';
};
const decode = (text: string): string =>
  text.includes('&') ? text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (_, name: string) => entity(name)) : text;

export interface XmlToken {
  kind: 'open' | 'close' | 'text';
  /** Without its namespace's prefix. */
  name: string;
  /** Of text: what it says. Of a tag: its attributes as written. */
  text: string;
}
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** @throws SyntaxError where it cannot be read */
export function* tokensOf(xml: string): Generator<XmlToken> {
  let at = xml.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < xml.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(xml);
    if (!found) throw new SyntaxError(`XML at ${at}`);
    at = TOKEN.lastIndex;
    const [, cdata, slash, name, attributes = '', text] = found;
    if (text !== undefined) yield { kind: 'text', name: '', text: decode(text) };
    else if (cdata !== undefined) yield { kind: 'text', name: '', text: cdata };
    else if (name !== undefined) yield* tagTokens(localName(name), slash === '/', attributes);
  }
}

function* tagTokens(name: string, isClose: boolean, attributes: string): Generator<XmlToken> {
  if (!isClose) yield { kind: 'open', name, text: attributes };
  if (isClose || attributes.endsWith('/')) yield { kind: 'close', name, text: '' };
}

const patterns = new Map<string, RegExp>();
/** The value of an attribute, whatever its prefix; undefined: it has none. */
export function attribute(attributes: string, name: string): string | undefined {
  const pattern = patterns.get(name) ?? new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  patterns.set(name, pattern);
  const found = pattern.exec(attributes);
  return found ? decode(found[1] ?? found[2] ?? '') : undefined;
}

export const escapeXml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML knows no control characters, so they are left out
  text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
