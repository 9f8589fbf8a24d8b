import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import type { WechatMerchant } from '../wechat-pay.ts';

/** Primitives of an independent client library (CommonJS): what we sign it must verify, what it seals we must open. */
interface Outside {
  Rsa: {
    sign(message: string, privateKey: string): string;
    verify(message: string, signature: string, publicKey: string): boolean;
  };
  Aes: { AesGcm: { encrypt(plain: string, key: string, nonce: string, associatedData: string): string } };
  Formatter: {
    request(method: string, target: string, timestamp: string, nonce: string, body: string): string;
    response(timestamp: string, nonce: string, body: string): string;
    joinedByLineFeed(...pieces: string[]): string;
  };
}

const outside = createRequire(import.meta.url)('wechatpay-axios-plugin') as Outside;

export const { Rsa, Formatter } = outside;

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

const merchantPair = pair();
const platformPair = pair();

export const merchantPublicKeyPem = merchantPair.publicKey;

/** A merchant with keys made for this test run. */
export const testMerchant: WechatMerchant = {
  mchid: '1900000001',
  appid: 'wx0123456789abcdef',
  merchant_serial_no: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  merchant_private_key_pem: merchantPair.privateKey,
  api_v3_key: '0123456789abcdef0123456789abcdef',
  platform_public_key_id: 'PUB_KEY_ID_0119000000012026010100000000000001',
  platform_public_key_pem: platformPair.publicKey,
};

export interface OutsideMessage {
  headers: Record<string, string | undefined>;
  rawBody: Buffer;
}

/** Signs any body as the platform would. */
export function signedByPlatform(body: string, epochSeconds: number, nonce = 'fdasflkja484w'): OutsideMessage {
  const timestamp = String(epochSeconds);
  return {
    headers: {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': testMerchant.platform_public_key_id,
      'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, nonce, body), platformPair.privateKey),
    },
    rawBody: Buffer.from(body, 'utf8'),
  };
}

/** A body of a callback, sealed by the outside library. */
export function sealedBody(resource: object, changes: { event_type?: string; resource?: object } = {}): string {
  const nonce = '0123456789ab';
  const ciphertext = outside.Aes.AesGcm.encrypt(
    JSON.stringify(resource),
    testMerchant.api_v3_key,
    nonce,
    'transaction',
  );
  return JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2026-11-22T09:30:01+08:00',
    resource_type: 'encrypt-resource',
    event_type: changes.event_type ?? 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext,
      associated_data: 'transaction',
      nonce,
      ...changes.resource,
    },
  });
}
