// Stages 1 and 2 over a whole talk: every turn read, the patient named once for all, short answers joined to their questions.
import { answersTell } from './interview-answers.ts';
import { familyTurns, ofFamily } from './reading-family.ts';
import type { Told } from './person.ts';
import { answered, isAsked, settle } from './reading-answer.ts';
import { look, readSight, type Sight, toldBy, type Tools } from './reading-turn.ts';
import type { Measure, Mention, Person, Profile, Reading, TriageData, Turn } from './types.ts';

export function readTalk(turns: readonly Turn[], profile: Profile, tools: Tools, data: TriageData): Reading {
  const sights = turns.map((turn, index) => look(turn, index, tools));
  const tell = answersTell(profile.answers ?? [], data);
  const family = familyTurns(profile.answers ?? [], data);
  const tolds = sights
    .filter((sight) => sight.from === 'patient' && !family.has(sight.turn))
    .map((sight) => toldBy(sight, profile));
  const person = patient(tolds, profile);
  if (tell.who) person.who = tell.who;
  const reading: Reading = { turns: [...turns], person, clauses: [], mentions: [], measures: [] };
  let asked: string[] = [];
  for (const sight of sights) asked = add(reading, sight, turns[sight.turn] as Turn, asked, profile, tools);
  ofFamily(reading, family, tools.matcher.concepts);
  settle(reading, (concept) => tools.matcher.concepts.get(concept)?.kind);
  for (const { concept, assertion } of tell.concepts) reading.mentions.push(byButton(concept, assertion, turns.length));
  for (const { kind, value } of tell.measures) reading.measures.push(measuredByButton(kind, value, turns.length));
  finishPerson(reading, profile);
  return reading;
}

/** Reads one turn into the whole; gives what it asks about. */
function add(
  reading: Reading,
  sight: Sight,
  turn: Turn,
  asked: readonly string[],
  profile: Profile,
  tools: Tools,
): string[] {
  const firstClause = reading.clauses.length;
  const told: Told =
    sight.from === 'patient' ? toldBy(sight, profile) : { person: reading.person, isOther: () => false };
  const read = readSight(sight, told, firstClause, tools.cues);
  for (const each of [...read.mentions, ...read.measures]) each.words = turn.text.slice(each.start, each.end);
  reading.clauses.push(...read.clauses);
  if (sight.from === 'asker') {
    reading.asked = [...(reading.asked ?? []), ...read.mentions];
    return turn.asks ?? [...asked, ...questioned(read.mentions, sight, firstClause).map((mention) => mention.concept)];
  }
  const named = new Set(read.mentions.map((mention) => mention.concept));
  const answers = answered(asked, turn, sight.turn, firstClause, named);
  reading.mentions.push(...answers, ...read.mentions);
  reading.measures.push(...read.measures);
  // One writes in pieces: what this turn does not answer, the next may.
  return answers.length > 0 ? [] : asked.filter((concept) => !named.has(concept));
}

/** What an asker's turn names in a question. */
function questioned(mentions: readonly Mention[], sight: Sight, firstClause: number): Mention[] {
  return mentions.filter((mention) => isAsked(sight.pieces[mention.clause - firstClause]));
}

/** The first turn that names somebody decides; later ones add what it left out. */
function patient(tolds: readonly Told[], profile: Profile): Person {
  const person: Person = { who: tolds.find(({ person: each }) => each.who !== 'unknown')?.person.who ?? 'unknown' };
  for (const { person: each } of tolds) {
    if (each.who !== person.who && each.who !== 'unknown') continue;
    person.age_months ??= each.age_months;
    person.sex ??= each.sex;
    if (each.several) person.several = true;
  }
  if (profile.pregnant !== undefined) person.pregnant = profile.pregnant;
  return clean(person);
}

const clean = (person: Person): Person =>
  Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined)) as unknown as Person;

function finishPerson(reading: Reading, profile: Profile): void {
  const { person } = reading;
  const age = reading.measures.find((measure) => measure.kind === 'age_months');
  if (person.age_months === undefined && age) person.age_months = age.value;
  if (profile.pregnant === undefined && person.pregnant === undefined && isPregnant(reading)) person.pregnant = true;
  if (person.pregnant && person.sex === undefined && person.who !== 'child') person.sex = 'female';
}

function isPregnant({ mentions, measures }: Reading): boolean {
  const said = mentions.findLast(
    (mention) => mention.concept === 'pregnant' || mention.concept === 'pregnancy-positive',
  );
  if (said) return said.assertion === 'present';
  return measures.some((measure) => measure.kind === 'pregnant_weeks');
}

function byButton(concept: string, assertion: Mention['assertion'], turn: number): Mention {
  return { concept, words: '', start: 0, end: 0, clause: -1, assertion, turn, answered: true };
}

function measuredByButton(kind: Measure['kind'], value: number, turn: number): Measure {
  return { kind, value, words: '', start: 0, end: 0, clause: -1, turn };
}
