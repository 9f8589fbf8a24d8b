/** Rows of talks, alerts and summaries, and what their sealed parts hold. */
import type { AlertOutcome, DraftKey, TalkState, Teller } from '@menzhen/contract';
import type { Level, Question } from '@menzhen/triage';
import type { FlagState } from './rules.ts';
import type { FiledQuote } from './ports.ts';

export interface TalkRow {
  id: string;
  account_id: string;
  patient_id: string;
  teller: Teller;
  locale: 'zh' | 'en';
  state: TalkState;
  version: number;
  level: Level;
  asked: number;
  characters: number;
  booking_id: string | null;
  proposed: string[] | null;
  proposed_codes: string[] | null;
  confidence: number | null;
  started_at: Temporal.Instant;
  changed_at: Temporal.Instant;
  state_at: Temporal.Instant;
  confirmed_at: Temporal.Instant | null;
  words_gone_at: Temporal.Instant | null;
}

export const entryKinds = ['said', 'asked', 'chosen'] as const;
export type EntryKind = (typeof entryKinds)[number];
export interface EntryRow {
  id: string;
  talk_id: string;
  position: number;
  kind: EntryKind;
  question_id: string | null;
  /** Sealed; null once what was said is no longer kept. */
  content: Buffer | null;
  at: Temporal.Instant;
  withdrawn_at: Temporal.Instant | null;
}
/** What an entry holds, by its kind. */
export interface Said {
  text: string;
  /** Buttons that were chosen together with the words. */
  choices?: string[];
  /** Stretches of the words that a model filed under a section of the history, and which model that was. */
  filed?: Filed[];
  filed_by?: string;
}
export interface Filed {
  section: FiledQuote['section'];
  start: number;
  end: number;
}
export interface Asked {
  question: Question;
}
export interface Chosen {
  choices: string[];
  skipped?: true;
}
export type Entry = { id: string; position: number; at: Temporal.Instant } & (
  | { kind: 'said'; question_id: string | null; content: Said }
  | { kind: 'asked'; question_id: string; content: Asked }
  | { kind: 'chosen'; question_id: string; content: Chosen }
);

export interface FlagRow {
  talk_id: string;
  rule: string;
  family: string;
  level: Level;
  state: FlagState;
  source: 'engine' | 'model';
  concepts: string[];
  because: { entry_id: string; start: number; end: number }[];
  raised_at: Temporal.Instant;
  denied_at: Temporal.Instant | null;
}

export interface AlertRow {
  id: string;
  talk_id: string;
  kind: 'flag' | 'help';
  state: 'open' | 'acknowledged' | 'closed';
  version: number;
  level: Level | null;
  families: string[];
  to_confirm: boolean;
  raised_at: Temporal.Instant;
  acknowledge_by: Temporal.Instant;
  overdue_at: Temporal.Instant | null;
  acknowledged_at: Temporal.Instant | null;
  acknowledged_by: string | null;
  closed_at: Temporal.Instant | null;
  closed_by: string | null;
  outcome: AlertOutcome | null;
  note: Buffer | null;
}

/** A draft as it is kept: both languages, and where each sentence comes from. */
export interface KeptSection {
  key: DraftKey;
  title: { zh: string; en: string };
  sentences: {
    zh: string;
    en: string;
    evidence: { message_id: string; start: number; end: number; words: string }[];
  }[];
}
export interface KeptDraft {
  sections: KeptSection[];
  mark: { zh: string; en: string };
  /** Who made it, where that was not the engine alone. */
  by?: string;
}
export type SummaryText = Partial<Record<DraftKey, string>>;
export interface SummaryRow {
  id: string;
  talk_id: string;
  patient_id: string;
  state: 'draft' | 'edited' | 'signed';
  version: number;
  drafted: Buffer;
  text: Buffer;
  drafted_by: string;
  drafted_at: Temporal.Instant;
  signed_by: string | null;
  signed_at: Temporal.Instant | null;
}
export interface SummaryVersionRow {
  summary_id: string;
  number: number;
  text: Buffer;
  staff_id: string | null;
  at: Temporal.Instant;
  signed: boolean;
}

/** A fact as the quality of talks is counted from it. */
export interface QualityFact {
  kind: string;
  at: Temporal.Instant;
  subject: string;
  data: Record<string, unknown>;
}
