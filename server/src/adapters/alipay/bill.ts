/** Alipay's bill of a day: remarks that begin with `#`, a CSV between them, and closing remarks with the sums. */
import Papa from 'papaparse';
import { type BillRow, BillRefused } from '../../modules/payment/ports.ts';
import { ofChinaTime } from '../channel/china-time.ts';
import type { LineParser } from '../channel/lines.ts';
import { fenOfYuan } from '../channel/yuan.ts';

const COLUMNS = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '完成时间',
  '订单金额（元）',
  '商家实收（元）',
  '退款批次号/请求号',
  '服务费（元）',
] as const;
type Column = (typeof COLUMNS)[number];

const KINDS: Record<string, BillRow['kind']> = { 交易: 'paid', 退款: 'refund' };
const ACCOUNT = /^#账号：\[(\d+)\]/;
const BEGINS = /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日/;
const LIST_ENDS = /^#-+业务明细列表结束-+$/;
const SUMS = {
  paid: /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/,
  refund: /^#退款合计：(\d+)笔，商家实收(?:退款)?共(-?[\d.]+)元/,
} as const;

export class AlipayBill implements LineParser<BillRow> {
  readonly #seller_id: string;
  readonly #day: string;
  #n = 0;
  #account: string | undefined;
  #dayTold: string | undefined;
  #columns: string[] = [];
  #at = {} as Record<Column, number>;
  #listEnded = false;
  readonly #told = { paid: { rows: 0, received_fen: 0 }, refund: { rows: 0, received_fen: 0 } };
  readonly #agreed = { paid: false, refund: false };

  constructor(seller_id: string, day: Temporal.PlainDate) {
    this.#seller_id = seller_id;
    this.#day = day.toString();
  }

  line(text: string): BillRow | undefined {
    this.#n += 1;
    if (text === '') return undefined;
    if (text.startsWith('#')) return this.#remark(text.trimEnd());
    if (this.#columns.length === 0) return this.#head(text);
    if (this.#listEnded) throw new BillRefused('bad_row', `line ${this.#n} follows the end of the list`);
    return this.#row(text);
  }

  end(rest: string): void {
    if (rest.startsWith('#')) this.line(rest);
    else if (rest !== '') throw new BillRefused('truncated', `the bill ends within line ${this.#n + 1}`);
    if (this.#columns.length === 0) throw new BillRefused('bad_header', 'the bill has no list');
    if (!this.#listEnded || !this.#agreed.paid || !this.#agreed.refund)
      throw new BillRefused('truncated', `the bill ends at line ${this.#n}`);
  }

  #remark(text: string): undefined {
    this.#account ??= ACCOUNT.exec(text)?.[1];
    this.#dayTold ??= BEGINS.exec(text)?.slice(1, 4).join('-');
    this.#listEnded ||= LIST_ENDS.test(text);
    this.#agree('paid', text);
    this.#agree('refund', text);
  }

  #agree(kind: BillRow['kind'], text: string): void {
    const found = SUMS[kind].exec(text);
    if (!found) return;
    const { rows, received_fen } = this.#told[kind];
    const said_fen = this.#orRefuse('bad_summary', () => fenOfYuan(found[2]!));
    if (!this.#listEnded || Number(found[1]) !== rows || said_fen !== received_fen)
      throw new BillRefused('bad_summary', `line ${this.#n} does not agree with the rows`);
    this.#agreed[kind] = true;
  }

  #head(text: string): undefined {
    if (this.#account === undefined) throw new BillRefused('bad_header', 'the bill names no account');
    // Alipay adds four digits to the merchant's number
    if (!this.#account.startsWith(this.#seller_id))
      throw new BillRefused('wrong_merchant', 'the bill is of another merchant');
    if (this.#dayTold !== this.#day) throw new BillRefused('bad_header', 'the bill is of another day');
    const columns = text.split(',').map((name) => name.trim());
    for (const column of COLUMNS) {
      this.#at[column] = columns.indexOf(column);
      if (this.#at[column] < 0) throw new BillRefused('bad_header', `the bill has no column ${column}`);
    }
    this.#columns = columns;
  }

  #row(text: string): BillRow {
    const values = valuesOf(text);
    if (values.length !== this.#columns.length)
      throw new BillRefused('bad_row', `line ${this.#n} has ${values.length} values`);
    // a tabulator keeps spreadsheets from reading numbers as numbers
    const value = (column: Column): string => values[this.#at[column]]!.trim();
    return this.#orRefuse('bad_row', () => {
      const row = rowOf(this.#n, value);
      this.#told[row.kind].rows += 1;
      this.#told[row.kind].received_fen += fenOfYuan(value('商家实收（元）'));
      return row;
    });
  }

  #orRefuse<T>(code: 'bad_row' | 'bad_summary', read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new BillRefused(code, `line ${this.#n} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** Few rows are quoted, and the parser that understands quoting is slower than splitting. */
const valuesOf = (text: string): string[] =>
  text.includes('"') ? (Papa.parse<string[]>(text, { delimiter: ',' }).data[0] ?? []) : text.split(',');

function rowOf(n: number, value: (column: Column) => string): BillRow {
  const kind = KINDS[value('业务类型')];
  if (!kind) throw new RangeError('another kind');
  const sign = kind === 'paid' ? 1 : -1;
  const amount_fen = sign * fenOfYuan(value('订单金额（元）'));
  if (amount_fen < 0) throw new RangeError('an amount of the wrong sign');
  const request_no = kind === 'refund' ? value('退款批次号/请求号') : null;
  if (request_no === '') throw new RangeError('a refund without its number');
  return {
    n,
    kind,
    merchant_order_no: value('商户订单号'),
    transaction_id: value('支付宝交易号'),
    merchant_refund_no: request_no,
    refund_id: request_no,
    amount_fen: amount_fen === 0 ? 0 : amount_fen,
    // told from the merchant's side, as what left the account or came back to it
    fee_fen: -fenOfYuan(value('服务费（元）')) || 0,
    at: ofChinaTime(value('完成时间')),
    status: value('业务类型'),
  };
}
