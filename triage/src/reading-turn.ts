// One turn, read: normalised, in clauses, with hits, measures and rulings; offsets back in the original.
import { type Piece, splitClauses } from './clauses.ts';
import { type CueBook, overText } from './cues.ts';
import type { Hit, Matcher } from './match.ts';
import { findMeasures, type Taken } from './measures.ts';
import { type Normal, normalise, original, type TypoTable } from './normalise.ts';
import { type Told, tellPerson } from './person.ts';
import { rule } from './scope.ts';
import { nothingKnown, type Scene } from './scope-scene.ts';
import type { Clause, Measure, Mention, Profile, Turn } from './types.ts';

export interface Tools {
  matcher: Matcher;
  cues: CueBook;
  typos: TypoTable;
}

/** What stands in one turn, before anybody is asked whose it is. */
export interface Sight {
  turn: number;
  from: Turn['from'];
  normal: Normal;
  pieces: Piece[];
  hits: Hit[];
  measures: Taken[];
}

export function look(turn: Turn, index: number, tools: Tools): Sight {
  const normal = normalise(typeof turn.text === 'string' ? turn.text : '', tools.typos);
  const pieces = splitClauses(normal.text);
  return {
    turn: index,
    from: turn.from,
    normal,
    pieces,
    hits: tools.matcher.find(normal.text),
    measures: findMeasures(normal.text),
  };
}

export function toldBy(sight: Sight, profile: Profile): Told {
  return tellPerson(sight.normal.text, sight.pieces, sight.hits, sight.measures, profile);
}

export interface TurnReading {
  clauses: Clause[];
  mentions: Mention[];
  measures: Measure[];
}

/** `firstClause`: how many clauses came before in the talk. Idioms are told and count for nothing. */
export function readSight(sight: Sight, told: Told, firstClause: number, cues: CueBook): TurnReading {
  const { normal, pieces, turn } = sight;
  const clauses = pieces.map(({ from, to, text, sentence }) => ({
    ...original(normal, from, to),
    turn,
    text,
    sentence,
    from: sight.from,
  }));
  const place = (from: number, to: number) => ({ ...original(normal, from, to), turn });
  const scene: Scene = {
    text: normal.text,
    pieces,
    hits: sight.hits,
    measures: sight.measures,
    cues: overText(cues, normal.text),
    isOther: told.isOther,
    known: nothingKnown(),
  };
  const mentions = sight.hits.map((hit) => {
    const piece = pieceAt(pieces, hit.from);
    const ruling = rule(scene, hit, piece);
    const mention: Mention = {
      concept: hit.concept,
      words: '',
      ...place(hit.from, hit.to),
      clause: firstClause + piece,
      assertion: hit.kind === 'idiom' ? 'absent' : ruling.assertion,
    };
    if (ruling.cue) mention.cue = place(ruling.cue.from, ruling.cue.to);
    return mention;
  });
  const measures = sight.measures.map(({ kind, value, from, to, sense }) => ({
    kind,
    value,
    words: '',
    ...place(from, to),
    clause: firstClause + pieceAt(pieces, from),
    ...(sense ? { sense } : {}),
  }));
  return { clauses, mentions, measures };
}

/** Clauses are in order; the last that begins at or before the place. */
function pieceAt(pieces: readonly Piece[], at: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle] as Piece).from <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
