/** Who is behind a session: asked by the kernel at most every few seconds a session. */
import type { MeView } from '@menzhen/contract';
import { type Actor, type Db, type HolderLookup, Lane, type Tx } from '../../kernel/index.ts';
import type { Boards } from './ports.ts';
import { maskPhone } from './rules/masks.ts';
import type { PeopleGround } from './service/ground.ts';
import { existingAccounts, loadAccount, openPhone } from './store/accounts.ts';
import { staffById } from './store/staff.ts';

/** Undefined when the account is gone, the member disabled, the board taken away: the session then counts as over. */
export function holderLookup(db: Db, boards: Boards): HolderLookup {
  // a rush is many accounts at once: those that arrive together are asked for together
  const accounts = new Lane<string, boolean>({
    most: 256,
    onlyOncePer: (id) => id,
    async work(ids) {
      const there = new Set(await existingAccounts(db.kysely, ids));
      return ids.map((id) => there.has(id));
    },
  });
  return async (kind, id) => {
    if (kind === 'patient') return (await accounts.ask(id)) ? { kind, id, name: null } : undefined;
    if (kind === 'board') {
      const board = await boards.byId(db.kysely, id);
      return board && { kind, id, name: board.name };
    }
    const staff = await staffById(db.kysely, id);
    if (staff?.state !== 'active') return undefined;
    return { kind, id, name: staff.name, roles: staff.roles, doctor_id: staff.doctor_id };
  };
}

type Holder = Pick<Actor, 'kind' | 'id' | 'expires_at'>;

/** @throws Error for a holder who is not there; callers have just found them */
export async function meView(ground: PeopleGround, tx: Tx, holder: Holder): Promise<MeView> {
  const nothing = { name: null, phone_masked: null, roles: [], doctor_id: null, totp_enabled: false };
  const me = { ...nothing, kind: holder.kind, id: holder.id, session_expires_at: holder.expires_at.toString() };
  if (holder.kind === 'patient') {
    const phone = openPhone(ground.secrets, await loadAccount(tx, holder.id));
    return { ...me, phone_masked: phone ? maskPhone(phone) : null };
  }
  if (holder.kind === 'board') return { ...me, name: (await ground.boards.byId(tx, holder.id))?.name ?? null };
  const staff = await staffById(tx, holder.id);
  if (!staff) throw new Error('the holder of this session is gone');
  const { name, roles, doctor_id } = staff;
  return { ...me, name, roles, doctor_id, totp_enabled: staff.totp_sealed !== null };
}
