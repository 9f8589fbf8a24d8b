import { createSign, generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import type { AlipayMerchant } from '../alipay.ts';

/** Of Alipay's own client library (CommonJS): what we sign it must sign alike, what we believe it must believe. */
export interface OutsideSdk {
  pageExecute(method: string, way: 'GET', asked: object): string;
  checkNotifySignV2(fields: Record<string, string>): boolean;
  /** @throws when it is not proven */
  checkResponseSign(answer: string, name: string, sign: string, traceId: string): void;
}
interface Outside {
  AlipaySdk: new (settings: object) => OutsideSdk;
}

const { AlipaySdk } = createRequire(import.meta.url)('alipay-sdk') as Outside;

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

const appPair = pair();
const platformPair = pair();

/** An app with keys made for this test run. */
export const testAlipay: AlipayMerchant = {
  app_id: '2021000000000001',
  seller_id: '2088000000000001',
  private_key: appPair.privateKey,
  alipay_public_key: platformPair.publicKey,
};

export const outsideSdk = (gateway: string): OutsideSdk =>
  new AlipaySdk({
    appId: testAlipay.app_id,
    privateKey: testAlipay.private_key,
    alipayPublicKey: testAlipay.alipay_public_key,
    keyType: 'PKCS8',
    gateway,
  });

/** Signs any text as the platform would. */
export const platformSign = (text: string): string =>
  createSign('RSA-SHA256').update(text, 'utf8').sign(platformPair.privateKey, 'base64');

/** The fields of a notice of a payment, as Alipay's reference lists them. */
export const paidFields = (changes: Record<string, string | undefined> = {}): Record<string, string> => {
  const fields = {
    notify_time: '2026-11-22 09:30:00',
    notify_type: 'trade_status_sync',
    notify_id: '2026112200222093000012345678901234',
    charset: 'utf-8',
    version: '1.0',
    app_id: testAlipay.app_id,
    auth_app_id: testAlipay.app_id,
    seller_id: testAlipay.seller_id,
    trade_no: '2026112222001412345678901234',
    out_trade_no: 'P202611220001',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '12.50',
    receipt_amount: '12.50',
    buyer_id: '2088000000000009',
    subject: '门诊挂号 & 100% + "特需"',
    gmt_create: '2026-11-22 09:29:50',
    gmt_payment: '2026-11-22 09:29:58',
    fund_bill_list: '[{"amount":"12.50","fundChannel":"ALIPAYACCOUNT"}]',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined));
};

/** Signed as Alipay's gateways of the first generation do (without `sign_type`), or of the second (with it). */
export function signedFields(fields: Record<string, string>, generation: 1 | 2 = 1): Record<string, string> {
  const whole: Record<string, string> = { ...fields, sign_type: 'RSA2' };
  const text = Object.entries(whole)
    .filter(([name, value]) => value !== '' && (generation === 2 || name !== 'sign_type'))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  return { ...whole, sign: platformSign(text) };
}

export const formOf = (fields: Record<string, string>): Buffer => Buffer.from(new URLSearchParams(fields).toString());
