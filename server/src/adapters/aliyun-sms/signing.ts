/** Alibaba Cloud's request signature V3 (ACS3-HMAC-SHA256), as published. */
import { createHash, createHmac } from 'node:crypto';

export interface AcsCredentials {
  access_key_id: string;
  access_key_secret: string;
}

export interface AcsRequest {
  /** `dysmsapi.aliyuncs.com`, with the port when there is one. */
  host: string;
  action: string;
  version: string;
  query: Record<string, string>;
  at: Temporal.Instant;
  nonce: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 3986: A–Z, a–z, 0–9 and -_.~ stay, everything else is %XX of its UTF-8. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const byCode = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : Number(a > b));

/** The query in the order in which it is signed, without the question mark. */
export const queryText = (query: Record<string, string>): string =>
  Object.entries(query)
    .sort(byCode)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');

/** The headers of a `POST /` without a body, the signature among them. */
export function signedHeaders(request: AcsRequest, credentials: AcsCredentials): Record<string, string> {
  const headers: [string, string][] = [
    ['host', request.host],
    ['x-acs-action', request.action],
    ['x-acs-content-sha256', sha256('')],
    ['x-acs-date', request.at.toString({ smallestUnit: 'second' })],
    ['x-acs-signature-nonce', request.nonce],
    ['x-acs-version', request.version],
  ];
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    'POST',
    '/',
    queryText(request.query),
    headers.map(([name, value]) => `${name}:${value}\n`).join(''),
    names,
    sha256(''),
  ].join('\n');
  const signature = createHmac('sha256', credentials.access_key_secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${credentials.access_key_id},SignedHeaders=${names},Signature=${signature}`;
  return { ...Object.fromEntries(headers), authorization };
}
