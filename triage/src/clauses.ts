// A text in pieces: clauses between stops, sentences between full stops. 、 lists things inside a clause.
export interface Piece {
  /** Offsets into the normalised text, stops left out. */
  from: number;
  to: number;
  text: string;
  sentence: number;
  /** The stop behind it: `?` makes it a question. Empty at the end of the text. */
  stop: string;
}

const STOP = /[,;。!?]/;

/** Whoever sets no stop at all is cut here, so that no cue reaches over a whole page. */
const LONGEST = 100;

export function splitClauses(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let sentence = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at] ?? '';
    const cut = at - from >= LONGEST && !STOP.test(char);
    if (char !== '' && !STOP.test(char) && !cut) continue;
    if (at > from) pieces.push({ from, to: at, text: text.slice(from, at), sentence, stop: cut ? '' : char });
    else if (char === '?' && pieces.length > 0) (pieces.at(-1) as Piece).stop = '?';
    if ('。!?'.includes(char) && at > from) sentence += 1;
    from = cut ? at : at + 1;
  }
  return pieces;
}
