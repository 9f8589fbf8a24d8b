/** Appeals: the table, the fact beside it, and what a second try is told. */
import { actorName, type Actor, newId, record, Refusal, type Tx } from '../../kernel/index.ts';
import { penaltyAppealed, penaltyDecided } from './facts.ts';
import { appealById, appealsOf, decideAppeal, insertAppeal, listAppeals } from './store-appeal.ts';
import type { AppealRow } from './tables.ts';

export const appealService = {
  byId: appealById,
  ofPatients: appealsOf,
  list: listAppeals,
  /** Refuses with `appeal_made` when this suspension was appealed before. */
  async make(
    tx: Tx,
    ask: Pick<AppealRow, 'patient_id' | 'account_id' | 'suspension' | 'booking_ids' | 'words'>,
    deed: { actor: Actor; now: Temporal.Instant },
  ): Promise<AppealRow> {
    const row = await insertAppeal(tx, { ...ask, id: newId(deed.now.epochMilliseconds), made_at: deed.now });
    if (!row) throw new Refusal('appeal_made');
    await record(tx, penaltyAppealed(row, { at: deed.now, actor: actorName(deed.actor) }));
    return row;
  },
  /** `lifted_ids` empty: upheld. Refuses with `appeal_decided` when somebody was first. */
  async decide(
    tx: Tx,
    ask: { id: string; lifted_ids: string[]; reason: string },
    deed: { actor: Actor; now: Temporal.Instant },
  ): Promise<AppealRow> {
    const actor = actorName(deed.actor);
    const row = await decideAppeal(tx, { ...ask, decided_by: actor, decided_at: deed.now });
    if (!row) throw new Refusal('appeal_decided');
    await record(tx, penaltyDecided(row, { at: deed.now, actor }));
    return row;
  },
};
