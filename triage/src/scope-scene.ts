// What a ruling looks at, and how cues are found around a hit.
import type { CueBook, Found } from './cues.ts';
import type { Piece } from './clauses.ts';
import { type Hit, LONGEST } from './match.ts';
import type { Taken } from './measures.ts';
import { beginningIn } from './ordered.ts';
import type { Assertion } from './types.ts';

export interface Ruling {
  assertion: Assertion;
  cue?: Found;
}

/** All that a ruling looks at; offsets into the normalised text. Pieces, hits and measures are in the order of the text. */
export interface Scene {
  text: string;
  pieces: readonly Piece[];
  hits: readonly Hit[];
  measures: readonly Taken[];
  cues: CueBook;
  isOther: (hit: Hit) => boolean;
  /** What was found out about a whole clause, for all its hits. */
  known: Known;
}

export interface Known {
  bare: Map<Piece, boolean>;
  carried: Map<number, Ruling | undefined>;
}

export const nothingKnown = (): Known => ({ bare: new Map(), carried: new Map() });

/** How far back a cue is looked for in one clause; longer clauses have no stops and say nothing of reach. */
export const LOOK_BACK = 40;

/** The last cue of a kind before the hit in its clause, unless something else (但是, 就是) stands between. */
export function cueBefore(scene: Scene, kind: string, hit: Hit, piece: Piece, most = LOOK_BACK): Found | undefined {
  const from = Math.max(piece.from, hit.from - most);
  const found = scene.cues.find(kind, scene.text, from, hit.from).filter((cue) => !insideHit(scene, cue, hit));
  const last = found.at(-1);
  if (!last || scene.cues.has('but', scene.text.slice(last.to, hit.from))) return undefined;
  return last;
}

/** 怕 in 怕冷 is the complaint's own word. Where that complaint overlaps ours (没有痰 in 没有痰血), the cue is ours as well. */
export function insideHit(scene: Scene, cue: Found, except: Hit): boolean {
  return beginningIn(scene.hits, cue.from - LONGEST, cue.from + 1).some(
    (hit) => hit !== except && !hit.gapped && cue.to <= hit.to && hit.to <= except.from,
  );
}
