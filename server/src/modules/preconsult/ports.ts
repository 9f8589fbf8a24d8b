/** What the talk needs of the rooms before it, of the engine, and of a model if the hospital has one. */
import type { Policy } from '@menzhen/contract';
import type { Engine, Rule, Turn } from '@menzhen/triage';
import type { Clock, Db, Secrets, Tx, Wake } from '../../kernel/index.ts';
import type { BookingCard } from '../booking/index.ts';
import type { CatalogView } from '../catalog/index.ts';
import type { PatientCard } from '../people/index.ts';
import type { EngineShelf } from './engine.ts';

export interface PreconsultNeeds {
  cards(tx: Tx, patient_ids: string[]): Promise<Map<string, PatientCard>>;
  ownPatientIds(tx: Tx, account_id: string): Promise<string[]>;
  phoneOf(tx: Tx, account_id: string): Promise<string | undefined>;
  maskPhone(phone: string): string;
  staffNames(tx: Tx, ids: string[]): Promise<Map<string, string>>;
  catalog(): Promise<CatalogView>;
  policy(): Promise<Policy['preconsult']>;
  booking(tx: Tx, id: string): Promise<BookingCard | undefined>;
}

/** What a model is asked about. Names and numbers are taken out before anything leaves. */
export interface ModelAsk {
  turns: readonly Turn[];
  /** Names that must not leave. */
  names: readonly string[];
  /** The red flags it may name. */
  rules: readonly Rule[];
  age_months: number | undefined;
  sex: 'male' | 'female' | undefined;
  locale: 'zh' | 'en';
  now: Temporal.Instant;
  talk_id: string;
}
/** The background of a history: what the engine misses stays 未提供, and there a model may point at the patient's own words. */
export const filedSections = ['past_history', 'allergy', 'medication', 'personal', 'menstrual', 'family'] as const;
export interface FiledQuote {
  section: (typeof filedSections)[number];
  quote: string;
}
/** What a model made of it. It may raise; nothing in it lowers. */
export interface Interpretation {
  /** Ids of red-flag rules it thinks fit; unknown ones are dropped. */
  rules: string[];
  /** Words of the newest message that belong to a section of the history, as the patient wrote them. */
  filed: FiledQuote[];
  /** The model, as the mark of what it made names it. */
  by: string;
}
/** Undefined in a hospital that has none. Never throws: what went wrong is `null`, and the engine goes on alone. */
export interface TalkModel {
  name: string;
  interpret(ask: ModelAsk): Promise<Interpretation | null>;
}

/** A language model as its maker's protocol shows it: one question, one answer. Never throws. */
export interface LanguageModel {
  name: string;
  ask(question: ModelQuestion): Promise<ModelAnswer>;
}
export interface ModelQuestion {
  system: string;
  user: string;
  /** JSON schema that the answer must fit. */
  schema: object;
  schema_name: string;
  most_tokens: number;
}
interface Tokens {
  prompt_tokens?: number;
  answer_tokens?: number;
}
export type ModelAnswer =
  | ({ outcome: 'answered'; text: string } & Tokens)
  /** `code`: the maker's, or the name of what went wrong; never its sentence. */
  | ({ outcome: 'timed_out' | 'cut_off' | 'declined' | 'refused' | 'failed'; code: string } & Tokens);

/** Learned weights as `triage:train` wrote them; only the engine reads them. */
export type Learned = Record<string, unknown>;

export interface PreconsultArguments {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  wake: Wake;
  log: { error: (details: object, message: string) => void };
  needs: PreconsultNeeds;
  /** Opens the engine, with what the hospital's own visits taught added to what is shipped. */
  createEngine: (learned: Learned | null) => Engine;
  model?: TalkModel | undefined;
}
export interface PreconsultGround extends PreconsultArguments {
  shelf: EngineShelf;
}
