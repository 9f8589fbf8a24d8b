/** WeChat Pay's bill of a day: CSV of its own kind, a backtick before every value, two closing lines with the sums. */
import { type BillRow, BillRefused } from '../../modules/payment/ports.ts';
import { ofChinaTime } from '../channel/china-time.ts';
import type { LineParser } from '../channel/lines.ts';
import { fenOfYuan } from '../channel/yuan.ts';

const COLUMNS = [
  '交易时间',
  '商户号',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '微信退款单号',
  '商户退款单号',
  '退款状态',
  '手续费',
  '订单金额',
  '申请退款金额',
] as const;
type Column = (typeof COLUMNS)[number];
const SUMS = ['总交易单数', '手续费总金额', '订单总金额', '申请退款总金额'] as const;

const KINDS: Record<string, BillRow['kind']> = { SUCCESS: 'paid', REFUND: 'refund', REVOKED: 'refund' };

export class WechatBill implements LineParser<BillRow> {
  readonly #mchid: string;
  #columns: string[] = [];
  #at = {} as Record<Column, number>;
  #sums: string[] = [];
  #isClosed = false;
  #n = 0;
  readonly #told = { rows: 0, fee_fen: 0, paid_fen: 0, refunded_fen: 0 };

  constructor(mchid: string) {
    this.#mchid = mchid;
  }

  line(text: string): BillRow | undefined {
    this.#n += 1;
    if (this.#n === 1) return this.#head(text);
    if (this.#isClosed) {
      if (text === '') return undefined;
      throw new BillRefused('bad_summary', `line ${this.#n} follows the last one`);
    }
    if (this.#sums.length > 0) return this.#close(text);
    if (text.startsWith('`')) return this.#row(text);
    this.#sums = text.split(',');
    if (!SUMS.every((name) => this.#sums.includes(name)))
      throw new BillRefused('bad_row', `line ${this.#n} is neither a row nor the sums`);
    return undefined;
  }

  end(rest: string): void {
    const hasNames = this.#sums.length > 0 && !this.#isClosed;
    if (hasNames && valuesOf(rest).length === this.#sums.length) this.line(rest);
    else if (!this.#isClosed || rest !== '') throw new BillRefused('truncated', `the bill ends at line ${this.#n}`);
  }

  #head(text: string): undefined {
    this.#columns = text.split(',');
    for (const column of COLUMNS) {
      this.#at[column] = this.#columns.indexOf(column);
      if (this.#at[column] < 0) throw new BillRefused('bad_header', `the bill has no column ${column}`);
    }
  }

  #row(text: string): BillRow {
    const values = valuesOf(text);
    if (values.length !== this.#columns.length)
      throw new BillRefused('bad_row', `line ${this.#n} has ${values.length} values`);
    const value = (column: Column): string => values[this.#at[column]]!;
    if (value('商户号') !== this.#mchid)
      throw new BillRefused('wrong_merchant', `line ${this.#n} is of another merchant`);
    const row = this.#orRefuse('bad_row', () => rowOf(this.#n, value));
    this.#told.rows += 1;
    this.#told.fee_fen += row.fee_fen;
    if (row.kind === 'paid') this.#told.paid_fen += row.amount_fen;
    else this.#told.refunded_fen += row.amount_fen;
    return row;
  }

  #close(text: string): undefined {
    const values = valuesOf(text);
    const sum = (name: (typeof SUMS)[number]): number => fenOfYuan(values[this.#sums.indexOf(name)] ?? '');
    const { rows, fee_fen, paid_fen, refunded_fen } = this.#told;
    const said = this.#orRefuse('bad_summary', () => SUMS.map(sum));
    // a count reads like an amount: `45` or `45.0`
    const read = [rows * 100, fee_fen, paid_fen, refunded_fen];
    const wrong = SUMS.filter((_, i) => said[i] !== read[i]);
    if (wrong.length > 0) throw new BillRefused('bad_summary', `the rows do not agree with: ${wrong.join(', ')}`);
    this.#isClosed = true;
  }

  #orRefuse<T>(code: 'bad_row' | 'bad_summary', read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new BillRefused(code, `line ${this.#n} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** Values hold commas, but no backticks. */
const valuesOf = (text: string): string[] => (text.startsWith('`') ? text.slice(1).split(',`') : []);

function rowOf(n: number, value: (column: Column) => string): BillRow {
  const kind = KINDS[value('交易状态')];
  if (!kind) throw new RangeError('another state');
  if (value('货币种类') !== 'CNY') throw new RangeError('another currency');
  const isRefund = kind === 'refund';
  const amount_fen = fenOfYuan(value(isRefund ? '申请退款金额' : '订单金额'));
  if (amount_fen < 0) throw new RangeError('a negative amount');
  return {
    n,
    kind,
    merchant_order_no: value('商户订单号'),
    transaction_id: value('微信订单号'),
    merchant_refund_no: isRefund ? value('商户退款单号') : null,
    refund_id: isRefund ? value('微信退款单号') : null,
    amount_fen,
    fee_fen: fenOfYuan(value('手续费')),
    at: ofChinaTime(value('交易时间')),
    status: isRefund ? value('退款状态') : value('交易状态'),
  };
}
