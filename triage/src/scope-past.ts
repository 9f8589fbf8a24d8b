// What was once and is not now. A word of the past reaches its own clause; further only what is plainly over (抽过), or a list of old illnesses:
// 以前得过阑尾炎,现在 … and 以前身体很好,胸口疼 tell of today.
import type { Piece } from './clauses.ts';
import type { Found } from './cues.ts';
import type { Hit } from './match.ts';
import { beginningIn } from './ordered.ts';
import { isBare } from './scope-denied.ts';
import type { Ruling, Scene } from './scope-scene.ts';

/** So many clauses on, a word of the past is forgotten. */
const REACH = 3;
const QUARTER_MINUTES = 90 * 24 * 60;

export function past(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const long = pastCue(scene, hit, index, 'past');
  if (long) return { assertion: 'past', cue: long };
  const weak = pastCue(scene, hit, index, 'past_weak');
  if (!weak) return undefined;
  const tail = scene.text.slice(hit.to, hit.to + 60);
  return { assertion: scene.cues.has('well_now', tail) ? 'past' : 'uncertain', cue: weak };
}

/** Something of now stands in the clause. */
export const now = (scene: Scene, piece: Piece): boolean =>
  scene.cues.find('now', scene.text, piece.from, piece.to).length > 0;

function pastCue(scene: Scene, hit: Hit, index: number, kind: string): Found | undefined {
  const here = scene.pieces[index] as Piece;
  const own = cueIn(scene, kind, here, hit.from);
  if (own) return now(scene, { ...here, from: own.to }) ? undefined : own;
  if (now(scene, here) || !carries(scene, hit, here)) return undefined;
  for (let at = index - 1; at >= Math.max(0, index - REACH); at -= 1) {
    const piece = scene.pieces[at] as Piece;
    if (piece.sentence !== here.sentence || now(scene, piece)) return undefined;
    const cue = cueIn(scene, kind, piece, piece.to);
    if (cue) return cue;
  }
  return undefined;
}

function cueIn(scene: Scene, kind: string, piece: Piece, until: number): Found | undefined {
  const word = scene.cues.find(kind, scene.text, piece.from, until).at(-1);
  return word ?? (kind === 'past' ? longAgo(scene, piece, until) : undefined);
}

/** 抽过, 放过支架; or an old illness that goes on a list of such. */
function carries(scene: Scene, hit: Hit, piece: Piece): boolean {
  if (/过/.test(scene.text.slice(hit.from - 1, hit.to + 2)))
    return !/[难不]过/.test(scene.text.slice(hit.from - 1, hit.to + 2));
  return hit.kind === 'disease' && isBare(scene, piece);
}

/** 三年前 without 开始, 至今 …: more than a quarter of a year ago. */
function longAgo(scene: Scene, piece: Piece, until: number): Found | undefined {
  const found = beginningIn(scene.measures, piece.from, until).find(
    ({ kind, sense, value, to }) =>
      kind === 'duration_minutes' && sense === 'ago' && value >= QUARTER_MINUTES && to <= until,
  );
  if (!found || /[就起]/.test(scene.text.slice(found.to, found.to + 3))) return undefined;
  return { from: found.from, to: found.to };
}
