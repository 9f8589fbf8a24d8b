/**
 * A clinic in small around the payment module: real database, scripted channel, and bookings reduced to one row each
 * (`held` may be paid for; paid again or too late, the money goes back), as the real journey does it.
 */
import { freshDatabase } from '../../../../../checks/kit/postgres.ts';
import {
  type Clock,
  first,
  inTransaction,
  newId,
  openDb,
  sql,
  stillClock,
  type Tx,
  wakeHere,
} from '../../../kernel/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { openPayment, type PaidOrder, type PaymentChannel, type RefundAsk, type Settle } from '../index.ts';
import type { OrderRow, RefundRow } from '../tables.ts';
import { ScriptedChannel, type SignedNotice } from './scripted-channel.ts';

export const FEE_FEN = 1500;
const OPENING = Temporal.Instant.from('2026-03-02T00:00:00Z');
export const HOLD_SECONDS = 900;
/** A third is for the registration, the rest for the consultation. */
const partsOf = (amount_fen: number) => {
  const registration_fen = Math.floor(amount_fen / 3);
  return [
    { kind: 'registration' as const, amount_fen: registration_fen },
    { kind: 'consultation' as const, amount_fen: amount_fen - registration_fen },
  ];
};

export interface ClinicOrder {
  order: OrderRow;
  booking_id: string;
}

interface Outside<Channel> {
  channel: Channel;
  /** Hospital time. */
  clock: Clock;
  channelNow: () => Temporal.Instant;
}

/** The clinic with a scripted channel, by clocks that stand still until time passes. */
export async function openClinic() {
  const clock = stillClock(OPENING);
  const channelClock = stillClock('2026-11-22T02:00:00Z');
  const channel = new ScriptedChannel(channelClock.now);
  const clinic = await openClinicWith({ channel, clock, channelNow: channelClock.now });
  const more = {
    channelClock,
    /** Both clocks go on. */
    pass(seconds: number): void {
      clock.moveTo(clock.now().add({ seconds }));
      channelClock.moveTo(channelClock.now().add({ seconds }));
    },
    async holdAndPay(): Promise<ClinicOrder & { notice: SignedNotice }> {
      const held = await clinic.hold();
      await clinic.start(held.order);
      const notice = channel.pay(held.order.merchant_order_no)!;
      return { ...held, notice };
    },
    async holdAndSettle(): Promise<ClinicOrder> {
      const paid = await more.holdAndPay();
      await clinic.deliver(paid.notice);
      return paid;
    },
  };
  return { ...clinic, ...more };
}
export type Clinic = Awaited<ReturnType<typeof openClinic>>;

export async function openClinicWith<Channel extends PaymentChannel>({ channel, clock, channelNow }: Outside<Channel>) {
  const database = await freshDatabase();
  const db = openDb(database.url, { connections: 12 });
  await sql`create table small_booking (id uuid primary key, state text not null, paid_times integer not null default 0)`.execute(
    db.kysely,
  );
  const wake = wakeHere();
  const logged: string[] = [];
  const log = {
    warn: (_: object, m: string) => void logged.push(m),
    error: (_: object, m: string) => void logged.push(m),
  };
  /** Set to make the settling of the next payments fail, as a crash would. */
  const trouble = { settle_fails: 0 };

  const settle: Settle = {
    async lock(tx, payable) {
      await sql`select 1 from small_booking where id = ${payable.id} for update`.execute(tx);
    },
    async paid(tx, paid, now) {
      if (trouble.settle_fails > 0) {
        trouble.settle_fails -= 1;
        throw new Error('the power went out');
      }
      await bookOrRefund(tx, paid, now);
    },
  };
  async function bookOrRefund(tx: Tx, paid: PaidOrder, now: Temporal.Instant): Promise<void> {
    const booked = await sql`
      update small_booking set state = 'booked', paid_times = paid_times + 1 where id = ${paid.payable.id} and state = 'held' returning 1
    `.execute(tx);
    if (booked.rows.length === 1) return;
    const { payable, order_id, amount_fen } = paid;
    await payment.requestRefund(tx, {
      payable,
      order_id,
      refund_fen: amount_fen,
      cause: 'late',
      reason: '号源已释放',
      actor: 'system:test',
      now,
    });
  }
  const channels = { [channel.name]: channel };
  // names are only for its pages, which nobody opens here
  const ledger = openLedger({ db, clock, catalog: undefined as never, people: undefined as never });
  const payment = openPayment({ db, clock, wake, log, ledger, channels, channelNow, settle });
  const inTx = <T>(story: (tx: Tx) => Promise<T>) => inTransaction(db, story);

  const clinic = {
    db,
    clock,
    channel,
    payment,
    ledger,
    trouble,
    logged,
    inTx,
    async hold(amount_fen = FEE_FEN): Promise<ClinicOrder> {
      const booking_id = newId();
      await sql`insert into small_booking (id, state) values (${booking_id}, 'held')`.execute(db.kysely);
      const order = await inTx((tx) => payment.openOrder(tx, clinic.orderAsk(booking_id, amount_fen)));
      return { order, booking_id };
    },
    async holdForNothing(): Promise<{ booking_id: string }> {
      const booking_id = newId();
      await sql`insert into small_booking (id, state) values (${booking_id}, 'held')`.execute(db.kysely);
      return { booking_id };
    },
    settleFree: (booking_id: string) => inTx((tx) => payment.settleFree(tx, clinic.orderAsk(booking_id, 0))),
    orderAsk: (booking_id: string, amount_fen = FEE_FEN) => ({
      payable: { kind: 'booking', id: booking_id },
      patient_id: booking_id,
      payer_class: 'student',
      parts: partsOf(amount_fen),
      ...{ department_id: null, doctor_id: null, visit_type_id: null },
      channel: channel.name,
      description: '门诊挂号费',
      expires_at: clock.now().add({ seconds: HOLD_SECONDS }),
      actor: 'account:test',
      now: clock.now(),
    }),
    start: (order: OrderRow, scene: 'h5' | 'native' = 'h5') =>
      payment.startChannel(order.id, {
        ...{ channel: channel.name, scene, client_ip: '127.0.0.1' },
        return_url: 'https://clinic.example/back?a=1',
      }),
    /** As the channel posts it; waits until it has been acted on. */
    async deliver(notice: SignedNotice) {
      const ask = { headers: notice.headers, raw_body: notice.raw };
      const answer = await payment.handlers.wechatPayNotice(ask as never);
      await payment.drain();
      return answer;
    },
    release: (booking_id: string) =>
      sql`update small_booking set state = 'expired' where id = ${booking_id} and state = 'held'`.execute(db.kysely),
    refund: (booking_id: string, refund_fen = FEE_FEN, more: Partial<RefundAsk> = {}) =>
      inTx((tx) =>
        payment.requestRefund(tx, {
          payable: { kind: 'booking', id: booking_id },
          refund_fen,
          cause: 'cancelled',
          reason: '患者取消预约',
          actor: 'account:test',
          now: clock.now(),
          ...more,
        }),
      ),
    async work(): Promise<void> {
      await payment.work();
      await payment.drain();
    },
    summary: async (booking_id: string) => (await payment.ordersOf(db.kysely, 'booking', [booking_id])).get(booking_id),
    order: async (id: string) =>
      first(await sql<OrderRow>`select * from payment_order where id = ${id}`.execute(db.kysely))!,
    refundsOf: async (id: string) =>
      (await sql<RefundRow>`select * from refund where order_id = ${id} order by id`.execute(db.kysely)).rows,
    booking: async (id: string) =>
      first(
        await sql<{
          state: string;
          paid_times: number;
        }>`select state, paid_times from small_booking where id = ${id}`.execute(db.kysely),
      )!,
    facts: async (id: string) =>
      (
        await sql<{ kind: string }>`select kind from fact where data->>'order_id' = ${id} order by seq`.execute(
          db.kysely,
        )
      ).rows.map((row) => row.kind),
    async close(): Promise<void> {
      await payment.drain();
      await db.close();
      await database.drop();
    },
  };
  return clinic;
}
