/** What a bill's lines may say, and for what it is refused as a whole. */
import { describe, expect, test } from 'vitest';
import { AlipayBill } from './alipay/bill.ts';
import type { LineParser } from './channel/lines.ts';
import { WechatBill } from './wechat-pay/bill.ts';
import type { BillRow } from '../modules/payment/ports.ts';

const refused = (code: string) => expect.objectContaining({ name: 'BillRefused', code });

function readAll(parser: LineParser<BillRow>, text: string): BillRow[] {
  const lines = text.split('\n');
  const rest = lines.pop()!;
  const rows = lines.map((line) => parser.line(line)).filter((row) => row !== undefined);
  parser.end(rest);
  return rows;
}

describe('WeChat Pay', () => {
  const HEAD =
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
  const PAID =
    '`2026-11-21 09:30:00,`wx1,`1900000001,`0,`,`4200001,`P1,`o-1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`12.00,`0.50,`0,`0,`0.00,`0.00,`,`,`挂号,特需,`,`0.07000,`0.60%,`12.50,`0.00,`';
  const BACK =
    '`2026-11-21 10:30:00,`wx1,`1900000001,`0,`,`4200001,`P1,`o-1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`503001,`R1,`2.50,`0.00,`ORIGINAL,`SUCCESS,`挂号,`,`-0.02000,`0.60%,`0.00,`2.50,`';
  const NAMES = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
  const SUMS = '`2,`12.00,`2.50,`0.00,`0.05,`12.50,`2.50';
  const bill = (...lines: string[]) => readAll(new WechatBill('1900000001'), lines.map((line) => `${line}\n`).join(''));

  test('values may hold commas; amounts are the order’s, not what is settled of it', () => {
    expect(bill(HEAD, PAID, BACK, NAMES, SUMS)).toMatchObject([
      { n: 2, kind: 'paid', merchant_order_no: 'P1', amount_fen: 1250, fee_fen: 7, status: 'SUCCESS' },
      { n: 3, kind: 'refund', merchant_refund_no: 'R1', refund_id: '503001', amount_fen: 250, fee_fen: -2 },
    ]);
  });

  test('a count may be written as 2.0, and the last line end be missing', () => {
    expect(bill(HEAD, PAID, BACK, NAMES, SUMS.replace('`2,', '`2.0,'))).toHaveLength(2);
    expect(readAll(new WechatBill('1900000001'), [HEAD, PAID, BACK, NAMES, SUMS].join('\n'))).toHaveLength(2);
  });

  test.each([
    ['nothing', [], 'truncated'],
    ['an error page', ['<html>'], 'bad_header'],
    ['a column less', [HEAD.replace('商户订单号,', ''), PAID, NAMES, SUMS], 'bad_header'],
    ['rows of another merchant', [HEAD, PAID.replace('1900000001', '1900000002'), NAMES, SUMS], 'wrong_merchant'],
    ['a value less in a row', [HEAD, PAID.replace(',`JSAPI', ''), NAMES, SUMS], 'bad_row'],
    ['an amount with a comma', [HEAD, PAID.replace('`12.50', '`1,250.00'), NAMES, SUMS], 'bad_row'],
    ['less than a fen', [HEAD, PAID.replace('`12.50', '`12.505'), NAMES, SUMS], 'bad_row'],
    ['another currency', [HEAD, PAID.replace('`CNY', '`USD'), NAMES, SUMS], 'bad_row'],
    ['a state that nobody told us of', [HEAD, PAID.replace('`SUCCESS', '`MAYBE'), NAMES, SUMS], 'bad_row'],
    ['a time that is none', [HEAD, PAID.replace('09:30:00', '25:30:00'), NAMES, SUMS], 'bad_row'],
    ['words between the rows', [HEAD, PAID, 'and so on', BACK, NAMES, SUMS], 'bad_row'],
    ['a row less than summed', [HEAD, PAID, NAMES, SUMS], 'bad_summary'],
    ['another sum', [HEAD, PAID, BACK, NAMES, SUMS.replace('`12.50', '`12.51')], 'bad_summary'],
    ['another sum of fees', [HEAD, PAID, BACK, NAMES, SUMS.replace('`0.05', '`0.06')], 'bad_summary'],
    ['rows behind the sums', [HEAD, PAID, BACK, NAMES, SUMS, PAID], 'bad_summary'],
    ['no sums', [HEAD, PAID, BACK], 'truncated'],
    ['no values of the sums', [HEAD, PAID, BACK, NAMES], 'truncated'],
  ])('with %s is refused', (_name, lines, code) => expect(() => bill(...lines)).toThrow(refused(code)));

  test('cut anywhere it is refused', () => {
    const whole = [HEAD, PAID, BACK, NAMES, SUMS].map((line) => `${line}\r\n`.replace('\r', '')).join('');
    // two signs from the end only the line end is missing
    for (let end = 0; end < whole.length - 2; end += 1)
      expect(() => readAll(new WechatBill('1900000001'), whole.slice(0, end))).toThrow(
        expect.objectContaining({ name: 'BillRefused' }),
      );
  });
});

describe('Alipay', () => {
  const HEAD =
    '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注';
  const PAID = '20261121001\t,P1\t,交易\t,挂号,2026-11-21 09:29:00,2026-11-21 09:30:00,\t,12.50,12.00,\t,-0.07,';
  const BACK = '20261121001\t,P1\t,退款\t,挂号,2026-11-21 09:29:00,2026-11-21 10:30:00,\t,-2.50,-2.50,R1\t,0.02,';
  const TOP = ['#支付宝业务明细查询', '#账号：[20880000000000010156]'];
  const SPAN = '#起始日期：[2026年11月21日 00:00:00]   终止日期：[2026年11月22日 00:00:00]';
  const BEGIN = '#-----业务明细列表-----';
  const END = '#-----业务明细列表结束-----';
  const SUM_PAID = '#交易合计：1笔，商家实收共12.00元，商家优惠共0.00元';
  const SUM_BACK = '#退款合计：1笔，商家实收退款共-2.50元，商家优惠退款共0.00元';
  const LAST = '#导出时间：[2026年11月22日 09:30:00]';
  const WHOLE = [...TOP, SPAN, BEGIN, HEAD, PAID, BACK, END, SUM_PAID, SUM_BACK, LAST];
  const parser = () => new AlipayBill('2088000000000001', Temporal.PlainDate.from('2026-11-21'));
  const bill = (...lines: string[]) => readAll(parser(), lines.map((line) => `${line}\n`).join(''));
  const changed = (from: string, to: string) => WHOLE.map((line) => line.replace(from, to));

  test('is read; a refund’s amount is what moved, a fee what the channel keeps', () => {
    expect(bill(...WHOLE)).toMatchObject([
      { n: 6, kind: 'paid', merchant_order_no: 'P1', amount_fen: 1250, fee_fen: 7, merchant_refund_no: null },
      { n: 7, kind: 'refund', merchant_refund_no: 'R1', amount_fen: 250, fee_fen: -2 },
    ]);
  });

  test('quoted values may hold commas', () => {
    expect(bill(...changed('交易\t,挂号', '交易\t,"挂号, ""特需"""'))).toHaveLength(2);
  });

  test.each([
    ['nothing', [], 'bad_header'],
    ['an error page', ['<html>'], 'bad_header'],
    ['the account of another merchant', changed('20880000000000010156', '20880000000000020156'), 'wrong_merchant'],
    ['no account', changed('#账号', '#用户'), 'bad_header'],
    ['another day', changed('[2026年11月21日', '[2026年11月20日'), 'bad_header'],
    ['a column less', changed('商户订单号,', ''), 'bad_header'],
    ['a value less in a row', changed('P1\t,', ''), 'bad_row'],
    ['another kind of row', changed('交易\t', '转账\t'), 'bad_row'],
    ['a payment below zero', changed('12.50,12.00', '-12.50,12.00'), 'bad_row'],
    ['a refund without its number', changed('R1\t', '\t'), 'bad_row'],
    ['a row behind the list', [...WHOLE, PAID], 'bad_row'],
    ['a row less than summed', WHOLE.filter((line) => line !== BACK), 'bad_summary'],
    ['another sum', changed('共12.00元', '共12.01元'), 'bad_summary'],
    ['another count', changed('退款合计：1笔', '退款合计：2笔'), 'bad_summary'],
    ['a sum that is none', changed('共12.00元', '共1.2.3元'), 'bad_summary'],
    ['no end of the list', WHOLE.filter((line) => line !== END), 'bad_summary'],
    ['no sum of refunds', WHOLE.filter((line) => line !== SUM_BACK), 'truncated'],
    ['no sums', WHOLE.slice(0, 8), 'truncated'],
  ])('with %s is refused', (_name, lines, code) => expect(() => bill(...lines)).toThrow(refused(code)));

  test('cut anywhere before its sums it is refused', () => {
    const whole = WHOLE.map((line) => `${line}\n`).join('');
    for (let end = 0; end < whole.indexOf('商家实收退款共'); end += 1)
      expect(() => readAll(parser(), whole.slice(0, end))).toThrow(expect.objectContaining({ name: 'BillRefused' }));
  });
});
