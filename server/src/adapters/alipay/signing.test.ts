import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { outsideSdk, paidFields, platformSign, signedFields, testAlipay } from '../testing/outside-alipay.ts';
import { openCredentials } from './settings.ts';
import { isNoticeSigned, provenBody, signed, stringToSign } from './signing.ts';

const credentials = openCredentials(testAlipay);
const sdk = outsideSdk('https://openapi.alipay.com/gateway.do');

describe('what we sign', () => {
  test.each(['alipay.trade.wap.pay', 'alipay.trade.page.pay'])(
    '%s is signed alike by Alipay’s own library',
    (method) => {
      const url = sdk.pageExecute(method, 'GET', {
        bizContent: { out_trade_no: 'P1', total_amount: '12.50', subject: '门诊挂号 & 100% + "特需"' },
        notify_url: 'https://clinic.example/api/payment-notices/alipay',
        return_url: 'https://clinic.example/#/pay?a=1&b=2',
      });
      const { sign, ...parameters } = Object.fromEntries(new URL(url).searchParams) as Record<string, string>;
      expect(signed(credentials, parameters)).toEqual({ ...parameters, sign });
    },
  );

  test('leaves out what is empty, and goes by the order of the names’ bytes', () => {
    expect(stringToSign({ b: '2', a: '1', B: '3', empty: '', sign: 'x' }, ['sign'])).toBe('B=3&a=1&b=2');
  });
});

describe('what Alipay signs', () => {
  const body = '{"code":"10000","msg":"Success","subject":"a \\"}{\\" b","url":"http:\\/\\/x","inner":{"list":[{}]}}';
  const answerOf = (text: string, sign = platformSign(text)) =>
    `{"alipay_trade_query_response":${text},"sign":"${sign}"}`;
  const proven = (answer: string) => provenBody(credentials, answer, 'alipay_trade_query_response');

  test('an answer is believed as the very characters that were signed', () => {
    expect(proven(answerOf(body))).toBe(body);
    expect(proven(`{"sign":"${platformSign(body)}","alipay_trade_query_response":${body}}`)).toBe(body);
    const sign = platformSign(body);
    sdk.checkResponseSign(answerOf(body), 'alipay_trade_query_response', sign, '');
  });

  test.each([
    ['another answer', answerOf(body.replace('10000', '40004'), platformSign(body))],
    ['a space more', answerOf(body, platformSign(body)).replace('"msg":', '"msg": ')],
    ['no signature', `{"alipay_trade_query_response":${body}}`],
    ['an empty signature', answerOf(body, '')],
    ['a signature that is none', answerOf(body, '%%%')],
    ['the answer of another method', answerOf(body).replace('trade_query', 'trade_close')],
    [
      'an answer within words',
      `{"note":"\\"alipay_trade_query_response\\":${body.replaceAll('"', '\\"')}","sign":"x"}`,
    ],
    ['half an answer', answerOf(body).slice(0, 60)],
    ['nothing', ''],
  ])('%s is not believed', (_name, answer) => expect(proven(answer)).toBeUndefined());

  test.each([1, 2] as const)('a notice of generation %i, which Alipay’s own library believes too', (generation) => {
    const fields = signedFields(paidFields(), generation);
    expect(isNoticeSigned(credentials, fields)).toBe(true);
    expect(sdk.checkNotifySignV2(fields)).toBe(true);
  });

  test.each([
    ['another amount', { total_amount: '0.01' }],
    ['a field more', { refund_fee: '1.00' }],
    ['a field less', { buyer_id: '' }],
    ['the other kind of signature', { sign_type: 'RSA' }],
    ['no signature', { sign: '' }],
  ])('a notice with %s is not believed', (_name, change) => {
    expect(isNoticeSigned(credentials, { ...signedFields(paidFields()), ...change })).toBe(false);
  });
});

describe('keys', () => {
  const bare = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, '');

  test('may be PEM, or base64 as the console shows them, PKCS#8 or PKCS#1', () => {
    const pkcs1 = createPrivateKey(testAlipay.private_key).export({ type: 'pkcs1', format: 'der' }).toString('base64');
    for (const private_key of [bare(testAlipay.private_key), pkcs1]) {
      const opened = openCredentials({
        ...testAlipay,
        private_key,
        alipay_public_key: bare(testAlipay.alipay_public_key),
      });
      expect(signed(opened, { a: '1' })).toEqual(signed(credentials, { a: '1' }));
      expect(opened.alipayPublicKey.equals(createPublicKey(testAlipay.alipay_public_key))).toBe(true);
    }
  });

  test.each(['private_key', 'alipay_public_key'])('a wrong %s stops the start, without showing it', (field) => {
    const open = () => openCredentials({ ...testAlipay, [field]: 'not a key' });
    expect(open).toThrow(field);
    expect(open).not.toThrow('not a key');
  });
});
