import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Faults, NO_FAULTS } from './faults.ts';
import {
  type AlipayOrder,
  type BillFill,
  type BillFlaw,
  cashierId,
  type Channel,
  type Notice,
  type Order,
  type Refund,
  type WechatOrder,
} from './rows.ts';

/** One kind of thing, by its number. */
type Change =
  | { kind: 'order'; id: string; value: Order }
  | { kind: 'refund'; id: string; value: Refund }
  | { kind: 'notice'; id: string; value: Notice }
  | { kind: 'bill_flaw'; id: string; value: BillFlaw }
  | { kind: 'bill_fill'; id: string; value: BillFill }
  | { kind: 'login_code'; id: string; value: true }
  | { kind: 'setting'; id: 'clock_offset_ms'; value: number }
  | { kind: 'setting'; id: 'faults'; value: Faults };

/**
 * State in memory, every change written to `store.sqlite` first.
 * A change has reached the operating system before the call returns, so the store survives a killed process
 * (a power cut may lose the last changes, which is fair for a stand-in). One process at a time may hold it.
 */
export class Store {
  /** By channel and number: the two channels' merchants may use the same number. */
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Refund>();
  readonly notices = new Map<string, Notice>();
  /** Those still to be delivered. */
  readonly waitingNotices = new Map<string, Notice>();
  /** Those still to be settled. */
  readonly processingRefunds = new Map<string, Refund>();
  readonly usedLoginCodes = new Set<string>();
  readonly #billFlaws = new Map<string, BillFlaw>();
  readonly #billFills = new Map<string, BillFill>();
  clockOffsetMs = 0;
  faults: Faults = { ...NO_FAULTS };

  readonly #orderByCashier = new Map<string, string>();
  readonly #orderByTransaction = new Map<string, string>();
  readonly #refundsByOrder = new Map<string, Set<string>>();
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;

  /** @throws Error when another process holds the folder */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#database = openDatabase(folder);
    this.#put = this.#database.prepare(
      'insert into thing (kind, id, value) values (?, ?, ?) on conflict (kind, id) do update set value = excluded.value',
    );
    for (const { kind, id, value } of this.#database.prepare('select kind, id, value from thing order by n').all()) {
      this.#apply({ kind, id, value: asWritten(kind, JSON.parse(String(value))) } as Change);
    }
  }

  putOrder(order: Order): void {
    this.#write({ kind: 'order', id: orderKey(order.channel, order.out_trade_no), value: order });
  }

  putRefund(refund: Refund): void {
    this.#write({ kind: 'refund', id: refundKey(refund), value: refund });
  }

  putNotice(notice: Notice): void {
    this.#write({ kind: 'notice', id: notice.id, value: notice });
  }

  putBillFlaw(flaw: BillFlaw): void {
    this.#write({ kind: 'bill_flaw', id: billKey(flaw.channel, flaw.bill_date), value: flaw });
  }

  putBillFill(fill: BillFill): void {
    this.#write({ kind: 'bill_fill', id: billKey(fill.channel, fill.bill_date), value: fill });
  }

  putClockOffset(offsetMs: number): void {
    this.#write({ kind: 'setting', id: 'clock_offset_ms', value: offsetMs });
  }

  putFaults(faults: Faults): void {
    this.#write({ kind: 'setting', id: 'faults', value: faults });
  }

  putUsedLoginCode(code: string): void {
    this.#write({ kind: 'login_code', id: code, value: true });
  }

  /** Forgets everything but the keys. */
  reset(): void {
    this.#database.exec('delete from thing');
    for (const map of [this.orders, this.refunds, this.notices, this.usedLoginCodes]) map.clear();
    for (const map of [this.#orderByCashier, this.#orderByTransaction, this.#refundsByOrder]) map.clear();
    for (const map of [this.waitingNotices, this.processingRefunds, this.#billFlaws, this.#billFills]) map.clear();
    this.clockOffsetMs = 0;
    this.faults = { ...NO_FAULTS };
  }

  wechatOrder(outTradeNo: string): WechatOrder | undefined {
    const order = this.orders.get(orderKey('wechat', outTradeNo));
    return order?.channel === 'wechat' ? order : undefined;
  }

  alipayOrder(outTradeNo: string): AlipayOrder | undefined {
    const order = this.orders.get(orderKey('alipay', outTradeNo));
    return order?.channel === 'alipay' ? order : undefined;
  }

  orderByCashierId(id: string): Order | undefined {
    return this.orders.get(this.#orderByCashier.get(id) ?? '');
  }

  orderByTransactionId(transactionId: string): Order | undefined {
    return this.orders.get(this.#orderByTransaction.get(transactionId) ?? '');
  }

  orderOf(refund: Refund): Order {
    return this.orders.get(orderKey(refund.channel, refund.out_trade_no))!;
  }

  wechatRefund(outRefundNo: string): Refund | undefined {
    return this.refunds.get(outRefundNo);
  }

  alipayRefund(outTradeNo: string, outRequestNo: string): Refund | undefined {
    return this.refunds.get(alipayRefundKey(outTradeNo, outRequestNo));
  }

  refundsOf(order: Order): Refund[] {
    const keys = this.#refundsByOrder.get(orderKey(order.channel, order.out_trade_no)) ?? [];
    return Array.from(keys, (key) => this.refunds.get(key)!);
  }

  billFlaw(channel: Channel, billDate: string): BillFlaw | undefined {
    return this.#billFlaws.get(billKey(channel, billDate));
  }

  /** Invented rows that the day's bill carries beside the real ones. */
  billFillRows(channel: Channel, billDate: string): number {
    return this.#billFills.get(billKey(channel, billDate))?.rows ?? 0;
  }

  close(): void {
    this.#database.close();
  }

  #write(change: Change): void {
    this.#put.run(change.kind, change.id, JSON.stringify(change.value));
    this.#apply(change);
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case 'order':
        this.#applyOrder(change.value);
        return;
      case 'refund':
        this.#applyRefund(change.value);
        return;
      case 'notice':
        this.notices.set(change.id, change.value);
        keepIf(change.value.state === 'waiting', this.waitingNotices, change.id, change.value);
        return;
      case 'bill_flaw':
        this.#billFlaws.set(change.id, change.value);
        return;
      case 'bill_fill':
        this.#billFills.set(change.id, change.value);
        return;
      case 'login_code':
        this.usedLoginCodes.add(change.id);
        return;
      case 'setting':
        if (change.id === 'clock_offset_ms') this.clockOffsetMs = change.value;
        else this.faults = { ...NO_FAULTS, ...change.value };
    }
  }

  #applyOrder(order: Order): void {
    const key = orderKey(order.channel, order.out_trade_no);
    const before = this.orders.get(key);
    // A renewed prepay id replaces the old one, which then opens nothing.
    if (before) this.#orderByCashier.delete(cashierId(before));
    this.orders.set(key, order);
    this.#orderByCashier.set(cashierId(order), key);
    if (order.transaction_id) this.#orderByTransaction.set(order.transaction_id, key);
  }

  #applyRefund(refund: Refund): void {
    const key = refundKey(refund);
    this.refunds.set(key, refund);
    keepIf(refund.status === 'PROCESSING', this.processingRefunds, key, refund);
    const order = orderKey(refund.channel, refund.out_trade_no);
    this.#refundsByOrder.set(order, (this.#refundsByOrder.get(order) ?? new Set()).add(key));
  }
}

/** WeChat's keys are the bare numbers, which cannot hold a slash. */
const orderKey = (channel: Channel, outTradeNo: string) => (channel === 'wechat' ? outTradeNo : `alipay/${outTradeNo}`);

const alipayRefundKey = (outTradeNo: string, outRequestNo: string) => `alipay/${outTradeNo}/${outRequestNo}`;

const refundKey = (refund: Refund) =>
  refund.channel === 'wechat' ? refund.out_refund_no : alipayRefundKey(refund.out_trade_no, refund.out_refund_no);

const billKey = (channel: Channel, billDate: string) => `${channel}/${billDate}`;

/** Orders, refunds and notices of stores from before there were two channels name none. */
const asWritten = (kind: unknown, value: object) =>
  kind === 'order' || kind === 'refund' || kind === 'notice' ? { channel: 'wechat', ...value } : value;

function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'store.sqlite'), { timeout: 1000 });
  try {
    // The exclusive lock is the operating system's: it goes away with the process, however that ends.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal');
    database.exec(
      'create table if not exists thing (n integer primary key, kind text, id text, value text, unique (kind, id))',
    );
    return database;
  } catch (cause) {
    database.close();
    throw new Error(`${folder} is in use by another payment stand-in, or cannot be written`, { cause });
  }
}

function keepIf<T>(wanted: boolean, map: Map<string, T>, id: string, value: T): void {
  if (wanted) map.set(id, value);
  else map.delete(id);
}
