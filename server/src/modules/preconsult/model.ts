/**
 * Where a model is asked, if the hospital has one and the patient agreed: before the transaction, since it may take seconds. The engine
 * looks first, and an emergency does not wait for a model; afterwards it looks again, in the transaction.
 */
import { found, inTransaction } from '../../kernel/index.ts';
import { type Held, holdOf, knownOf, readTalk } from './held.ts';
import type { Interpretation, PreconsultGround } from './ports.ts';
import { isEmergency, tellingStates } from './rules.ts';
import { modelConsent } from './store-settings.ts';
import { talkById } from './store-talk.ts';

interface Asked {
  id: string;
  account_id: string;
  version: number;
  text: string;
  now: Temporal.Instant;
}

/** The talk with the new words, if a model may hear them at all. */
async function mayBeAsked(ground: PreconsultGround, ask: Asked): Promise<Held | undefined> {
  return inTransaction(ground.db, async (tx) => {
    const talk = await talkById(tx, ask.id);
    if (talk?.account_id !== ask.account_id || talk.version !== ask.version || !tellingStates.includes(talk.state))
      return;
    if ((await modelConsent(tx, talk.account_id, talk.patient_id)) !== true) return;
    const held = await holdOf(tx, ground, found(talk));
    const said = { kind: 'said' as const, question_id: null, content: { text: ask.text } };
    held.entries.push({ ...said, id: talk.id, position: held.entries.length, at: ask.now });
    return held;
  });
}

/** Null: the engine goes on alone. */
export async function interpretationFor(ground: PreconsultGround, ask: Asked): Promise<Interpretation | null> {
  const { model, needs } = ground;
  if (!model || ask.text.trim() === '' || (await needs.policy()).model !== 'after_consent') return null;
  const held = await mayBeAsked(ground, ask);
  if (!held) return null;
  const { analysis, talk } = readTalk(held);
  if (isEmergency(analysis.level)) return null;
  const { profile } = knownOf(held);
  return model.interpret({
    turns: talk.turns,
    names: [held.patient.name],
    rules: held.shelved.engine.data.rules,
    age_months: profile.age_months,
    sex: profile.sex,
    locale: held.talk.locale,
    now: ask.now,
    talk_id: held.talk.id,
  });
}
