/** For the hospital's own learning: what was said first in confirmed talks, with the booking that followed. */
import type { Tx } from '../../kernel/index.ts';
import { knownOf } from './held.ts';
import type { PreconsultGround } from './ports.ts';
import { openEntries } from './reading.ts';
import { newestMapping } from './store-settings.ts';
import { confirmedWithBooking, firstSaid } from './store-talk.ts';

export interface FirstWords {
  talk_id: string;
  booking_id: string;
  /** So that words which only a few people used are not learned. */
  patient_id: string;
  text: string;
  age_months: number;
  sex: 'male' | 'female' | undefined;
  confirmed_at: Temporal.Instant;
}

/** Oldest first. Text leaves the seal here: it is for learning inside the house and is written nowhere. */
export async function readFirstWords(
  tx: Tx,
  { secrets, needs }: PreconsultGround,
  since: Temporal.Instant,
): Promise<{ items: FirstWords[]; codesOf: (department_id: string) => string[] }> {
  const talks = await confirmedWithBooking(tx, since);
  const firsts = new Map(
    (
      await firstSaid(
        tx,
        talks.map(({ id }) => id),
      )
    ).map((row) => [row.talk_id, row]),
  );
  const cards = await needs.cards(tx, [...new Set(talks.map(({ patient_id }) => patient_id))]);
  const rules = await needs.policy();
  const items = talks.flatMap((talk) => {
    const row = firsts.get(talk.id);
    const patient = cards.get(talk.patient_id);
    const said = row ? openEntries(secrets, [row])[0] : undefined;
    if (said?.kind !== 'said' || !patient) return [];
    const { age_months, sex } = knownOf({ patient, rules, talk }).profile;
    const { id: talk_id, booking_id, patient_id, confirmed_at } = talk;
    return [
      {
        talk_id,
        booking_id: booking_id!,
        patient_id,
        text: said.content.text,
        age_months,
        sex,
        confirmed_at: confirmed_at!,
      },
    ];
  });
  const { departments } = await newestMapping(tx);
  const codesOf = (department_id: string) =>
    Object.keys(departments).filter((code) => departments[code] === department_id);
  return { items, codesOf };
}
