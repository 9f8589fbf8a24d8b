import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageRefusal } from '../../modules/payment/ports.ts';
import { alipay } from '../alipay.ts';
import { formOf, paidFields, signedFields, testAlipay } from '../testing/outside-alipay.ts';

const NOW = Temporal.Instant.from('2026-11-22T01:30:00Z');
const channelAt = (at: Temporal.Instant) =>
  alipay({ merchant: testAlipay, base_url: 'http://127.0.0.1:9', notify_url: 'http://127.0.0.1:9/notify' }, () => at);
const read = (raw: Uint8Array, at = NOW) => channelAt(at).readNotice({}, raw);
const genuine = (changes: Record<string, string | undefined> = {}) => formOf(signedFields(paidFields(changes)));

function expectRefused(raw: Uint8Array, code: MessageRefusal, at = NOW): void {
  expect(() => read(raw, at)).toThrow(expect.objectContaining({ name: 'ChannelMessageRefused', code }));
}

describe('a notice', () => {
  test.each(['TRADE_SUCCESS', 'TRADE_FINISHED'])('of a payment (%s) is read', (trade_status) => {
    expect(read(genuine({ trade_status }))).toEqual({
      notice_id: '2026112200222093000012345678901234',
      kind: 'paid',
      order: {
        merchant_order_no: 'P202611220001',
        status: 'paid',
        transaction_id: '2026112222001412345678901234',
        paid_fen: 1250,
        paid_at: Temporal.Instant.from('2026-11-22T01:29:58Z'),
      },
    });
  });

  test.each([
    ['of a part given back', { gmt_refund: '2026-11-22 09:29:59.123', refund_fee: '2.50', out_biz_no: 'R1' }],
    ['of all given back', { trade_status: 'TRADE_CLOSED', gmt_refund: '2026-11-22 09:29:59', refund_fee: '12.50' }],
    ['of an order closed unpaid', { trade_status: 'TRADE_CLOSED', gmt_payment: undefined }],
    ['of an order that waits', { trade_status: 'WAIT_BUYER_PAY', gmt_payment: undefined }],
  ])('%s is no payment', (_name, changes) => expect(read(genuine(changes))).toBeUndefined());

  test('is believed for the day in which Alipay repeats it, and no longer', () => {
    const sent_at = Temporal.Instant.from('2026-11-22T01:30:00Z');
    for (const minutes of [-5, 0, 60 * 25, 60 * 26]) expect(read(genuine(), sent_at.add({ minutes }))).toBeDefined();
    for (const minutes of [-6, 60 * 26 + 1, 60 * 24 * 30])
      expectRefused(genuine(), 'timestamp_out_of_window', sent_at.add({ minutes }));
  });
});

describe('refused', () => {
  test.each([
    ['another app', { app_id: '2021000000000002' }, 'wrong_app'],
    ['another merchant', { seller_id: '2088000000000002' }, 'wrong_merchant'],
    ['no merchant', { seller_id: undefined }, 'wrong_merchant'],
    ['another currency', { trans_currency: 'USD' }, 'wrong_currency'],
    ['settled in another currency', { settle_currency: 'HKD' }, 'wrong_currency'],
    ['another kind of notice', { notify_type: 'batch_refund_notify' }, 'unknown_event'],
    ['no time', { notify_time: undefined }, 'bad_body'],
    ['a time that is none', { notify_time: 'now' }, 'bad_body'],
    ['no order number', { out_trade_no: undefined }, 'bad_body'],
    ['a state that nobody told us of', { trade_status: 'TRADE_PENDING' }, 'bad_body'],
    ['an amount that is none', { total_amount: '12.505' }, 'bad_body'],
    ['a negative amount', { total_amount: '-12.50' }, 'bad_body'],
    ['no time of payment', { gmt_payment: undefined }, 'bad_body'],
    ['no number of its own', { notify_id: undefined }, 'bad_body'],
  ] as const)('%s, though truly signed', (_name, changes, code) => expectRefused(genuine(changes), code));

  test.each([
    ['nothing', '', 'bad_body'],
    ['JSON', '{"sign":"x"}', 'header_missing'],
    ['no signature', new URLSearchParams(paidFields()).toString(), 'header_missing'],
    ['a name twice', `${genuine()}&total_amount=0.01`, 'bad_body'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x3d, 0x41]), 'bad_body'],
  ] as const)('%s', (_name, body, code) => expectRefused(Buffer.from(body as string), code));

  test('whatever single byte of it is changed, unless it spells the same words', () => {
    const whole = genuine();
    const said = (raw: Buffer) => {
      const form = new URLSearchParams(raw.toString());
      // the last letter of base64 has bits that mean nothing
      form.delete('sign');
      // what is empty is not signed and says nothing
      return String(new URLSearchParams([...form].filter(([, value]) => value !== '')));
    };
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(whole);
        changed[at] = changed[at]! ^ by;
        try {
          read(changed);
          expect(said(changed)).toBe(said(whole));
        } catch (error) {
          expect((error as Error).name).toBe('ChannelMessageRefused');
        }
      }),
      { numRuns: 400 },
    );
  });
});
