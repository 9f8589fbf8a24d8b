// Pieces of words, for what is learned from texts: neighbours of two and three Chinese characters, and whole Latin words.

const MOST_CHARACTERS = 400;

/** The pieces of the first 400 characters, each once. `clauses` are normalised texts. */
export function piecesOf(clauses: readonly string[]): Set<string> {
  const pieces = new Set<string>();
  let left = MOST_CHARACTERS;
  for (const clause of clauses) {
    const text = clause.slice(0, left);
    left -= text.length;
    for (const word of text.matchAll(/[a-z]{3,}/g)) pieces.add(word[0]);
    for (const run of text.matchAll(/\p{Script=Han}+/gu)) addRuns(pieces, run[0]);
    if (left <= 0) break;
  }
  return pieces;
}

function addRuns(pieces: Set<string>, run: string): void {
  for (let at = 0; at < run.length - 1; at += 1) {
    pieces.add(run.slice(at, at + 2));
    if (at < run.length - 2) pieces.add(run.slice(at, at + 3));
  }
}

/** Another order each round, the same in every run: what is fitted twice is the same twice. */
export function orderOf(count: number, round: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  let state = 12345 + round;
  for (let at = count - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}
