import { sha256 } from '@noble/hashes/sha2.js';
import type { ChallengeView } from '@menzhen/contract';

/**
 * Solves the server's proof of work on the phone. In plain JavaScript, since a page without https and the mini program have
 * no crypto of their own; in short pieces, so that the page stays alive. One to three seconds on most phones.
 */

/** Numbers tried before the page gets a turn: some ten milliseconds. */
const PIECE = 1_000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Base64 of plain letters; the mini program has no btoa. */
export function base64(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 3) {
    const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    const letters = [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63]);
    out += Number.isNaN(b)
      ? `${letters[0]}${letters[1]}==`
      : Number.isNaN(c)
        ? `${letters.slice(0, 3).join('')}=`
        : letters.join('');
  }
  return out;
}

/** The number that makes `challenge`; -1: there is none. */
export function findNumber(
  { salt, challenge }: Pick<ChallengeView, 'salt' | 'challenge'>,
  from: number,
  to: number,
): number {
  for (let number = from; number < to; number += 1) {
    if (hexOf(sha256(bytesOf(salt + number))) === challenge) return number;
  }
  return -1;
}

/**
 * What goes into the X-Challenge header, or null when it was given up.
 * @param onTried told how much of all there is to try has been tried, 0 to 1
 * @param goesOn asked between pieces
 */
export async function solve(
  ask: ChallengeView,
  onTried: (share: number) => void,
  goesOn: () => boolean,
): Promise<string | null> {
  for (let from = 0; from < ask.max_number && goesOn(); from += PIECE) {
    const number = findNumber(ask, from, Math.min(from + PIECE, ask.max_number));
    if (number >= 0) {
      const { algorithm, challenge, salt, signature } = ask;
      onTried(1);
      return base64(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    onTried(from / ask.max_number);
    await pause();
  }
  return null;
}
