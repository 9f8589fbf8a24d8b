/** From the entries of a talk to what the engine reads, and back from its turns to the entries. */
import type { Profile, Question, Span, Talk } from '@menzhen/triage';
import { withAnswer } from '@menzhen/triage';
import type { Secrets } from '../../kernel/index.ts';
import type { Entry, EntryRow, TalkRow } from './tables.ts';

export const entryPlace = (id: string): string => `talk_entry/${id}/content`;

/** Entries whose words are no longer kept are left out. */
export function openEntries(secrets: Secrets, rows: readonly EntryRow[]): Entry[] {
  return rows
    .filter((row) => row.content !== null)
    .map(({ id, position, at, kind, question_id, content }) => {
      const opened = JSON.parse(secrets.open(content!, entryPlace(id))) as never;
      return { id, position, at, kind, question_id, content: opened } as Entry;
    });
}

/** The question that waits for an answer: the last entry, when it is one. */
export function pendingQuestion(entries: readonly Entry[]): Question | null {
  const last = entries.at(-1);
  return last?.kind === 'asked' ? last.content.question : null;
}

export interface EngineTalk {
  talk: Talk;
  /** For each turn the entry it is. */
  entry_of_turn: string[];
  /** Question id -> the entry that answered it last. */
  answer_entries: Map<string, Entry>;
}

type Told = Pick<TalkRow, 'teller'>;
/** A talk as the engine has it: words as turns, buttons as answers. */
export function engineTalk(
  entries: readonly Entry[],
  { teller }: Told,
  known: { profile: Profile; most_questions: number },
): EngineTalk {
  const { profile, most_questions } = known;
  let talk: Talk = { turns: [], answers: [], teller, profile: { ...profile, teller }, most_questions };
  const entry_of_turn: string[] = [];
  const answer_entries = new Map<string, Entry>();
  let pending: Extract<Entry, { kind: 'asked' }> | undefined;
  for (const entry of entries) {
    if (entry.kind === 'asked') {
      pending = entry;
      continue;
    }
    const before = talk.turns.length;
    talk = pending ? withAnswer(talk, pending.content.question, givenBy(entry)) : withWords(talk, entry);
    for (let n = before; n < talk.turns.length; n += 1)
      entry_of_turn.push(talk.turns[n]!.from === 'asker' && pending ? pending.id : entry.id);
    if (pending) answer_entries.set(pending.question_id, entry);
    pending = undefined;
  }
  return { talk, entry_of_turn, answer_entries };
}

type Given = Parameters<typeof withAnswer>[2];
function givenBy(entry: Exclude<Entry, { kind: 'asked' }>): Given {
  if (entry.kind === 'said') return { text: entry.content.text, choices: entry.content.choices ?? [] };
  return entry.content.skipped ? { skipped: true } : { choices: entry.content.choices };
}

function withWords(talk: Talk, entry: Entry): Talk {
  if (entry.kind !== 'said') return talk;
  return { ...talk, turns: [...talk.turns, { from: 'patient', text: entry.content.text }] };
}

/** What the engine is told beside the words. */
export const profileOf = (talk: Talk): Profile => ({ ...talk.profile, answers: talk.answers });

export interface PlaceInTalk {
  message_id: string;
  start: number;
  end: number;
}
export function placeOf({ entry_of_turn }: EngineTalk, { turn, start, end }: Span): PlaceInTalk | undefined {
  const message_id = entry_of_turn[turn];
  return message_id ? { message_id, start, end } : undefined;
}

/** The words at a place of what was said, or of the label of a button. */
export function wordsAt(entries: readonly Entry[], { message_id, start, end }: PlaceInTalk): string {
  const entry = entries.find(({ id }) => id === message_id);
  return entry?.kind === 'said' ? entry.content.text.slice(start, end) : '';
}
