/** Codes of QR points: which point of which map, and our signature. They hang on walls for years, so they do not change. */
import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../kernel/index.ts';

const KIND = 'qr-point';
/** Where the patient app takes a scanned code (its page path, within the H5 page). */
export const MAP_PAGE = '/#/navigation/map-page';

const short = (uuid: string): string => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
function long(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const hex = bytes.toString('hex');
  return bytes.length === 16 && short(hex) === text
    ? [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    : undefined;
}

/** Point and map in 22 letters each, and 16 letters of signature: a code of 62 letters is still coarse enough for a small print. */
export function codeOf(secrets: Secrets, map_id: string, qr_point_id: string): string {
  const said = `${short(qr_point_id)}.${short(map_id)}`;
  return `${said}.${secrets.sign(said, KIND).slice(0, 16)}`;
}

/** What a code of ours stands for; undefined for any other. */
export function pointOfCode(secrets: Secrets, code: string): { map_id: string; qr_point_id: string } | undefined {
  const [point = '', map = ''] = code.split('.');
  const [qr_point_id, map_id] = [long(point), long(map)];
  if (!qr_point_id || !map_id) return undefined;
  const [given, right] = [Buffer.from(code), Buffer.from(codeOf(secrets, map_id, qr_point_id))];
  return given.length === right.length && timingSafeEqual(given, right) ? { map_id, qr_point_id } : undefined;
}

export const hereUrl = (public_origin: string, code: string): string =>
  `${public_origin}${MAP_PAGE}?code=${encodeURIComponent(code)}`;
