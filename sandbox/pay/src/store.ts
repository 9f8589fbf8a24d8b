import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { Notice, Order, Refund } from './rows.ts';

type Line =
  | { t: 'order'; v: Order }
  | { t: 'refund'; v: Refund }
  | { t: 'notice'; v: Notice }
  | { t: 'clock'; v: number }
  | { t: 'faults'; v: Faults }
  | { t: 'login_code'; v: string }
  | { t: 'reset' };

/**
 * State in memory, every change appended to `journal.jsonl` first: the last line about a thing is the truth.
 * A line reaches the operating system before the call returns, so the store survives a killed process
 * (a power cut may lose the last lines, which is fair for a stand-in).
 */
export class Store {
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Refund>();
  readonly notices = new Map<string, Notice>();
  readonly usedLoginCodes = new Set<string>();
  clockOffsetMs = 0;
  faults: Faults = { ...NO_FAULTS };

  readonly #orderByPrepay = new Map<string, string>();
  readonly #orderByTransaction = new Map<string, string>();
  readonly #refundsByOrder = new Map<string, Set<string>>();
  readonly #path: string;
  #file: number;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, 'journal.jsonl');
    this.#load();
    this.#compact();
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  putOrder(order: Order): void {
    this.#write({ t: 'order', v: order });
  }

  putRefund(refund: Refund): void {
    this.#write({ t: 'refund', v: refund });
  }

  putNotice(notice: Notice): void {
    this.#write({ t: 'notice', v: notice });
  }

  putClockOffset(offsetMs: number): void {
    this.#write({ t: 'clock', v: offsetMs });
  }

  putFaults(faults: Faults): void {
    this.#write({ t: 'faults', v: faults });
  }

  putUsedLoginCode(code: string): void {
    this.#write({ t: 'login_code', v: code });
  }

  /** Forgets everything but the keys. */
  reset(): void {
    this.#write({ t: 'reset' });
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
    closeSync(this.#file);
  }

  #write(line: Line): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
    this.#apply(line);
  }

  #apply(line: Line): void {
    switch (line.t) {
      case 'order':
        this.#applyOrder(line.v);
        return;
      case 'refund':
        this.#applyRefund(line.v);
        return;
      case 'notice':
        this.notices.set(line.v.id, line.v);
        return;
      case 'clock':
        this.clockOffsetMs = line.v;
        return;
      case 'faults':
        this.faults = { ...NO_FAULTS, ...line.v };
        return;
      case 'login_code':
        this.usedLoginCodes.add(line.v);
        return;
      case 'reset':
        this.#forget();
        return;
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
    const siblings = this.#refundsByOrder.get(refund.out_trade_no) ?? new Set();
    this.#refundsByOrder.set(refund.out_trade_no, siblings.add(refund.out_refund_no));
  }

  #forget(): void {
    for (const map of [this.orders, this.refunds, this.notices, this.usedLoginCodes]) map.clear();
    for (const map of [this.#orderByPrepay, this.#orderByTransaction, this.#refundsByOrder]) map.clear();
    this.clockOffsetMs = 0;
    this.faults = { ...NO_FAULTS };
  }

  #load(): void {
    if (!existsSync(this.#path)) return;
    const lines = readFileSync(this.#path, 'utf8').split('\n');
    // What follows the last line break is empty, or a line cut short by a kill: its change was never answered.
    for (const line of lines.slice(0, -1)) this.#apply(JSON.parse(line) as Line);
  }

  #compact(): void {
    const lines: Line[] = [
      { t: 'clock', v: this.clockOffsetMs },
      { t: 'faults', v: this.faults },
      ...Array.from(this.usedLoginCodes, (v): Line => ({ t: 'login_code', v })),
      ...Array.from(this.orders.values(), (v): Line => ({ t: 'order', v })),
      ...Array.from(this.refunds.values(), (v): Line => ({ t: 'refund', v })),
      ...Array.from(this.notices.values(), (v): Line => ({ t: 'notice', v })),
    ];
    writeFileSync(`${this.#path}.tmp`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    renameSync(`${this.#path}.tmp`, this.#path);
  }
}
