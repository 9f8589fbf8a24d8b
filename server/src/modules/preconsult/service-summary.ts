/** The doctor's summary: drafted from the talk, corrected and signed by the doctor who sees the patient. Every reading is audited. */
import type { DraftKey } from '@menzhen/contract';
import { audit, found, newId, record, Refusal, type Secrets, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTalk } from './facts.ts';
import { type Held, type Read, readTalk } from './held.ts';
import type { PreconsultGround } from './ports.ts';
import { placeOf, wordsAt } from './reading.ts';
import { corrections, draftedText, withSections } from './rules-draft.ts';
import { withFiled } from './rules-filed.ts';
import * as store from './store-summary.ts';
import type { Entry, KeptDraft, KeptSection, SummaryRow, SummaryText, TalkRow } from './tables.ts';

export const draftPlace = (id: string): string => `preconsult_summary/${id}/drafted`;
export const textPlace = (id: string): string => `preconsult_summary/${id}/text`;
const ENGINE = 'engine';

export const openDraft = (secrets: Secrets, row: SummaryRow): KeptDraft =>
  JSON.parse(secrets.open(row.drafted, draftPlace(row.id))) as KeptDraft;
export const openText = (secrets: Secrets, { id, text }: Pick<SummaryRow, 'id' | 'text'>): SummaryText =>
  JSON.parse(secrets.open(text, textPlace(id))) as SummaryText;

/** The engine's draft with its evidence by message: what was said, or the button that was pressed. */
export function keptDraft(held: Held, read: Read): KeptDraft {
  const draft = held.shelved.engine.draft(read.analysis, read.talk);
  const sections = draft.sections.map(({ key, title, sentences }): KeptSection => {
    return {
      key: key as DraftKey,
      title,
      sentences: sentences.map(({ zh, en, evidence, answers }) => ({
        zh,
        en,
        evidence: [
          ...evidence.flatMap((span) => {
            const place = placeOf(read, span);
            return place ? [{ ...place, words: wordsAt(held.entries, place) }] : [];
          }),
          ...answers.flatMap((question) => buttonEvidence(read.answer_entries.get(question))),
        ],
      })),
    };
  });
  return withFiled({ sections, mark: draft.mark }, held.entries);
}

function buttonEvidence(entry: Entry | undefined): { message_id: string; start: number; end: number; words: string }[] {
  if (entry?.kind !== 'chosen' || entry.content.skipped) return [];
  return [{ message_id: entry.id, start: 0, end: 0, words: '' }];
}

/** Kept once a talk: at its end. */
export async function draftSummary(tx: Tx, ground: PreconsultGround, held: Held, deed: Deed): Promise<void> {
  const draft = keptDraft(held, readTalk(held));
  const id = newId(deed.at.epochMilliseconds);
  const text = draftedText(draft);
  const row = await store.insertSummary(tx, {
    id,
    talk_id: held.talk.id,
    patient_id: held.talk.patient_id,
    drafted: ground.secrets.seal(JSON.stringify(draft), draftPlace(id)),
    text: ground.secrets.seal(JSON.stringify(text), textPlace(id)),
    drafted_by: draft.by ?? ENGINE,
    drafted_at: deed.at,
  });
  const given = draft.sections.filter(({ sentences }) => sentences.length > 0).length;
  await record(tx, factOfTalk('preconsult.summary_drafted', held.talk, deed, { summary_id: row.id, given }));
}

export interface SummaryOf {
  talk: TalkRow;
  summary: SummaryRow;
}
const summaryOf = async (tx: Tx, talk: TalkRow): Promise<SummaryRow> => found(await store.summaryOfTalk(tx, talk.id));

const looked = (tx: Tx, { talk, summary }: SummaryOf, action: string, deed: Deed): Promise<void> =>
  audit(tx, { ...deed, action, patient_id: talk.patient_id, reason: `preconsult_summary:${summary.id}` });

/** @throws Refusal not_found: nothing was confirmed, and no emergency stopped it */
export async function readSummary(tx: Tx, talk: TalkRow, deed: Deed): Promise<SummaryOf> {
  const of = { talk, summary: await summaryOf(tx, talk) };
  await looked(tx, of, 'preconsult_summary.read', deed);
  return of;
}

export interface EditAsk {
  talk: TalkRow;
  staff_id: string;
  /** The version that was seen. */
  version: number;
}

/** A correction is a new version and a fact of how much was changed; one that changes nothing is neither. */
export async function editSummary(
  tx: Tx,
  ground: PreconsultGround,
  ask: EditAsk & { sections: { key: DraftKey; text: string }[] },
  deed: Deed,
): Promise<SummaryOf> {
  const { talk, staff_id, version } = ask;
  const was = await summaryOf(tx, talk);
  if (was.version !== version) throw new Refusal('version_conflict');
  const before = openText(ground.secrets, was);
  const text = withSections(before, ask.sections);
  const changed = corrections(before, text);
  if (changed.length === 0) return { talk, summary: was };
  const sealed = ground.secrets.seal(JSON.stringify(text), textPlace(was.id));
  const summary = await store.editSummary(tx, { id: was.id, version, text: sealed, staff_id, at: deed.at });
  if (!summary) throw new Refusal('version_conflict');
  const more = { summary_id: was.id, number: summary.version, sections: changed, after_sign: was.signed_at !== null };
  await record(tx, factOfTalk('preconsult.corrected', talk, deed, more));
  await looked(tx, { talk, summary }, 'preconsult_summary.written', deed);
  return { talk, summary };
}

/** @throws Refusal summary_signed, version_conflict */
export async function signSummary(tx: Tx, ground: PreconsultGround, ask: EditAsk, deed: Deed): Promise<SummaryOf> {
  const { talk, staff_id, version } = ask;
  const was = await summaryOf(tx, talk);
  if (was.state === 'signed') throw new Refusal('summary_signed');
  const summary = await store.signSummary(tx, { id: was.id, version, staff_id, at: deed.at });
  if (!summary) throw new Refusal('version_conflict');
  const drafted = draftedText(openDraft(ground.secrets, summary));
  const corrected = corrections(drafted, openText(ground.secrets, summary)).length;
  await record(
    tx,
    factOfTalk('preconsult.signed', talk, deed, { summary_id: was.id, number: summary.version, corrected }),
  );
  await looked(tx, { talk, summary }, 'preconsult_summary.signed', deed);
  return { talk, summary };
}

export { versionsOf } from './store-summary.ts';
