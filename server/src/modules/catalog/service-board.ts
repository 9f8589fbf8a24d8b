/** Taking in boards, changing them, letting them go; and what they say of themselves. */
import { randomBytes } from 'node:crypto';
import type { BoardSignView } from '@menzhen/contract';
import { found, Refusal, record, type Tx, violated } from '../../kernel/index.ts';
import { boardFact } from './facts.ts';
import { codeOf, placingFault } from './rules-board.ts';
import { type Acting, tidied } from './service.ts';
import * as store from './store-board.ts';
import type { BoardCardRow, BoardFields } from './tables.ts';

/** A code counts as long as its screen shows it: the screen asks every few seconds, and each asking prolongs it. */
const CODE_SECONDS = 120;
/** More screens than these never wait at once; somebody is filling the table. */
const MOST_WAITING = 200;

export type EndSessions = (tx: Tx, board_id: string) => Promise<void>;
export type BoardAsk = Acting & { id: string; endSessions: EndSessions };

/**
 * A new screen asks: its code, or that it has been paired. Asking again changes nothing but the code's time.
 * @throws Refusal too_many_requests when hundreds of screens wait already
 */
export async function askForPairing(
  tx: Tx,
  key: string,
): Promise<{ state: 'waiting' | 'paired'; code: string | null; expires_at: string | null }> {
  if (await store.boardByKey(tx, key)) return { state: 'paired', code: null, expires_at: null };
  const key_hash = store.keyHash(key);
  const before = await store.pairingOf(tx, key_hash);
  if (before?.grows_old) await store.prolongPairing(tx, key_hash, CODE_SECONDS);
  const { code, expires_at } = before ?? (await newPairing(tx, key_hash));
  return { state: 'waiting', code, expires_at: expires_at.toString() };
}

async function newPairing(tx: Tx, key_hash: Buffer): Promise<store.Pairing> {
  if ((await store.sweepPairings(tx)) >= MOST_WAITING)
    throw new Refusal('too_many_requests', { seconds: CODE_SECONDS });
  const pairing = { key_hash, code: codeOf(randomBytes(6)), seconds: CODE_SECONDS };
  const made = (await store.insertPairing(tx, pairing)) ?? (await store.pairingOf(tx, key_hash));
  // one of a thousand million codes was another's: the screen asks again in a moment
  if (!made) throw new Refusal('too_many_requests', { seconds: 3 });
  return made;
}

async function take(tx: Tx, code: string): Promise<Buffer> {
  const key_hash = await store.takePairing(tx, code);
  if (!key_hash) throw new Refusal('pairing_code_wrong');
  return key_hash;
}
/** The key was paired by somebody else between its asking and this. */
function asRefusal(error: unknown): never {
  if (violated(error) === 'board_key_unique') throw new Refusal('pairing_code_wrong');
  throw error;
}

/** Tidy words, and departments and a room that are there; a door has its department by its room. */
async function placed<T extends BoardFields>(tx: Tx, given: T): Promise<T> {
  const fields = tidied({
    ...given,
    department_ids: given.layout === 'door' ? [] : [...new Set(given.department_ids)],
  });
  const fault = placingFault(fields);
  if (fault) throw new Refusal('input_invalid', {}, [fault]);
  const held = await store.holdPlaces(tx, fields);
  if (held.departments < fields.department_ids.length || held.rooms < (fields.room_id ? 1 : 0))
    throw new Refusal('not_found');
  return fields;
}

async function told(tx: Tx, ask: Acting, turn: 'paired' | 'changed' | 'unpaired' | 'restarted', id: string) {
  const board = found(await store.holdBoard(tx, id));
  await record(tx, boardFact(ask, turn, board));
  return board;
}

/** @throws Refusal pairing_code_wrong, input_invalid, not_found (a department or room) */
export async function pairBoard(tx: Tx, acting: Acting, given: BoardFields & { code: string }): Promise<BoardCardRow> {
  const { code, ...fields } = given;
  const key_hash = await take(tx, code);
  const id = await store.insertBoard(tx, await placed(tx, fields), key_hash).catch(asRefusal);
  return told(tx, acting, 'paired', id);
}

/** Another screen in a board's place; the one before it shows nothing more. */
export async function pairAgain(tx: Tx, ask: BoardAsk, code: string): Promise<BoardCardRow> {
  const board = found(await store.holdBoard(tx, ask.id));
  if (board.state === 'disabled') throw new Refusal('not_found');
  await store.putKey(tx, ask.id, await take(tx, code)).catch(asRefusal);
  await ask.endSessions(tx, ask.id);
  return told(tx, ask, 'paired', ask.id);
}

type Change = Partial<BoardFields> & { version: number; state?: BoardCardRow['state'] };
/** @throws Refusal version_conflict, board_paired (disabling one that a screen still is), input_invalid, not_found */
export async function changeBoard(tx: Tx, ask: Acting & { id: string }, given: Change): Promise<BoardCardRow> {
  const board = found(await store.holdBoard(tx, ask.id));
  const { version, ...change } = given;
  if (board.version !== version) throw new Refusal('version_conflict');
  const to = { ...board, ...change };
  if (to.state === 'disabled' && board.is_paired) throw new Refusal('board_paired');
  // a board that leaves a door leaves its room too, unless told otherwise
  const room_id = to.layout === 'door' || change.room_id !== undefined ? to.room_id : null;
  await store.updateBoard(tx, ask.id, await placed(tx, { ...to, room_id }));
  return told(tx, ask, 'changed', ask.id);
}

/** The screen shows nothing more at once and its key is void. Of a board without a screen: nothing to do. */
export async function unpairBoard(tx: Tx, ask: BoardAsk): Promise<BoardCardRow> {
  const board = found(await store.holdBoard(tx, ask.id));
  if (!board.is_paired) return board;
  await store.putKey(tx, ask.id, null);
  await ask.endSessions(tx, ask.id);
  return told(tx, ask, 'unpaired', ask.id);
}

export async function restartBoard(tx: Tx, ask: Acting & { id: string }): Promise<BoardCardRow> {
  await store.countRestart(tx, ask.id);
  return told(tx, ask, 'restarted', ask.id);
}

export const giveSign = (tx: Tx, board_id: string, sign: BoardSignView): Promise<void> =>
  store.putSign(tx, board_id, sign);

/** A board and the key it signs in with, without a code: the demo hospital and tests. The key is told once. */
export async function addBoard(
  tx: Tx,
  given: Partial<BoardFields> & { name: string; key?: string },
): Promise<{ id: string; key: string }> {
  const key = given.key ?? randomBytes(24).toString('base64url');
  const usual: Omit<BoardFields, 'name'> = {
    layout: 'hall',
    department_ids: [],
    room_id: null,
    speaks: true,
    notice: '',
  };
  const fields = await placed(tx, { ...usual, ...given });
  return { id: await store.insertBoard(tx, fields, store.keyHash(key)), key };
}

export { listBoards } from './store-board.ts';
