/** Legal moves between states as a table, and what SQL's compare-and-set asks of it. */

/** From each state, those it may move to. */
export type Transitions<S extends string> = Record<S, readonly S[]>;

/** The states from which `to` may be reached in one step. */
export function sourcesOf<S extends string>(transitions: Transitions<S>, to: S): S[] {
  return (Object.keys(transitions) as S[]).filter((from) => transitions[from].includes(to));
}
