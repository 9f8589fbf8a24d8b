/** Why a policy cannot be published: clauses that contradict one another or what binds every hospital. */
import type { Policy } from '../policy.ts';
import type { Clause } from './clause.ts';
import { type Known, overrideClauses } from './overrides.ts';
import { gateClauses, limitClauses, payClauses, penaltiesClauses, queueClauses } from './people.ts';
import { afterwardsClauses, poolClauses, waitlistClauses } from './places.ts';
import { cancelClauses, checkInClauses, collectClauses, cutOffClauses, horizonClauses, hoursClauses } from './times.ts';

export type { Clause } from './clause.ts';
export type { Known } from './overrides.ts';

const checks: ((policy: Policy) => Clause[])[] = [
  horizonClauses,
  hoursClauses,
  cutOffClauses,
  gateClauses,
  limitClauses,
  payClauses,
  cancelClauses,
  collectClauses,
  checkInClauses,
  queueClauses,
  penaltiesClauses,
  poolClauses,
  waitlistClauses,
  afterwardsClauses,
];
const clausesOf = (policy: Policy): Clause[] => checks.flatMap((check) => check(policy));
const sectionOf = (path: string): string => path.split('.')[0] ?? path;

/** What an exception breaks in the sections it sets, with the hospital's own rules around it. */
function exceptionClauses(policy: Policy): Clause[] {
  return policy.overrides.flatMap(({ set }, n) =>
    clausesOf({ ...policy, ...set })
      .filter(({ path }) => sectionOf(path) in set)
      .map((clause) => ({ ...clause, path: `overrides.${n}.set.${clause.path}` })),
  );
}

/** Every clause that cannot stand, in the order of the rules; empty: it may be published. */
export const contradictionsOf = (policy: Policy, known: Known = {}): Clause[] => [
  ...clausesOf(policy),
  ...exceptionClauses(policy),
  ...overrideClauses(policy, known),
];
