import { createDecipheriv, createSign, createVerify, randomBytes } from 'node:crypto';
import type { JsapiArguments, MessageRefusal } from '../../modules/payment/ports.ts';
import type { Credentials } from './settings.ts';

/** Seconds by which a signed message may be early or late. */
const WINDOW_SECONDS = 300;

/** WeChat sends messages with such signatures now and then to see whether the merchant really verifies. */
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';

const TAG_BYTES = 16;

const lines = (...parts: string[]) => parts.map((part) => `${part}\n`).join('');

function rsaSign(message: string, credentials: Credentials): string {
  return createSign('RSA-SHA256').update(message).sign(credentials.merchantPrivateKey, 'base64');
}

const newNonce = () => randomBytes(16).toString('hex').toUpperCase();

const epochSeconds = (at: Temporal.Instant) => Math.floor(at.epochMilliseconds / 1000);

/**
 * The Authorization header of a request.
 * @param target path and query, exactly as sent
 * @param body exactly as sent; '' without one
 */
export function authorization(
  credentials: Credentials,
  at: Temporal.Instant,
  request: { method: string; target: string; body: string },
  nonce = newNonce(),
): string {
  const timestamp = String(epochSeconds(at));
  const signature = rsaSign(lines(request.method, request.target, timestamp, nonce, request.body), credentials);
  const pairs = [
    ['mchid', credentials.mchid],
    ['nonce_str', nonce],
    ['timestamp', timestamp],
    ['serial_no', credentials.merchant_serial_no],
    ['signature', signature],
  ];
  return `WECHATPAY2-SHA256-RSA2048 ${pairs.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}

/** The signed arguments with which a page inside WeChat, or the mini program, asks for the payment. */
export function jsapiArguments(
  credentials: Credentials,
  prepayId: string,
  at: Temporal.Instant,
  nonceStr = newNonce(),
): JsapiArguments {
  const timeStamp = String(epochSeconds(at));
  const pack = `prepay_id=${prepayId}`;
  const paySign = rsaSign(lines(credentials.appid, timeStamp, nonceStr, pack), credentials);
  return { appId: credentials.appid, timeStamp, nonceStr, package: pack, signType: 'RSA', paySign };
}

/** Reads a header by its lower-case name. */
export type HeaderReader = (name: string) => string | null | undefined;

/** @returns why an answer or message is not the channel's own and fresh; undefined when it is. */
export function signatureFault(
  credentials: Credentials,
  at: Temporal.Instant,
  header: HeaderReader,
  rawBody: Uint8Array,
): MessageRefusal | undefined {
  const timestamp = header('wechatpay-timestamp');
  const nonce = header('wechatpay-nonce');
  const serial = header('wechatpay-serial');
  const signature = header('wechatpay-signature');
  if (!timestamp || !nonce || !serial || !signature) return 'header_missing';
  if (signature.startsWith(PROBE_PREFIX)) return 'signature_probe';
  const key = credentials.platformKeys.get(serial);
  if (!key) return 'unknown_serial';
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp_out_of_window';
  if (Math.abs(epochSeconds(at) - Number(timestamp)) > WINDOW_SECONDS) return 'timestamp_out_of_window';
  const verifier = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n`).update(rawBody).update('\n');
  return verifier.verify(key, signature, 'base64') ? undefined : 'bad_signature';
}

export interface SealedResource {
  /** base64; the last 16 bytes are the tag. */
  ciphertext: string;
  nonce: string;
  associated_data: string;
}

/**
 * Opens an AEAD_AES_256_GCM resource with the APIv3 key.
 * @throws Error when the key, the nonce, the associated data or any byte of it is not the one it was sealed with.
 */
export function openResource(credentials: Credentials, sealed: SealedResource): string {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const end = bytes.length - TAG_BYTES;
  if (end < 0) throw new Error('resource is shorter than its tag');
  const decipher = createDecipheriv('aes-256-gcm', credentials.apiV3Key, Buffer.from(sealed.nonce, 'utf8'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(end)).setAAD(Buffer.from(sealed.associated_data, 'utf8'));
  return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]).toString('utf8');
}
