/** How a drawer's cash stands in the ledger: floats against the safe, what a count found against cash over and short. */
import type { Tx } from '../../kernel/index.ts';
import type { Deed } from './facts.ts';
import type { DrawerNeeds } from './ports.ts';
import type { DrawerRow } from './tables.ts';

type Ledger = DrawerNeeds['ledger'];

const tagsOf = (drawer: DrawerRow) => ({ drawer_id: drawer.id, cashier: `staff:${drawer.cashier}` });

/** `amount_fen` into the drawer from the safe; negative: back to the safe. Nothing is posted for 0. */
export async function postFloat(
  ledger: Ledger,
  tx: Tx,
  ask: Deed & { drawer: DrawerRow; amount_fen: number; source: string; note?: string },
): Promise<void> {
  const { at, actor, source, note = '', drawer, amount_fen } = ask;
  if (amount_fen === 0) return;
  const accounts =
    amount_fen > 0 ? ({ debit: 'cash', credit: 'bank' } as const) : ({ debit: 'bank', credit: 'cash' } as const);
  const leg = { ...accounts, amount_fen: Math.abs(amount_fen), ...tagsOf(drawer) };
  await ledger.post(tx, { kind: 'drawer_float', source, at, actor, note, legs: [leg] });
}

export async function postClosing(ledger: Ledger, tx: Tx, closed: DrawerRow, deed: Deed): Promise<void> {
  const { difference_fen, counted_fen, note } = closed;
  if (difference_fen) {
    const accounts =
      difference_fen > 0
        ? ({ debit: 'cash', credit: 'cash_over_short' } as const)
        : ({ debit: 'cash_over_short', credit: 'cash' } as const);
    const leg = { ...accounts, amount_fen: Math.abs(difference_fen), ...tagsOf(closed) };
    const source = `drawer:${closed.id}`;
    await ledger.post(tx, { ...deed, kind: 'drawer_difference', source, note: note ?? '', legs: [leg] });
  }
  await postFloat(ledger, tx, {
    ...deed,
    drawer: closed,
    amount_fen: -counted_fen!,
    source: `drawer_closing:${closed.id}`,
  });
}
