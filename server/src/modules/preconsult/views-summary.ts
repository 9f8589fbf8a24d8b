/** A summary as its doctor sees it, and as a record for other systems. */
import type { AnswerOf, Contract, PreconsultSummaryView } from '@menzhen/contract';
import { draftKeys } from '@menzhen/contract';
import { toQuestionnaireResponse } from '@menzhen/triage';
import { found, type Locale, type Tx } from '../../kernel/index.ts';
import { holdOf, readTalk } from './held.ts';
import type { PreconsultGround } from './ports.ts';
import { stands } from './rules.ts';
import { openDraft, openText, type SummaryOf, versionsOf } from './service-summary.ts';
import { flagsOf } from './store-talk.ts';
import { draftView, messagesOf } from './views-talk.ts';
import { levelRule } from './words.ts';
import { familyName } from './words-family.ts';

export async function summaryView(
  tx: Tx,
  ground: PreconsultGround,
  { talk, summary }: SummaryOf,
  locale: Locale,
): Promise<PreconsultSummaryView> {
  const { needs, secrets } = ground;
  const held = await holdOf(tx, ground, talk);
  const catalog = await needs.catalog();
  const draft = openDraft(secrets, summary);
  const drafted = draftView(draft, summary.drafted_at, locale);
  const text = openText(secrets, summary);
  const versions = await versionsOf(tx, summary.id);
  const first = versions[0] ? openText(secrets, { id: summary.id, text: versions[0].text }) : text;
  const staff = await needs.staffNames(
    tx,
    versions.flatMap(({ staff_id }) => staff_id ?? []),
  );
  const flags = (await flagsOf(tx, [talk.id])).filter(stands);
  const titles = new Map(drafted.sections.map(({ key, title }) => [key, title]));
  return {
    id: summary.id,
    talk_id: talk.id,
    booking_id: talk.booking_id!,
    state: summary.state,
    version: summary.version,
    patient_name: held.patient.name,
    teller: talk.teller,
    level: talk.level,
    level_name: levelRule(held.rules, talk.level)[locale],
    stopped: talk.state === 'stopped',
    confirmed_at: talk.confirmed_at?.toString() ?? null,
    reasons: [...new Set(flags.map(({ family }) => familyName(family, locale)))],
    proposed: (talk.proposed ?? []).flatMap((id) => {
      const row = catalog.department(id);
      return row ? [locale === 'zh' ? row.name : row.name_en] : [];
    }),
    mark: summary.state === 'signed' ? null : drafted.mark,
    sections: drafted.sections,
    text: draftKeys
      .filter((key) => titles.has(key))
      .map((key) => {
        const words = text[key] ?? '';
        return { key, title: titles.get(key)!, text: words, edited: words !== (first[key] ?? '') };
      }),
    messages: messagesOf(held, readTalk(held), locale),
    versions: versions.map(({ number, staff_id, at, signed }) => ({
      number,
      by: staff.get(staff_id ?? '') ?? null,
      at: at.toString(),
      signed,
    })),
    signed_by: staff.get(summary.signed_by ?? '') ?? null,
    signed_at: summary.signed_at?.toString() ?? null,
  };
}

/** Whose words are no longer kept has no such record any more. @throws Refusal not_found */
export async function questionnaireView(
  tx: Tx,
  ground: PreconsultGround,
  { talk, summary }: SummaryOf,
): Promise<AnswerOf<Contract['preconsultQuestionnaire']>> {
  found(talk.words_gone_at === null ? talk : undefined);
  const held = await holdOf(tx, ground, talk);
  const read = readTalk(held);
  const { engine } = held.shelved;
  const draft = engine.draft(read.analysis, read.talk);
  const response = toQuestionnaireResponse(read.talk, read.analysis, draft, engine.data);
  const record = {
    ...response,
    id: summary.id,
    subject: { reference: `Patient/${talk.patient_id}` },
    encounter: { reference: `Encounter/${talk.booking_id}` },
    authored: summary.drafted_at.toString(),
  };
  return record;
}
