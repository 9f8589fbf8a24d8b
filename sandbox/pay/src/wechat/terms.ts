import { paramError } from '../errors.ts';
import type { WechatOrder } from '../rows.ts';

const PREPAY_MS = 2 * 3600_000;
/** An order that nobody pays is closed by the channel after seven days. */
const LIFETIME_MS = 7 * 86_400_000;

export const endMs = (order: WechatOrder) =>
  order.time_expire ? expiryMs(order.time_expire) : order.created_at_ms + LIFETIME_MS;

export function expiryMs(timeExpire: string): number {
  try {
    return Temporal.Instant.from(timeExpire).epochMilliseconds;
  } catch {
    throw paramError('time_expire格式错误，请使用rfc3339格式');
  }
}

const prepayEndMs = (order: WechatOrder) => order.prepaid_at_ms + PREPAY_MS;

export const isPrepayUsable = (order: WechatOrder, nowMs: number) => nowMs < prepayEndMs(order);

export const wechatPayableUntilMs = (order: WechatOrder) => Math.min(endMs(order), prepayEndMs(order));
