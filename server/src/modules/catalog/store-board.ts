/** SQL of boards: the board itself, screens that wait to be paired, and signs of life. Keys are kept as SHA-256 only. */
import { createHash } from 'node:crypto';
import type { BoardSignView } from '@menzhen/contract';
import { first, newId, sql, type Tx } from '../../kernel/index.ts';
import type { BoardCardRow, BoardFields, BoardRow } from './tables.ts';

export const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** A door's board serves the department of its room. */
const departments = sql`
  coalesce(
    (select array[r.department_id::text] from room r where r.id = b.room_id),
    (select array_agg(d.department_id::text order by d.department_id) from board_department d where d.board_id = b.id),
    '{}'
  )
`;
const columns = sql`b.id, b.name, b.layout, ${departments} as department_ids, b.room_id, b.speaks, b.notice, b.restart_no`;
const cardColumns = sql`
  ${columns}, b.state, b.key_hash is not null as is_paired, b.paired_at, b.version,
  extract(epoch from now() - s.signed_at)::int as sign_age_seconds, s.sign
`;

export async function insertBoard(tx: Tx, fields: BoardFields, key_hash: Buffer): Promise<string> {
  const id = newId();
  await sql`
    insert into board (id, name, layout, room_id, speaks, notice, key_hash, paired_at)
    values (${id}, ${fields.name}, ${fields.layout}, ${fields.room_id}, ${fields.speaks}, ${fields.notice}, ${key_hash}, now())
  `.execute(tx);
  await putDepartments(tx, id, fields.department_ids);
  return id;
}

export async function putDepartments(tx: Tx, board_id: string, department_ids: readonly string[]): Promise<void> {
  await sql`delete from board_department where board_id = ${board_id}`.execute(tx);
  await sql`
    insert into board_department (board_id, department_id) select ${board_id}::uuid, unnest(${department_ids}::uuid[])
  `.execute(tx);
}

/** How many of these departments and of this room are there and active; they stay so until the commit. */
export async function holdPlaces(tx: Tx, ask: { department_ids: readonly string[]; room_id: string | null }) {
  const { rows: held } = await sql`
    select 1 from department where id = any(${ask.department_ids}::uuid[]) and state = 'active' order by id for share
  `.execute(tx);
  const { rows: rooms } = await sql`
    select 1 from room where id = ${ask.room_id} and state = 'active' for share
  `.execute(tx);
  return { departments: held.length, rooms: rooms.length };
}

/** Boards that a screen may be: those unpaired or disabled are nobody. */
export async function boardByKey(tx: Tx, key: string): Promise<BoardRow | undefined> {
  return first(await sql<BoardRow>`select ${columns} from board b where b.key_hash = ${keyHash(key)}`.execute(tx));
}
export async function boardById(tx: Tx, id: string): Promise<BoardRow | undefined> {
  return first(
    await sql<BoardRow>`select ${columns} from board b where b.id = ${id} and b.key_hash is not null`.execute(tx),
  );
}

/** Takes a board for changing. */
export async function holdBoard(tx: Tx, id: string): Promise<BoardCardRow | undefined> {
  await sql`select 1 from board where id = ${id} for update`.execute(tx);
  return first(
    await sql<BoardCardRow>`
      select ${cardColumns} from board b left join board_sign s on s.board_id = b.id where b.id = ${id}
    `.execute(tx),
  );
}
export async function listBoards(tx: Tx): Promise<BoardCardRow[]> {
  const { rows } = await sql<BoardCardRow>`
    select ${cardColumns} from board b left join board_sign s on s.board_id = b.id order by b.state, b.name, b.id
  `.execute(tx);
  return rows;
}

export async function updateBoard(tx: Tx, id: string, to: BoardFields & { state: BoardCardRow['state'] }) {
  await sql`
    update board set name = ${to.name}, layout = ${to.layout}, room_id = ${to.room_id}, speaks = ${to.speaks},
      notice = ${to.notice}, state = ${to.state}, version = version + 1
    where id = ${id}
  `.execute(tx);
  await putDepartments(tx, id, to.department_ids);
}
/** Gives the board to the screen with this key, or to none; what the screen before it said of itself is forgotten. */
export async function putKey(tx: Tx, id: string, key_hash: Buffer | null): Promise<void> {
  await sql`
    update board set key_hash = ${key_hash}, paired_at = case when ${key_hash}::bytea is null then null else now() end,
      version = version + 1
    where id = ${id}
  `.execute(tx);
  await sql`delete from board_sign where board_id = ${id}`.execute(tx);
}
export async function countRestart(tx: Tx, id: string): Promise<void> {
  await sql`update board set restart_no = restart_no + 1 where id = ${id}`.execute(tx);
}

/** A board that was unpaired a moment ago leaves no sign. */
export async function putSign(tx: Tx, board_id: string, sign: BoardSignView): Promise<void> {
  await sql`
    insert into board_sign (board_id, signed_at, sign)
    select id, now(), ${JSON.stringify(sign)}::jsonb from board where id = ${board_id} and key_hash is not null
    on conflict (board_id) do update set signed_at = excluded.signed_at, sign = excluded.sign
  `.execute(tx);
}

export interface Pairing {
  code: string;
  expires_at: Temporal.Instant;
}
export async function pairingOf(tx: Tx, key_hash: Buffer): Promise<(Pairing & { grows_old: boolean }) | undefined> {
  return first(
    await sql<Pairing & { grows_old: boolean }>`
      select code, expires_at, expires_at < now() + interval '90 seconds' as grows_old
      from board_pairing where key_hash = ${key_hash} and expires_at > now()
    `.execute(tx),
  );
}
export async function prolongPairing(tx: Tx, key_hash: Buffer, seconds: number): Promise<void> {
  await sql`
    update board_pairing set expires_at = now() + make_interval(secs => ${seconds}) where key_hash = ${key_hash}
  `.execute(tx);
}
/** Undefined when the code is another's just now, or the screen asked twice at once. */
export async function insertPairing(
  tx: Tx,
  pairing: { key_hash: Buffer; code: string; seconds: number },
): Promise<Pairing | undefined> {
  return first(
    await sql<Pairing>`
      insert into board_pairing (key_hash, code, expires_at)
      values (${pairing.key_hash}, ${pairing.code}, now() + make_interval(secs => ${pairing.seconds}))
      on conflict do nothing returning code, expires_at
    `.execute(tx),
  );
}
/** Forgets screens that no longer ask; how many still wait. */
export async function sweepPairings(tx: Tx): Promise<number> {
  await sql`delete from board_pairing where expires_at <= now()`.execute(tx);
  return first(await sql<{ n: number }>`select count(*)::int as n from board_pairing`.execute(tx))!.n;
}
/** Takes the screen that shows this code; of two who type it at once, one. */
export async function takePairing(tx: Tx, code: string): Promise<Buffer | undefined> {
  const taken = await sql<{ key_hash: Buffer }>`
    delete from board_pairing where code = ${code} and expires_at > now() returning key_hash
  `.execute(tx);
  return first(taken)?.key_hash;
}
