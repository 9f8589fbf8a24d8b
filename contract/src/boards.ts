/** Boards: the screens of the halls, departments and doors — how one is paired, what it shows, and what it says of itself. */
import { type Static, Type } from 'typebox';
import { catalogStates, titles } from './catalog.ts';
import { routes } from './route.ts';
import { Done, Id, IdParams, Instant, list, obj, oneOf, orNull, Words } from './shapes.ts';

/** `hall`: calls of several departments; `department`: one department's lines; `door`: one room, very large; `kiosk`: one touches it. */
export const boardLayouts = ['hall', 'department', 'door', 'kiosk'] as const;
export type BoardLayout = (typeof boardLayouts)[number];

/** A call that is this much older (or newer, after a clock was set back) than now by the hospital's clock is shown, never spoken. */
export const CALL_STALE_SECONDS = 60;
/** How often a board gives a sign of itself; after four missed ones it counts as offline. */
export const BOARD_SIGN_SECONDS = 15;
/** Letters and digits that are not mistaken for one another across a hall. */
export const PAIRING_CODE = '^[2-9A-HJ-NP-Z]{6}$';

export const Call = obj({
  call_id: Type.String({ description: 'ticket id and number of the call: a board speaks each once' }),
  call_no: Type.Integer({ description: '1: the first call of this ticket; more: called again' }),
  ticket_number: Type.String(),
  patient_name_masked: Type.String(),
  room_name: Type.String(),
  department_name: Type.String(),
  called_at: Instant,
  speak: Type.String({ description: 'the sentence to say (zh)' }),
  speak_prepare: orNull(Type.String({ description: 'said once after it: who comes next may get ready (zh)' })),
});
export const BoardRoom = obj({
  room_id: Id,
  room_name: Type.String(),
  doctor_name: Type.String({ description: 'empty at a window or a laboratory' }),
  doctor_title: orNull(oneOf(titles)),
  department_name: Type.String({ description: 'of a window or a laboratory: its own name' }),
  state: oneOf(['idle', 'calling', 'in_consultation'] as const),
  ticket_number: orNull(Type.String()),
  patient_name_masked: orNull(Type.String()),
  next: Type.Array(
    obj({
      ticket_number: Type.String(),
      patient_name_masked: Type.String(),
      prepare: Type.Boolean({ description: 'so near that they may come to the door' }),
    }),
  ),
  passed: Type.Array(obj({ ticket_number: Type.String(), patient_name_masked: Type.String() }), {
    description: 'were called and not there; newest first, at most 6',
  }),
  waiting: Type.Integer(),
});
export type BoardRoomView = Static<typeof BoardRoom>;

export const BoardState = obj({
  board_id: Id,
  name: Type.String(),
  layout: oneOf(boardLayouts),
  speaks: Type.Boolean({ description: 'false: calls are shown, not said' }),
  restart_no: Type.Integer({ description: 'grows when the board is asked to load its page anew' }),
  hospital_name: Type.String(),
  at: Instant,
  cursor: Type.String(),
  calls: Type.Array(Call, { description: 'newest first, at most 12' }),
  rooms: Type.Array(BoardRoom),
  notices: Type.Array(Type.String()),
  check_in: obj({
    url: Type.String({ description: 'the QR code shows this; it changes every minute' }),
    expires_at: Instant,
  }),
});
export type BoardView = Static<typeof BoardState>;

export const boardSounds = ['on', 'off', 'needs_touch', 'no_voice'] as const;
/** What a board says of itself. No names: only what it shows, how it sounds, which version of its page it runs. */
export const BoardSign = obj({
  page_version: Words(40),
  screen_width_px: Type.Integer({ minimum: 0, maximum: 20_000 }),
  screen_height_px: Type.Integer({ minimum: 0, maximum: 20_000 }),
  sound: oneOf(boardSounds),
  layout: oneOf(boardLayouts),
  call_number: orNull(Words(20)),
  call_room_name: orNull(Words(60)),
  state_at: orNull(Instant),
});
export type BoardSignView = Static<typeof BoardSign>;

export const Board = obj({
  id: Id,
  name: Type.String(),
  layout: oneOf(boardLayouts),
  department_ids: Type.Array(Id),
  room_id: orNull(Id),
  speaks: Type.Boolean(),
  notice: Type.String({ description: 'shown on this board only; empty: none' }),
  state: oneOf(catalogStates),
  is_paired: Type.Boolean({ description: 'a screen holds its key' }),
  paired_at: orNull(Instant),
  version: Type.Integer(),
  is_online: Type.Boolean(),
  sign_age_seconds: orNull(Type.Integer({ description: 'since its last sign; null: none since it was paired' })),
  sign: orNull(BoardSign),
});
export type BoardCard = Static<typeof Board>;

const boardFields = {
  name: Words(40),
  layout: oneOf(boardLayouts),
  department_ids: Type.Array(Id, {
    maxItems: 60,
    uniqueItems: true,
    description: 'whose calls it shows; of a door: none',
  }),
  room_id: orNull(Id),
  speaks: Type.Boolean(),
  notice: Type.String({ maxLength: 200 }),
};
const Code = Type.String({ pattern: PAIRING_CODE, description: 'as the screen shows it' });

const who = ['administrator'] as const;
const tag = 'boards';
export const boardRoutes = routes({
  boardState: {
    method: 'GET',
    path: '/api/board',
    tag,
    zh: '大屏内容',
    en: 'What the board shows',
    who: 'board',
    etag: true,
    answer: BoardState,
    problems: [],
  },
  boardSign: {
    method: 'POST',
    path: '/api/board/sign',
    tag,
    zh: '大屏报告自己的状况',
    en: 'A board gives a sign of itself',
    who: 'board',
    body: BoardSign,
    answer: Done,
    problems: ['input_invalid'],
  },
  boardPairingAsk: {
    method: 'POST',
    path: '/api/board-pairings',
    tag,
    zh: '新屏幕申请配对：得到屏幕上显示的配对码；再问一次，看是否已配对',
    en: 'A new screen asks to be paired and gets the code it shows; asked again, it hears whether it has been',
    who: 'anyone',
    body: obj({
      key: Type.String({
        pattern: '^[0-9a-zA-Z_-]{32,100}$',
        description: 'made by the screen by chance and kept there; the server keeps its hash',
      }),
    }),
    answer: obj({
      state: oneOf(['waiting', 'paired'] as const),
      code: orNull(Type.String()),
      expires_at: orNull(Instant),
    }),
    problems: ['input_invalid', 'too_many_requests'],
  },
  boardList: {
    method: 'GET',
    path: '/api/admin/boards',
    tag,
    zh: '全部大屏及其状况',
    en: 'All boards and how they are',
    who,
    answer: list(Board),
    problems: [],
  },
  boardPair: {
    method: 'POST',
    path: '/api/admin/boards',
    tag,
    zh: '按配对码接入一块新大屏',
    en: 'Take in a new board by its code',
    who,
    idempotent: true,
    status: 201,
    body: obj({ code: Code, ...boardFields }),
    answer: Board,
    problems: ['input_invalid', 'not_found', 'pairing_code_wrong'],
  },
  boardPairAgain: {
    method: 'POST',
    path: '/api/admin/boards/:id/pair',
    tag,
    zh: '把另一台屏幕接到这块大屏的位置（换机）',
    en: 'Put another screen in this board’s place',
    who,
    idempotent: true,
    params: IdParams,
    body: obj({ code: Code }),
    answer: Board,
    problems: ['input_invalid', 'not_found', 'pairing_code_wrong'],
  },
  boardChange: {
    method: 'PATCH',
    path: '/api/admin/boards/:id',
    tag,
    zh: '修改大屏',
    en: 'Change a board',
    who,
    params: IdParams,
    body: Type.Intersect(
      [
        Type.Partial(Type.Object(boardFields)),
        Type.Object({ version: Type.Integer(), state: Type.Optional(oneOf(catalogStates)) }),
      ],
      { unevaluatedProperties: false },
    ),
    answer: Board,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'board_paired'],
  },
  boardUnpair: {
    method: 'POST',
    path: '/api/admin/boards/:id/unpair',
    tag,
    zh: '解除配对：屏幕立刻不再显示任何内容，密钥作废',
    en: 'Unpair: the screen shows nothing more at once, its key is void',
    who,
    params: IdParams,
    answer: Board,
    problems: ['not_found'],
  },
  boardRestart: {
    method: 'POST',
    path: '/api/admin/boards/:id/restart',
    tag,
    zh: '让大屏重新载入页面',
    en: 'Have a board load its page anew',
    who,
    params: IdParams,
    answer: Board,
    problems: ['not_found'],
  },
});
