import { createCipheriv, createSign, createVerify, type KeyObject, randomBytes } from 'node:crypto';
import { signError } from '../errors.ts';

/** Seconds by which a signed message may be early or late. */
const WINDOW_SECONDS = 300;

interface Authorization {
  mchid: string;
  serial_no: string;
  nonce_str: string;
  timestamp: string;
  signature: string;
}

export interface SignedRequest {
  method: string;
  /** Path and query exactly as received. */
  url: string;
  body: string;
  authorization: string | undefined;
}

export interface MerchantIdentity {
  mchid: string;
  serial_no: string;
  publicKey: KeyObject;
}

/** Refuses (401 SIGN_ERROR) a request that this merchant did not sign within the last five minutes. */
export function verifyRequest(request: SignedRequest, merchant: MerchantIdentity, nowMs: number): void {
  const auth = parseAuthorization(request.authorization);
  if (auth.mchid !== merchant.mchid || auth.serial_no !== merchant.serial_no) {
    throw signError('商户号或商户证书序列号不正确');
  }
  const age = Math.abs(nowMs / 1000 - Number(auth.timestamp));
  if (!/^\d{1,12}$/.test(auth.timestamp) || age > WINDOW_SECONDS) throw signError('请求时间戳已过期');
  const message = lines(request.method, request.url, auth.timestamp, auth.nonce_str, request.body);
  const good = createVerify('RSA-SHA256').update(message).verify(merchant.publicKey, auth.signature, 'base64');
  if (!good) throw signError('签名错误，请检查后再试');
}

function parseAuthorization(header: string | undefined): Authorization {
  const [, pairs] = header?.match(/^WECHATPAY2-SHA256-RSA2048 (.+)$/) ?? [];
  if (!pairs) throw signError('Http头Authorization值格式错误');
  const found = Object.fromEntries(Array.from(pairs.matchAll(/(\w+)="([^"]*)"/g), (m) => [m[1], m[2]]));
  for (const name of ['mchid', 'serial_no', 'nonce_str', 'timestamp', 'signature']) {
    if (!found[name]) throw signError(`Http头Authorization缺少${name}`);
  }
  return found as unknown as Authorization;
}

export interface Signer {
  privateKey: KeyObject;
  /** `PUB_KEY_ID_…` of the platform key. */
  serial: string;
}

/** The `Wechatpay-*` headers over a body that the channel sends, in an answer or in a callback. */
export function signedHeaders(body: string, signer: Signer, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = createSign('RSA-SHA256')
    .update(lines(timestamp, nonce, body))
    .sign(signer.privateKey, 'base64');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': signer.serial,
    'Wechatpay-Signature': signature,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

const lines = (...parts: string[]) => parts.map((part) => `${part}\n`).join('');

export interface EncryptedResource {
  original_type: string;
  algorithm: 'AEAD_AES_256_GCM';
  ciphertext: string;
  associated_data: string;
  nonce: string;
}

/** The `resource` of a callback: JSON under AES-256-GCM with the APIv3 key, tag appended, base64. */
export function encryptResource(value: object, originalType: string, apiV3Key: Buffer): EncryptedResource {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(originalType));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    original_type: originalType,
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: originalType,
    nonce,
  };
}
