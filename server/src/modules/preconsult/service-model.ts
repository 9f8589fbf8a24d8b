/**
 * A model's second look at a talk. What leaves is written down before it leaves; what comes back is taken only as far as the patient's
 * own words bear it. Whatever goes wrong, the engine goes on alone.
 */
import { createHash } from 'node:crypto';
import type { Rule } from '@menzhen/triage';
import { type Clock, type Db, dayOf, instantOf, newId, type Secrets } from '../../kernel/index.ts';
import type { Interpretation, LanguageModel, ModelAnswer, ModelAsk, TalkModel } from './ports.ts';
import { promptOf, understood } from './rules-model.ts';
import { callsSoFar, insertCall, noteAnswer } from './store-model.ts';

/** What a model may cost at most. */
export interface ModelCaps {
  tokens_a_day: number;
  calls_a_talk: number;
  answer_tokens: number;
}
export const STANDARD_CAPS: ModelCaps = { tokens_a_day: 3_000_000, calls_a_talk: 20, answer_tokens: 800 };
/** Reckoned for a call that was never answered. */
const UNANSWERED_TOKENS = 8_000;

export interface ModelGround {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  log: { error: (details: object, message: string) => void };
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const placeOf = (id: string, what: 'prompt' | 'answer'): string => `model_call/${id}/${what}`;
/** Only what presses is worth a second look. */
const asked = (rules: readonly Rule[]) =>
  rules.flatMap(({ id, level, ask }) => (level <= 3 && ask ? [{ id, asks: ask.zh }] : []));

export function talkModel(ground: ModelGround, llm: LanguageModel, caps: ModelCaps = STANDARD_CAPS): TalkModel {
  return {
    name: llm.name,
    async interpret(ask) {
      try {
        return (await isPaidFor(ground, ask, caps)) ? await oneCall(ground, llm, ask, caps) : null;
      } catch (error) {
        ground.log.error({ talk_id: ask.talk_id, name: (error as Error).name }, 'a model could not be asked');
        return null;
      }
    },
  };
}

async function isPaidFor({ db }: ModelGround, { talk_id, now }: ModelAsk, caps: ModelCaps): Promise<boolean> {
  const since = instantOf(dayOf(now), '00:00');
  const so_far = await callsSoFar(db.kysely, { since, talk_id, unanswered_tokens: UNANSWERED_TOKENS });
  return so_far.tokens < caps.tokens_a_day && so_far.of_talk < caps.calls_a_talk;
}

async function oneCall(
  ground: ModelGround,
  llm: LanguageModel,
  ask: ModelAsk,
  caps: ModelCaps,
): Promise<Interpretation | null> {
  const { db, secrets, clock } = ground;
  const rules = asked(ask.rules);
  const prompt = promptOf({ ...ask, rules });
  const [id, text] = [newId(ask.now.epochMilliseconds), JSON.stringify(prompt)];
  await insertCall(db.kysely, {
    id,
    talk_id: ask.talk_id,
    model: llm.name,
    asked_at: ask.now,
    prompt: secrets.seal(text, placeOf(id, 'prompt')),
    prompt_hash: hashOf(text),
  });
  const said = await llm.ask({ ...prompt, schema_name: 'findings', most_tokens: caps.answer_tokens });
  const ids = new Set(rules.map((rule) => rule.id));
  const found = said.outcome === 'answered' ? understood(said.text, { ...ask, ids }) : undefined;
  await noteAnswer(db.kysely, {
    id,
    answered_at: clock.now(),
    ...noted(secrets, id, said),
    ...(found ? { named: found.named, kept: found.kept } : {}),
    ...outcomeOf(said, found),
  });
  return found ? { rules: found.rules, filed: found.filed, by: llm.name } : null;
}

const outcomeOf = (said: ModelAnswer, found: object | undefined) =>
  said.outcome === 'answered'
    ? { outcome: found ? ('used' as const) : ('unusable' as const), code: found ? null : 'not_of_the_form' }
    : { outcome: said.outcome, code: said.code };

function noted(secrets: Secrets, id: string, said: ModelAnswer) {
  const text = said.outcome === 'answered' ? said.text : null;
  return {
    answer: text === null ? null : secrets.seal(text, placeOf(id, 'answer')),
    answer_hash: text === null ? null : hashOf(text),
    prompt_tokens: said.prompt_tokens ?? 0,
    answer_tokens: said.answer_tokens ?? 0,
    named: null,
    kept: null,
  };
}
