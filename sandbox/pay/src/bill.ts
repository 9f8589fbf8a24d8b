import { createHash } from 'node:crypto';
import { shanghai } from './clock.ts';
import { ApiError, paramError } from './errors.ts';
import type { Order, Refund } from './rows.ts';
import type { World } from './world.ts';

export type BillType = 'ALL' | 'SUCCESS';

/** The channel's charge, in basis points of the amount. */
const FEE_BASIS_POINTS = 60;

interface Entry {
  at_ms: number;
  order: Order;
  refund?: Refund;
  /** Fen; differs from the order's only under the bill fault. */
  total_fen: number;
}

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

/**
 * The day's trade bill as the channel writes it: UTF-8 with BOM, a backtick before every value, yuan with two
 * decimals, two closing lines with the sums.
 * @throws ApiError STATEMENT_CREATING before 10:00 of the following day, NO_STATEMENT_EXIST for a day without trade.
 */
export function tradeBill(world: World, billDate: string, billType: BillType): string {
  checkReady(world, billDate);
  const entries = withFault(world, entriesOf(world, billDate, billType));
  if (entries.length === 0) throw new ApiError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const columns = COLUMNS.filter((column) => billType === 'ALL' || !REFUND_COLUMNS.includes(column));
  const rows = entries.map((entry) => {
    const values = rowOf(world, entry);
    return columns.map((column) => `\`${values[column]}`).join(',');
  });
  return `\uFEFF${[columns.join(','), ...rows, ...summaryOf(entries)].join('\r\n')}\r\n`;
}

export const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

function checkReady(world: World, billDate: string): void {
  let ready: Temporal.ZonedDateTime;
  try {
    ready = Temporal.PlainDate.from(billDate).add({ days: 1 }).toZonedDateTime({
      timeZone: 'Asia/Shanghai',
      plainTime: '10:00',
    });
  } catch {
    throw paramError('bill_date格式错误');
  }
  if (world.clock.nowMs() < ready.epochMilliseconds) {
    throw new ApiError(400, 'STATEMENT_CREATING', '账单生成中，请在次日10点后获取');
  }
}

function entriesOf(world: World, billDate: string, billType: BillType): Entry[] {
  const start = Temporal.PlainDate.from(billDate).toZonedDateTime('Asia/Shanghai');
  const [startMs, endMs] = [start.epochMilliseconds, start.add({ days: 1 }).epochMilliseconds];
  const onDay = (ms: number) => startMs <= ms && ms < endMs;
  const entries: Entry[] = [];
  for (const order of world.store.orders.values()) {
    if (order.success_at_ms !== undefined && onDay(order.success_at_ms)) {
      entries.push({ at_ms: order.success_at_ms, order, total_fen: order.total_fen });
    }
  }
  for (const refund of billType === 'ALL' ? world.store.refunds.values() : []) {
    const order = world.store.orders.get(refund.out_trade_no)!;
    if (refund.status !== 'CLOSED' && onDay(refund.created_at_ms)) {
      entries.push({ at_ms: refund.created_at_ms, order, refund, total_fen: order.total_fen });
    }
  }
  return entries.sort((a, b) => b.at_ms - a.at_ms);
}

/** Puts the one difference into the bill that the faults ask for. */
function withFault(world: World, entries: Entry[]): Entry[] {
  const [first, ...others] = entries;
  if (!first) return entries;
  switch (world.store.faults.bill_difference) {
    case 'none':
      return entries;
    case 'missing_row':
      return others;
    case 'different_amount':
      return [{ ...first, total_fen: first.total_fen + 1 }, ...others];
    case 'extra_row':
      return [{ ...first, refund: undefined, order: strangerOf(first.order) }, ...entries];
  }
}

const strangerOf = (order: Order): Order => ({
  ...order,
  out_trade_no: `X${order.out_trade_no}`.slice(0, 32),
  transaction_id: `9${order.transaction_id!.slice(1)}`,
});

function rowOf(world: World, entry: Entry): Record<Column, string> {
  const { order, refund } = entry;
  const feeFen = feeOf(entry);
  return {
    交易时间: shanghai(entry.at_ms).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
    公众账号ID: order.appid,
    商户号: world.keys.merchant.mchid,
    特约商户号: '0',
    设备号: '',
    微信订单号: order.transaction_id!,
    商户订单号: order.out_trade_no,
    用户标识: order.payer_openid ?? '',
    交易类型: order.trade_type,
    交易状态: refund ? 'REFUND' : 'SUCCESS',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    应结订单金额: refund ? '0.00' : yuan(entry.total_fen),
    代金券金额: '0.00',
    微信退款单号: refund?.refund_id ?? '0',
    商户退款单号: refund?.out_refund_no ?? '0',
    退款金额: yuan(refund?.refund_fen ?? 0),
    充值券退款金额: '0.00',
    退款类型: refund ? 'ORIGINAL' : '',
    退款状态: refund?.status ?? '',
    商品名称: csvText(order.description),
    商户数据包: csvText(order.attach ?? ''),
    手续费: `${feeFen < 0 ? '-' : ''}${yuan(Math.abs(feeFen))}`,
    费率: '0.60%',
    订单金额: refund ? '0.00' : yuan(entry.total_fen),
    申请退款金额: yuan(refund?.refund_fen ?? 0),
    费率备注: '',
  };
}

/** The bill has no quoting: a comma or line break inside a text would shift the columns. */
const csvText = (text: string) => text.replace(/[,`\r\n]/g, ' ');

function feeOf(entry: Entry): number {
  const fee = Math.round(((entry.refund?.refund_fen ?? entry.total_fen) * FEE_BASIS_POINTS) / 10_000);
  return entry.refund ? -fee : fee;
}

function summaryOf(entries: Entry[]): [string, string] {
  const sum = (value: (entry: Entry) => number) => entries.reduce((total, entry) => total + value(entry), 0);
  const paid = sum((entry) => (entry.refund ? 0 : entry.total_fen));
  const refunded = sum((entry) => entry.refund?.refund_fen ?? 0);
  const fee = sum(feeOf);
  const values = [
    String(entries.length),
    yuan(paid),
    yuan(refunded),
    '0.00',
    `${fee < 0 ? '-' : ''}${yuan(Math.abs(fee))}`,
    yuan(paid),
    yuan(refunded),
  ];
  return [
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    values.map((value) => `\`${value}`).join(','),
  ];
}

/** Fen as yuan with two decimals, by digits: money never passes through a fraction. */
export function yuan(fen: number): string {
  const text = String(fen).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}
