import { dateTime } from '../clock.ts';
import { type Entry, entriesOfDay, hasEntries, isBillReady, plainDate } from '../bill/entries.ts';
import { csvText, cutOff, encoded } from '../bill/text.ts';
import { ApiError, paramError } from '../errors.ts';
import { yuan } from '../money.ts';
import type { World } from '../world.ts';

export type BillType = 'ALL' | 'SUCCESS' | 'REFUND';

/** The channel's charge, in basis points of the amount. */
const FEE_BASIS_POINTS = 60;

const COLUMNS = [
  '交易时间',
  '公众账号ID',
  '商户号',
  '特约商户号',
  '设备号',
  '微信订单号',
  '商户订单号',
  '用户标识',
  '交易类型',
  '交易状态',
  '付款银行',
  '货币种类',
  '应结订单金额',
  '代金券金额',
  '退款申请时间',
  '退款成功时间',
  '微信退款单号',
  '商户退款单号',
  '退款金额',
  '充值券退款金额',
  '退款类型',
  '退款状态',
  '商品名称',
  '商户数据包',
  '手续费',
  '费率',
  '订单金额',
  '申请退款金额',
  '费率备注',
] as const;

type Column = (typeof COLUMNS)[number];

/** Only in the bill of type REFUND. */
const REFUND_TIMES: readonly Column[] = ['退款申请时间', '退款成功时间'];

/** Left out of the bill of type SUCCESS. */
const REFUND_COLUMNS: readonly Column[] = [
  '微信退款单号',
  '商户退款单号',
  '退款金额',
  '充值券退款金额',
  '退款类型',
  '退款状态',
  '申请退款金额',
];

const LEFT_OUT: Record<BillType, readonly Column[]> = {
  ALL: REFUND_TIMES,
  SUCCESS: [...REFUND_TIMES, ...REFUND_COLUMNS],
  REFUND: [],
};

/**
 * The day's trade bill as the channel writes it: UTF-8 with BOM, a backtick before every value, yuan with two
 * decimals, two closing lines with the sums. In chunks, and the same ones each time.
 * @throws ApiError STATEMENT_CREATING before 10:00 of the following day, NO_STATEMENT_EXIST for a day without trade.
 */
export function tradeBill(world: World, billDate: string, billType: BillType): Iterable<Buffer> {
  const day = plainDate(billDate);
  if (!day) throw paramError('bill_date格式错误');
  if (!isBillReady(world, day)) throw new ApiError(400, 'STATEMENT_CREATING', '账单生成中，请在次日10点后获取');
  if (!hasEntries(world, 'wechat', day)) throw new ApiError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const fault = world.store.faults.bill_difference;
  const lines = billLines(world, day, billType);
  return encoded(fault === 'truncated' ? cutOff(lines) : lines, fault === 'gbk' ? 'gbk' : 'utf8');
}

function* billLines(world: World, day: Temporal.PlainDate, billType: BillType): Generator<string> {
  const columns = COLUMNS.filter((column) => !LEFT_OUT[billType].includes(column));
  const { bill_difference } = world.store.faults;
  const sums = new Sums();
  yield `${bill_difference === 'gbk' ? '' : '\uFEFF'}${columns.join(',')}\r\n`;
  for (const entry of entriesOfDay(world, 'wechat', day)) {
    if (billType !== 'ALL' && (billType === 'REFUND') !== (entry.refund !== undefined)) continue;
    sums.add(entry);
    const values = rowOf(world, entry);
    yield `${columns.map((column) => `\`${values[column]}`).join(',')}\r\n`;
  }
  if (bill_difference !== 'truncated') yield* sums.lines();
}

function rowOf(world: World, entry: Entry): Record<Column, string> {
  const { refund } = entry;
  const foreign = world.store.faults.bill_difference === 'foreign_merchant';
  const { mchid, appid } = world.keys.merchant;
  return {
    交易时间: dateTime(entry.at_ms),
    公众账号ID: foreign ? 'wx0000000000000000' : appid,
    商户号: foreign ? '1000000000' : mchid,
    特约商户号: '0',
    设备号: '',
    微信订单号: entry.transaction_id,
    商户订单号: entry.out_trade_no,
    用户标识: entry.payer,
    交易类型: entry.trade_type,
    交易状态: refund ? 'REFUND' : 'SUCCESS',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    应结订单金额: refund ? '0.00' : yuan(entry.total_fen),
    代金券金额: '0.00',
    退款申请时间: refund ? dateTime(refund.created_at_ms) : '',
    退款成功时间: refund?.success_at_ms === undefined ? '' : dateTime(refund.success_at_ms),
    微信退款单号: refund?.refund_id ?? '0',
    商户退款单号: refund?.out_refund_no ?? '0',
    退款金额: yuan(refund?.refund_fen ?? 0),
    充值券退款金额: '0.00',
    退款类型: refund ? 'ORIGINAL' : '',
    退款状态: refund?.status ?? '',
    商品名称: csvText(entry.description),
    商户数据包: csvText(entry.attach),
    手续费: yuan(feeOf(entry)),
    费率: '0.60%',
    订单金额: refund ? '0.00' : yuan(entry.total_fen),
    申请退款金额: yuan(refund?.refund_fen ?? 0),
    费率备注: '',
  };
}

function feeOf(entry: Entry): number {
  const fee = Math.round(((entry.refund?.refund_fen ?? entry.total_fen) * FEE_BASIS_POINTS) / 10_000);
  return entry.refund ? -fee : fee;
}

/** What the two closing lines say. */
class Sums {
  #rows = 0;
  #paidFen = 0;
  #refundedFen = 0;
  #feeFen = 0;

  add(entry: Entry): void {
    this.#rows += 1;
    this.#feeFen += feeOf(entry);
    if (entry.refund) this.#refundedFen += entry.refund.refund_fen;
    else this.#paidFen += entry.total_fen;
  }

  lines(): string[] {
    const [paid, refunded] = [yuan(this.#paidFen), yuan(this.#refundedFen)];
    const values = [String(this.#rows), paid, refunded, '0.00', yuan(this.#feeFen), paid, refunded];
    return [
      '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n',
      `${values.map((value) => `\`${value}`).join(',')}\r\n`,
    ];
  }
}
