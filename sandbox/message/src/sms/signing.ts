import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SmsFile } from '../keys.ts';
import { SmsError } from './errors.ts';

/** A request as it came: `body` is the bytes, `path` without the query. */
export interface Heard {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
/** A request may be this old, or this early. */
const WINDOW_MS = 15 * 60_000;

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

/** RFC 3986: the unreserved characters stay, everything else is %XX. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const byCode = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** @throws SmsError in the gateway's words, when the request is not by who holds the key, too old, or sent before */
export function checkSignature(
  heard: Heard,
  given: { file: SmsFile; now_ms: number; useNonce: (nonce: string) => boolean },
): void {
  const { headers } = heard;
  const parts = /^(\S+) Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (!parts) throw new SmsError(400, 'MissingAuthorization', 'Authorization is mandatory for this action.');
  const [, algorithm, key, signedHeaders, signature] = parts as unknown as [string, string, string, string, string];
  if (algorithm !== ALGORITHM)
    throw new SmsError(400, 'SignatureMethodNotSupported', `The signature method ${algorithm} is not supported.`);
  if (key !== given.file.access_key_id)
    throw new SmsError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  if (headers['x-acs-content-sha256'] !== sha256(heard.body))
    throw new SmsError(400, 'InvalidContentSha256', 'The x-acs-content-sha256 is not that of the body.');
  const expected = createHmac('sha256', given.file.access_key_secret)
    .update(`${ALGORITHM}\n${sha256(canonicalRequest(heard, signedHeaders.split(';')))}`)
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex')))
    throw new SmsError(400, 'SignatureDoesNotMatch', 'Specified signature does not match our calculation.');
  checkFreshness(heard, given);
}

function canonicalRequest(heard: Heard, signed: string[]): string {
  const must = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];
  const missing = must.filter((name) => !signed.includes(name));
  if (missing.length > 0)
    throw new SmsError(400, 'InvalidSignedHeaders', `These headers must be signed: ${missing.join(', ')}.`);
  const query = [...heard.query]
    .sort(([a], [b]) => byCode(a, b))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const headers = [...signed].sort(byCode).map((name) => `${name}:${(heard.headers[name] ?? '').trim()}\n`);
  return [
    heard.method,
    heard.path,
    query,
    headers.join(''),
    [...signed].sort(byCode).join(';'),
    heard.headers['x-acs-content-sha256'],
  ].join('\n');
}

function checkFreshness(heard: Heard, given: { now_ms: number; useNonce: (nonce: string) => boolean }): void {
  const sent_ms = Date.parse(heard.headers['x-acs-date'] ?? '');
  if (!(Math.abs(given.now_ms - sent_ms) <= WINDOW_MS))
    throw new SmsError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  if (!given.useNonce(heard.headers['x-acs-signature-nonce'] ?? ''))
    throw new SmsError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
}
