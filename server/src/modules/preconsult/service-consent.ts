/** What an account has agreed to for a model, patient by patient, and taking it back outside of a talk. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { found, newId, record, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTalk } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { insertConsent, standingConsents } from './store-settings.ts';
import { talkById } from './store-talk.ts';

type Consents = AnswerOf<Contract['modelConsents']>;

/** What stands now: one line a patient of whom it was ever said. */
export async function consentsView(tx: Tx, { needs }: PreconsultGround, account_id: string): Promise<Consents> {
  const rows = await standingConsents(tx, account_id);
  const cards = await needs.cards(
    tx,
    rows.map(({ patient_id }) => patient_id),
  );
  return {
    items: rows.map(({ patient_id, given, at }) => ({
      patient_id,
      patient_name: cards.get(patient_id)?.name ?? '',
      given,
      at: at.toString(),
    })),
  };
}

/** From here on no model is asked about this patient; twice is once. @throws Refusal not_found: nothing was ever said of it */
export async function withdrawConsent(
  tx: Tx,
  { account_id, patient_id }: { account_id: string; patient_id: string },
  deed: Deed,
): Promise<void> {
  const standing = found((await standingConsents(tx, account_id)).find((one) => one.patient_id === patient_id));
  if (!standing.given) return;
  const talk = found(await talkById(tx, standing.talk_id));
  const id = newId(deed.at.epochMilliseconds);
  await insertConsent(tx, { id, account_id, patient_id, talk_id: talk.id, given: false, at: deed.at });
  await record(tx, factOfTalk('preconsult.consented', talk, deed, { purpose: 'model', given: false }));
}
