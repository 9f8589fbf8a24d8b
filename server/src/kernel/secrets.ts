/**
 * Identity data at rest: AES-256-GCM with the row's place as associated data, and an HMAC-SHA-256 blind index for
 * looking it up. Both keys are derived from one master key (HKDF), so that one secret is kept.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export interface Secrets {
  /** `place` names table, column and row; a value moved to another row does not open. */
  seal(text: string, place: string): Buffer;
  open(sealed: Buffer, place: string): string;
  /** Same text, same 32 bytes; without the key it says nothing. */
  blindIndex(text: string, kind: string): Buffer;
  /** Signs short-lived codes (hall QR). */
  sign(text: string, kind: string): string;
}

const FORMAT = 1;

export function secretsOf(masterKey: Buffer): Secrets {
  if (masterKey.length !== 32) throw new Error('MENZHEN_KEY must be 32 bytes (base64)');
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', masterKey, 'menzhen', label, 32));
  const sealKey = derive('seal-v1');
  const indexKey = derive('blind-index-v1');
  const signKey = derive('sign-v1');
  return {
    seal(text, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, place) {
      if (sealed[0] !== FORMAT) throw new Error('sealed by an unknown format');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(1, 13)).setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(13, 29));
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
    },
    blindIndex: (text, kind) => createHmac('sha256', indexKey).update(`${kind}\0${text}`).digest(),
    sign: (text, kind) => createHmac('sha256', signKey).update(`${kind}\0${text}`).digest('base64url'),
  };
}
