/** How a session's places are shared out: as the policy says when it is made, as the administrator says after, until recycled. */
import { found, record, Refusal, type Tx } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { type Policies, policyFor } from '../policy/index.ts';
import { type PoolSession, poolRecycled, poolsSet } from './facts-pools.ts';
import { poolFaults, poolRowsOf, type PoolStanding, poolsVersion, type PoolTerms } from './pool-rows.ts';
import { freeFor } from './pools.ts';
import { session as sessionOf } from './store.ts';
import {
  type DuePool,
  duePools,
  lockSession,
  type NewPool,
  poolsOf,
  recyclePool,
  sessionsAhead,
  setPools,
  type SlotStanding,
  slotsOf,
} from './store-pools.ts';

interface Ground {
  catalog: Catalog;
  policy: Policies;
}
interface Deed {
  at: Temporal.Instant;
  actor: string;
}
/** How many bookings of a session are counted in each partition now; booking comes later in the house and hands it in. */
export type Used = ReadonlyMap<string, number>;

/** What had its moment keeps nothing any more. */
function asOf(terms: readonly PoolTerms[], now: Temporal.Instant): PoolTerms[] {
  const over = ({ recycles_at }: PoolTerms) => recycles_at && Temporal.Instant.compare(recycles_at, now) <= 0;
  return terms
    .filter((one) => !(one.pool.startsWith('stage:') && over(one)))
    .map((one) => (over(one) ? { pool: one.pool, floor: 0, ceiling: null, recycles_at: null } : one));
}
const standingTerms = (pools: readonly PoolStanding[], now: Temporal.Instant): PoolTerms[] =>
  asOf(
    pools.map((one) => (one.recycled_at ? { ...one, recycles_at: one.recycled_at } : one)),
    now,
  );

async function policyTerms(
  tx: Tx,
  { catalog, policy }: Ground,
  ask: PoolSession & { visit_type_id: string; places: number },
): Promise<{ terms: PoolTerms[]; policy_version: number }> {
  const [rules, names] = await Promise.all([policy.currentIn(tx), catalog.view(tx)]);
  const scope = {
    department_id: ask.department_id,
    doctor_id: ask.doctor_id,
    visit_type_id: ask.visit_type_id,
    visit_type_kind: names.visitType(ask.visit_type_id)?.kind,
    day_kind: rules.calendar(ask.date),
  };
  return { terms: poolRowsOf(policyFor(rules.data, scope).pool, ask), policy_version: rules.version };
}

/** Shares out the places of a session that was just made; nothing is written when the policy keeps nothing. */
export async function openPools(
  tx: Tx,
  ground: Ground,
  ask: { session: PoolSession & { visit_type_id: string }; places: number } & Deed,
): Promise<void> {
  const { session, places, ...deed } = ask;
  const { terms: all, policy_version } = await policyTerms(tx, ground, { ...session, places });
  const terms = asOf(all, ask.at);
  if (terms.length === 0) return;
  await setPools(
    tx,
    session.id,
    terms.map((one) => ({ ...one, used: 0, recycled_at: null })),
  );
  await record(tx, poolsSet(session, { why: 'opened', policy_version, terms }, deed));
}

export function poolsService(ground: Ground) {
  /** Terms with what is counted in them; what was recycled and is not kept again stays recycled. */
  function withUse(terms: readonly PoolTerms[], standing: readonly PoolStanding[], used: Used): NewPool[] {
    return terms.map((one) => {
      const before = standing.find(({ pool }) => pool === one.pool);
      const rests = one.floor === 0 && one.ceiling === null;
      return { ...one, used: used.get(one.pool) ?? 0, recycled_at: (rests && before?.recycled_at) || null };
    });
  }
  /** The session's own places: extra ones are shared out to nobody. */
  const placesOf = (slots: readonly SlotStanding[], used: Used) =>
    slots.reduce((sum, slot) => sum + slot.capacity, 0) - (used.get('extra') ?? 0);

  return {
    poolsOf,
    poolSlots: slotsOf,
    duePools,
    sessionsAhead,
    lockSession,
    /** Sets a session's partitions by hand. Its session is locked; `version` is of what was seen. */
    async savePools(
      tx: Tx,
      ask: { session_id: string; version: string; terms: PoolTerms[]; used: Used } & Deed,
    ): Promise<void> {
      const row = found(await sessionOf(tx, ask.session_id));
      if (row.state !== 'open') throw new Refusal('session_closed');
      const standing = await poolsOf(tx, [row.id]);
      if (poolsVersion(standing) !== ask.version) throw new Refusal('version_conflict');
      const places = placesOf(await slotsOf(tx, [row.id], ask.at), ask.used);
      const used = (pool: string) => ask.used.get(pool) ?? 0;
      const faults = poolFaults(ask.terms, { places, now: ask.at, used });
      if (faults.length > 0)
        throw new Refusal(
          'input_invalid',
          {},
          faults.map(({ pool, zh, en }) => ({
            field: pool ? `items.${pool}` : 'items',
            message: `${zh} / ${en}`,
          })),
        );
      await setPools(tx, row.id, withUse(ask.terms, standing, ask.used));
      const { at, actor } = ask;
      await record(tx, poolsSet(row, { why: 'edited', policy_version: null, terms: ask.terms }, { at, actor }));
    },
    /** Lays the policy in force on one session; false when it stands so already. Its session is locked. */
    async applyPolicy(tx: Tx, ask: { session_id: string; used: Used } & Deed): Promise<boolean> {
      const row = await sessionOf(tx, ask.session_id);
      if (row?.state !== 'open') return false;
      const places = placesOf(await slotsOf(tx, [row.id], ask.at), ask.used);
      const { terms: all, policy_version } = await policyTerms(tx, ground, { ...row, places });
      const terms = asOf(all, ask.at).map((one) => ({
        ...one,
        // nobody loses a place: a limit is never below what is taken
        ceiling: one.ceiling === null ? null : Math.max(one.ceiling, ask.used.get(one.pool) ?? 0),
      }));
      const standing = await poolsOf(tx, [row.id]);
      if (poolsVersion(standingTerms(standing, ask.at)) === poolsVersion(terms)) return false;
      await setPools(tx, row.id, withUse(terms, standing, ask.used));
      const { at, actor } = ask;
      await record(tx, poolsSet(row, { why: 'policy', policy_version, terms }, { at, actor }));
      return true;
    },
    /**
     * Gives what a due partition still keeps to everybody, once. Answers how many places that frees and the slots that have
     * some, in the order of time; undefined when another node was first or it is not due any more.
     */
    async recyclePool(tx: Tx, due: DuePool, deed: Deed): Promise<{ freed: number; slots: SlotStanding[] } | undefined> {
      if (!(await lockSession(tx, due.session_id))) return undefined;
      const before = await recyclePool(tx, due, deed.at);
      const row = before && (await sessionOf(tx, due.session_id));
      if (!before || !row) return undefined;
      const slots = await slotsOf(tx, [row.id], deed.at);
      const pools = await poolsOf(tx, [row.id]);
      const kept = Math.max(0, before.floor - before.used);
      const freed = Math.min(kept, freeFor({ channel: '', reserve: null }, { slots, pools }));
      const { floor, used } = before;
      await record(tx, poolRecycled(row, { pool: due.pool, floor, used, freed }, deed));
      return { freed, slots: slots.filter((slot) => slot.takeable && slot.capacity > slot.booked + slot.aside) };
    },
  };
}
