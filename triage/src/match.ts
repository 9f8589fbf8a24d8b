// Stage 2: which concepts are named where. A trie over the beginnings of all forms, then each candidate's own pattern;
// the longest match of a concept counts, and a mention inside a longer one of plain words is not made.
import { type Classes, compileEnglish, compileForm, type Form, splitForms } from './forms.ts';
import type { Concept, ConceptKind } from './types.ts';

/** Offsets into the normalised text. */
export interface Hit {
  concept: string;
  kind: ConceptKind;
  from: number;
  to: number;
  gapped: boolean;
}

interface Entry {
  concept: Concept;
  form: Form;
}

interface Branch {
  next: Map<string, Branch>;
  entries: Entry[];
}

export interface Matcher {
  find(text: string): Hit[];
  concepts: ReadonlyMap<string, Concept>;
  forms: number;
  /** Forms that could not be read and concepts defined twice, in words. */
  problems: string[];
  /** Forms of two concepts, which name both: 想吐 is nausea, and a disease's name belongs to its department as well. */
  shared: string[];
}

const branch = (): Branch => ({ next: new Map(), entries: [] });

export interface MatcherOptions {
  /** Makes every pattern at once, so that a wrong one is told. */
  strict?: boolean;
  /** Concepts that red flags ask for: no other complaint's longer words may hide them. */
  guarded?: ReadonlySet<string>;
}

export function createMatcher(
  concepts: readonly Concept[],
  classes: Classes,
  { strict = false, guarded = new Set() }: MatcherOptions = {},
): Matcher {
  const root = branch();
  const problems: string[] = [];
  const shared: string[] = [];
  const owners = new Map<string, string>();
  let forms = 0;
  const known = new Map<string, Concept>();
  for (const concept of concepts) {
    if (known.has(concept.id)) problems.push(`${concept.id}: 重复的概念  concept defined twice`);
    known.set(concept.id, concept);
    for (const form of formsOf(concept, classes, problems, strict)) {
      const key = form.literal ?? form.source;
      const owner = owners.get(key);
      if (owner !== undefined && owner !== concept.id) shared.push(`${key}: ${owner}, ${concept.id}`);
      if (owner === concept.id) continue;
      owners.set(key, concept.id);
      plant(root, { concept, form });
      forms += 1;
    }
  }
  return {
    concepts: known,
    forms,
    problems,
    shared,
    find: (text) => keepLongest(candidates(root, text), guards(guarded, known)),
  };
}

function formsOf(concept: Concept, classes: Classes, problems: string[], strict: boolean): Form[] {
  const compile = (make: typeof compileForm) => (source: string) => {
    try {
      const form = make(source, classes);
      if (strict) form.ends('', 0);
      return [form];
    } catch (error) {
      problems.push(`${concept.id}: ${(error as Error).message}`);
      return [];
    }
  };
  const chinese = splitForms(concept.forms ?? '').flatMap(compile(compileForm));
  return [...chinese, ...(concept.en_forms ?? []).flatMap(compile(compileEnglish))];
}

function plant(root: Branch, entry: Entry): void {
  for (const beginning of entry.form.beginnings) {
    let at = root;
    for (const char of beginning.split('')) {
      const next = at.next.get(char) ?? branch();
      at.next.set(char, next);
      at = next;
    }
    at.entries.push(entry);
  }
}

function candidates(root: Branch, text: string): Hit[] {
  const hits: Hit[] = [];
  for (let from = 0; from < text.length; from += 1) {
    let at = root.next.get(text[from] as string);
    if (!at) continue;
    const best = new Map<string, Hit>();
    for (let to = from + 1; at; to += 1) {
      for (const entry of at.entries) tryAt(entry, text, from, best);
      at = at.next.get(text[to] as string);
    }
    hits.push(...best.values());
  }
  return hits;
}

function tryAt({ concept, form }: Entry, text: string, from: number, best: Map<string, Hit>): void {
  const to = form.ends(text, from);
  if (to < 0) return;
  const known = best.get(concept.id);
  if (known && (known.to > to || (known.to === to && !known.gapped))) return;
  best.set(concept.id, { concept: concept.id, kind: concept.kind, from, to, gapped: form.gapped });
}

/** How a thing is and who has it are told inside longer words, and stand for themselves. */
const OWN_RIGHT = new Set<ConceptKind>(['quality', 'state', 'wish']);

/** Drops what lies inside a longer plain mention, and a second mention of one concept over the same words. */
function keepLongest(hits: readonly Hit[], hides: Hides): Hit[] {
  const sorted = [...hits].sort((a, b) => a.from - b.from || b.to - a.to);
  return sorted.filter(
    (hit, index) =>
      !someNeighbour(
        sorted,
        index,
        (other) => swallows(other, hit, hides) || splits(hit, other) || outdoes(other, hit),
      ),
  );
}

/** No form is longer than this, so nothing further away can overlap. */
export const LONGEST = 60;

function someNeighbour(sorted: readonly Hit[], index: number, is: (other: Hit) => boolean): boolean {
  const hit = sorted[index] as Hit;
  for (let i = index - 1; i >= 0 && (sorted[i] as Hit).from > hit.from - LONGEST; i -= 1) {
    if (is(sorted[i] as Hit)) return true;
  }
  for (let i = index + 1; i < sorted.length && (sorted[i] as Hit).from < hit.to; i += 1) {
    if (is(sorted[i] as Hit)) return true;
  }
  return false;
}

/** 蛋蛋疼 belongs to its department, 疼 in it to a danger: among complaints the longer word does not hide what a red flag asks for. */
const COMPLAINTS = new Set<ConceptKind>(['symptom', 'event', 'body', 'state']);

/** May the outer concept, being a complaint, hide the inner one? */
type Hides = (outer: string, inner: string) => boolean;

/** Never what a red flag asks for, unless it is asked for itself and is not merely the wider word (腹痛 over 剧烈腹痛). */
function guards(guarded: ReadonlySet<string>, concepts: ReadonlyMap<string, Concept>): Hides {
  return (outer, inner) =>
    !guarded.has(inner) || (guarded.has(outer) && !(concepts.get(inner)?.is ?? []).includes(outer));
}

function swallows(outer: Hit, inner: Hit, hides: Hides): boolean {
  if (outer.gapped || outer.from > inner.from || outer.to < inner.to) return false;
  if (outer.to - outer.from <= inner.to - inner.from) return false;
  if (COMPLAINTS.has(outer.kind) && !hides(outer.concept, inner.concept)) return false;
  return !OWN_RIGHT.has(inner.kind) || OWN_RIGHT.has(outer.kind) || outer.kind === 'idiom';
}

/** 乳头裂开 is no 头裂开: nothing begins in the middle of a word that is listed as one whole. */
function splits(hit: Hit, whole: Hit): boolean {
  return whole.kind === 'idiom' && !whole.gapped && whole.from < hit.from && hit.from < whole.to;
}

/** The same concept over overlapping words: plain words before gapped ones, then the longer, then the earlier. */
function outdoes(other: Hit, hit: Hit): boolean {
  if (other.concept !== hit.concept || other.from >= hit.to || hit.from >= other.to) return false;
  if (other.gapped !== hit.gapped) return hit.gapped;
  return rank(other) > rank(hit);
}

const rank = (hit: Hit): number => (hit.to - hit.from) * 100_000 - hit.from;
