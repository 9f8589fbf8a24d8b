// What is so: for every hit present, denied, long ago, somebody else's, supposed, feared or uncertain. Cue words reach as far
// as told here; where the reach is unclear the answer is `uncertain`, never a quiet "no".
import type { Piece } from './clauses.ts';
import type { Found } from './cues.ts';
import type { Hit } from './match.ts';
import { denied } from './scope-denied.ts';
import { cueBefore, type Ruling, type Scene } from './scope-scene.ts';

/** So many clauses on, a word of the past is forgotten. */
const REACH = 6;
const QUARTER_MINUTES = 90 * 24 * 60;

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
  return isOther(hit.from) ? { assertion: 'other_person' } : undefined;
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

const now = (scene: Scene, piece: Piece): boolean =>
  scene.cues.find('now', scene.text, piece.from, piece.to).length > 0;

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

function past(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const long = pastCue(scene, hit, index, 'past') ?? longAgo(scene, hit, index);
  if (long) return { assertion: 'past', cue: long };
  const weak = pastCue(scene, hit, index, 'past_weak');
  if (!weak) return undefined;
  const tail = scene.text.slice(hit.to, hit.to + 60);
  return { assertion: scene.cues.has('well_now', tail) ? 'past' : 'uncertain', cue: weak };
}

/** In this clause or an earlier one of the sentence, with nothing of now in between or behind it in the clause. */
function pastCue(scene: Scene, hit: Hit, index: number, kind: string): Found | undefined {
  const here = scene.pieces[index] as Piece;
  for (let at = index; at >= Math.max(0, index - REACH); at -= 1) {
    const piece = scene.pieces[at] as Piece;
    if (piece.sentence !== here.sentence) return undefined;
    const until = at === index ? hit.from : piece.to;
    const cue = scene.cues.find(kind, scene.text, piece.from, until).at(-1);
    const recent = scene.cues.find('now', scene.text, piece.from, at === index ? here.to : until).at(-1);
    if (recent && !(cue && cue.from <= recent.from && recent.to <= cue.to)) return undefined;
    if (cue) return at < index && startsAnew(here) ? undefined : cue;
  }
  return undefined;
}

/** 我, 他 … at a clause's start tells a new thing after the past one; so does how long it has lasted. */
const startsAnew = (piece: Piece): boolean => /^(?:我|他|她|宝|孩|结果|这)|\d+(?:\.\d)?度|[天时钟]了$/.test(piece.text);

/** 三年前 without 开始, 至今 …: more than a quarter of a year ago. */
function longAgo(scene: Scene, hit: Hit, index: number): Found | undefined {
  const here = scene.pieces[index] as Piece;
  for (let at = index; at >= Math.max(0, index - 3); at -= 1) {
    const piece = scene.pieces[at] as Piece;
    if (piece.sentence !== here.sentence || now(scene, piece)) return undefined;
    const found = scene.measures.find(
      (each) =>
        each.kind === 'duration_minutes' &&
        each.sense === 'ago' &&
        each.value >= QUARTER_MINUTES &&
        each.from >= piece.from &&
        each.to <= piece.to &&
        each.from < hit.from,
    );
    if (found)
      return /[就起]/.test(scene.text.slice(found.to, found.to + 3)) ? undefined : { from: found.from, to: found.to };
    if (at < index && startsAnew(here)) return undefined;
  }
  return undefined;
}

function feared(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const cue = cueBefore(scene, 'feared', hit, scene.pieces[index] as Piece, 14);
  return cue ? { assertion: 'feared', cue } : undefined;
}

function unsure(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const cue = cueBefore(scene, 'uncertain', hit, scene.pieces[index] as Piece, 12);
  return cue ? { assertion: 'uncertain', cue } : undefined;
}
