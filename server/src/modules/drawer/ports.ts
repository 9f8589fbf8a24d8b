/** What the drawer needs of the rooms before it. */
import type { Tx } from '../../kernel/index.ts';
import type { Ledger } from '../ledger/index.ts';

export interface DrawerNeeds {
  ledger: Pick<Ledger, 'post' | 'cashOfDrawer' | 'cashOfDrawers'>;
  /** Names by staff id. */
  staffNames: (tx: Tx, ids: readonly string[]) => Promise<Map<string, string>>;
}
