import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a merchant takes home from Alipay's open platform; the fields of an Alipay file. Keys: PEM, or base64 as its console shows them. */
export interface AlipayMerchant {
  app_id: string;
  /** The merchant's own number, 2088…; notices name it. */
  seller_id: string;
  private_key: string;
  alipay_public_key: string;
  /** Below the base address; `/gateway.do` if not given. */
  gateway_path?: string;
}

export interface AlipaySettings {
  merchant: AlipayMerchant;
  /** `https://openapi.alipay.com`, or the address of a stand-in. */
  base_url: string;
  /** Where the channel posts its messages. */
  notify_url: string;
  /** How long to wait for an answer; 5000 if not given. */
  timeout_ms?: number;
}

/** The merchant's credentials with the keys ready for use. */
export interface AlipayCredentials {
  app_id: string;
  seller_id: string;
  privateKey: KeyObject;
  alipayPublicKey: KeyObject;
}

const FIELDS = ['app_id', 'seller_id', 'private_key', 'alipay_public_key'] as const;

/**
 * Reads an Alipay file (JSON).
 * @throws Error naming the file and the field that is wrong, never a value of it.
 */
export function readAlipayFile(path: string): AlipayMerchant {
  const found = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  for (const field of FIELDS) {
    if (typeof found[field] !== 'string' || found[field] === '') throw new Error(`${path}: ${field} is missing`);
  }
  return found as unknown as AlipayMerchant;
}

/** @throws Error naming the field that is no key, so that the server refuses to start with it. */
export function openCredentials(merchant: AlipayMerchant): AlipayCredentials {
  const { app_id, seller_id, private_key, alipay_public_key } = merchant;
  return {
    app_id,
    seller_id,
    privateKey: firstKey('private_key', [
      () => createPrivateKey(private_key),
      () => createPrivateKey({ key: der(private_key), format: 'der', type: 'pkcs8' }),
      () => createPrivateKey({ key: der(private_key), format: 'der', type: 'pkcs1' }),
    ]),
    alipayPublicKey: firstKey('alipay_public_key', [
      () => createPublicKey(alipay_public_key),
      () => createPublicKey({ key: der(alipay_public_key), format: 'der', type: 'spki' }),
    ]),
  };
}

const der = (base64: string): Buffer => Buffer.from(base64, 'base64');

function firstKey(field: string, ways: (() => KeyObject)[]): KeyObject {
  for (const open of ways) {
    try {
      return open();
    } catch {
      // The next way, or said below.
    }
  }
  throw new Error(`alipay: ${field} is not an RSA key`);
}
