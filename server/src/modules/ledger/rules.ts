/** Which accounts money moves between. Pure; amounts in fen. The chart itself is data (`ledger_account`). */
import type { Account, Leg, LegTags } from './tables.ts';

/** Where money of a channel stands until it has reached the bank. */
const STANDS_IN: Readonly<Record<string, Account>> = {
  wechat: 'channel_wechat',
  alipay: 'channel_alipay',
  cash: 'cash',
  card: 'card_terminal',
  insurance: 'insurance_fund',
};
const EARNED_AS: Readonly<Record<string, Account>> = {
  registration: 'income_registration',
  consultation: 'income_consultation',
};

/** @throws Error a channel that takes no money */
export function moneyAccount(channel: string): Account {
  const account = STANDS_IN[channel];
  if (!account) throw new Error(`the channel ${channel} has no account`);
  return account;
}

/** A part that the chart does not know yet is income all the same, and stands out under `other_income`. */
export const incomeAccount = (part: string): Account => EARNED_AS[part] ?? 'other_income';

export interface PartAmount {
  kind: string;
  amount_fen: number;
}
type Move = { channel: string; parts: readonly PartAmount[]; tags?: LegTags };

/** One leg for every part that is not zero. */
function legsOf({ channel, parts, tags }: Move, sides: (part: string) => Pick<Leg, 'debit' | 'credit'>): Leg[] {
  return parts
    .filter(({ amount_fen }) => amount_fen > 0)
    .map(({ kind, amount_fen }) => ({ ...tags, ...sides(kind), amount_fen, channel, part: kind }));
}

/** A payment came in: the channel owes it to us, and it is income by its parts. */
export const capturedLegs = (move: Move): Leg[] =>
  legsOf(move, (part) => ({ debit: moneyAccount(move.channel), credit: incomeAccount(part) }));

/** Money promised back is income no more; it is owed to the payer until it has left. */
export const promisedLegs = (move: Move): Leg[] =>
  legsOf(move, (part) => ({ debit: incomeAccount(part), credit: 'refunds_owed' }));

export const paidBackLegs = (move: Move): Leg[] =>
  legsOf(move, () => ({ debit: 'refunds_owed', credit: moneyAccount(move.channel) }));
