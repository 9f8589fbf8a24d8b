/**
 * A finance office in small: payment's clinic in small with a channel whose bill a test may write over, real database, and
 * both clocks standing still together until time passes.
 */
import { addDays, dayOf, first, instantOf, sql, stillClock } from '../../../kernel/index.ts';
import type { BillRow, ChannelOrder, ChannelRefund, ChannelRefundRequest } from '../../payment/index.ts';
import { openClinicWith } from '../../payment/testing/clinic.ts';
import { ScriptedChannel } from '../../payment/testing/scripted-channel.ts';
import { openReconciliation } from '../index.ts';
import { type CureAsk, cureCase } from '../service-case.ts';
import { closeDay, dayView } from '../service-day.ts';
import type { CaseRow, ReconciliationGround } from '../tables.ts';

export const DAY = '2026-03-02';
/** Six per mille, as such channels take. */
const feeOf = (amount_fen: number): number => Math.round(amount_fen * 0.006);

/** Tells of every day what was paid and given back, by China's days; a test changes what it says. */
export class BilledChannel extends ScriptedChannel {
  /** What the bill of a day says instead; thrown when it is an error. */
  readonly says = new Map<string, (honest: BillRow[]) => BillRow[] | Error>();

  override async downloadBill(day: Temporal.PlainDate): Promise<AsyncIterable<BillRow>> {
    const honest = this.#rowsOf(day.toString());
    const said = this.says.get(day.toString())?.(honest) ?? honest;
    return (async function* () {
      if (said instanceof Error) {
        yield* honest;
        throw said;
      }
      yield* said;
    })();
  }

  /** A refund that arrives at once says when, also when its answer was lost. */
  override async refund(ask: ChannelRefundRequest): Promise<ChannelRefund> {
    const answer = await super.refund(ask).catch((error: unknown) => error);
    const made = this.refunds.get(ask.merchant_refund_no);
    const isNew = made?.status === 'success' && !made.refunded_at;
    if (isNew) this.refunds.set(ask.merchant_refund_no, { ...made, refunded_at: this.now() });
    if (answer instanceof Error) throw answer;
    return this.refunds.get(ask.merchant_refund_no)!;
  }

  #rowsOf(day: string): BillRow[] {
    const on = (at: Temporal.Instant | undefined) => at !== undefined && dayOf(at) === day;
    const paid = [...this.orders.values()].filter(({ order }) => on(order.paid_at)).map(({ order }) => paidRow(order));
    const back = [...this.refunds.values()]
      .filter((refund) => refund.status === 'success' && on(refund.refunded_at))
      .map(
        (refund): BillRow => ({
          n: 0,
          kind: 'refund',
          merchant_order_no: refund.merchant_order_no,
          transaction_id: this.orders.get(refund.merchant_order_no)!.order.transaction_id!,
          merchant_refund_no: refund.merchant_refund_no,
          refund_id: refund.refund_id,
          amount_fen: refund.refund_fen,
          fee_fen: -feeOf(refund.refund_fen),
          at: refund.refunded_at!,
          status: 'SUCCESS',
        }),
      );
    return [...paid, ...back].map((row, at) => ({ ...row, n: at + 7 }));
  }
}

const paidRow = (order: ChannelOrder): BillRow => ({
  n: 0,
  kind: 'paid',
  merchant_order_no: order.merchant_order_no,
  transaction_id: order.transaction_id!,
  merchant_refund_no: null,
  refund_id: null,
  amount_fen: order.paid_fen!,
  fee_fen: feeOf(order.paid_fen!),
  at: order.paid_at!,
  status: 'SUCCESS',
});

/** A payment of a number that we never gave. */
export function strangeRow(n: number, at: Temporal.Instant, amount_fen = 4200): BillRow {
  return paidRow({
    merchant_order_no: `foreign-order-${n}`,
    status: 'paid',
    transaction_id: `4200999${n}`,
    paid_fen: amount_fen,
    paid_at: at,
  });
}

export async function openOffice(begins: Temporal.Instant = instantOf(DAY, '09:00')) {
  const clock = stillClock(begins);
  const channel = new BilledChannel(clock.now);
  channel.refundBegins = 'success';
  const clinic = await openClinicWith({ channel, clock, channelNow: clock.now });
  const { db } = clinic;
  const desk = { drawers: 0 };
  const ground: ReconciliationGround = {
    db,
    clock,
    wake: { announce() {}, onWake: () => () => {}, close: async () => {} },
    log: { warn: (_, m) => void clinic.logged.push(m), error: (_, m) => void clinic.logged.push(m) },
    ledger: clinic.ledger,
    settleKnown: clinic.payment.settleKnown,
    channels: { wechat: channel },
    channelNow: clock.now,
    uncountedDrawers: async () => desk.drawers,
    staffNames: async () => new Map(),
  };
  const reconciliation = openReconciliation(ground);
  const to = (day: string, time: string) => clock.moveTo(instantOf(day, time));

  const office = {
    ...clinic,
    ground,
    reconciliation,
    desk,
    to,
    /** Held, paid at the channel; the notice is not delivered. */
    async payUnheard() {
      const held = await clinic.hold();
      await clinic.start(held.order);
      const notice = channel.pay(held.order.merchant_order_no)!;
      return { ...held, notice, no: held.order.merchant_order_no };
    },
    async paySettled() {
      const paid = await office.payUnheard();
      await clinic.deliver(paid.notice);
      return paid;
    },
    /** Given back in full, and arrived. */
    async giveBack(booking_id: string) {
      await clinic.refund(booking_id);
      await clinic.work();
      await clinic.work();
    },
    /** On the morning after, the bill of the day is there. */
    async morningAfter(day = DAY) {
      to(addDays(day, 1), '10:00');
      await reconciliation.work();
    },
    shut: clinic.close,
    cases: async () =>
      (
        await sql<CaseRow>`select *, null::text as our_state from reconciliation_case order by kind, merchant_no`.execute(
          db.kysely,
        )
      ).rows,
    cure: (id: string, cure: CureAsk['cure'], note: string | null = null) =>
      cureCase(ground, { id, cure, note, actor: 'staff:finance' }),
    close: (day = DAY) => closeDay(ground, { day, actor: 'staff:finance' }),
    day: (day = DAY) => dayView(db.kysely, ground, day),
    bill: async (day = DAY) =>
      first(
        await sql<{ state: string; failure: string | null; rows_n: number; tries: number; net_fen: number }>`
          select state, failure, rows_n, tries, paid_fen - refunded_fen - fee_fen as net_fen from bill where day = ${day}
        `.execute(db.kysely),
      ),
    unexplained: () => reconciliation.unexplainedFen(db.kysely),
    account: async (code: string) =>
      first(
        await sql<{
          fen: number;
        }>`select coalesce(sum(amount_fen), 0)::bigint as fen from ledger_line where account = ${code}`.execute(
          db.kysely,
        ),
      )!.fen,
    factsLike: async (kind: string) =>
      (
        await sql<{ kind: string; data: Record<string, unknown> }>`
          select kind, data from fact where kind like ${kind} order by seq
        `.execute(db.kysely)
      ).rows,
  };
  return office;
}
export type Office = Awaited<ReturnType<typeof openOffice>>;
