/** Use cases of a talk. Each runs in the caller's transaction, holds the talk's row, and records its facts. */
import type { Teller } from '@menzhen/contract';
import type { Question } from '@menzhen/triage';
import { withAnswer } from '@menzhen/triage';
import { found, newId, record, Refusal, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTalk } from './facts.ts';
import { addEntry, type Held, holdOf } from './held.ts';
import type { Interpretation, PreconsultGround } from './ports.ts';
import { pendingQuestion } from './reading.ts';
import {
  joiningStates,
  MOST_TALK_CHARACTERS,
  MOST_TALKS_AN_HOUR,
  MOST_WRITES_A_MINUTE,
  tellingStates,
} from './rules.ts';
import { filedIn } from './rules-filed.ts';
import { askForHelp } from './service-alert.ts';
import { step } from './service-step.ts';
import { draftSummary } from './service-summary.ts';
import { insertConsent } from './store-settings.ts';
import * as store from './store-talk.ts';
import type { TalkRow } from './tables.ts';
import { stateWords } from './words.ts';

export interface Own {
  id: string;
  account_id: string;
}
export interface Write extends Own {
  /** The version that was seen. */
  version: number;
  interpretation: Interpretation | null;
}

export const stateRefusal = ({ state }: TalkRow): Refusal => {
  const { zh, en } = stateWords[state];
  return new Refusal('talk_state', { zh: { state: zh }, en: { state: en } });
};

/** The account's own talk; another's is not found. @param hold until the transaction ends */
export async function ownTalk(tx: Tx, { id, account_id }: Own, hold = true): Promise<TalkRow> {
  const talk = found(await (hold ? store.holdTalk : store.talkById)(tx, id));
  if (talk.account_id !== account_id) throw new Refusal('not_found');
  return talk;
}

async function telling(tx: Tx, ground: PreconsultGround, ask: Write, deed: Deed): Promise<Held> {
  const talk = await ownTalk(tx, ask);
  if (!tellingStates.includes(talk.state)) throw stateRefusal(talk);
  if (talk.version !== ask.version) throw new Refusal('version_conflict');
  const { recent } = await store.pace(tx, talk.id, deed.at.subtract({ minutes: 1 }));
  if (recent >= MOST_WRITES_A_MINUTE) throw new Refusal('too_many_requests', { seconds: 60 });
  return holdOf(tx, ground, talk);
}

export interface StartAsk {
  account_id: string;
  patient_id: string;
  booking_id: string | null;
  teller: Teller;
  locale: 'zh' | 'en';
}
/** Begins a talk; one of the same patient that was still open is given up. */
export async function startTalk(tx: Tx, ground: PreconsultGround, ask: StartAsk, deed: Deed): Promise<Held> {
  const { account_id, patient_id, booking_id } = ask;
  if (!(await ground.needs.ownPatientIds(tx, account_id)).includes(patient_id)) throw new Refusal('not_found');
  await keepBookingFit(tx, ground, { account_id, patient_id, booking_id });
  if (!(await ground.needs.policy()).enabled) throw new Refusal('preconsult_closed');
  await store.lockTeller(tx, account_id, patient_id);
  const begun = await store.begunSince(tx, account_id, deed.at.subtract({ hours: 1 }));
  if (begun >= MOST_TALKS_AN_HOUR) throw new Refusal('too_many_requests', { seconds: 3600 });
  const before = await store.openTalkOf(tx, account_id, patient_id);
  if (before) await giveUp(tx, before, 'replaced', deed);
  if (booking_id && (await store.talkOfBooking(tx, booking_id))) throw new Refusal('talk_booking_taken');
  const id = newId(deed.at.epochMilliseconds);
  const talk = await store.insertTalk(tx, { ...ask, id }, deed.at);
  const { teller, locale } = talk;
  await record(tx, factOfTalk('preconsult.started', talk, deed, { teller, locale, booking_id }));
  if (booking_id) await record(tx, factOfTalk('preconsult.booked', talk, deed, { booking_id }));
  return holdOf(tx, ground, talk);
}

async function giveUp(tx: Tx, talk: TalkRow, why: 'patient' | 'replaced', deed: Deed): Promise<TalkRow> {
  const given = await store.updateTalk(tx, talk, { state: 'abandoned' }, deed.at);
  await record(tx, factOfTalk('preconsult.abandoned', given, deed, { why }));
  return given;
}

/** @throws Refusal talk_state: it ended already, or an emergency stopped it */
export async function abandonTalk(tx: Tx, ask: Own, deed: Deed): Promise<void> {
  const talk = await ownTalk(tx, ask);
  if (!tellingStates.includes(talk.state)) throw stateRefusal(talk);
  await giveUp(tx, talk, 'patient', deed);
}

/** Says something. While a question waits, the words are its answer. @throws Refusal talk_nothing_said, talk_too_long */
export async function say(tx: Tx, ground: PreconsultGround, ask: Write & { text: string }, deed: Deed): Promise<Held> {
  const held = await telling(tx, ground, ask, deed);
  const question = pendingQuestion(held.entries);
  return takeWords(
    tx,
    ground,
    { held, question, text: ask.text, choices: [], interpretation: ask.interpretation },
    deed,
  );
}

interface Words {
  held: Held;
  question: Question | null;
  text: string;
  choices: string[];
  interpretation: Interpretation | null;
}
async function takeWords(tx: Tx, ground: PreconsultGround, ask: Words, deed: Deed): Promise<Held> {
  const { held, question } = ask;
  const text = ask.text.trim();
  if (text === '') throw new Refusal('talk_nothing_said');
  const characters = [...text].length;
  if (held.talk.characters + characters > MOST_TALK_CHARACTERS) throw new Refusal('talk_too_long');
  const content = {
    text,
    ...(ask.choices.length > 0 ? { choices: ask.choices } : {}),
    ...filedIn(text, ask.interpretation),
  };
  await addEntry(tx, ground, held, { kind: 'said', question_id: question?.id ?? null, content }, deed.at);
  const answered = question ? { question, skipped: false, choice: choiceIn(question, content) } : null;
  const told = { by: 'words' as const, question_id: question?.id ?? null, characters };
  await step(tx, ground, { held, answered, interpretation: ask.interpretation, told }, deed);
  return held;
}

/** The button that words say as well (没有, yes). */
const choiceIn = (question: Question, given: { text: string; choices?: string[] }): string | null =>
  withAnswer({ turns: [], answers: [] }, question, given).answers[0]?.choices[0] ?? null;

export interface AnswerAsk extends Write {
  question_id: string;
  choices: string[];
  text: string;
  skip: boolean;
}
/** Answers the question that waits. @throws Refusal talk_question_gone, talk_nothing_said */
export async function answer(tx: Tx, ground: PreconsultGround, ask: AnswerAsk, deed: Deed): Promise<Held> {
  const held = await telling(tx, ground, ask, deed);
  const question = pendingQuestion(held.entries);
  if (question?.id !== ask.question_id) throw new Refusal('talk_question_gone');
  const choices = chosen(question, ask.choices);
  if (!ask.skip && ask.text.trim() !== '')
    return takeWords(tx, ground, { held, question, text: ask.text, choices, interpretation: ask.interpretation }, deed);
  if (!ask.skip && choices.length === 0) throw new Refusal('talk_nothing_said');
  const content = ask.skip ? { choices: [], skipped: true as const } : { choices };
  await addEntry(tx, ground, held, { kind: 'chosen', question_id: question.id, content }, deed.at);
  const answered = { question, skipped: ask.skip, choice: choices[0] ?? null };
  const told = { by: ask.skip ? ('skip' as const) : ('choice' as const), question_id: question.id, characters: 0 };
  await step(tx, ground, { held, answered, interpretation: ask.interpretation, told }, deed);
  return held;
}

/** @throws Refusal input_invalid: not among the choices, too many of them, or two that cannot stand together */
function chosen(question: Question, ids: readonly string[]): string[] {
  const all = [...new Set(ids)];
  const known = all.map((id) => question.choices.find((choice) => choice.id === id));
  const fits =
    known.every((choice) => choice !== undefined) &&
    (question.kind === 'many' || all.length <= 1) &&
    (all.length === 1 || !known.some((choice) => choice?.alone));
  if (!fits)
    throw new Refusal('input_invalid', {}, [{ field: 'choices', message: '不在选项之中 / not among the choices' }]);
  return all;
}

/** Takes the last answer back; what it raised stays raised. @throws Refusal talk_no_way_back, talk_danger_first */
export async function goBack(tx: Tx, ground: PreconsultGround, ask: Write, deed: Deed): Promise<Held> {
  const held = await telling(tx, ground, ask, deed);
  if (dangerFirst(held)) throw new Refusal('talk_danger_first');
  const gone = backTo(held);
  if (!gone) throw new Refusal('talk_no_way_back');
  const { kept, withdrawn, question } = gone;
  await store.withdrawEntries(tx, withdrawn, deed.at);
  held.entries = kept;
  const told = { by: 'back' as const, question_id: question.id, characters: 0 };
  await step(tx, ground, { held, answered: null, interpretation: ask.interpretation, told }, deed);
  return held;
}

/** An emergency that is still unsure is asked about: that is answered before anything is taken back. */
const dangerFirst = ({ entries, talk }: Held): boolean =>
  pendingQuestion(entries)?.purpose === 'red_flag' && talk.level <= 2;

/** What `goBack` would refuse is not offered. */
export const mayGoBack = (held: Held): boolean =>
  tellingStates.includes(held.talk.state) && !dangerFirst(held) && backTo(held) !== undefined;

/** What remains without the last answer: its question is asked anew, should it still be the best one. */
export function backTo({ entries }: Pick<Held, 'entries'>) {
  const last = entries.findLastIndex((entry) => entry.kind !== 'asked');
  const asked = entries[last - 1];
  if (last < 1 || asked?.kind !== 'asked') return undefined;
  const kept = entries.slice(0, last - 1);
  return { kept, withdrawn: entries.slice(last - 1).map(({ id }) => id), question: asked.content.question };
}

/** That is all, says the patient. @throws Refusal talk_nothing_said, talk_danger_first: a danger is being asked about */
export async function finishTelling(tx: Tx, ground: PreconsultGround, ask: Write, deed: Deed): Promise<Held> {
  const held = await telling(tx, ground, ask, deed);
  if (held.talk.state === 'ready') return held;
  if (!held.entries.some(({ kind }) => kind === 'said')) throw new Refusal('talk_nothing_said');
  const pending = pendingQuestion(held.entries);
  if (pending?.purpose === 'red_flag') throw new Refusal('talk_danger_first');
  if (pending) {
    await store.withdrawEntries(tx, [held.entries.at(-1)!.id], deed.at);
    held.entries = held.entries.slice(0, -1);
  }
  const told = { by: 'finish' as const, question_id: null, characters: 0 };
  await step(tx, ground, { held, answered: null, interpretation: null, finish: true, told }, deed);
  return held;
}

/** The patient has read the summary and hands it to the doctor. */
export async function confirmTalk(tx: Tx, ground: PreconsultGround, ask: Write, deed: Deed): Promise<Held> {
  const talk = await ownTalk(tx, ask);
  if (talk.state !== 'ready') throw stateRefusal(talk);
  if (talk.version !== ask.version) throw new Refusal('version_conflict');
  const held = await holdOf(tx, ground, talk);
  held.talk = await store.updateTalk(tx, talk, { state: 'confirmed' }, deed.at);
  await record(tx, factOfTalk('preconsult.confirmed', held.talk, deed, { asked: talk.asked }));
  await draftSummary(tx, ground, held, deed);
  return held;
}

const FALLEN = ['cancelled', 'expired', 'no_show', 'finished'];
const stateOfBooking = (state: string): Refusal =>
  new Refusal('booking_state', { zh: { state: '已结束' }, en: { state } });

/** @throws Refusal not_found, talk_other_patient, booking_state */
async function keepBookingFit(
  tx: Tx,
  { needs }: PreconsultGround,
  { booking_id, account_id, patient_id }: { booking_id: string | null; account_id: string; patient_id: string },
): Promise<void> {
  if (!booking_id) return;
  const card = found(await needs.booking(tx, booking_id));
  if (!(await needs.ownPatientIds(tx, account_id)).includes(card.patient_id)) throw new Refusal('not_found');
  if (card.patient_id !== patient_id) throw new Refusal('talk_other_patient');
  if (FALLEN.includes(card.state)) throw stateOfBooking(card.state);
}

/** Joined once; to another only after the first has fallen away. Twice the same is once. */
export async function joinBooking(
  tx: Tx,
  ground: PreconsultGround,
  ask: Own & { booking_id: string },
  deed: Deed,
): Promise<Held> {
  const talk = await ownTalk(tx, ask);
  const held = await holdOf(tx, ground, talk);
  if (talk.booking_id === ask.booking_id) return held;
  if (!joiningStates.includes(talk.state)) throw stateRefusal(talk);
  await keepBookingFit(tx, ground, { ...ask, patient_id: talk.patient_id });
  const other = talk.booking_id ? await ground.needs.booking(tx, talk.booking_id) : undefined;
  const taken = await store.talkOfBooking(tx, ask.booking_id);
  if (taken || (other && !FALLEN.includes(other.state))) throw new Refusal('talk_booking_taken');
  held.talk = await store.updateTalk(tx, talk, { booking_id: ask.booking_id }, deed.at);
  await record(tx, factOfTalk('preconsult.booked', held.talk, deed, { booking_id: ask.booking_id }));
  return held;
}

/** @throws Refusal model_not_offered */
export async function consentToModel(
  tx: Tx,
  ground: PreconsultGround,
  ask: Own & { given: boolean },
  deed: Deed,
): Promise<Held> {
  const talk = await ownTalk(tx, ask);
  const held = await holdOf(tx, ground, talk);
  // consent may always be taken back
  if (ask.given && !(ground.model && held.rules.model === 'after_consent')) throw new Refusal('model_not_offered');
  const { account_id, patient_id } = talk;
  const id = newId(deed.at.epochMilliseconds);
  await insertConsent(tx, { id, account_id, patient_id, talk_id: talk.id, given: ask.given, at: deed.at });
  await record(tx, factOfTalk('preconsult.consented', talk, deed, { purpose: 'model', given: ask.given }));
  return held;
}

/** A person is one tap away in every state. */
export async function helpWanted(tx: Tx, ground: PreconsultGround, ask: Own, deed: Deed): Promise<Held> {
  const talk = await ownTalk(tx, ask);
  const held = await holdOf(tx, ground, talk);
  await askForHelp(tx, talk, held.rules, deed);
  return held;
}

export type { Deed } from './facts.ts';
