/** Boards on a real database: pairing by code, changing, letting go; twice, late and in between. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BoardSignView } from '@menzhen/contract';
import { inTransaction, openDb, sql, type Tx } from '../../kernel/index.ts';
import { freshDatabase } from '../../../../checks/kit/postgres.ts';
import { isOnline } from './rules-board.ts';
import * as catalog from './service.ts';
import * as boards from './service-board.ts';
import { boardByKey, boardById, listBoards } from './store-board.ts';

const acting = { now: Temporal.Instant.from('2026-11-23T01:00:00Z'), actor: 'staff:test' };
let database: Awaited<ReturnType<typeof freshDatabase>>;
let db: ReturnType<typeof openDb>;
let department_ids: string[];
let room_id: string;
const ended: string[] = [];
const endSessions = async (_tx: Tx, id: string) => void ended.push(id);
const within = <T>(story: (tx: Tx) => Promise<T>) => inTransaction(db, story);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(database.url);
  await within(async (tx) => {
    const campus = await catalog.addCampus(tx, { name: '本部', name_en: 'Main', address: '' });
    const fields = { parent_id: null, intro: '', keywords: [], sex_gate: null, location: '' };
    const ages = { age_from_years: null, age_to_years: null };
    const one = await catalog.addDepartment(tx, acting, { ...fields, ...ages, name: '全科', name_en: 'General' });
    const two = await catalog.addDepartment(tx, acting, { ...fields, ...ages, name: '眼科', name_en: 'Eyes' });
    const room = { campus_id: campus.id, department_id: one.id, name: '1 诊室', floor: '1' };
    department_ids = [one.id, two.id];
    room_id = (await catalog.addRoom(tx, acting, room)).id;
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => void ended.splice(0));

let screens = 0;
async function newScreen(): Promise<{ key: string; code: string }> {
  screens += 1;
  const key = `screen-${String(screens).padStart(30, '0')}`;
  const { code } = await within((tx) => boards.askForPairing(tx, key));
  return { key, code: code! };
}
const hall = (code: string) => ({
  code,
  name: '一楼大厅',
  layout: 'hall' as const,
  department_ids,
  room_id: null,
  speaks: true,
  notice: '',
});
const pair = (code: string, change = {}) => within((tx) => boards.pairBoard(tx, acting, { ...hall(code), ...change }));

describe('pairing', () => {
  test('a screen shows one code however often it asks; typed once, the screen is the board and hears so', async () => {
    const { key, code } = await newScreen();
    expect(await within((tx) => boards.askForPairing(tx, key))).toMatchObject({ state: 'waiting', code });
    const board = await pair(code);
    expect(board).toMatchObject({ name: '一楼大厅', is_paired: true, version: 1, sign: null });
    expect(await within((tx) => boards.askForPairing(tx, key))).toMatchObject({ state: 'paired', code: null });
    expect(await boardByKey(db.kysely, key)).toMatchObject({ id: board.id, layout: 'hall' });
    await expect(pair(code)).rejects.toMatchObject({ code: 'pairing_code_wrong' });
  });

  test('of two who type the same code at once, one has the board', async () => {
    const { code } = await newScreen();
    const tries = await Promise.allSettled([pair(code), pair(code), pair(code)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a code that no screen has asked for lately counts no more, and its screen gets another', async () => {
    const { key, code } = await newScreen();
    await sql`update board_pairing set expires_at = now() - interval '1 second' where code = ${code}`.execute(
      db.kysely,
    );
    await expect(pair(code)).rejects.toMatchObject({ code: 'pairing_code_wrong' });
    const again = await within((tx) => boards.askForPairing(tx, key));
    expect(again.code).not.toBe(code);
  });

  test('what a layout needs is asked for, and a refusal uses up no code', async () => {
    const { code } = await newScreen();
    await expect(pair(code, { layout: 'door' })).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(pair(code, { department_ids: [] })).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(pair(code, { department_ids: [room_id] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(pair(code, { name: '  ' })).rejects.toMatchObject({ code: 'input_invalid' });
    const door = await pair(code, { layout: 'door', department_ids: [], room_id });
    expect(door).toMatchObject({ room_id, department_ids: [department_ids[0]] });
  });
});

const sign: BoardSignView = {
  page_version: 'abc',
  screen_width_px: 1920,
  screen_height_px: 1080,
  sound: 'on',
  layout: 'hall',
  call_number: null,
  call_room_name: null,
  state_at: null,
};

describe('a board’s life', () => {
  test('unpaired, it is nobody at once; again, nothing more happens; another screen takes its place', async () => {
    const { key, code } = await newScreen();
    const { id } = await pair(code);
    const ask = { ...acting, id, endSessions };
    expect(await within((tx) => boards.unpairBoard(tx, ask))).toMatchObject({ is_paired: false, paired_at: null });
    await within((tx) => boards.unpairBoard(tx, ask));
    expect(ended).toEqual([id]);
    expect(await boardByKey(db.kysely, key)).toBeUndefined();
    expect(await boardById(db.kysely, id)).toBeUndefined();
    await boards.giveSign(db.kysely, id, sign);
    const spare = await newScreen();
    const again = await within((tx) => boards.pairAgain(tx, ask, spare.code));
    expect(again).toMatchObject({ id, is_paired: true, name: '一楼大厅', sign: null });
    expect(await boardByKey(db.kysely, spare.key)).toMatchObject({ id });
  });

  test('a change names the version it saw; one that a screen is cannot be disabled', async () => {
    const { code } = await newScreen();
    const { id, version } = await pair(code);
    const change = (given: object) => within((tx) => boards.changeBoard(tx, { ...acting, id }, { version, ...given }));
    await expect(change({ state: 'disabled' })).rejects.toMatchObject({ code: 'board_paired' });
    const door = await change({ layout: 'door', room_id });
    expect(door).toMatchObject({ layout: 'door', room_id, version: version + 1 });
    await expect(change({ name: '晚了' })).rejects.toMatchObject({ code: 'version_conflict' });
    const back = await within((tx) =>
      boards.changeBoard(tx, { ...acting, id }, { version: door.version, layout: 'hall', department_ids }),
    );
    expect(back).toMatchObject({ layout: 'hall', room_id: null });
  });

  test('its last sign is kept, with its age by the machine’s clock', async () => {
    const { code } = await newScreen();
    const { id } = await pair(code);
    await boards.giveSign(db.kysely, id, sign);
    await boards.giveSign(db.kysely, id, { ...sign, sound: 'off' });
    const row = (await listBoards(db.kysely)).find((board) => board.id === id)!;
    expect(row.sign).toEqual({ ...sign, sound: 'off' });
    expect(isOnline(row.sign_age_seconds)).toBe(true);
  });

  test('every turn has its fact', async () => {
    const { rows } = await sql<{
      kind: string;
    }>`select distinct kind from fact where kind like 'board.%' order by 1`.execute(db.kysely);
    expect(rows.map(({ kind }) => kind)).toEqual(['board.changed', 'board.paired', 'board.unpaired']);
  });
});
