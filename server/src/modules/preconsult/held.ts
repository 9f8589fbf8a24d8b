/** A talk in hand: its row, its opened entries and flags, the rules, the engine and the patient; and what the engine reads of it. */
import type { Analysis } from '@menzhen/triage';
import { dayOf, found, newId, type Tx } from '../../kernel/index.ts';
import type { Shelved } from './engine.ts';
import type { PreconsultGround } from './ports.ts';
import { engineTalk, type EngineTalk, entryPlace, openEntries, profileOf } from './reading.ts';
import * as store from './store-talk.ts';
import type { Asked, Chosen, Entry, EntryKind, FlagRow, Said, TalkRow } from './tables.ts';
import type { Rules } from './words.ts';

/** Everything a step stands on. */
export interface Held {
  talk: TalkRow;
  entries: Entry[];
  flags: FlagRow[];
  rules: Rules;
  shelved: Shelved;
  patient: { name: string; sex: string; birth_date: string };
}

export interface Read extends EngineTalk {
  analysis: Analysis;
}

export async function holdOf(tx: Tx, ground: PreconsultGround, talk: TalkRow): Promise<Held> {
  const { needs, secrets, shelf } = ground;
  return {
    talk,
    entries: openEntries(secrets, await store.entriesOf(tx, talk.id)),
    flags: await store.flagsOf(tx, [talk.id]),
    rules: await needs.policy(),
    shelved: await shelf.of(tx),
    patient: found((await needs.cards(tx, [talk.patient_id])).get(talk.patient_id)),
  };
}

const MONTHS_A_YEAR = 12;
/** What the house knows of the patient without asking. */
export function knownOf({ patient, rules, talk }: Pick<Held, 'patient' | 'rules' | 'talk'>): {
  profile: { age_months: number; sex?: 'male' | 'female' };
  most_questions: number;
} {
  const since = Temporal.PlainDate.from(patient.birth_date).until(dayOf(talk.started_at), { largestUnit: 'months' });
  const sex: 'male' | 'female' | undefined =
    patient.sex === 'male' || patient.sex === 'female' ? patient.sex : undefined;
  const profile = { age_months: Math.max(0, since.months + since.years * MONTHS_A_YEAR), ...(sex ? { sex } : {}) };
  return { profile, most_questions: rules.most_questions };
}

/** What was read last of a talk in hand: a step and its view ask for the same. */
const lastRead = new WeakMap<Held, { of: string; read: Read }>();

export function readTalk(held: Held): Read {
  const of = held.entries.flatMap(({ kind, id }) => (kind === 'asked' ? [] : [id])).join();
  const last = lastRead.get(held);
  if (last?.of === of) return last.read;
  const read = freshRead(held);
  lastRead.set(held, { of, read });
  return read;
}

function freshRead(held: Held): Read {
  const told = engineTalk(held.entries, held.talk, knownOf(held));
  return { ...told, analysis: held.shelved.engine.analyse(told.talk.turns, profileOf(told.talk)) };
}

/** Keeps an entry, sealed; the next in its talk. */
export async function addEntry(
  tx: Tx,
  ground: PreconsultGround,
  held: Held,
  entry: { kind: EntryKind; question_id: string | null; content: Said | Asked | Chosen },
  at: Temporal.Instant,
): Promise<void> {
  const { next_position: position } = await store.pace(tx, held.talk.id, at);
  const id = newId(at.epochMilliseconds);
  const content = ground.secrets.seal(JSON.stringify(entry.content), entryPlace(id));
  await store.insertEntry(tx, { ...entry, id, talk_id: held.talk.id, position, content, at });
  held.entries.push({ ...entry, id, position, at } as Entry);
}
