import type { Channel } from '../rows.ts';
import type { Entry } from './entries.ts';

/** Every so many rows one is the refund of the payment before it. */
const REFUND_EVERY = 50;

/**
 * The i-th invented row of a day, the same whenever it is asked for, so that a bench can make its own side of it:
 * order `SYN<yyyymmdd><i, nine digits>` of 500 + 50 × (i mod 20) fen; every 50th row (i mod 50 = 49) is instead the
 * refund in full, number `R` + the order's, of the order i − 1.
 */
export function syntheticEntries(channel: Channel, day: Temporal.PlainDate): (i: number) => Entry {
  const date = day.toString().replaceAll('-', '');
  const startMs = day.toZonedDateTime('Asia/Shanghai').epochMilliseconds;
  const paymentOf = (i: number): Entry => {
    const at_ms = startMs + (i % 86_400) * 1000;
    const serial = String(i).padStart(9, '0');
    return {
      at_ms,
      placed_at_ms: at_ms,
      transaction_id: channel === 'wechat' ? `4200002000${date}0${serial}` : `${date}22001000000${serial}`,
      out_trade_no: `SYN${date}${serial}`,
      trade_type: channel === 'wechat' ? 'JSAPI' : 'WAP',
      payer: '',
      description: '门诊挂号',
      attach: '',
      total_fen: 500 + 50 * (i % 20),
    };
  };
  return (i) => (i % REFUND_EVERY === REFUND_EVERY - 1 ? refundOf(paymentOf(i - 1)) : paymentOf(i));
}

function refundOf(payment: Entry): Entry {
  const { at_ms, out_trade_no, total_fen } = payment;
  return {
    ...payment,
    refund: {
      refund_id: `5030000${payment.transaction_id.slice(7)}`,
      out_refund_no: `R${out_trade_no}`,
      refund_fen: total_fen,
      status: 'SUCCESS',
      created_at_ms: at_ms,
      success_at_ms: at_ms,
    },
  };
}
