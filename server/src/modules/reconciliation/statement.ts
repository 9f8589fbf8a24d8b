/** A day's statement as a workbook: totals, bills, differences, cashiers. Chinese first, English beneath, money in yuan. */
import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import { wallTimeOf } from '../../kernel/index.ts';
import { type FinanceDay, netFen } from './service-day.ts';
import type { CashierDay } from './store-day.ts';
import type { BillRecord, CaseRow } from './tables.ts';
import { channelName, kindWords, reasonWords, settledWords } from './words.ts';

export interface StatementData {
  day: FinanceDay;
  bills: readonly BillRecord[];
  cases: readonly CaseRow[];
  cashiers: readonly (CashierDay & { name: string })[];
  /** Who closed the day, by name. */
  closed_by: string | null;
  made_at: Temporal.Instant;
}

const FONT = { fontFamily: 'Calibri', fontSize: 11 };
const HEAD: CellObject = {
  type: String,
  fontWeight: 'bold',
  backgroundColor: '#E3F1EC',
  wrap: true,
  align: 'center',
  alignVertical: 'center',
};

const text = (value: string | null): CellObject => ({ type: String, value: value ?? '', wrap: true });
const count = (value: number): CellObject => ({ type: Number, value, format: '0' });
/** Cents of a spreadsheet's number are exact well beyond any hospital's day. */
const yuan = (fen: number | null): CellObject | null =>
  fen === null ? null : { type: Number, value: fen / 100, format: '#,##0.00' };
const strong = (cell: CellObject | null): CellObject | null => cell && { ...cell, fontWeight: 'bold' };
const heads = (...words: [zh: string, en: string][]): Row =>
  words.map(([zh, en]) => ({ ...HEAD, value: `${zh}\n${en}` }));
const bothNames = (channel: string): string => `${channelName(channel, 'zh')} ${channelName(channel, 'en')}`;

function totalsSheet({ day, closed_by, made_at }: StatementData): Row[] {
  const stateWords = day.closed_at
    ? `已结账 Closed · ${closed_by ?? ''} · ${stamp(day.closed_at)}`
    : `未结账 Not closed · 制表 made ${stamp(made_at)}`;
  const rows = day.channels.map(
    (one): Row => [
      text(bothNames(one.channel)),
      count(one.paid_n),
      yuan(one.paid_fen),
      count(one.refunded_n),
      yuan(one.refunded_fen),
      yuan(one.fee_fen),
      yuan(netFen(one)),
      yuan(one.billed_fen),
      yuan(one.difference_fen),
    ],
  );
  const sum = (part: (one: FinanceDay['channels'][number]) => number) =>
    day.channels.reduce((total, one) => total + part(one), 0);
  const last: Row = [
    text('合计 Total'),
    count(sum((one) => one.paid_n)),
    yuan(sum((one) => one.paid_fen)),
    count(sum((one) => one.refunded_n)),
    yuan(sum((one) => one.refunded_fen)),
    yuan(sum((one) => one.fee_fen)),
    yuan(sum(netFen)),
    null,
    yuan(sum((one) => one.difference_fen)),
  ];
  return [
    [{ ...text(`${day.day} 对账单 Statement`), fontWeight: 'bold', wrap: false }],
    [{ ...text(stateWords), wrap: false }],
    ...day.reasons.map(
      (reason): Row => [{ ...text(`${reasonWords(reason, 'zh')} / ${reasonWords(reason, 'en')}`), wrap: false }],
    ),
    [],
    heads(
      ['渠道', 'Channel'],
      ['收款笔数', 'Payments'],
      ['收款', 'Taken'],
      ['退款笔数', 'Refunds'],
      ['退款', 'Given back'],
      ['手续费', 'Fees'],
      ['净额', 'Net'],
      ['账单净收', 'By the bill'],
      ['差异', 'Differences'],
    ),
    ...rows,
    last.map((cell) => strong(cell as CellObject | null)),
  ];
}

const stamp = (at: Temporal.Instant): string =>
  `${at.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString()} ${wallTimeOf(at)}`;

const billsSheet = ({ bills }: StatementData): Row[] => [
  heads(
    ['渠道', 'Channel'],
    ['账单日', 'Bill of'],
    ['状态', 'State'],
    ['行数', 'Rows'],
    ['收款', 'Taken'],
    ['退款', 'Given back'],
    ['手续费', 'Fees'],
    ['应结算', 'To settle'],
  ),
  ...bills.map(
    (bill): Row => [
      text(bothNames(bill.channel)),
      text(bill.day),
      text(bill.state === 'matched' ? '已对账 matched' : '未对账 not matched'),
      count(bill.rows_n),
      yuan(bill.paid_fen),
      yuan(bill.refunded_fen),
      yuan(bill.fee_fen),
      yuan(bill.paid_fen - bill.refunded_fen - bill.fee_fen),
    ],
  ),
];

const differencesSheet = ({ cases }: StatementData): Row[] => [
  heads(
    ['渠道', 'Channel'],
    ['账单日', 'Bill of'],
    ['差异', 'Difference'],
    ['收款或退款', 'Payment or refund'],
    ['商户单号', 'Merchant number'],
    ['渠道单号', 'Channel’s number'],
    ['账单金额', 'In the bill'],
    ['我方金额', 'With us'],
    ['影响', 'Effect'],
    ['处理', 'Settled'],
    ['说明', 'Note'],
  ),
  ...cases.map(
    (one): Row => [
      text(bothNames(one.channel)),
      text(one.day),
      text(`${kindWords[one.kind].zh} ${kindWords[one.kind].en}`),
      text(one.money === 'paid' ? '收款 payment' : '退款 refund'),
      text(one.merchant_no),
      text(one.channel_no),
      yuan(one.bill_fen),
      yuan(one.our_fen),
      yuan(one.effect_fen),
      text(one.settled_by ? `${settledWords[one.settled_by].zh} ${settledWords[one.settled_by].en}` : '待处理 open'),
      text(one.note),
    ],
  ),
];

const cashiersSheet = ({ cashiers }: StatementData): Row[] => [
  heads(
    ['收款员', 'Cashier'],
    ['方式', 'Method'],
    ['收款', 'Taken'],
    ['退款', 'Handed back'],
    ['净额', 'Net'],
    ['长短款', 'Over and short'],
  ),
  ...cashiers.map(
    (one): Row => [
      text(one.name),
      text(bothNames(one.channel)),
      yuan(one.taken_fen),
      yuan(one.handed_back_fen),
      yuan(one.taken_fen - one.handed_back_fen),
      yuan(one.difference_fen),
    ],
  ),
];

const widths = (...columns: number[]) => columns.map((width) => ({ width }));

export function statementOf(data: StatementData): Promise<Buffer> {
  const sheets = [
    { sheet: '汇总', data: totalsSheet(data), columns: widths(24, 10, 14, 10, 14, 12, 14, 14, 12) },
    { sheet: '明细', data: billsSheet(data), columns: widths(24, 12, 20, 10, 14, 14, 12, 14), stickyRowsCount: 1 },
    {
      sheet: '差异',
      data: differencesSheet(data),
      columns: widths(24, 12, 30, 16, 36, 32, 12, 12, 12, 24, 40),
      stickyRowsCount: 1,
    },
    { sheet: '收款员', data: cashiersSheet(data), columns: widths(16, 14, 14, 14, 14, 14), stickyRowsCount: 1 },
  ];
  return writeExcelFile(sheets, FONT).toBuffer();
}
