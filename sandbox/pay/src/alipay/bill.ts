import { type Entry, entriesOfDay } from '../bill/entries.ts';
import { gbk } from '../bill/gbk.ts';
import { csvText, cutOff, encoded } from '../bill/text.ts';
import { zip } from '../bill/zip.ts';
import { dateTime } from '../clock.ts';
import { yuan } from '../money.ts';
import type { World } from '../world.ts';

const DETAIL_COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

const SUMMARY_COLUMNS =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';

/**
 * The day's trade bill as the channel packs it: a ZIP of two CSV files in GBK, the rows and their sums, with lines of
 * remarks that begin with `#`, yuan with two decimals, refunds below zero. Written while it is read.
 */
export function tradeBillZip(world: World, day: Temporal.PlainDate): AsyncIterable<Buffer> {
  const fault = world.store.faults.bill_difference;
  const sums = new Sums();
  const stem = `${accountNo(world)}_${day.toString().replaceAll('-', '')}_业务明细`;
  const file = (name: string, lines: Iterable<string>) => ({
    name: gbk(name),
    content: encoded(lines, fault === 'gbk' ? 'utf8' : 'gbk'),
  });
  const rows = detailLines(world, day, sums);
  if (fault === 'truncated') return zip([file(`${stem}.csv`, cutOff(rows))]);
  const details = file(
    `${stem}.csv`,
    withClosing(rows, () => sums.closing(world)),
  );
  // made after the rows, when the sums are known
  const summary = file(`${stem}(汇总).csv`, summaryLines(world, day, sums));
  return zip([details, summary], fault === 'wrong_hash' ? 1 : 0);
}

/** The seller's number with Alipay's own suffix for the account. */
const accountNo = (world: World) =>
  `${world.store.faults.bill_difference === 'foreign_merchant' ? '2088000000000000' : world.keys.alipay.seller_id}0156`;

function heading(world: World, day: Temporal.PlainDate, title: string, list: string): string[] {
  const start = (date: Temporal.PlainDate) =>
    `${date.year}年${String(date.month).padStart(2, '0')}月${String(date.day).padStart(2, '0')}日 00:00:00`;
  return [
    `#${title}\r\n`,
    `#账号：[${accountNo(world)}]\r\n`,
    `#起始日期：[${start(day)}]   终止日期：[${start(day.add({ days: 1 }))}]\r\n`,
    `#-----------------------------------------${list}----------------------------------------\r\n`,
  ];
}

function* detailLines(world: World, day: Temporal.PlainDate, sums: Sums): Generator<string> {
  yield* heading(world, day, '支付宝业务明细查询', '业务明细列表');
  yield `${DETAIL_COLUMNS}\r\n`;
  for (const entry of entriesOfDay(world, 'alipay', day)) {
    sums.add(entry);
    yield `${rowOf(entry).join(',')}\r\n`;
  }
}

/** As many values as `DETAIL_COLUMNS`; a tabulator keeps a spreadsheet from reading numbers as numbers. */
function rowOf(entry: Entry): string[] {
  const { refund } = entry;
  const amount = yuan(amountOf(entry));
  const zero = '0.00';
  return [
    `${entry.transaction_id}\t`,
    `${entry.out_trade_no}\t`,
    `${refund ? '退款' : '交易'}\t`,
    csvText(entry.description),
    dateTime(entry.placed_at_ms),
    dateTime(entry.at_ms),
    ...['\t', '\t', '\t', '\t'],
    `*某(150****${entry.payer.slice(-4)})\t`,
    ...[amount, amount],
    ...[zero, zero, zero, zero, zero, '', `${zero}\t`, zero],
    `${refund?.out_refund_no ?? ''}\t`,
    ...[yuan(feeOf(entry)), zero],
    csvText(entry.attach),
  ];
}

/** The channel's charge, in basis points of the amount; given back with a refund. */
const FEE_BASIS_POINTS = 60;

/** What the charge adds to the merchant's money: below zero for a payment. */
function feeOf(entry: Entry): number {
  const fee = Math.round((Math.abs(amountOf(entry)) * FEE_BASIS_POINTS) / 10_000);
  return entry.refund ? fee : -fee;
}

const amountOf = (entry: Entry) => (entry.refund ? -entry.refund.refund_fen : entry.total_fen);

function* withClosing(lines: Iterable<string>, closing: () => string[]): Generator<string> {
  yield* lines;
  yield* closing();
}

function* summaryLines(world: World, day: Temporal.PlainDate, sums: Sums): Generator<string> {
  yield* heading(world, day, '支付宝业务汇总查询', '业务汇总列表');
  yield `${SUMMARY_COLUMNS}\r\n`;
  yield sums.total();
  yield '#----------------------------------------业务汇总列表结束-------------------------------------\r\n';
  yield exported(world);
}

const exported = (world: World) => {
  const [date, time] = dateTime(world.clock.nowMs()).split(' ');
  const [year, month, day] = date!.split('-');
  return `#导出时间：[${year}年${month}月${day}日 ${time}]\r\n`;
};

class Sums {
  #payments = 0;
  #refunds = 0;
  #paidFen = 0;
  #refundedFen = 0;
  #feeFen = 0;

  add(entry: Entry): void {
    this.#feeFen += feeOf(entry);
    if (entry.refund) {
      this.#refunds += 1;
      this.#refundedFen += entry.refund.refund_fen;
    } else {
      this.#payments += 1;
      this.#paidFen += entry.total_fen;
    }
  }

  closing(world: World): string[] {
    return [
      '#-----------------------------------------业务明细列表结束------------------------------------\r\n',
      `#交易合计：${this.#payments}笔，商家实收共${yuan(this.#paidFen)}元，商家优惠共0.00元\r\n`,
      `#退款合计：${this.#refunds}笔，商家实收退款共${yuan(-this.#refundedFen)}元，商家优惠退款共0.00元\r\n`,
      exported(world),
    ];
  }

  total(): string {
    const receivedFen = this.#paidFen - this.#refundedFen;
    const received = yuan(receivedFen);
    const [fee, net] = [yuan(this.#feeFen), yuan(receivedFen + this.#feeFen)];
    const values = [this.#payments, this.#refunds, received, received, '0.00', '0.00', '0.00', fee, '0.00', net];
    return `合计,,${values.join(',')}\r\n`;
  }
}
