/**
 * A sentence cut where something in it was recognised, so that a screen can mark those words. Offsets are UTF-16 units of
 * the text as it was written; what was recognised may overlap, and offsets that do not fit the text are left out.
 */
export interface Marked {
  start: number;
  end: number;
}
export interface Piece {
  text: string;
  /** Index of the first mark that covers this piece; -1: plain words. */
  mark: number;
}

const fits = (text: string, { start, end }: Marked): boolean => start >= 0 && start < end && end <= text.length;

export function piecesOf(text: string, marks: readonly Marked[]): Piece[] {
  const known = marks.filter((mark) => fits(text, mark));
  const edges = new Set([0, text.length, ...known.flatMap(({ start, end }) => [start, end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at]!, cuts[at + 1]!];
    const mark = marks.findIndex((one) => fits(text, one) && one.start <= from && to <= one.end);
    pieces.push({ text: text.slice(from, to), mark });
  }
  return pieces;
}

export interface Meaning {
  words: string;
  label: string;
}

/** What was recognised by another name, each once, in the order of the text: 心口疼 → 胸痛. */
export function meaningsOf<T extends Marked & { label: string }>(text: string, marks: readonly T[]): Meaning[] {
  const all = marks
    .filter((mark) => fits(text, mark) && mark.label)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, label }) => ({ words: text.slice(start, end), label }))
    .filter(({ words, label }) => words !== label);
  const seen = new Set<string>();
  return all.filter(({ words, label }) => {
    const key = `${words}\n${label}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Each once, and none that stands within another: 胸口压着疼 says what 胸口压着 says. */
export function longestOf(all: readonly string[]): string[] {
  const once = [...new Set(all)];
  return once.filter((words) => !once.some((other) => other !== words && other.includes(words)));
}
