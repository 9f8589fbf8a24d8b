import { describe, expect, test } from 'vitest';
import { Formatter, merchantPublicKeyPem, Rsa, testMerchant } from '../testing/outside-wechat.ts';
import { openCredentials } from './settings.ts';
import { authorization, jsapiArguments } from './signing.ts';

const NOW = Temporal.Instant.from('2026-11-22T01:30:00.900Z');
const credentials = openCredentials(testMerchant);

describe('what we sign', () => {
  test.each([
    { method: 'GET', target: '/v3/pay/transactions/out-trade-no/P1?mchid=1900000001', body: '' },
    { method: 'POST', target: '/v3/pay/transactions/jsapi', body: '{"description":"门诊挂号 😀"}' },
  ])('$method is verified by an independent library', (request) => {
    const header = authorization(credentials, NOW, request);
    const [scheme] = header.split(' ', 1);
    const found = Object.fromEntries(Array.from(header.matchAll(/(\w+)="([^"]+)"/g), (m) => [m[1]!, m[2]!]));
    expect(scheme).toBe('WECHATPAY2-SHA256-RSA2048');
    expect(found).toMatchObject({
      mchid: testMerchant.mchid,
      serial_no: testMerchant.merchant_serial_no,
      timestamp: '1795311000',
    });
    const message = Formatter.request(request.method, request.target, '1795311000', found.nonce_str!, request.body);
    expect(Rsa.verify(message, found.signature!, merchantPublicKeyPem)).toBe(true);
  });

  test('never repeats a nonce', () => {
    const request = { method: 'GET', target: '/', body: '' };
    const headers = Array.from({ length: 50 }, () => authorization(credentials, NOW, request));
    expect(new Set(headers).size).toBe(50);
  });

  test('the arguments for paying inside WeChat are verified by an independent library', () => {
    const { appId, timeStamp, nonceStr, package: pack, signType, paySign } = jsapiArguments(credentials, 'wx2211', NOW);
    expect({ appId, timeStamp, pack, signType }).toEqual({
      appId: testMerchant.appid,
      timeStamp: '1795311000',
      pack: 'prepay_id=wx2211',
      signType: 'RSA',
    });
    const message = Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, pack);
    expect(Rsa.verify(message, paySign, merchantPublicKeyPem)).toBe(true);
  });
});

describe('settings that are not right stop the start, without showing a key', () => {
  test.each([
    ['api_v3_key', 'short'],
    ['merchant_private_key_pem', 'not a key'],
    ['platform_public_key_pem', 'not a key'],
  ])('%s', (field, value) => {
    const open = () => openCredentials({ ...testMerchant, [field]: value });
    expect(open).toThrow(field);
    expect(open).not.toThrow(value);
  });
});
