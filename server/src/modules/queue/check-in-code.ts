/**
 * The hall's check-in code: which hall, which minute of hospital time, and our signature. It counts in its own minute and
 * the next one, so a photo taken home is worth nothing.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../kernel/index.ts';

const KIND = 'check-in';
const MINUTE_MS = 60_000;
/** Where the patient app takes a scanned code (its page path, within the H5 page). */
export const CHECK_IN_PAGE = '/#/queue/check-in-page';

const minuteOf = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / MINUTE_MS);

function codeOf(secrets: Secrets, board_id: string, minute: number): string {
  const signature = secrets.sign(`${board_id}|${minute}`, KIND).slice(0, 24);
  return `${board_id}.${minute.toString(36)}.${signature}`;
}

/** The code a board shows now, and until when it does. */
export function checkInCode(
  secrets: Secrets,
  board_id: string,
  now: Temporal.Instant,
): { code: string; expires_at: Temporal.Instant } {
  const minute = minuteOf(now);
  return {
    code: codeOf(secrets, board_id, minute),
    expires_at: Temporal.Instant.fromEpochMilliseconds((minute + 1) * MINUTE_MS),
  };
}

/** The hall (board id) that a code stands for, or undefined when it is forged, stale or from the future. */
export function hallOfCode(secrets: Secrets, code: string, now: Temporal.Instant): string | undefined {
  const [board_id, minute_text] = code.split('.');
  const minute = Number.parseInt(minute_text ?? '', 36);
  const age = minuteOf(now) - minute;
  if (!board_id || (age !== 0 && age !== 1)) return undefined;
  const given = Buffer.from(code);
  const right = Buffer.from(codeOf(secrets, board_id, minute));
  return given.length === right.length && timingSafeEqual(given, right) ? board_id : undefined;
}

/** The address in the hall's QR code. */
export const checkInUrl = (public_origin: string, code: string): string =>
  `${public_origin}${CHECK_IN_PAGE}?code=${encodeURIComponent(code)}`;
