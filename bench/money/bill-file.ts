/** A WeChat Pay bill of a day as a file, and the same payments in our tables: what a very large hospital group has. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type pg from 'pg';

export const DAY = '2026-03-02';
export const MCHID = '1900000109';
export const AMOUNT_FEN = 2500;
/** Of every hundred payments one is given back. */
const REFUND_EVERY = 100;
/** Spread over all payments but the first, which differ. */
const REFUND_STEP = REFUND_EVERY - 2;
const FEE_FEN = 15;
/** So many payments of each kind of difference. */
export const DIFFERENT = 100;

const HEAD =
  '\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS_HEAD = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

const refundedNo = (n: number): number => n * REFUND_STEP + 2 * DIFFERENT;
const yuan = (fen: number): string => (fen / 100).toFixed(2);
const hex = (n: number): string => n.toString(16).padStart(32, '0');
const clockOf = (n: number): string => {
  const second = 3_600 + (n % 72_000);
  return [second / 3600, (second % 3600) / 60, second % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
};

interface Line {
  n: number;
  refund: boolean;
  order_no: string;
  amount_fen: number;
}
function textOf({ n, refund, order_no, amount_fen }: Line): string {
  const back = refund
    ? [`5030${n}`, `${order_no}-1`, yuan(amount_fen), '0.00', 'ORIGINAL', 'SUCCESS']
    : ['', '', '0.00', '0.00', '', ''];
  const values = [
    ...[
      `${DAY} ${clockOf(n)}`,
      'wx8888888888888888',
      MCHID,
      '',
      '',
      `4200${n}`,
      order_no,
      'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      'JSAPI',
    ],
    ...[
      refund ? 'REFUND' : 'SUCCESS',
      'OTHERS',
      'CNY',
      refund ? '0.00' : yuan(amount_fen),
      '0.00',
      ...back,
      '门诊挂号费',
      '',
    ],
    ...[
      yuan(refund ? -FEE_FEN : FEE_FEN),
      '0.60%',
      refund ? '0.00' : yuan(amount_fen),
      refund ? yuan(amount_fen) : '0.00',
      '',
    ],
  ];
  return values.map((value) => `\`${value}`).join(',');
}

/** Payments from 0 on. The first hundred are told with another amount, the next left out; then come payments of nobody here. */
function* linesOf(rows: number): Generator<Line> {
  const refunds = Math.floor(rows / REFUND_EVERY);
  for (let n = 0; n < rows - refunds; n += 1) {
    const order_no = n >= DIFFERENT && n < 2 * DIFFERENT ? `stranger-${n}` : hex(n);
    yield { n, refund: false, order_no, amount_fen: n < DIFFERENT ? AMOUNT_FEN + 1 : AMOUNT_FEN };
  }
  for (let n = 0; n < refunds; n += 1) {
    yield { n: refundedNo(n), refund: true, order_no: hex(refundedNo(n)), amount_fen: AMOUNT_FEN };
  }
}

/** Writes the bill; `rows` counts payments and refunds together. */
export async function writeBill(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  const sums = { rows: 0, fee_fen: 0, paid_fen: 0, refunded_fen: 0 };
  let block = `${HEAD}\r\n`;
  for (const line of linesOf(rows)) {
    block += `${textOf(line)}\r\n`;
    sums.rows += 1;
    sums.fee_fen += line.refund ? -FEE_FEN : FEE_FEN;
    if (line.refund) sums.refunded_fen += line.amount_fen;
    else sums.paid_fen += line.amount_fen;
    if (block.length > 1_000_000) {
      if (!out.write(block)) await once(out, 'drain');
      block = '';
    }
  }
  const last = [
    `${sums.rows}.0`,
    yuan(sums.paid_fen),
    yuan(sums.refunded_fen),
    '0.00',
    yuan(sums.fee_fen),
    yuan(sums.paid_fen),
    yuan(sums.refunded_fen),
  ];
  out.end(`${block}${SUMS_HEAD}\r\n${last.map((value) => `\`${value}`).join(',')}\r\n`);
  await once(out, 'finish');
}

/** The same payments as the hospital counts them, with the ledger's balance for all of them in two postings. */
export async function seedPayments(client: pg.Client, rows: number): Promise<void> {
  const refunds = Math.floor(rows / REFUND_EVERY);
  const payments = rows - refunds;
  const at = `timestamptz '${DAY} 01:00+08' + make_interval(secs => n % 72000)`;
  const id = `lpad(to_hex(n), 32, '0')::uuid`;
  await client.query(`
    insert into payable (kind, id, patient_id, payer_class, amount_fen, own_fen, own_state, insurance_state, created_at, moved_at)
    select 'booking', ${id}, ${id}, 'student', ${AMOUNT_FEN}, ${AMOUNT_FEN}, 'paid', 'none', ${at}, ${at} from generate_series(0, ${payments - 1}) as n`);
  await client.query(`
    insert into payment_order (id, merchant_order_no, payable_kind, payable_id, patient_id, channel, state, amount_fen, description,
      created_at, expires_at, close_at, channel_expires_at, started_at, transaction_id, paid_fen, paid_at, channel_paid_at)
    select ${id}, lpad(to_hex(n), 32, '0'), 'booking', ${id}, ${id}, 'wechat', 'paid', ${AMOUNT_FEN}, '门诊挂号费',
      ${at}, ${at}, ${at}, ${at}, ${at}, '4200' || n, ${AMOUNT_FEN}, ${at}, ${at} from generate_series(0, ${payments - 1}) as n`);
  const back = `lpad(to_hex(n * ${REFUND_STEP} + ${2 * DIFFERENT}), 32, '0')`;
  await client.query(`
    update payment_order set state = 'refunded', refund_due_fen = paid_fen, refunded_fen = paid_fen
    where id in (select ${back}::uuid from generate_series(0, ${refunds - 1}) as n)`);
  await client.query(`
    insert into refund (id, order_id, merchant_refund_no, state, refund_fen, reason, actor, requested_at, settled_at, channel_refund_id, channel_refunded_at)
    select ${back}::uuid, ${back}::uuid, ${back} || '-1', 'succeeded', ${AMOUNT_FEN}, '患者取消', 'account:bench', ${at}, ${at}, '5030' || (n * ${REFUND_STEP} + ${2 * DIFFERENT}), ${at}
    from generate_series(0, ${refunds - 1}) as n`);
  for (const [kind, debit, credit, sum_fen] of [
    ['captured', 'channel_wechat', 'income_registration', payments * AMOUNT_FEN],
    ['refund_paid', 'income_registration', 'channel_wechat', refunds * AMOUNT_FEN],
  ] as const) {
    await client.query(
      `with p as (insert into ledger_posting (id, at, day, kind, source, actor)
         values (gen_random_uuid(), timestamptz '${DAY} 12:00+08', '${DAY}', $1, 'bench:all', 'system:bench') returning id)
       insert into ledger_leg (posting_id, n, debit, credit, amount_fen) select id, 1, $2, $3, $4 from p`,
      [kind, debit, credit, sum_fen],
    );
  }
  await client.query('analyze');
}
