import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageRefusal } from '../../modules/payment/ports.ts';
import { type OutsideMessage, sealedBody, signedByPlatform, testMerchant } from '../testing/outside-wechat.ts';
import { wechatPay } from '../wechat-pay.ts';

const NOW = Temporal.Instant.from('2026-11-22T01:30:00Z');
const NOW_SECONDS = NOW.epochMilliseconds / 1000;

const channel = wechatPay(
  { merchant: testMerchant, base_url: 'http://127.0.0.1:9', notify_url: 'http://127.0.0.1:9/notify' },
  () => NOW,
);

const PAID = {
  mchid: testMerchant.mchid,
  appid: testMerchant.appid,
  out_trade_no: 'P202611220001',
  transaction_id: '4200002611202611220000000001',
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  success_time: '2026-11-22T09:29:58+08:00',
  payer: { openid: 'o-payer' },
  amount: { total: 1250, payer_total: 1250, currency: 'CNY', payer_currency: 'CNY' },
};

const REFUNDED = {
  mchid: testMerchant.mchid,
  out_trade_no: 'P202611220001',
  transaction_id: '4200002611202611220000000001',
  out_refund_no: 'R202611220001',
  refund_id: '50300006112026112200000000001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-22T09:29:58+08:00',
  amount: { total: 1250, refund: 250, payer_total: 1250, payer_refund: 250 },
};

const read = ({ headers, rawBody }: OutsideMessage) => channel.readNotice(headers, rawBody)!;

function expectRefused(message: OutsideMessage, code: MessageRefusal): void {
  expect(() => read(message)).toThrow(expect.objectContaining({ name: 'ChannelMessageRefused', code }));
}

const genuine = (seconds = NOW_SECONDS) => signedByPlatform(sealedBody(PAID), seconds);

describe('a message sealed and signed by an independent library', () => {
  test('of a payment is read', () => {
    expect(read(genuine())).toEqual({
      notice_id: 'EV-2018022511223320873',
      nonce: 'fdasflkja484w',
      kind: 'paid',
      order: {
        merchant_order_no: 'P202611220001',
        status: 'paid',
        transaction_id: '4200002611202611220000000001',
        paid_fen: 1250,
        paid_at: Temporal.Instant.from('2026-11-22T01:29:58Z'),
      },
    });
  });

  test.each([
    ['SUCCESS', 'success'],
    ['ABNORMAL', 'abnormal'],
    ['CLOSED', 'closed'],
  ])('of a refund that ended %s is read', (theirs, ours) => {
    const body = sealedBody({ ...REFUNDED, refund_status: theirs }, { event_type: `REFUND.${theirs}` });
    const notice = read(signedByPlatform(body, NOW_SECONDS));
    expect(notice).toMatchObject({
      kind: 'refund',
      refund: { merchant_refund_no: 'R202611220001', status: ours, refund_fen: 250 },
    });
  });

  test.each([-300, -299, 0, 299, 300])('%i seconds off is in time', (seconds) => {
    expect(read(genuine(NOW_SECONDS + seconds)).kind).toBe('paid');
  });

  test.each([-301, 301, -86_400])('%i seconds off is refused', (seconds) => {
    expectRefused(genuine(NOW_SECONDS + seconds), 'timestamp_out_of_window');
  });
});

describe('refused when changed on the way', () => {
  const with_ = (name: string, value: string | undefined): OutsideMessage => {
    const message = genuine();
    return { ...message, headers: { ...message.headers, [name]: value } };
  };
  const signature = String(genuine().headers['wechatpay-signature']);

  test.each([
    ['no timestamp', 'wechatpay-timestamp', undefined, 'header_missing'],
    ['empty timestamp', 'wechatpay-timestamp', '', 'header_missing'],
    ['another timestamp', 'wechatpay-timestamp', String(NOW_SECONDS + 1), 'bad_signature'],
    ['a timestamp that is no number', 'wechatpay-timestamp', 'NaN', 'timestamp_out_of_window'],
    ['a timestamp with a fraction', 'wechatpay-timestamp', `${NOW_SECONDS}.0`, 'timestamp_out_of_window'],
    ['no nonce', 'wechatpay-nonce', undefined, 'header_missing'],
    ['another nonce', 'wechatpay-nonce', 'another', 'bad_signature'],
    ['no serial', 'wechatpay-serial', undefined, 'header_missing'],
    ['another serial', 'wechatpay-serial', 'PUB_KEY_ID_0', 'unknown_serial'],
    ['no signature', 'wechatpay-signature', undefined, 'header_missing'],
    [
      'another signature',
      'wechatpay-signature',
      `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
      'bad_signature',
    ],
    ['half a signature', 'wechatpay-signature', signature.slice(0, 100), 'bad_signature'],
    ['no base64', 'wechatpay-signature', '%%%', 'bad_signature'],
    ['a probe', 'wechatpay-signature', `WECHATPAY/SIGNTEST/${signature}`, 'signature_probe'],
  ] as const)('%s', (_name, header, value, code) => {
    expectRefused(with_(header, value), code);
  });

  test('any byte of the body, even one that JSON would not notice', () => {
    const message = genuine();
    expectRefused({ ...message, rawBody: Buffer.concat([message.rawBody, Buffer.from(' ')]) }, 'bad_signature');
    const reserialised = JSON.stringify(JSON.parse(message.rawBody.toString()), null, 1);
    expectRefused({ ...message, rawBody: Buffer.from(reserialised) }, 'bad_signature');
  });
});

test('no single changed bit of the body, and no changed character of the signature, gets through', () => {
  const message = genuine();
  const bits = fc.nat({ max: message.rawBody.length * 8 - 1 });
  fc.assert(
    fc.property(bits, (bit) => {
      const rawBody = Buffer.from(message.rawBody);
      rawBody[bit >> 3]! ^= 1 << (bit & 7);
      expectRefused({ ...message, rawBody }, 'bad_signature');
    }),
    { numRuns: 300 },
  );
  // 342 characters carry the 256 bytes; the last carries two spare bits, so it is left alone.
  fc.assert(
    fc.property(fc.nat({ max: 340 }), fc.constantFrom(...'AZaz09+/'), (index, character) => {
      const signature = String(message.headers['wechatpay-signature']);
      fc.pre(signature[index] !== character);
      const changed = signature.slice(0, index) + character + signature.slice(index + 1);
      expectRefused({ ...message, headers: { ...message.headers, 'wechatpay-signature': changed } }, 'bad_signature');
    }),
    { numRuns: 300 },
  );
});

describe('refused though truly signed', () => {
  const refusedBody = (body: string, code: MessageRefusal) => expectRefused(signedByPlatform(body, NOW_SECONDS), code);

  test.each(['', 'no json', '[]', 'null', '{}', '{"id":"1","event_type":"TRANSACTION.SUCCESS"}'])('body %j', (body) => {
    refusedBody(body, 'bad_body');
  });

  test.each([
    ['ciphertext', 'AAAA'],
    ['ciphertext', Buffer.alloc(64).toString('base64')],
    ['nonce', '0123456789ac'],
    ['associated_data', 'refund'],
  ])('another %s', (field, value) => {
    refusedBody(sealedBody(PAID, { resource: { [field]: value } }), 'undecryptable');
  });

  test('another algorithm', () => {
    refusedBody(sealedBody(PAID, { resource: { algorithm: 'AEAD_AES_128_GCM' } }), 'bad_body');
  });

  test.each([
    ['mchid', { mchid: '1900000002' }, 'wrong_merchant'],
    ['appid', { appid: 'wx1' }, 'wrong_app'],
    ['no order number', { out_trade_no: undefined }, 'bad_body'],
    ['not paid', { trade_state: 'NOTPAY' }, 'bad_body'],
    ['an unknown state', { trade_state: 'constructor' }, 'bad_body'],
    ['amount as text', { amount: { total: '1250', currency: 'CNY' } }, 'bad_body'],
    ['amount with a fraction', { amount: { total: 12.5, currency: 'CNY' } }, 'bad_body'],
    ['negative amount', { amount: { total: -1, currency: 'CNY' } }, 'bad_body'],
    ['other currency', { amount: { total: 1250, currency: 'USD' } }, 'wrong_currency'],
    ['no currency', { amount: { total: 1250 } }, 'bad_body'],
    ['no time', { success_time: 'yesterday' }, 'bad_body'],
  ] as const)('%s', (_name, changes, code) => {
    refusedBody(sealedBody({ ...PAID, ...changes }), code);
  });

  test('an event nobody told us of', () => {
    refusedBody(sealedBody(PAID, { event_type: 'PAYSCORE.USER_CONFIRM' }), 'unknown_event');
  });
});
