/** SQL of what a model was asked and said. */
import { first, sql, type Tx } from '../../kernel/index.ts';

export interface CallAsked {
  id: string;
  talk_id: string;
  model: string;
  asked_at: Temporal.Instant;
  prompt: Buffer;
  prompt_hash: Buffer;
}
export interface CallAnswered {
  id: string;
  answered_at: Temporal.Instant;
  outcome: 'used' | 'unusable' | 'timed_out' | 'cut_off' | 'declined' | 'refused' | 'failed';
  code: string | null;
  answer: Buffer | null;
  answer_hash: Buffer | null;
  prompt_tokens: number;
  answer_tokens: number;
  named: number | null;
  kept: number | null;
}

export async function insertCall(tx: Tx, call: CallAsked): Promise<void> {
  await sql`
    insert into model_call (id, talk_id, model, asked_at, prompt, prompt_hash)
    values (${call.id}, ${call.talk_id}, ${call.model}, ${call.asked_at}, ${call.prompt}, ${call.prompt_hash})
  `.execute(tx);
}

export async function noteAnswer(tx: Tx, call: CallAnswered): Promise<void> {
  await sql`
    update model_call set answered_at = ${call.answered_at}, outcome = ${call.outcome}, code = ${call.code}, answer = ${call.answer},
      answer_hash = ${call.answer_hash}, prompt_tokens = ${call.prompt_tokens}, answer_tokens = ${call.answer_tokens},
      named = ${call.named}, kept = ${call.kept}
    where id = ${call.id} and outcome is null
  `.execute(tx);
}

/** Tokens paid for since then, and calls of one talk so far; what was never answered counts as the most it could have cost. */
export async function callsSoFar(
  tx: Tx,
  ask: { since: Temporal.Instant; talk_id: string; unanswered_tokens: number },
): Promise<{ tokens: number; of_talk: number }> {
  const row = first(
    await sql<{ tokens: string; of_talk: string }>`
      select (select coalesce(sum(coalesce(prompt_tokens + answer_tokens, ${ask.unanswered_tokens})), 0) from model_call
          where asked_at >= ${ask.since})::text as tokens,
        (select count(*) from model_call where talk_id = ${ask.talk_id})::text as of_talk
    `.execute(tx),
  );
  return { tokens: Number(row?.tokens ?? 0), of_talk: Number(row?.of_talk ?? 0) };
}

/** The words go with the talk's; hashes, counts and outcome stay. */
export async function forgetCalls(tx: Tx, talk_ids: readonly string[]): Promise<void> {
  await sql`
    update model_call set prompt = null, answer = null
    where talk_id = any(${[...talk_ids]}::uuid[]) and (prompt is not null or answer is not null)
  `.execute(tx);
}
