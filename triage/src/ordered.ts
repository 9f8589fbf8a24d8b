// Lists in the order of a text, and the stretch of them that a place needs: a long text is then read in proportion to its length.

/** Anything with a place in the normalised text. */
interface Placed {
  from: number;
}

/** Index of the first that begins at or after the place; the length of the list when none does. */
export function firstFrom(ordered: readonly Placed[], place: number): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] as Placed).from < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that begin at `from` or later and before `to`. */
export const beginningIn = <T extends Placed>(ordered: readonly T[], from: number, to: number): T[] =>
  ordered.slice(firstFrom(ordered, from), firstFrom(ordered, to));
