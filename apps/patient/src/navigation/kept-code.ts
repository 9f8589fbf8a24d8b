/**
 * A location code read without a network: it names its point and its map. Whether the hospital signed it only the server can
 * tell; a forged one could do no more than show a wrong place on a map that was kept.
 */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 22 letters of base64url as a UUID; null when they are none. The mini program has no atob. */
function uuidOf(text: string): string | null {
  const values = [...text].map((letter) => LETTERS.indexOf(letter));
  if (text.length !== 22 || values.includes(-1)) return null;
  const bits = values.map((value) => value.toString(2).padStart(6, '0')).join('');
  const hex = (bits.slice(0, 128).match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function pointOf(code: string): { map_id: string; qr_point_id: string } | null {
  const [point = '', map = ''] = code.split('.');
  const [qr_point_id, map_id] = [uuidOf(point), uuidOf(map)];
  return qr_point_id && map_id ? { map_id, qr_point_id } : null;
}
