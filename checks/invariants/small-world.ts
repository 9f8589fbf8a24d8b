/**
 * The smallest world in which every invariant has something to say: one session with two places, three patients — seen,
 * booked, cancelled and refunded — with their orders, refund, ticket, calls, messages, audit entries and facts. Written as
 * raw rows with the database's own guards off, so that tests can break what the schema would not let through.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { GatewayOrder } from './gateway.ts';
import { books, bill } from './small-books.ts';

export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const SESSION = id(1);
export const SLOT = id(2);
export const ROOM = id(3);
export const SEEN = id(11);
export const BOOKED = id(12);
export const CANCELLED = id(13);
export const TICKET = id(21);
export const SEEN_ORDER = id(31);
export const CANCELLED_ORDER = id(33);
export const CASH_ORDER = id(32);
export const REFUND = id(41);
/** Who got the cancelled place by an offer, and who stood before but was busy then. */
export const WISH = id(81);
export const WISH_BEFORE = id(82);
export const OFFER = id(83);
const FREED = id(84);
export const CASE = id(91);
export const FETCH = id(92);
export const DRAWER = id(94);
export const CASHIER = id(95);
/** What each booking of this world costs: 1000 fen. */
export const PARTS = [
  { kind: 'registration', amount_fen: 400 },
  { kind: 'consultation', amount_fen: 600 },
];
const [DEPARTMENT, DOCTOR, VISIT_TYPE] = [id(4), id(5), id(6)];
const patientOf: Record<string, string> = { [SEEN]: id(51), [BOOKED]: id(52), [CANCELLED]: id(53) };
export const ACCOUNT = id(61);

export const DAY = '2026-11-23';
export const at = (clock: string): string => `${DAY}T${clock}:00Z`;
export const AS_OF = at('05:00');
export const noOf = (order: string): string => order.replaceAll('-', '');

/** What the channel of this world has. */
export const gateway = (): GatewayOrder[] => [
  { channel: 'wechat', merchant_order_no: noOf(SEEN_ORDER), taken_fen: 1000, refunds: [] },
  {
    channel: 'wechat',
    merchant_order_no: noOf(CANCELLED_ORDER),
    taken_fen: 1000,
    refunds: [{ merchant_refund_no: 'refund-1', refund_fen: 1000, arrived: true }],
  },
];

/** Empties what is there and builds the world; run it in a transaction that is rolled back, or in a database of its own. */
export async function buildSmallWorld(client: pg.Client): Promise<void> {
  await client.query('set local session_replication_role = replica');
  await placesAndBookings(client);
  await money(client);
  await papers(client);
  await books(client);
  await bill(client);
  await hall(client);
  await waitingList(client);
  for (const fact of facts()) await insertFact(client, fact);
  await records(client);
}

/** One row; columns that are left out keep their defaults. */
export async function insert(client: pg.Client, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, n) => `$${n + 1}`);
  await client.query(`insert into ${table} (${columns}) values (${places})`, Object.values(row) as never);
}

async function placesAndBookings(client: pg.Client): Promise<void> {
  const duty = { department_id: DEPARTMENT, doctor_id: DOCTOR, room_id: ROOM, visit_type_id: VISIT_TYPE };
  const hours = { starts_at: at('00:00'), ends_at: at('03:30'), starts: '08:00', ends: '11:30' };
  await insert(client, 'session', { id: SESSION, date: DAY, half_day: 'morning', issued: 3, ...hours, ...duty });
  const slot = { ...hours, ends_at: at('00:30'), ends: '08:30', capacity: 2, booked: 2 };
  await insert(client, 'slot', { id: SLOT, session_id: SESSION, ...slot });
  await insertBooking(client, SEEN, 'finished', 1);
  await insertBooking(client, CANCELLED, 'cancelled', 2);
  await insertBooking(client, BOOKED, 'booked', 3);
  const sealed = { id_sealed: '', name_sealed: '', name_index: '', phone_sealed: '', phone_index: '' };
  const person = { id_kind: 'passport', sex: 'male', birth_date: '2000-01-01', payer_class: 'student', ...sealed };
  for (const patient of Object.values(patientOf))
    await insert(client, 'patient', { id: patient, id_index: patient, registered_at: at('00:00'), ...person });
}

async function insertBooking(client: pg.Client, booking: string, state: string, serial: number): Promise<void> {
  await insert(client, 'booking', {
    id: booking,
    session_id: SESSION,
    slot_id: SLOT,
    patient_id: patientOf[booking],
    state,
    serial,
    fee_fen: 1000,
    fee_parts: JSON.stringify(
      PARTS.map(({ kind, amount_fen }) => ({ kind, list_fen: amount_fen, discount_fen: 0, amount_fen })),
    ),
    payer_class: 'student',
    channel: 'app',
    policy_version: 1,
    created_by: 'account:x',
    idempotency_key: booking,
    created_at: at('00:01'),
    held_until: at('00:16'),
    state_at: at('00:01'),
    cancelled_by: state === 'cancelled' ? 'patient' : null,
    date: DAY,
    department_id: DEPARTMENT,
    doctor_id: DOCTOR,
    starts_at: at('00:00'),
    ends_at: at('00:30'),
  });
}

async function money(client: pg.Client): Promise<void> {
  await insertOrder(client, { id: SEEN_ORDER, booking: SEEN, channel: 'wechat', state: 'paid', back_fen: 0 });
  await insertOrder(client, { id: CASH_ORDER, booking: BOOKED, channel: 'cash', state: 'paid', back_fen: 0 });
  const refunded = { channel: 'wechat', state: 'refunded', back_fen: 1000 };
  await insertOrder(client, { id: CANCELLED_ORDER, booking: CANCELLED, ...refunded });
  await insert(client, 'refund', {
    id: REFUND,
    order_id: CANCELLED_ORDER,
    merchant_refund_no: 'refund-1',
    state: 'succeeded',
    refund_fen: 1000,
    parts: JSON.stringify(PARTS.map(({ kind, amount_fen }) => ({ kind, refund_fen: amount_fen }))),
    reason: 'cancelled',
    actor: 'account:x',
    requested_at: at('00:05'),
    settled_at: at('00:05'),
  });
  await insert(client, 'payment_notice', {
    channel: 'wechat',
    notice_id: 'n1',
    received_at: at('00:03'),
    raw: '',
    told: JSON.stringify({ order: { merchant_order_no: noOf(SEEN_ORDER) } }),
    outcome: 'settled',
    acted_at: at('00:03'),
  });
}

/** A receipt of the visit that was paid, and the slip of the refund that arrived. */
async function papers(client: pg.Client): Promise<void> {
  const parts = PARTS.map(({ kind, amount_fen }) => ({ kind, amount_fen }));
  for (const [series, order_id, refund_id] of [
    ['R', SEEN_ORDER, null],
    ['T', CANCELLED_ORDER, REFUND],
  ] as const) {
    await insert(client, 'receipt_series', { series, year: 2026, last: 1 });
    await insert(client, 'receipt', {
      id: id(series === 'R' ? 90 : 91),
      ...{ series, year: 2026, n: 1, order_id, refund_id, amount_fen: 1000 },
      content: JSON.stringify({ amount_fen: 1000, parts }),
      issued_at: at('00:06'),
      issued_by: 'account:x',
    });
  }
}

interface SmallOrder {
  id: string;
  booking: string;
  channel: string;
  state: string;
  back_fen: number;
}
async function insertOrder(client: pg.Client, order: SmallOrder): Promise<void> {
  await insert(client, 'payable', {
    kind: 'booking',
    id: order.booking,
    patient_id: patientOf[order.booking],
    payer_class: 'student',
    amount_fen: 1000,
    own_fen: 1000,
    own_state: order.back_fen > 0 ? 'refunded' : 'paid',
    insurance_state: 'none',
    created_at: at('00:02'),
    moved_at: at('00:02'),
  });
  for (const { kind, amount_fen } of PARTS) {
    const refund_due_fen = order.back_fen > 0 ? amount_fen : 0;
    await insert(client, 'payment_part', { order_id: order.id, kind, amount_fen, refund_due_fen });
  }
  await insert(client, 'payment_order', {
    id: order.id,
    merchant_order_no: noOf(order.id),
    payable_kind: 'booking',
    payable_id: order.booking,
    patient_id: patientOf[order.booking],
    channel: order.channel,
    state: order.state,
    amount_fen: 1000,
    description: 'fee',
    created_at: at('00:02'),
    paid_fen: 1000,
    paid_at: at('00:02'),
    refund_due_fen: order.back_fen,
    refunded_fen: order.back_fen,
    transaction_id: order.channel === 'cash' ? null : noOf(order.booking),
    drawer_id: order.channel === 'cash' ? DRAWER : null,
    cashier: order.channel === 'cash' ? `staff:${CASHIER}` : null,
  });
}

async function hall(client: pg.Client): Promise<void> {
  const place = { session_id: SESSION, department_id: DEPARTMENT, room_id: ROOM };
  const done = { act: 'finish', act_actor: 'test', act_at: at('00:30') };
  await insert(client, 'ticket', {
    id: TICKET,
    booking_id: SEEN,
    ...place,
    patient_id: patientOf[SEEN],
    doctor_id: DOCTOR,
    visit_type_id: VISIT_TYPE,
    date: DAY,
    serial: 1,
    number: 'A001',
    state: 'finished',
    slot_starts_at: at('00:00'),
    slot_ends_at: at('00:30'),
    checked_in_at: at('00:10'),
    calls: 1,
    called_at: at('00:12'),
    started_at: at('00:12'),
    ended_at: at('00:30'),
    ...done,
  });
  await insert(client, 'ticket_act', {
    ticket_id: TICKET,
    act: 'finish',
    actor: 'test',
    at: at('00:30'),
    state: 'finished',
  });
  await insert(client, 'ticket_call', { ticket_id: TICKET, call_no: 1, is_turn: true, ...place, at: at('00:12') });
}

async function waitingList(client: pg.Client): Promise<void> {
  const wish = {
    kind: 'session',
    department_id: DEPARTMENT,
    doctor_id: DOCTOR,
    session_id: SESSION,
    from_date: DAY,
    to_date: DAY,
  };
  const rest = { class: 'everybody', class_rank: 3, ends_at: at('00:00'), policy_version: 1, channel: 'app', ...wish };
  const joined = (clock: string) => ({ joined_at: at(clock), waits_from: at(clock), state_at: at(clock) });
  const wishes = [
    { id: WISH_BEFORE, patient_id: patientOf[SEEN], state: 'fulfilled', ...joined('00:01') },
    { id: WISH, patient_id: patientOf[BOOKED], state: 'booked', booking_id: BOOKED, ...joined('00:02') },
  ];
  for (const one of wishes) await insert(client, 'waitlist_entry', { ...rest, ...one });
  const place = { slot_id: SLOT, session_id: SESSION };
  const freed = { id: FREED, booking_id: CANCELLED, pool: 'app', state: 'taken', ...place };
  await insert(client, 'freed_place', {
    ...freed,
    freed_at: at('00:02'),
    return_at: at('00:12'),
    state_at: at('00:06'),
  });
  const offer = {
    id: OFFER,
    entry_id: WISH,
    patient_id: patientOf[BOOKED],
    freed_place_id: FREED,
    booking_id: BOOKED,
    ...place,
  };
  const times = { offered_at: at('00:05'), expires_at: at('00:20'), state_at: at('00:06') };
  const passed_over = JSON.stringify([{ entry_id: WISH_BEFORE, because: 'busy' }]);
  await insert(client, 'waitlist_offer', { ...offer, ...times, state: 'accepted', passed_over });
}

export interface SmallFact {
  kind: string;
  subject: string;
  clock: string;
  data?: object;
}

export async function insertFact(client: pg.Client, { kind, subject, clock, data = {} }: SmallFact): Promise<void> {
  await insert(client, 'fact', { at: at(clock), kind, subject, actor: 'test', data: JSON.stringify(data) });
}

/** A booking's facts along these states; each says where it came from, as the server's do. */
const chain = (booking: string, clock: string, ...states: string[]): SmallFact[] =>
  states.map((state, n) => ({
    kind: `booking.${state}`,
    subject: `booking:${booking}`,
    clock,
    data: n > 0 ? { from: states[n - 1] } : {},
  }));
const ofOrder = (order: string, clock: string, ...kinds: string[]): SmallFact[] =>
  kinds.map((kind) => ({
    kind: `payment.${kind}`,
    subject: `payment:${order}`,
    clock,
    data: { order_id: order, amount_fen: 1000 },
  }));
const ofRefund = (clock: string, ...kinds: string[]): SmallFact[] =>
  kinds.map((kind) => ({
    kind: `refund.${kind}`,
    subject: `refund:${REFUND}`,
    clock,
    data: { order_id: CANCELLED_ORDER, refund_fen: 1000 },
  }));
const ofPayable = (booking: string, clock: string, ...kinds: string[]): SmallFact[] =>
  kinds.map((kind) => ({ kind: `payable.${kind}`, subject: `payable:${booking}`, clock }));
const ofTicket = (clock: string, ...kinds: string[]): SmallFact[] =>
  kinds.map((kind) => ({ kind: `ticket.${kind}`, subject: `ticket:${TICKET}`, clock, data: { room_id: ROOM } }));

const ofWish = (wish: string, clock: string, kind: string, data: object = {}): SmallFact => ({
  kind: `waitlist.${kind}`,
  subject: `waitlist_entry:${wish}`,
  clock,
  data: { entry_id: wish, offer_id: OFFER, slot_id: SLOT, freed_place_id: FREED, expires_at: at('00:20'), ...data },
});

const facts = (): SmallFact[] => [
  ...chain(SEEN, '00:01', 'held', 'booked'),
  ...ofOrder(SEEN_ORDER, '00:02', 'opened', 'started', 'paid'),
  ...chain(CANCELLED, '00:02', 'held', 'booked', 'cancelled'),
  ...ofOrder(CANCELLED_ORDER, '00:03', 'opened', 'started', 'paid'),
  ...ofPayable(SEEN, '00:02', 'due', 'paid'),
  ...ofPayable(CANCELLED, '00:05', 'due', 'paid', 'refunded'),
  ...ofPayable(BOOKED, '00:06', 'due', 'paid'),
  { kind: 'drawer.opened', subject: `drawer:${DRAWER}`, clock: '00:01' },
  ...ofRefund('00:05', 'requested', 'processing', 'succeeded'),
  ofWish(WISH_BEFORE, '00:01', 'joined'),
  ofWish(WISH, '00:02', 'joined'),
  ofWish(WISH, '00:05', 'offered', { passed_over: [{ entry_id: WISH_BEFORE, because: 'busy' }] }),
  ofWish(WISH, '00:06', 'accepted', { entry_state: 'booked' }),
  ofWish(WISH_BEFORE, '00:06', 'fulfilled'),
  ...chain(BOOKED, '00:06', 'held', 'booked'),
  ...ofOrder(CASH_ORDER, '00:06', 'paid'),
  ...ofTicket('00:10', 'issued', 'called', 'started', 'finished'),
  ...chain(SEEN, '00:12', 'booked', 'checked_in', 'called', 'in_consultation', 'finished').slice(1),
];

async function records(client: pg.Client): Promise<void> {
  let before = 'menzhen';
  for (const reason of ['a', 'b']) {
    const entry = [before, Date.parse(at('00:20')), 'staff:x', 'patient.unmask', null, reason];
    before = createHash('sha256').update(JSON.stringify(entry)).digest('hex');
    const who = { actor: 'staff:x', action: 'patient.unmask', reason };
    await insert(client, 'audit', { at: at('00:20'), ...who, hash: before });
  }
  await client.query(
    `insert into message (id, account_id, fact_seq, at, kind, booking_id, patient_id, params)
     select $1, $2, seq, at, kind, $3, $5, '{}' from fact where subject = $4 and kind = 'booking.booked'`,
    [id(71), ACCOUNT, SEEN, `booking:${SEEN}`, patientOf[SEEN]],
  );
  await client.query(`insert into an_booking (booking_id, state, state_seq) select id, state, 0 from booking`);
}
