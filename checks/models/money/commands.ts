/** What patients, the window, finance, the channels and misfortune may do, as commands of the model of money. */
import fc from 'fast-check';
import type { PayChannel } from '../../kit/money-house.ts';
import { CALM, type Held, type World } from './world.ts';

/** The model itself holds nothing: what is right is read from the tables after the run. */
export type Nothing = Record<string, never>;
type Act = fc.AsyncCommand<Nothing, World>;

/** Starts an act and goes on after a moment, so that acts overtake one another in the server and on the wire. */
function act(label: string, pause_ms: number, story: (world: World) => Promise<unknown>): Act {
  return {
    check: () => true,
    toString: () => label,
    async run(_model, world) {
      world.launch(() => story(world));
      if (pause_ms > 0) await new Promise((resolve) => setTimeout(resolve, pause_ms));
    },
  };
}

const pause = fc.constantFrom(0, 5, 25);
const index = fc.nat(7);
const pick = <T>(items: readonly T[], n: number): T | undefined =>
  items.length > 0 ? items[n % items.length] : undefined;

/** An act upon one of the bookings made so far; nothing when there is none. */
const upon = (label: string, story: (world: World, held: Held) => Promise<unknown>) =>
  fc.tuple(index, pause).map(([n, ms]) =>
    act(`${label}(${n})`, ms, async (world) => {
      const held = pick(world.bookings, n);
      if (held) await story(world, held);
    }),
  );

const hold = fc.tuple(fc.nat(2), fc.nat(1), pause).map(([p, s, ms]) =>
  act(`hold(patient ${p}, slot ${s})`, ms, async (world) => {
    const who = world.patients[p]!;
    const held = await world.house.hold(who, world.slots[s]!.id);
    if (held.ok) world.bookings.push({ id: held.body.id, who });
  }),
);

const channels = fc.constantFrom<PayChannel>('wechat', 'alipay');
/** Opening a page, tapping and its news are three things that others may come between. */
const pay = fc.tuple(index, channels, fc.boolean(), pause).map(([n, channel, taps, ms]) =>
  act(`pay(${n}, ${channel}${taps ? '' : ', no tap'})`, ms, async (world) => {
    const held = pick(world.bookings, n);
    const page = held && (await world.house.openPage(held.who, held.id, channel));
    if (!page) return;
    world.pages.push(page);
    await world.gate('the payer looks at the page');
    if (taps) await world.house.tap(page);
  }),
);
/** An old page is still open: it may be paid though another channel was chosen since, or the place is gone. */
const tapOldPage = fc.tuple(index, pause).map(([n, ms]) =>
  act(`tapOldPage(${n})`, ms, async (world) => {
    const page = pick(world.pages, n);
    if (page) await world.house.tap(page);
  }),
);

const look = upon('look', ({ house }, { id, who }) => house.ask('bookingPayment', { as: who, params: { id } }));
const cancel = upon('cancel', ({ house }, { id, who }) => house.ask('bookingCancel', { as: who, params: { id } }));
const atDesk = (house: World['house'], id: string) => ({ as: house.team.clerk, key: house.newKey(), params: { id } });
const cancelAtDesk = upon('cancelAtDesk', ({ house }, { id }) =>
  house.ask('deskBookingCancel', { ...atDesk(house, id), body: { reason: '患者要求' } }),
);
const payAtDesk = fc.tuple(index, fc.constantFrom('cash' as const, 'card' as const), pause).map(([n, method, ms]) =>
  act(`payAtDesk(${n}, ${method})`, ms, async ({ house, bookings }) => {
    const held = pick(bookings, n);
    if (held) await house.ask('deskBookingPay', { ...atDesk(house, held.id), body: { method } });
  }),
);

/** A part, half of it, or all of it, while the visit stays; above the limit somebody else has to agree. */
const adjust = fc.tuple(index, fc.constantFrom(0.5, 1), fc.boolean(), pause).map(([n, share, all, ms]) =>
  act(`adjust(${n}, ${share}${all ? ', all parts' : ''})`, ms, async (world) => {
    const { house } = world;
    const held = pick(world.bookings, n);
    if (!held) return;
    const params = { id: held.id };
    const shown = await house.ask('deskPaymentShow', { as: house.team.clerk, params });
    const order = shown.ok ? shown.body.orders.find((one) => one.paid_fen > 0) : undefined;
    if (!order) return;
    await world.gate('the clerk decides what goes back');
    const parts = order.parts
      .map(({ kind, amount_fen }) => ({ kind, refund_fen: Math.floor(amount_fen * share) }))
      .filter(({ refund_fen }) => refund_fen > 0)
      .slice(all ? 0 : -1);
    if (parts.length === 0) return;
    const body = { parts, reason: '医生减免', hand_back: true };
    await house.ask('deskRefundAsk', { ...atDesk(house, order.order_id), body });
  }),
);
const decide = fc.tuple(index, fc.boolean(), pause).map(([n, agrees, ms]) =>
  act(`decide(${n}, ${agrees ? 'yes' : 'no'})`, ms, async ({ house }) => {
    const as = house.team.finance;
    const waiting = await house.ask('refundList', { as, query: { task: 'awaiting_approval' } });
    const refund = waiting.ok ? pick(waiting.body.items, n) : undefined;
    if (!refund) return;
    const params = { id: refund.refund_id };
    if (agrees) await house.ask('refundApprove', { as, params });
    else await house.ask('refundReject', { as, params, body: { reason: '不符合规定' } });
  }),
);
const handBack = fc.tuple(index, pause).map(([n, ms]) =>
  act(`handBack(${n})`, ms, async ({ house }) => {
    const waiting = await house.ask('refundList', { as: house.team.clerk, query: { task: 'at_counter' } });
    const refund = waiting.ok ? pick(waiting.body.items, n) : undefined;
    if (refund) await house.ask('deskRefundHandBack', atDesk(house, refund.refund_id));
  }),
);

const closeSession = fc.tuple(fc.nat(1), pause).map(([s, ms]) =>
  act(`closeSession(${s})`, ms, ({ house, slots }) =>
    house.ask('sessionClose', {
      as: house.team.operator,
      params: { id: slots[s]!.session_id },
      body: { reason: '医生请假' },
    }),
  ),
);

const pass = fc.tuple(fc.constantFrom(1, 5, 30, 120, 600, 1000), pause).map(([seconds, ms]) =>
  act(`pass(${seconds} s)`, ms, async (world) => {
    world.house.pass(seconds);
    await world.house.arrive();
  }),
);
const work = pause.map((ms) => act('work', ms, (world) => world.beat()));

const FAULTS: readonly object[] = [
  { callback_copies: 5, forge_one_copy: true },
  { replay_copies: 2 },
  { reorder_callbacks: true, callback_copies: 2 },
  { drop_callbacks: true },
  { callback_delay_seconds: 1_080 },
  { forge_callback_signature: true },
  { wrong_amount_fen: 100 },
  { timeout_after_success: 1 },
  { server_error: 1 },
  { frequency_limited: 1 },
  { refund_outcome: 'CLOSED' },
  { refund_seconds: 600 },
  CALM,
];
const trouble = fc
  .constantFrom(...FAULTS)
  .map((faults) => act(`trouble(${JSON.stringify(faults)})`, 0, ({ house }) => house.faults(faults)));

/** How often each comes: the everyday ones often, so that runs get far enough for the rare ones to matter. */
const weights: [times: number, command: fc.Arbitrary<Act>][] = [
  [7, hold],
  [10, pay],
  [4, tapOldPage],
  [4, look],
  [3, cancel],
  [1, cancelAtDesk],
  [3, payAtDesk],
  [4, adjust],
  [3, decide],
  [2, handBack],
  [1, closeSession],
  [6, pass],
  [6, work],
  [5, trouble],
];
export const allCommands: fc.Arbitrary<Act>[] = weights.flatMap(([times, command]) =>
  Array.from({ length: times }, () => command),
);
