// What is so: for every hit present, denied, long ago, somebody else's, supposed, feared or uncertain. Cue words reach as far
// as told here; where the reach is unclear the answer is `uncertain`, never a quiet "no".
import type { Piece } from './clauses.ts';
import type { Found } from './cues.ts';
import type { Hit } from './match.ts';
import { denied } from './scope-denied.ts';
import { now, past } from './scope-past.ts';
import { cueBefore, type Ruling, type Scene } from './scope-scene.ts';

/** `piece` is the index of the clause the hit begins in. */
export function rule(scene: Scene, hit: Hit, piece: number): Ruling {
  const found =
    other(scene, hit) ??
    supposed(scene, hit, piece) ??
    denied(scene, hit, piece) ??
    ofOld(scene, hit) ??
    over(scene, hit, piece) ??
    past(scene, hit, piece);
  return found ?? feared(scene, hit, piece) ?? unsure(scene, hit, piece) ?? { assertion: 'present' };
}

function other({ isOther }: Scene, hit: Hit): Ruling | undefined {
  return isOther(hit) ? { assertion: 'other_person' } : undefined;
}

function supposed(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const piece = scene.pieces[index] as Piece;
  const before = cueBefore(scene, 'hypothetical', hit, piece) ?? earlierInSentence(scene, 'hypothetical', index);
  if (before && isHabit(scene, before, hit)) return { assertion: 'uncertain', cue: before };
  if (before && !leadsFrom(scene, before, hit)) return { assertion: 'hypothetical', cue: before };
  const after = scene.cues.find('hypothetical_after', scene.text, hit.to, piece.to)[0];
  if (after && isGeneral(piece)) return { assertion: 'hypothetical', cue: after };
  const asked = cueBefore(scene, 'asked', hit, piece, 10);
  if (asked) return { assertion: hit.kind === 'disease' ? 'hypothetical' : 'uncertain', cue: asked };
  return undefined;
}

/** 如果不吃药就胸口疼: what follows 就 happens. */
const isHabit = ({ text }: Scene, cue: Found, hit: Hit): boolean =>
  /^(?:如果|要是|一旦)/.test(text.slice(cue.from, cue.to)) &&
  /就.{0,4}$/.test(text.slice(cue.to, hit.from)) &&
  hit.kind !== 'disease';

/** 摔倒导致骨折: what is told as caused has happened; only 会导致 and a question are supposed. */
function leadsFrom(scene: Scene, cue: Found, hit: Hit): boolean {
  const word = scene.text.slice(cue.from, cue.to);
  if (word !== '引起' && word !== '导致' && word !== '造成') return false;
  return !/[会能可]/.test(scene.text.slice(Math.max(0, cue.from - 3), cue.from)) && hit.kind !== 'disease';
}

/** A sentence without anybody in it, about an illness in general. */
const isGeneral = (piece: Piece): boolean =>
  !/我|他|她|宝|孩|爸|妈|了$|天|小时|现在/.test(piece.text) || piece.stop === '?';

/** 如果他胸口疼,喘不上气: the condition goes on till its consequence. */
function earlierInSentence(scene: Scene, kind: string, index: number): Found | undefined {
  const here = scene.pieces[index] as Piece;
  const previous = scene.pieces[index - 1];
  if (!previous || previous.sentence !== here.sentence) return undefined;
  if (now(scene, here) || /^(?:就|我|他|她|现在|但)/.test(here.text)) return undefined;
  const cue = scene.cues
    .find(kind, scene.text, previous.from, previous.to)
    .find((each) => /^(?:如果|要是|假如|万一|一旦|若|倘若|if)/.test(scene.text.slice(each.from, each.to)));
  return cue;
}

/** 惊厥史: what happened once; an illness of old (哮喘史) is still there. */
function ofOld(scene: Scene, hit: Hit): Ruling | undefined {
  if (hit.kind === 'disease' || !/^病?史/.test(scene.text.slice(hit.to, hit.to + 2))) return undefined;
  return { assertion: 'past', cue: { from: hit.to, to: hit.to + 1 } };
}

/** 烧退了, 血止住了. */
function over(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const piece = scene.pieces[index] as Piece;
  const rest = scene.text
    .slice(hit.to, piece.to)
    .replace(/^(?:已经|已|也|都|就|现在|今天|昨天|后来|自己|慢慢|基本|的症状|症状)+/, '');
  const length = scene.cues.startsWith('over_after', rest);
  if (length === 0 || /^.{0,3}(?:又|再|还)/.test(rest.slice(length))) return undefined;
  const again = scene.pieces[index + 1];
  if (again && again.sentence === piece.sentence && /^[^,]{0,4}(?:又|再次|反复)/.test(again.text)) return undefined;
  const from = piece.to - rest.length;
  return { assertion: 'past', cue: { from, to: from + length } };
}

function feared(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const cue = cueBefore(scene, 'feared', hit, scene.pieces[index] as Piece, 14);
  return cue ? { assertion: 'feared', cue } : undefined;
}

function unsure(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const cue = cueBefore(scene, 'uncertain', hit, scene.pieces[index] as Piece, 12);
  return cue ? { assertion: 'uncertain', cue } : undefined;
}
