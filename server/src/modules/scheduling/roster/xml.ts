/** A workbook's XML as a row of tags and texts. Strict: what is not well formed, or brings a document type, is not read. */
import sax from 'sax';

export type XmlToken =
  | { kind: 'open'; name: string; attributes: Record<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

/** Programs choose prefixes as they like (x:c, r:id); a workbook's names are unlike enough without them. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
const localNames = (attributes: object): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [localName(name), value]));

/** How much is read before its tokens are handed on, so that a large sheet's never lie in memory all at once. */
const STEP = 65_536;

/**
 * Names and attributes without their namespace's prefix; a long text may come in several pieces.
 * @throws SyntaxError where it cannot be read
 */
export function* tokensOf(xml: string): Generator<XmlToken> {
  const parser = sax.parser(true, { position: false });
  let tokens: XmlToken[] = [];
  parser.onopentag = ({ name, attributes }) =>
    tokens.push({ kind: 'open', name: localName(name), attributes: localNames(attributes) });
  parser.onclosetag = (name) => tokens.push({ kind: 'close', name: localName(name) });
  parser.ontext = (text) => tokens.push({ kind: 'text', text });
  parser.oncdata = parser.ontext;
  const refuse = (reason: string) => {
    throw new SyntaxError(reason);
  };
  parser.onerror = ({ message }) => refuse(message);
  parser.ondoctype = refuse;
  for (let at = 0; at < xml.length; at += STEP) {
    parser.write(xml.slice(at, at + STEP));
    yield* tokens;
    tokens = [];
  }
  parser.close();
  yield* tokens;
}
