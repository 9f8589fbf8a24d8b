/** The facts of drawers: who answers for which cash, and how the count came out. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { DrawerRow, MoveRow } from './tables.ts';

const whole = Type.Integer();
const DrawerData = Type.Object({ drawer_id: Type.String(), cashier: Type.String(), place: Type.String() });
const Opened = Type.Object({ ...DrawerData.properties, opening_fen: whole });
const Moved = Type.Object({ ...DrawerData.properties, direction: Type.String(), amount_fen: whole });
const Closed = Type.Object({
  ...DrawerData.properties,
  expected_fen: whole,
  counted_fen: whole,
  difference_fen: whole,
});

/** Kind -> schema of its data. */
export const drawerFacts = { 'drawer.opened': Opened, 'drawer.moved': Moved, 'drawer.closed': Closed } as const;

export interface Deed {
  at: Temporal.Instant;
  /** As facts name the actor: `staff:…`. */
  actor: string;
}

const subjectOf = (drawer: DrawerRow) => `drawer:${drawer.id}`;
const dataOf = ({ id, cashier, place }: DrawerRow) => ({ drawer_id: id, cashier, place });

export function factOfOpening(drawer: DrawerRow, deed: Deed): FactInput {
  const data: Static<typeof Opened> = { ...dataOf(drawer), opening_fen: drawer.opening_fen };
  return { ...deed, kind: 'drawer.opened', subject: subjectOf(drawer), data };
}

export function factOfMove(drawer: DrawerRow, { direction, amount_fen }: MoveRow, deed: Deed): FactInput {
  const data: Static<typeof Moved> = { ...dataOf(drawer), direction, amount_fen };
  return { ...deed, kind: 'drawer.moved', subject: subjectOf(drawer), data };
}

export function factOfClosing(drawer: DrawerRow, deed: Deed): FactInput {
  const data: Static<typeof Closed> = {
    ...dataOf(drawer),
    expected_fen: drawer.expected_fen!,
    counted_fen: drawer.counted_fen!,
    difference_fen: drawer.difference_fen!,
  };
  return { ...deed, kind: 'drawer.closed', subject: subjectOf(drawer), data };
}
