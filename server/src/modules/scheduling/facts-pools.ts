/** Facts of partitions: how a session's places are shared out, and what of it went back to everybody. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { PoolTerms } from './pool-rows.ts';

export interface PoolSession {
  id: string;
  department_id: string;
  doctor_id: string;
  date: string;
}
const session = {
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  date: Type.String(),
};

/** Kind -> schema of its data. */
export const poolFacts = {
  'pool.set': Type.Object({
    ...session,
    /** opened: with its session; edited: by hand; policy: the policy in force was laid on it. */
    why: Type.Union([Type.Literal('opened'), Type.Literal('edited'), Type.Literal('policy')]),
    /** Of the policy it follows; null: set by hand. */
    policy_version: Type.Union([Type.Integer(), Type.Null()]),
    pools: Type.Array(
      Type.Object({
        pool: Type.String(),
        floor: Type.Integer(),
        ceiling: Type.Union([Type.Integer(), Type.Null()]),
        recycles_at: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
  'pool.recycled': Type.Object({
    ...session,
    pool: Type.String(),
    /** What it kept and what was used of it. */
    floor: Type.Integer(),
    used: Type.Integer(),
    /** How many places everybody may take now that could not be taken before. */
    freed: Type.Integer(),
  }),
};

interface Deed {
  at: Temporal.Instant;
  actor: string;
}
const dataOf = (s: PoolSession) => ({
  session_id: s.id,
  department_id: s.department_id,
  doctor_id: s.doctor_id,
  date: s.date,
});

export const poolsSet = (
  s: PoolSession,
  set: { why: 'opened' | 'edited' | 'policy'; policy_version: number | null; terms: readonly PoolTerms[] },
  deed: Deed,
): FactInput => ({
  ...deed,
  kind: 'pool.set',
  subject: `session:${s.id}`,
  data: {
    ...dataOf(s),
    why: set.why,
    policy_version: set.policy_version,
    pools: set.terms.map(({ pool, floor, ceiling, recycles_at }) => ({
      pool,
      floor,
      ceiling,
      recycles_at: recycles_at?.toString() ?? null,
    })),
  },
});

export const poolRecycled = (
  s: PoolSession,
  what: { pool: string; floor: number; used: number; freed: number },
  deed: Deed,
): FactInput => ({ ...deed, kind: 'pool.recycled', subject: `session:${s.id}`, data: { ...dataOf(s), ...what } });
