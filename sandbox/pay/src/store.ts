import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { Notice, Order, Refund } from './rows.ts';

/** One kind of thing, by its number. */
type Change =
  | { kind: 'order'; id: string; value: Order }
  | { kind: 'refund'; id: string; value: Refund }
  | { kind: 'notice'; id: string; value: Notice }
  | { kind: 'login_code'; id: string; value: true }
  | { kind: 'setting'; id: 'clock_offset_ms'; value: number }
  | { kind: 'setting'; id: 'faults'; value: Faults };

/**
 * State in memory, every change written to `store.sqlite` first.
 * A change has reached the operating system before the call returns, so the store survives a killed process
 * (a power cut may lose the last changes, which is fair for a stand-in). One process at a time may hold it.
 */
export class Store {
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Refund>();
  readonly notices = new Map<string, Notice>();
  /** Those still to be delivered. */
  readonly waitingNotices = new Map<string, Notice>();
  /** Those still to be settled. */
  readonly processingRefunds = new Map<string, Refund>();
  readonly usedLoginCodes = new Set<string>();
  clockOffsetMs = 0;
  faults: Faults = { ...NO_FAULTS };

  readonly #orderByPrepay = new Map<string, string>();
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
      this.#apply({ kind, id, value: JSON.parse(String(value)) } as Change);
    }
  }

  putOrder(order: Order): void {
    this.#write({ kind: 'order', id: order.out_trade_no, value: order });
  }

  putRefund(refund: Refund): void {
    this.#write({ kind: 'refund', id: refund.out_refund_no, value: refund });
  }

  putNotice(notice: Notice): void {
    this.#write({ kind: 'notice', id: notice.id, value: notice });
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
    for (const map of [this.#orderByPrepay, this.#orderByTransaction, this.#refundsByOrder]) map.clear();
    for (const map of [this.waitingNotices, this.processingRefunds]) map.clear();
    this.clockOffsetMs = 0;
    this.faults = { ...NO_FAULTS };
  }

  orderByPrepayId(prepayId: string): Order | undefined {
    return this.orders.get(this.#orderByPrepay.get(prepayId) ?? '');
  }

  orderByTransactionId(transactionId: string): Order | undefined {
    return this.orders.get(this.#orderByTransaction.get(transactionId) ?? '');
  }

  refundsOf(outTradeNo: string): Refund[] {
    return Array.from(this.#refundsByOrder.get(outTradeNo) ?? [], (no) => this.refunds.get(no)!);
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
      case 'login_code':
        this.usedLoginCodes.add(change.id);
        return;
      case 'setting':
        if (change.id === 'clock_offset_ms') this.clockOffsetMs = change.value;
        else this.faults = { ...NO_FAULTS, ...change.value };
    }
  }

  #applyOrder(order: Order): void {
    // A renewed prepay id replaces the old one, which then opens nothing.
    this.#orderByPrepay.delete(this.orders.get(order.out_trade_no)?.prepay_id ?? '');
    this.orders.set(order.out_trade_no, order);
    this.#orderByPrepay.set(order.prepay_id, order.out_trade_no);
    if (order.transaction_id) this.#orderByTransaction.set(order.transaction_id, order.out_trade_no);
  }

  #applyRefund(refund: Refund): void {
    this.refunds.set(refund.out_refund_no, refund);
    keepIf(refund.status === 'PROCESSING', this.processingRefunds, refund.out_refund_no, refund);
    const siblings = this.#refundsByOrder.get(refund.out_trade_no) ?? new Set();
    this.#refundsByOrder.set(refund.out_trade_no, siblings.add(refund.out_refund_no));
  }
}

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
