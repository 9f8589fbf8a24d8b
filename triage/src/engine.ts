// All stages in order. Everything slow (forms, cues, rules) is compiled once; a turn then takes well under ten milliseconds.
import { askedByRules } from './check.ts';
import { compileCues } from './cues.ts';
import { createFlagReader } from './flags.ts';
import { draft } from './draft.ts';
import { createGravity } from './gravity.ts';
import { next } from './interview.ts';
import type { Learned } from './learn.ts';
import { loadData } from './load.ts';
import { createMatcher, type Matcher } from './match.ts';
import { typoTable } from './normalise.ts';
import { readTalk } from './reading.ts';
import { createRouter } from './routing.ts';
import { whyOf } from './why.ts';
import type { Analysis, Concept, Engine, Flag, Level, Profile, Turn, TriageData } from './types.ts';

export interface EngineOptions {
  /** What the hospital's own visits taught (learn.ts). It moves departments only, never a red flag. */
  learned?: Learned;
}

/** Reads the package's own data when none is handed in. */
export function createEngine(data: TriageData = loadData(), { learned }: EngineOptions = {}): Engine {
  const tools = {
    matcher: createMatcher(data.concepts, data.classes, {
      guarded: askedByRules([...data.rules, ...(data.easings ?? [])]),
    }),
    cues: compileCues(data.cues),
    typos: typoTable(data.typos),
  };
  const flagsOf = createFlagReader(data.rules, {
    broader: broaderOf(tools.matcher),
    easings: data.easings,
    gravity: data.gravity && createGravity(data.gravity),
  });
  const route = createRouter(data);
  const read = (turns: readonly Turn[] | string, profile: Profile = {}) =>
    readTalk(asTurns(turns), profile, tools, data);
  const analyse = (turns: readonly Turn[] | string, profile: Profile = {}): Analysis => {
    const reading = read(turns, profile);
    const flags = flagsOf(reading);
    const routing = route(reading, profile, { learned: learned?.score(reading) });
    const level = levelOf(flags);
    return { reading, level, flags, routing, why: whyOf({ reading, level, flags, routing }, tools.matcher.concepts) };
  };
  return {
    data,
    read,
    analyse,
    next: (analysis, talk) => next(analysis, talk, data),
    draft: (analysis, talk) => draft(analysis, talk, data),
  };
}

function asTurns(turns: readonly Turn[] | string): readonly Turn[] {
  return typeof turns === 'string' ? [{ from: 'patient', text: turns }] : turns;
}

/** The gravest flag decides, whether it fired or waits to be confirmed. */
const levelOf = (flags: readonly Flag[]): Level =>
  flags.reduce<Level>((least, flag) => (flag.level < least ? flag.level : least), 4);

/** All wider concepts of a concept, looked up once each. */
function broaderOf({ concepts }: Matcher): (concept: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (concept) => {
    const found = known.get(concept) ?? climb(concept, concepts);
    known.set(concept, found);
    return found;
  };
}

function climb(concept: string, concepts: ReadonlyMap<string, Concept>): string[] {
  const found = new Set<string>();
  const open = [concept];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const wider of concepts.get(at)?.is ?? []) {
      if (found.has(wider) || wider === concept) continue;
      found.add(wider);
      open.push(wider);
    }
  }
  return [...found];
}
