// Negation: what 没有, 不, 否认 reach, and what only looks like them.
import type { Found } from './cues.ts';
import type { Piece } from './clauses.ts';
import type { Hit } from './match.ts';
import { beginningIn } from './ordered.ts';
import { insideHit, LOOK_BACK, type Ruling, type Scene } from './scope-scene.ts';

/** Absent where the reach is clear, uncertain where it may be, undefined where nothing denies. */
export function denied(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  return close(scene, hit, index) ?? before(scene, hit, index) ?? behind(scene, hit, index) ?? carried(scene, index);
}

/** 疼不疼, 有没有: a question, not a denial. */
function isChoice(scene: Scene, cue: Found): boolean {
  const { text } = scene;
  const word = text.slice(cue.from, cue.to);
  if (word.startsWith('没') && text[cue.from - 1] === '有') return true;
  return word === '不' && cue.from > 0 && text[cue.from - 1] === text[cue.to];
}

/** The cues of a kind in a stretch, without those that only look like one or belong to a complaint's own words. */
function trueCues(scene: Scene, kind: string, from: number, to: number, hit: Hit): Found[] {
  const false_ = scene.cues.find('not_negation', scene.text, from, hit.to);
  return scene.cues
    .find(kind, scene.text, from, to)
    .filter(
      (cue) =>
        !false_.some((each) => each.from <= cue.from && cue.from < each.to && each.to <= Math.max(hit.from, cue.to)),
    )
    .filter((cue) => !insideHit(scene, cue, hit) && !isChoice(scene, cue));
}

/** 不疼, 不怎么咳: right before the word. */
function close(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const piece = scene.pieces[index] as Piece;
  const weak = trueCues(scene, 'negation_weak', Math.max(piece.from, hit.from - 6), hit.from, hit).at(-1);
  if (weak?.to === hit.from) return { assertion: 'uncertain', cue: weak };
  const cue = trueCues(scene, 'negation_close', Math.max(piece.from, hit.from - 6), hit.from, hit).at(-1);
  if (!cue) return undefined;
  const between = scene.text.slice(cue.to, hit.from);
  if (
    between !== '' &&
    !/^(?:太|怎么|很|再|会|是|觉得|感觉|感到|那么|大|常|经常|特别|明显|发|出|有|用|想)+$/.test(between)
  )
    return undefined;
  return { assertion: 'absent', cue };
}

/** 没有胸闷胸痛: the first thing after it, and what is joined to that. */
function before(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const piece = scene.pieces[index] as Piece;
  const from = Math.max(piece.from, hit.from - LOOK_BACK);
  const cues = [
    ...trueCues(scene, 'negation', from, hit.from, hit),
    ...trueCues(scene, 'negation_wide', from, hit.from, hit),
  ];
  const cue = cues.sort((a, b) => a.to - b.to).at(-1);
  return cue ? reach(scene, cue, hit) : undefined;
}

/** What stands between cue and hit: other denied things, joining words, fillers; little else is doubt, more is another matter. */
function reach(scene: Scene, cue: Found, hit: Hit): Ruling | undefined {
  const { text, cues } = scene;
  const between = beginningIn(scene.hits, cue.to, hit.from);
  const chain = between.filter((each) => each.to <= hit.from && each.kind !== 'quality');
  if (chain.length > 0 && cues.has('but', text.slice(Math.min(...chain.map((each) => each.to)), hit.from)))
    return undefined;
  const rest = withoutHits(text, cue.to, hit.from, chain);
  const unexplained = rest.filter((piece) => !cues.only('filler', piece)).join('');
  if (unexplained.length > 3) return undefined;
  if (unexplained !== '' || isStressed(scene, hit, chain.length > 0)) return { assertion: 'uncertain', cue };
  return { assertion: 'absent', cue };
}

function withoutHits(text: string, from: number, to: number, chain: readonly Hit[]): string[] {
  const rest: string[] = [];
  let at = from;
  for (const hit of [...chain].sort((a, b) => a.from - b.from)) {
    if (hit.from > at) rest.push(text.slice(at, hit.from));
    at = Math.max(at, hit.to);
  }
  rest.push(text.slice(at, to));
  return rest;
}

/** 没发烧头疼得厉害: the second has a strength of its own, so it is rather not denied. */
const isStressed = ({ text }: Scene, hit: Hit, second: boolean): boolean =>
  second && /^(?:得|的)?(?:很|厉害|要命|不行|死|受不了|特别|严重)/.test(text.slice(hit.to, hit.to + 4));

/** 发烧没有, 咳嗽也不明显: to the end of the clause. */
function behind(scene: Scene, hit: Hit, index: number): Ruling | undefined {
  const piece = scene.pieces[index] as Piece;
  const tail = scene.text.slice(hit.to, piece.to);
  const lead =
    /^(?:倒|也|都|是|就|却|均|一点|一点儿|完全|这个|的症状|症状|的情况|情况|现象|到现在|现在|目前|还|暂时|这些|倒是|之类的)*/.exec(
      tail,
    )?.[0].length ?? 0;
  const word = tail.slice(lead).replace(/[啊呢呀哦的吧了哈嗯]+$/, '');
  if (word === '' || !scene.cues.only('negation_after', word) || /吗|么|\?/.test(piece.stop)) return undefined;
  const from = hit.to + lead;
  return { assertion: 'absent', cue: { from, to: from + word.length } };
}

/** 否认胸闷,胸痛: over commas while nothing but complaints follows; 没有胸闷,胸痛 may be meant so. */
function carried(scene: Scene, index: number): Ruling | undefined {
  const { carried: known } = scene.known;
  if (!known.has(index)) known.set(index, carriedOver(scene, index));
  return known.get(index);
}

function carriedOver(scene: Scene, index: number): Ruling | undefined {
  const sentence = (scene.pieces[index] as Piece).sentence;
  for (let at = index; at > 0 && at > index - 8; at -= 1) {
    const here = scene.pieces[at] as Piece;
    const previous = scene.pieces[at - 1] as Piece;
    if (previous.sentence !== sentence || !isBare(scene, here)) return undefined;
    const wide = lastDenied(scene, previous, 'negation_wide');
    if (wide) return { assertion: closesList(scene, index) || isWide(scene, wide) ? 'absent' : 'uncertain', cue: wide };
    const narrow = lastDenied(scene, previous, 'negation');
    if (narrow) return closesList(scene, index) ? { assertion: 'absent', cue: narrow } : undefined;
  }
  return undefined;
}

const isWide = (scene: Scene, cue: Found): boolean => /否认|均|不伴|den/.test(scene.text.slice(cue.from, cue.to));

/** Nothing but hits and joining words. */
export function isBare(scene: Scene, piece: Piece): boolean {
  const bare = scene.known.bare.get(piece) ?? holdsHitsAlone(scene, piece);
  scene.known.bare.set(piece, bare);
  return bare;
}

function holdsHitsAlone(scene: Scene, piece: Piece): boolean {
  const inside = hitsIn(scene, piece);
  if (inside.length === 0) return false;
  return withoutHits(scene.text, piece.from, piece.to, inside).every((rest) => scene.cues.only('filler', rest));
}

const hitsIn = (scene: Scene, { from, to }: Piece): Hit[] =>
  beginningIn(scene.hits, from, to).filter((hit) => hit.to <= to);

/** The clause ends in what a cue of it denies. */
function lastDenied(scene: Scene, piece: Piece, kind: string): Found | undefined {
  const hit = hitsIn(scene, piece).at(-1);
  if (!hit || piece.to - hit.to > 2) return undefined;
  const cue = trueCues(scene, kind, piece.from, hit.from, hit).at(-1);
  return cue && reach(scene, cue, hit)?.assertion === 'absent' ? cue : undefined;
}

/** …这些症状, …等: the enumeration is one. */
function closesList(scene: Scene, index: number): boolean {
  const later = scene.pieces.slice(index, index + 8).map((piece) => piece.text);
  return later.some(
    (text) => /(?:这些|等|之类|的症状|症状|情况|不适)$/.test(text) || /^(?:这些|等|都没|都没有)/.test(text),
  );
}
