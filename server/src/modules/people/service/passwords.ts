/** argon2id with the least cost OWASP advises: 19 MiB, 2 passes, 1 lane. */
import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const plain = (password: string): string => password.normalize('NFC');

export const hashPassword = (password: string): Promise<string> => hash(plain(password), COST);

let nobody: Promise<string> | undefined;
/** Verifies against nobody's hash when there is none, so that an unknown login costs the same time as a known one. */
export async function isPassword(password_hash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(16).toString('hex'));
  const isRight = await verify(password_hash ?? (await nobody), plain(password));
  return isRight && password_hash !== undefined;
}
