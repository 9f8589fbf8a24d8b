import { randomBytes } from 'node:crypto';
import { shanghai } from './clock.ts';

/** So many random decimal digits. */
export const digits = (count: number) => Array.from(randomBytes(count), (byte) => byte % 10).join('');

/** The day in China as `20261122`, as it stands inside the channels' numbers. */
export const compactDate = (ms: number) => shanghai(ms).toPlainDate().toString().replaceAll('-', '');
