import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a merchant takes home from WeChat Pay's console; the fields of a merchant file. */
export interface WechatMerchant {
  mchid: string;
  appid: string;
  merchant_serial_no: string;
  merchant_private_key_pem: string;
  /** 32 bytes. */
  api_v3_key: string;
  /** `PUB_KEY_ID_…` */
  platform_public_key_id: string;
  platform_public_key_pem: string;
  /** A merchant of before the public key: the channel's certificates, by whose serial it may still sign. */
  platform_certificates_pem?: string[];
}

export interface WechatPaySettings {
  merchant: WechatMerchant;
  /** `https://api.mch.weixin.qq.com`, or the address of a stand-in. */
  base_url: string;
  /** Where the channel posts its messages; WeChat wants https and no query. */
  notify_url: string;
  /** How long to wait for an answer; 5000 if not given. */
  timeout_ms?: number;
}

/** The merchant's credentials with the keys ready for use. */
export interface Credentials {
  mchid: string;
  appid: string;
  merchant_serial_no: string;
  platform_public_key_id: string;
  merchantPrivateKey: KeyObject;
  /** What the channel may have signed with, by the serial it names. */
  platformKeys: ReadonlyMap<string, KeyObject>;
  apiV3Key: Buffer;
}

const FIELDS = [
  'mchid',
  'appid',
  'merchant_serial_no',
  'merchant_private_key_pem',
  'api_v3_key',
  'platform_public_key_id',
  'platform_public_key_pem',
] as const satisfies readonly (keyof WechatMerchant)[];

/**
 * Reads a merchant file (JSON).
 * @throws Error naming the file and the field that is wrong, never a value of it.
 */
export function readMerchantFile(path: string): WechatMerchant {
  const found = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  for (const field of FIELDS) {
    if (typeof found[field] !== 'string' || found[field] === '') throw new Error(`${path}: ${field} is missing`);
  }
  return found as unknown as WechatMerchant;
}

/** @throws Error naming the field that is no key, so that the server refuses to start with it. */
export function openCredentials(merchant: WechatMerchant): Credentials {
  const apiV3Key = Buffer.from(merchant.api_v3_key, 'utf8');
  if (apiV3Key.length !== 32) throw new Error('wechat pay: api_v3_key must be 32 bytes');
  return {
    mchid: merchant.mchid,
    appid: merchant.appid,
    merchant_serial_no: merchant.merchant_serial_no,
    platform_public_key_id: merchant.platform_public_key_id,
    merchantPrivateKey: openKey('merchant_private_key_pem', () => createPrivateKey(merchant.merchant_private_key_pem)),
    platformKeys: platformKeysOf(merchant),
    apiV3Key,
  };
}

function platformKeysOf(merchant: WechatMerchant): Map<string, KeyObject> {
  const publicKey = openKey('platform_public_key_pem', () => createPublicKey(merchant.platform_public_key_pem));
  const keys = new Map([[merchant.platform_public_key_id, publicKey]]);
  for (const pem of merchant.platform_certificates_pem ?? []) {
    openKey('platform_certificates_pem', () => {
      const certificate = new X509Certificate(pem);
      keys.set(certificate.serialNumber, certificate.publicKey);
      return certificate.publicKey;
    });
  }
  return keys;
}

function openKey(field: string, open: () => KeyObject): KeyObject {
  try {
    return open();
  } catch {
    throw new Error(`wechat pay: ${field} is not a PEM key`);
  }
}
