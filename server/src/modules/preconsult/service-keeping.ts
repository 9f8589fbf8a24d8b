/** What is kept how long: the words of a talk, and summaries. Runs in the background, a little at a time. */
import { inTransaction, record } from '../../kernel/index.ts';
import { factOfTalk } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { forgetCalls } from './store-model.ts';
import { forgetSummaries } from './store-summary.ts';
import { forgetWords } from './store-talk.ts';

const KEEPER = 'system:keeping';
const before = (now: Temporal.Instant, days: number): Temporal.Instant => now.subtract({ hours: 24 * days });

/** Takes away what the hospital's rules no longer keep; returns how many talks. An unsigned summary goes with the words. */
export async function keepNoLonger(ground: PreconsultGround, now: Temporal.Instant): Promise<number> {
  const { keep_words_days, keep_record_days } = await ground.needs.policy();
  return inTransaction(ground.db, async (tx) => {
    const words = before(now, keep_words_days);
    const talks = await forgetWords(tx, words, now);
    for (const talk of talks)
      await record(tx, factOfTalk('preconsult.words_forgotten', talk, { at: now, actor: KEEPER }, {}));
    await forgetCalls(
      tx,
      talks.map((talk) => talk.id),
    );
    await forgetSummaries(tx, { unsigned: words, signed: before(now, keep_record_days) });
    return talks.length;
  });
}
