/** SQL of drawers. Writes are compare-and-set; a drawer is locked before the cash in it is read or moved. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import { drawerTransitions } from './rules.ts';
import type { DrawerRow, MoveRow } from './tables.ts';

/** Undefined: this cashier has an open one. */
export async function insertDrawer(
  tx: Tx,
  drawer: Pick<DrawerRow, 'id' | 'cashier' | 'place' | 'opening_fen' | 'opened_at'>,
): Promise<DrawerRow | undefined> {
  return first(
    await sql<DrawerRow>`
      insert into drawer (id, cashier, place, state, opening_fen, opened_at)
      values (${drawer.id}, ${drawer.cashier}, ${drawer.place}, 'open', ${drawer.opening_fen}, ${drawer.opened_at})
      on conflict (cashier) where state = 'open' do nothing
      returning *
    `.execute(tx),
  );
}

export async function openDrawerOf(tx: Tx, cashier: string): Promise<DrawerRow | undefined> {
  return first(await sql<DrawerRow>`select * from drawer where cashier = ${cashier} and state = 'open'`.execute(tx));
}

export async function lockOpenDrawerOf(tx: Tx, cashier: string): Promise<DrawerRow | undefined> {
  return first(
    await sql<DrawerRow>`select * from drawer where cashier = ${cashier} and state = 'open' for update`.execute(tx),
  );
}

export async function lockDrawer(tx: Tx, id: string): Promise<DrawerRow | undefined> {
  return first(await sql<DrawerRow>`select * from drawer where id = ${id} for update`.execute(tx));
}

export async function closeDrawer(
  tx: Tx,
  ask: Required<
    Pick<DrawerRow, 'id' | 'closed_at' | 'closed_by' | 'expected_fen' | 'counted_fen' | 'difference_fen' | 'note'>
  > & { count: DrawerRow['count'] },
): Promise<DrawerRow | undefined> {
  return first(
    await sql<DrawerRow>`
      update drawer set state = 'closed', closed_at = ${ask.closed_at}, closed_by = ${ask.closed_by},
        expected_fen = ${ask.expected_fen}, counted_fen = ${ask.counted_fen}, difference_fen = ${ask.difference_fen},
        count = ${JSON.stringify(ask.count)}::jsonb, note = ${ask.note}
      where id = ${ask.id} and state = any(${sourcesOf(drawerTransitions, 'closed')})
      returning *
    `.execute(tx),
  );
}

export async function insertMove(tx: Tx, move: MoveRow): Promise<void> {
  await sql`
    insert into drawer_move (id, drawer_id, direction, amount_fen, reason, actor, at)
    values (${move.id}, ${move.drawer_id}, ${move.direction}, ${move.amount_fen}, ${move.reason}, ${move.actor}, ${move.at})
  `.execute(tx);
}

export async function movesOf(tx: Tx, drawer_ids: readonly string[]): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select * from drawer_move where drawer_id = any(${drawer_ids}::uuid[]) order by at, id
  `.execute(tx);
  return rows;
}

export interface DrawerListAsk {
  /** Opened or closed in this time, or open still. */
  from: Temporal.Instant | null;
  until: Temporal.Instant | null;
  only: 'open' | 'different' | null;
  before: [string, string] | null;
  limit: number;
}

/** Newest first. */
export async function listDrawers(tx: Tx, ask: DrawerListAsk): Promise<DrawerRow[]> {
  const { rows } = await sql<DrawerRow>`
    select * from drawer
    where (${ask.from}::timestamptz is null
        or (opened_at < ${ask.until}::timestamptz and coalesce(closed_at, 'infinity') >= ${ask.from}::timestamptz))
      and (${ask.only}::text is distinct from 'open' or state = 'open')
      and (${ask.only}::text is distinct from 'different' or difference_fen <> 0)
      and (${ask.before?.[0] ?? null}::timestamptz is null
        or (opened_at, id) < (${ask.before?.[0] ?? null}::timestamptz, ${ask.before?.[1] ?? null}::uuid))
    order by opened_at desc, id desc
    limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** Drawers opened before `until` whose cash nobody has counted yet. */
export async function uncounted(tx: Tx, until: Temporal.Instant): Promise<DrawerRow[]> {
  const { rows } = await sql<DrawerRow>`
    select * from drawer where state = 'open' and opened_at < ${until} order by opened_at, id
  `.execute(tx);
  return rows;
}
