/** A drawer as the window and finance see it. */
import type { DrawerView } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import type { DrawerNeeds } from './ports.ts';
import { movesOf } from './store.ts';
import type { DrawerRow, MoveRow } from './tables.ts';

type Cash = Awaited<ReturnType<DrawerNeeds['ledger']['cashOfDrawers']>>;

const moveView = ({ direction, amount_fen, reason, at }: MoveRow) => ({
  direction,
  amount_fen,
  reason,
  at: at.toString(),
});

function viewOf(row: DrawerRow, cash: Cash, moves: MoveRow[], names: Map<string, string>): DrawerView {
  const sum = (kinds?: readonly string[]) =>
    cash.reduce((total, line) => (!kinds || kinds.includes(line.kind) ? total + line.amount_fen : total), 0);
  return {
    id: row.id,
    cashier_id: row.cashier,
    cashier_name: names.get(row.cashier) ?? '',
    place: row.place,
    state: row.state,
    opening_fen: row.opening_fen,
    opened_at: row.opened_at.toString(),
    taken_fen: sum(['captured']),
    handed_back_fen: -sum(['refund_paid']),
    expected_fen: row.expected_fen ?? sum(),
    moves: moves.map(moveView),
    closed_at: row.closed_at?.toString() ?? null,
    closed_by_name: row.closed_by && (names.get(row.closed_by) ?? ''),
    counted_fen: row.counted_fen,
    difference_fen: row.difference_fen,
    count: row.count ?? [],
    note: row.note,
  };
}

export async function drawerViews(needs: DrawerNeeds, tx: Tx, rows: readonly DrawerRow[]): Promise<DrawerView[]> {
  const ids = rows.map((row) => row.id);
  const people = [...new Set(rows.flatMap((row) => [row.cashier, ...(row.closed_by ? [row.closed_by] : [])]))];
  const [cash, moves, names] = [
    await needs.ledger.cashOfDrawers(tx, ids),
    await movesOf(tx, ids),
    await needs.staffNames(tx, people),
  ];
  return rows.map((row) =>
    viewOf(
      row,
      cash.filter((line) => line.drawer_id === row.id),
      moves.filter((move) => move.drawer_id === row.id),
      names,
    ),
  );
}
