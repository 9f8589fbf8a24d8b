/** The master key: given by MENZHEN_KEY, or, in the demo hospital only, made once in the data folder. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

export function masterKey(settings: Settings): Buffer {
  if (settings.MENZHEN_KEY) return Buffer.from(settings.MENZHEN_KEY, 'base64');
  if (!settings.DEMO) {
    throw new Error(
      '请设置 MENZHEN_KEY（32 字节 base64，例如 openssl rand -base64 32）/ set MENZHEN_KEY (32 bytes, base64)',
    );
  }
  const file = join(settings.MENZHEN_DATA, 'menzhen.key');
  if (!existsSync(file)) {
    mkdirSync(settings.MENZHEN_DATA, { recursive: true });
    // 'wx': two servers started at once do not overwrite each other's key
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}
