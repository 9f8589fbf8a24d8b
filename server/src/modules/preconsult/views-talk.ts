/** A talk as the patient sees it. Highlights, proposal and draft are read anew from the words each time. */
import type { TalkView } from '@menzhen/contract';
import type { Analysis, Mention, Question } from '@menzhen/triage';
import { WHAT, WHOM } from '@menzhen/triage';
import { ageOn, dayOf, type Locale, type Tx } from '../../kernel/index.ts';
import type { Held, Read } from './held.ts';
import { readTalk } from './held.ts';
import type { PreconsultGround } from './ports.ts';
import { pendingQuestion, placeOf, wordsAt } from './reading.ts';
import { isEmergency, stands } from './rules.ts';
import { NOT_GIVEN } from './rules-draft.ts';
import { proposedFor } from './service-step.ts';
import { mayGoBack } from './service-talk.ts';
import { keptDraft } from './service-summary.ts';
import { alertsOfTalk } from './store-alert.ts';
import { modelConsent, newestMapping } from './store-settings.ts';
import type { AlertRow, Entry, KeptDraft } from './tables.ts';
import * as words from './words.ts';
import { isCrisis } from './words-family.ts';

type Message = TalkView['messages'][number];
type SpanView = Message['spans'][number];
const ENGINE = 'engine';

const spanKind: Record<Mention['assertion'], SpanView['kind']> = {
  present: 'present',
  absent: 'absent',
  past: 'past',
  other_person: 'other_person',
  hypothetical: 'unsure',
  feared: 'unsure',
  uncertain: 'unsure',
};

/** What a person is told was understood. Who it is, where and how are words that rules use among themselves. */
const TOLD: readonly string[] = ['symptom', 'event', 'disease', 'test', 'drug'];
const isTold = (held: Held, id: string): boolean => TOLD.includes(held.shelved.concept(id)?.kind ?? '');

interface Placed extends SpanView {
  message_id: string;
  /** Of two at one place the lower stays. */
  rank: number;
}

function spansOf(held: Held, read: Read, locale: Locale): Placed[] {
  const { mentions, measures } = read.analysis.reading;
  const placed = (
    span: { turn: number; start: number; end: number },
    more: Omit<Placed, 'message_id' | 'start' | 'end'>,
  ) => {
    const place = placeOf(read, span);
    return place ? [{ ...place, ...more }] : [];
  };
  const label = (id: string) => held.shelved.concept(id)?.[locale] ?? id;
  const grave = held.flags.filter((flag) => stands(flag) && isEmergency(flag.level));
  return [
    ...grave.flatMap(({ because }) =>
      because.map(({ entry_id, start, end }) => ({
        message_id: entry_id,
        start,
        end,
        kind: 'flag' as const,
        label: locale === 'zh' ? '需要马上关注' : 'Needs attention at once',
        rank: 0,
      })),
    ),
    ...mentions
      .filter(({ answered, concept }) => !answered && isTold(held, concept))
      .flatMap((one) => placed(one, { kind: spanKind[one.assertion], label: label(one.concept), rank: 1 })),
    ...measures.flatMap((one) => placed(one, { kind: 'measure', label: one.words, rank: 2 })),
  ];
}

/** Longer ones first, and none over another. */
function apart(spans: readonly Placed[]): SpanView[] {
  const kept: Placed[] = [];
  const wanted = spans.toSorted((a, b) => a.rank - b.rank || b.end - b.start - (a.end - a.start) || a.start - b.start);
  for (const span of wanted)
    if (span.end > span.start && kept.every((other) => span.end <= other.start || span.start >= other.end))
      kept.push(span);
  return kept.toSorted((a, b) => a.start - b.start).map(({ start, end, kind, label }) => ({ start, end, kind, label }));
}

/** What a button said, in the words it had. */
function chosenWords(
  entry: Extract<Entry, { kind: 'chosen' }>,
  question: Question | undefined,
  locale: Locale,
): string {
  if (entry.content.skipped) return words.skipped[locale];
  const labels = entry.content.choices.map((id) => question?.choices.find((one) => one.id === id)?.[locale] ?? id);
  return labels.join(locale === 'zh' ? '、' : ', ');
}

/** All that went before; the question that waits stands beside them. */
export function messagesOf(held: Held, read: Read, locale: Locale): Message[] {
  const byMessage = Map.groupBy(spansOf(held, read, locale), ({ message_id }) => message_id);
  const { entries } = held;
  const shown = entries.at(-1)?.kind === 'asked' ? entries.slice(0, -1) : entries;
  return shown.map((entry, n): Message => {
    const { id, at } = entry;
    const base = { id, at: at.toString(), spans: [] };
    if (entry.kind === 'asked') return { ...base, from: 'house', text: entry.content.question[locale] };
    if (entry.kind === 'said')
      return { ...base, from: 'patient', text: entry.content.text, spans: apart(byMessage.get(id) ?? []) };
    const before = entries[n - 1];
    const question = before?.kind === 'asked' ? before.content.question : undefined;
    return { ...base, from: 'patient', text: chosenWords(entry, question, locale) };
  });
}

function questionView(question: Question | null, locale: Locale): TalkView['question'] {
  if (!question) return null;
  const { id, kind, choices, purpose, why, min, max } = question;
  return {
    id,
    text: question[locale],
    kind,
    choices: choices.map((one) => ({ id: one.id, text: one[locale], alone: one.alone ?? false })),
    min: min ?? null,
    max: max ?? null,
    why: words.purposeOf[purpose],
    why_words: why[locale],
    may_skip: true,
  };
}

type Phones = NonNullable<TalkView['emergency']>['phones'];
function phonesOf({ phones, crisis }: words.Rules, locale: Locale, ofCrisis: boolean): Phones {
  const named = (name: keyof typeof words.phoneNames, number: string | null) =>
    number ? [{ name: words.phoneNames[name][locale], number }] : [];
  return [
    ...(ofCrisis ? named('crisis', crisis.phone) : []),
    ...named('ambulance', phones.ambulance),
    ...named('emergency', phones.emergency),
    ...named('guide_desk', phones.guide_desk),
    ...named('campus_duty', phones.campus_duty),
  ];
}

function emergencyView(held: Held, alerts: readonly AlertRow[], locale: Locale): TalkView['emergency'] {
  const { talk, rules, shelved } = held;
  if (!isEmergency(talk.level)) return null;
  const flags = held.flags.filter((flag) => stands(flag) && isEmergency(flag.level));
  const ofCrisis = flags.some(({ family }) => isCrisis(family));
  const alert = alerts.find(({ kind }) => kind === 'flag');
  const steps = ofCrisis ? words.crisisSteps : words.emergencySteps(talk.level);
  // the crisis text and its step say what the rules of that family say
  const telling = ofCrisis ? flags.filter(({ family }) => !isCrisis(family)) : flags;
  const told = telling.flatMap(({ rule }) => shelved.rule(rule)?.tell[locale] ?? []);
  return {
    level: talk.level,
    level_name: words.levelRule(rules, talk.level)[locale],
    to_confirm: talk.state === 'open',
    title: words.emergencyTitle(talk.level, ofCrisis)[locale],
    tell: [...new Set([...steps.map((one) => one[locale]), ...told])],
    because: flags.flatMap(({ because }) =>
      because.map(({ entry_id: message_id, start, end }) => {
        const place = { message_id, start, end };
        return { ...place, words: wordsAt(held.entries, place) };
      }),
    ),
    phones: phonesOf(rules, locale, ofCrisis),
    way: null,
    crisis: ofCrisis ? { text: rules.crisis[locale], phones: phonesOf(rules, locale, true).slice(0, 1) } : null,
    alert: { state: alert?.state ?? 'open', acknowledged_at: alert?.acknowledged_at?.toString() ?? null },
  };
}

async function proposalView(
  tx: Tx,
  { needs }: PreconsultGround,
  { held, read, locale }: { held: Held; read: Read; locale: Locale },
): Promise<TalkView['proposal']> {
  const { talk, rules } = held;
  if (talk.state !== 'ready' && talk.state !== 'confirmed') return null;
  const catalog = await needs.catalog();
  const mapping = (await newestMapping(tx)).departments;
  const all = proposedFor(held, read.analysis, { mapping, department: catalog.department });
  return {
    departments: all.map(({ row, score, because }) => ({
      department_id: row.id,
      name: locale === 'zh' ? row.name : row.name_en,
      location: row.location,
      access: row.access,
      score,
      why: because.flatMap(({ concept, words: said, ...span }) => {
        const place = placeOf(read, span);
        const label = isTold(held, concept) ? held.shelved.concept(concept)?.[locale] : undefined;
        return place ? [{ label: label ?? said, words: said, ...place }] : [];
      }),
      places: [],
      next_day: null,
    })),
    abstain: read.analysis.routing.abstain || all.length === 0,
    level: talk.level,
    level_name: words.levelRule(rules, talk.level)[locale],
    advice: words.advice[talk.level <= 3 ? 3 : 4][locale],
  };
}

export function draftView(draft: KeptDraft, at: Temporal.Instant, locale: Locale): NonNullable<TalkView['draft']> {
  return {
    sections: draft.sections.map(({ key, title, sentences }) => ({
      key,
      title: title[locale],
      given: sentences.length > 0,
      sentences:
        sentences.length > 0
          ? sentences.map((one) => ({ text: one[locale], evidence: one.evidence }))
          : [{ text: NOT_GIVEN[locale], evidence: [] }],
    })),
    mark: { text: draft.mark[locale], generated: true, by: draft.by ?? ENGINE, at: at.toString() },
  };
}

/** What the question that waits asks about anyway is not said a second time. */
function notesOf({ reading }: Analysis, { talk, entries }: Held, locale: Locale): string[] {
  const { person, mentions, measures } = reading;
  const asked = pendingQuestion(entries)?.id;
  const said = entries.some(({ kind }) => kind === 'said');
  const other = talk.teller === 'self' && !['self', 'unknown'].includes(person.who);
  return [
    ...(asked !== WHAT && said && mentions.length === 0 && measures.length === 0 ? [words.notes.not_understood] : []),
    ...(asked !== WHOM && person.several ? [words.notes.several] : []),
    ...(other && !person.several ? [words.notes.other_person] : []),
  ].map((one) => one[locale]);
}

export const guideDesk = (rules: words.Rules, locale: Locale): { name: string; number: string | null } => ({
  name: words.phoneNames.guide_desk[locale],
  number: rules.phones.guide_desk,
});

export const modelOffered = (ground: PreconsultGround, rules: words.Rules): boolean =>
  ground.model !== undefined && rules.model === 'after_consent';

/** Without places and the way to the emergency department: those are looked up outside of the transaction (`withPlaces`). */
export async function talkView(tx: Tx, ground: PreconsultGround, held: Held, locale: Locale): Promise<TalkView> {
  const { talk, rules, patient, entries } = held;
  const read = readTalk(held);
  const alerts = await alertsOfTalk(tx, talk.id);
  const help = alerts.find(({ kind }) => kind === 'help');
  const desk = guideDesk(rules, locale);
  const done = talk.state === 'ready' || talk.state === 'confirmed';
  const pending = talk.state === 'open' ? pendingQuestion(entries) : null;
  return {
    id: talk.id,
    state: talk.state,
    version: talk.version,
    teller: talk.teller,
    patient: {
      id: talk.patient_id,
      name: patient.name,
      sex: patient.sex,
      age_years: ageOn(patient.birth_date, dayOf(talk.started_at)),
    },
    booking_id: talk.booking_id,
    progress: { asked: talk.asked, most: rules.most_questions },
    messages: messagesOf(held, read, locale),
    question: questionView(pending, locale),
    can_go_back: mayGoBack(held),
    level: talk.level,
    emergency: emergencyView(held, alerts, locale),
    proposal: await proposalView(tx, ground, { held, read, locale }),
    draft: done && talk.words_gone_at === null ? draftView(keptDraft(held, read), talk.changed_at, locale) : null,
    notes: talk.state === 'open' || done ? notesOf(read.analysis, held, locale) : [],
    model: {
      offered: modelOffered(ground, rules),
      consent: await modelConsent(tx, talk.account_id, talk.patient_id),
    },
    help: {
      name: desk.name,
      phone: desk.number,
      asked_at: help?.raised_at.toString() ?? null,
      seen_at: help?.acknowledged_at?.toString() ?? null,
    },
    started_at: talk.started_at.toString(),
    changed_at: talk.changed_at.toString(),
  };
}
