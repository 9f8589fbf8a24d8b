// Which complaint it is: the frame whose concepts were told, earlier words counting more. Pure.
import { WHAT } from './interview-answers.ts';
import type { Frame } from './interview-data.ts';
import type { Known } from './interview-known.ts';
import type { Mention } from './types.ts';

const UNKNOWN = 'unknown';
/** A fear says what it is about, though not that it is so. */
const COUNTS = new Set(['present', 'uncertain', 'feared']);

/** Wishes and findings come after complaints: who asks for a refill and has chest pain is asked about the chest. */
const LAST = new Set(['report', 'refill', 'tired-weight']);

/** The one or two frames of this talk, the leading one first; `unknown` when nothing fits. */
export function framesOf(known: Known): Frame[] {
  const found = chosen.get(known) ?? choose(known);
  chosen.set(known, found);
  return found;
}

const chosen = new WeakMap<Known, Frame[]>();

function choose(known: Known): Frame[] {
  const frames = known.interview.frames.filter((frame) => fits(frame, known));
  const scored = frames.map((frame) => ({ frame, score: scoreOf(frame, known) })).filter((each) => each.score > 0);
  scored.sort((a, b) => b.score - a.score);
  const [first, ...more] = scored.map((each) => each.frame);
  const second = more.find((frame) => !LAST.has(frame.id));
  const leading = [first, second].filter((frame) => frame !== undefined);
  const tapped = frames.filter((frame) => known.answers.get(WHAT)?.choices.includes(frame.id));
  const all = [...new Set([...leading, ...tapped])];
  return all.length > 0 ? all : frames.filter((frame) => frame.id === UNKNOWN);
}

function fits(frame: Frame, known: Known): boolean {
  if (frame.child !== undefined && frame.child !== known.child) return false;
  return !frame.sex || known.sex === frame.sex || (known.sex === undefined && known.address !== 'he');
}

function scoreOf(frame: Frame, known: Known): number {
  let score = 0;
  for (const [at, mention] of counted(known).entries()) {
    const wide = known.interview.broader.get(mention.concept) ?? new Set([mention.concept]);
    const place = frame.opens.indexOf(mention.concept);
    if (place < 0 && !frame.opens.some((concept) => wide.has(concept))) continue;
    score += (place < 0 ? 0.6 : 1) + 1 / (1 + at) + (place === 0 ? 0.2 : 0);
  }
  if (score === 0) return 0;
  return score + (frame.child ? 1 : 0) - (LAST.has(frame.id) ? 0.9 : 0);
}

/** Mentions that say something of the patient's complaint, each complaint once however it is worded, in the order of saying. */
export function counted(known: Known): Mention[] {
  const seen = new Set<string>();
  return known.analysis.reading.mentions.filter((mention) => {
    if (mention.answered || !COUNTS.has(mention.assertion)) return false;
    const concept = known.interview.concepts.get(mention.concept);
    const name = known.interview.terms[mention.concept]?.zh ?? concept?.zh ?? mention.concept;
    if (seen.has(name) || concept?.kind === 'idiom') return false;
    seen.add(name);
    return true;
  });
}

/** Says that something is wrong, not what. */
const VAGUE = new Set(['malaise', 'pain', 'inflammation', 'which-department', 'child-words', 'male-words']);

/** Was anything understood that a question could be built on? */
export function understood(known: Known): boolean {
  const kinds = new Set(['symptom', 'event', 'disease', 'test', 'wish', 'state', 'drug']);
  const clear = counted(known).filter((mention) => !VAGUE.has(mention.concept));
  const said = clear.some((mention) => kinds.has(known.interview.concepts.get(mention.concept)?.kind ?? ''));
  return said || known.tell.concepts.some((each) => each.assertion !== 'absent');
}
