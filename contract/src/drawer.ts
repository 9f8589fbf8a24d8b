/** The cash drawer (钱箱): opened with a float, cash carried to and from the safe, closed with a count. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Cursor, Day, Fen, Id, IdParams, Instant, Limit, obj, oneOf, orNull, page, Words } from './shapes.ts';

export const drawerStates = ['open', 'closed'] as const;
export type DrawerState = (typeof drawerStates)[number];
export const drawerDirections = ['to_safe', 'from_safe'] as const;
export type DrawerDirection = (typeof drawerDirections)[number];
/** Notes and coins that are counted: 100, 50, 20, 10, 5, 1 yuan, 5 and 1 jiao. */
export const faces_fen = [10000, 5000, 2000, 1000, 500, 100, 50, 10] as const;
export type FaceFen = (typeof faces_fen)[number];

const Difference = Type.Integer({
  minimum: -100_000_000,
  maximum: 100_000_000,
  description: 'counted less expected, fen',
});
export const CountLine = obj({
  face_fen: Type.Unsafe<FaceFen>({ type: 'integer', enum: [...faces_fen] }),
  pieces: Type.Integer({ minimum: 0, maximum: 10_000 }),
});
export type CountLineView = Static<typeof CountLine>;
export const Drawer = obj({
  id: Id,
  cashier_id: Id,
  cashier_name: Type.String(),
  place: Type.String(),
  state: oneOf(drawerStates),
  opening_fen: Fen,
  opened_at: Instant,
  taken_fen: Fen,
  handed_back_fen: Fen,
  /** Open: what the ledger says is in it now; closed: what it said at the count. */
  expected_fen: Type.Integer(),
  moves: Type.Array(obj({ direction: oneOf(drawerDirections), amount_fen: Fen, reason: Type.String(), at: Instant })),
  closed_at: orNull(Instant),
  closed_by_name: orNull(Type.String()),
  counted_fen: orNull(Fen),
  difference_fen: orNull(Difference),
  count: Type.Array(CountLine),
  note: orNull(Type.String()),
});
export type DrawerView = Static<typeof Drawer>;

const tag = 'drawer';
const atTheWindow = ['clerk', 'cashier'] as const;
const watchers = ['finance', 'administrator'] as const;
export const drawerRoutes = routes({
  drawerMine: {
    method: 'GET',
    path: '/api/cashier/drawer',
    tag,
    zh: '我的钱箱',
    en: 'My open drawer',
    who: atTheWindow,
    etag: true,
    answer: obj({ drawer: orNull(Drawer) }),
    problems: [],
  },
  drawerOpen: {
    method: 'POST',
    path: '/api/cashier/drawers',
    tag,
    zh: '开钱箱（备用金）',
    en: 'Open a drawer with its float',
    who: atTheWindow,
    idempotent: true,
    status: 201,
    body: obj({ place: Words(40), opening_fen: Fen }),
    answer: Drawer,
    problems: ['input_invalid', 'drawer_open_already'],
  },
  drawerMove: {
    method: 'POST',
    path: '/api/cashier/drawers/:id/moves',
    tag,
    zh: '现金缴入或领自保险柜',
    en: 'Carry cash to or from the safe',
    who: atTheWindow,
    params: IdParams,
    idempotent: true,
    body: obj({
      direction: oneOf(drawerDirections),
      amount_fen: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
      reason: Words(200, 2),
    }),
    answer: Drawer,
    problems: ['input_invalid', 'not_found', 'drawer_closed', 'drawer_short'],
  },
  drawerClose: {
    method: 'POST',
    path: '/api/cashier/drawers/:id/close',
    tag,
    zh: '清点并关钱箱',
    en: 'Count and close a drawer',
    who: [...atTheWindow, ...watchers],
    params: IdParams,
    idempotent: true,
    body: obj({
      count: Type.Array(CountLine, { maxItems: faces_fen.length }),
      /** Why the count differs from what is expected; required when it does. */
      note: Type.Optional(Words(200, 2)),
    }),
    answer: Drawer,
    problems: ['input_invalid', 'not_found', 'drawer_closed', 'drawer_count_wrong'],
  },
  drawerList: {
    method: 'GET',
    path: '/api/admin/drawers',
    tag,
    zh: '钱箱与长短款',
    en: 'Drawers and their differences',
    who: [...watchers, 'auditor'],
    etag: true,
    query: obj({
      /** Opened or closed on this day, or open still. */
      date: Type.Optional(Day),
      only: Type.Optional(oneOf(['open', 'different'] as const)),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: page(Drawer),
    problems: ['input_invalid'],
  },
});
