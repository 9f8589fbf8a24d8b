/** An account's talks, to go on with or to read again. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import type { PreconsultGround } from './ports.ts';
import { openEntries } from './reading.ts';
import { firstSaid, talksOfAccount } from './store-talk.ts';

export interface ListAsk {
  account_id: string;
  patient_id?: string | undefined;
  booking_id?: string | undefined;
}
const MOST_LISTED = 30;
const FIRST_WORDS = 40;

/** Newest first, each with the beginning of what was said. */
export async function listTalks(
  tx: Tx,
  { secrets, needs }: PreconsultGround,
  { account_id, patient_id, booking_id }: ListAsk,
): Promise<AnswerOf<Contract['talkList']>> {
  const ask = { account_id, patient_id: patient_id ?? null, booking_id: booking_id ?? null, limit: MOST_LISTED };
  const talks = await talksOfAccount(tx, ask);
  const firsts = new Map(
    (
      await firstSaid(
        tx,
        talks.map(({ id }) => id),
      )
    ).map((row) => [row.talk_id, row]),
  );
  const cards = await needs.cards(tx, [...new Set(talks.map((talk) => talk.patient_id))]);
  const firstWords = (talk_id: string): string => {
    const row = firsts.get(talk_id);
    const said = row ? openEntries(secrets, [row])[0] : undefined;
    return said?.kind === 'said' ? [...said.content.text].slice(0, FIRST_WORDS).join('') : '';
  };
  return {
    items: talks.map((talk) => ({
      id: talk.id,
      state: talk.state,
      patient_id: talk.patient_id,
      patient_name: cards.get(talk.patient_id)?.name ?? '',
      booking_id: talk.booking_id,
      level: talk.level,
      first_words: firstWords(talk.id),
      started_at: talk.started_at.toString(),
      changed_at: talk.changed_at.toString(),
    })),
  };
}
