/** Ids: UUID v7, so that they sort by time and indexes stay warm; random enough not to be guessed. */
import { randomBytes } from 'node:crypto';

let pool = randomBytes(4096);
let used = 0;

function randomTail(): Buffer {
  if (used + 10 > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  used += 10;
  return pool.subarray(used - 10, used);
}

/** RFC 9562 UUID version 7. `at_ms` is Unix time in milliseconds. */
export function newId(at_ms: number = Date.now()): string {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(at_ms, 0, 6);
  randomTail().copy(bytes, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
