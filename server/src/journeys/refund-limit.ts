/** When a refund by the staff needs a second person: as the rules in force say. */
import type { Policies } from '../modules/policy/index.ts';

export interface RefundLimitGround {
  policy: Pick<Policies, 'current'>;
}

/** What the staff may give back of an order, in fen, by one person's word. */
export async function twoPersonAboveFen({ policy }: RefundLimitGround): Promise<number> {
  const { data } = await policy.current();
  return data.refund.two_person_above_fen;
}
