// Lists in the order of a text, and the stretch of them that a place needs: a long text is then read in proportion to its length.

/** Anything with a place in the normalised text. */
interface Placed {
  from: number;
}

/** Index of the first that is so, where all behind it are; the length of the list when none is. */
export function firstThat<T>(ordered: readonly T[], is: (each: T) => boolean): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(ordered[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first that begins at or after the place. */
export const firstFrom = (ordered: readonly Placed[], place: number): number =>
  firstThat(ordered, ({ from }) => from >= place);

/** Those that begin at `from` or later and before `to`. */
export const beginningIn = <T extends Placed>(ordered: readonly T[], from: number, to: number): T[] =>
  ordered.slice(firstFrom(ordered, from), firstFrom(ordered, to));
