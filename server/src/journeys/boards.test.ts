/** A screen's life over HTTP: paired by its code, its layout, its signs, and the moment it is unpaired. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let room: Clinic['doctors'][0];
beforeAll(async () => {
  clinic = await openClinic();
  clinic.moveTo('08:00');
  [room] = clinic.doctors as [Clinic['doctors'][0]];
});
afterAll(() => clinic.close());

const newKey = () => randomBytes(32).toString('base64url');
const ask = (key: string) => clinic.call('', 'boardPairingAsk', { body: { key } });
const pair = (body: object) => clinic.call(clinic.administrator, 'boardPair', { body });
const usual = () => ({
  name: '二楼大厅',
  layout: 'hall',
  department_ids: [clinic.department_id],
  room_id: null,
  speaks: true,
  notice: '',
});
const signIn = async (key: string) => (await clinic.call('', 'signInBoard', { body: { key } })).body;

/** A new screen, paired as told and signed in. */
async function screen(fields: object = {}) {
  const key = newKey();
  const { code } = (await ask(key)).body;
  const board = (await pair({ ...usual(), ...fields, code })).body;
  return { key, board, token: (await signIn(key)).token as string };
}
const shows = async (token: string) => (await clinic.call(token, 'boardState')).body;

test('a screen asks, an administrator types its code, and it is the board; before that it is nobody', async () => {
  const key = newKey();
  const asked = await ask(key);
  expect(asked).toMatchObject({ status: 200, body: { state: 'waiting', code: expect.stringMatching(/^\w{6}$/) } });
  expect(await signIn(key)).toMatchObject({ code: 'credentials_wrong' });
  const { status, body } = await pair({ ...usual(), code: asked.body.code, notice: '请勿插队' });
  expect([status, body]).toMatchObject([201, { name: '二楼大厅', is_paired: true, is_online: false, sign: null }]);
  expect((await ask(key)).body).toEqual({ state: 'paired', code: null, expires_at: null });
  const { token } = await signIn(key);
  expect(await shows(token)).toMatchObject({ board_id: body.id, layout: 'hall', notices: ['请勿插队'] });
});

test('only an administrator may pair, see or unpair', async () => {
  const { board } = await screen();
  for (const token of [clinic.nurse, clinic.clerk, clinic.board.token]) {
    expect((await clinic.call(token, 'boardList')).status).toBe(403);
    expect((await clinic.call(token, 'boardUnpair', { id: board.id })).status).toBe(403);
  }
});

test.each([
  ['a code that no screen shows', { code: 'ZZZZZZ' }, 422, 'pairing_code_wrong'],
  ['a code with letters that no code has', { code: 'O0O0O0' }, 400, 'input_invalid'],
  ['a department that is not there', { department_ids: ['01920000-0000-7000-8000-000000000000'] }, 404, 'not_found'],
  ['a door without a room', { layout: 'door', department_ids: [] }, 400, 'input_invalid'],
  ['a layout that there is not', { layout: 'cinema' }, 400, 'input_invalid'],
])('%s', async (_name, change, status, code) => {
  const shown = (await ask(newKey())).body.code;
  const answer = await pair({ ...usual(), code: shown, ...change });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test('a board says how it is, and is offline when it says nothing', async () => {
  const { token, board } = await screen();
  const said = {
    page_version: 'x1',
    screen_width_px: 1920,
    screen_height_px: 1080,
    sound: 'needs_touch',
    layout: 'hall',
    call_number: null,
    call_room_name: null,
    state_at: null,
  };
  expect((await clinic.call(token, 'boardSign', { body: said })).body).toEqual({ done: true });
  const { items } = (await clinic.call(clinic.administrator, 'boardList')).body;
  expect(items.find((one: { id: string }) => one.id === board.id)).toMatchObject({ is_online: true, sign: said });
  expect(items.find((one: { id: string }) => one.id === clinic.board.id)).toMatchObject({ is_online: false });
});

describe('what a board shows', () => {
  test('a door shows its own room only; who may get ready is said after the call', async () => {
    const door = await screen({ layout: 'door', department_ids: [], room_id: room.room_id, speaks: false });
    const [first, second] = [await clinic.book(room.slot_id), await clinic.book(room.slot_id)];
    for (const one of [first, second]) await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id: one.id });
    const { body: called } = await clinic.call(room.token, 'callNext', { id: room.room_id });
    const state = await shows(door.token);
    expect(state).toMatchObject({
      layout: 'door',
      speaks: false,
      calls: [{ ticket_number: called.number, call_no: 1 }],
    });
    expect(state.rooms).toMatchObject([{ room_id: room.room_id, state: 'calling', next: [{ prepare: true }] }]);
    expect(state.calls[0].speak_prepare).toBe(`请 ${state.rooms[0].next[0].ticket_number} 号 李*明 准备`);

    await clinic.call(room.token, 'ticketUndo', { id: called.id });
    expect(await shows(door.token)).toMatchObject({ calls: [], rooms: [{ state: 'idle', ticket_number: null }] });
    await clinic.call(room.token, 'ticketCall', { id: called.id });
    expect((await shows(door.token)).calls[0]).toMatchObject({
      call_no: 2,
      speak_prepare: expect.stringContaining('准备'),
    });

    await clinic.call(room.token, 'ticketRecall', { id: called.id });
    const [again] = (await shows(door.token)).calls;
    expect(again).toMatchObject({ call_no: 3, speak_prepare: null });

    await clinic.call(room.token, 'ticketPass', { id: called.id });
    expect((await shows(door.token)).rooms[0].passed).toMatchObject([{ ticket_number: called.number }]);
    const other = clinic.doctors[1]!;
    const next_door = await screen({ layout: 'door', department_ids: [], room_id: other.room_id });
    expect(await shows(next_door.token)).toMatchObject({ calls: [], rooms: [{ room_id: other.room_id }] });
  });
});

test('a window calls too: its room is shown by its own name, and nobody is sent to a consultation', async () => {
  const kind = { code: 'blood', name: '抽血', name_en: 'Blood test', position: 5 };
  await clinic.call(clinic.administrator, 'serviceKindCreate', { body: kind });
  const [, other] = clinic.doctors as [unknown, Clinic['doctors'][0]];
  const point = await clinic.call(clinic.administrator, 'servicePointCreate', {
    body: {
      kind: 'blood',
      department_id: clinic.department_id,
      name: '抽血窗口',
      name_en: 'Blood tests',
      is_open: true,
      mean_minutes: 4,
      room_ids: [other.room_id],
    },
  });
  const { patient_id } = await clinic.phone();
  const issued = await clinic.call(clinic.nurse, 'servicePointTicket', { id: point.body.id, body: { patient_id } });
  expect(issued.body).toMatchObject({ service_point_name: '抽血窗口' });
  await clinic.call(clinic.nurse, 'ticketCall', { id: issued.body.id, body: { room_id: other.room_id } });
  const door = await screen({ layout: 'door', department_ids: [], room_id: other.room_id });
  const state = await shows(door.token);
  expect(state.calls[0].speak).toBe(`请 ${issued.body.number} 号 李*明 到 ${state.rooms[0].room_name}`);
  expect(state.rooms).toMatchObject([{ doctor_name: '', department_name: '抽血窗口', state: 'calling' }]);

  const late = await clinic.phone();
  await clinic.call(clinic.nurse, 'servicePointTicket', { id: point.body.id, body: { patient_id: late.patient_id } });
  const closed = { version: point.body.version, is_open: false };
  await clinic.call(clinic.administrator, 'servicePointUpdate', { id: point.body.id, body: closed });
  expect((await shows(clinic.board.token)).notices).toContain('抽血窗口暂停服务，1 位候诊的请留意现场通知');
});

describe('unpaired', () => {
  test('nothing is shown any more, its key is void, its check-in code too; another screen takes the place', async () => {
    const lost = await screen();
    const code = new URL((await shows(lost.token)).check_in.url.replace('/#', '')).searchParams.get('code')!;
    const { body } = await clinic.call(clinic.administrator, 'boardUnpair', { id: lost.board.id });
    expect(body).toMatchObject({ is_paired: false, is_online: false });
    expect((await clinic.call(lost.token, 'boardState')).status).toBe(401);
    expect(await signIn(lost.key)).toMatchObject({ code: 'credentials_wrong' });
    const mine = await clinic.book(room.slot_id);
    const used = await clinic.call(mine.token, 'bookingCheckIn', { id: mine.id, body: { code } });
    expect(used.body).toMatchObject({ code: 'check_in_code_wrong' });

    const spare = newKey();
    const shown = (await ask(spare)).body.code;
    const again = await clinic.call(clinic.administrator, 'boardPairAgain', {
      id: lost.board.id,
      body: { code: shown },
    });
    expect(again).toMatchObject({ status: 200, body: { id: lost.board.id, is_paired: true } });
    expect(await shows((await signIn(spare)).token)).toMatchObject({ board_id: lost.board.id });
  });

  test('one that a screen still is cannot be disabled; one without a screen can, and is no board for another', async () => {
    const { board } = await screen();
    const change = (version: number) =>
      clinic.call(clinic.administrator, 'boardChange', { id: board.id, body: { version, state: 'disabled' } });
    expect((await change(board.version)).body).toMatchObject({ code: 'board_paired' });
    const { body } = await clinic.call(clinic.administrator, 'boardUnpair', { id: board.id });
    expect((await change(body.version)).body).toMatchObject({ state: 'disabled' });
    const { code } = (await ask(newKey())).body;
    const again = await clinic.call(clinic.administrator, 'boardPairAgain', { id: board.id, body: { code } });
    expect(again.status).toBe(404);
  });
});
