import { ChannelMessageRefused, type ChannelNotice, type MessageRefusal } from '../../modules/payment/ports.ts';
import { instant, readTrade, text } from './reading.ts';
import type { AlipayCredentials } from './settings.ts';
import { isNoticeSigned, type Parameters } from './signing.ts';

/** Alipay repeats a notice for a day and an hour; what is older was kept by somebody. */
const OLDEST_HOURS = 26;
/** Clocks differ. */
const AHEAD_MINUTES = 5;

/** Present where a notice tells of a refund; the trade's own status says nothing new then. */
const OF_REFUNDS = ['gmt_refund', 'refund_fee', 'out_biz_no'];

/**
 * Reads a message posted to the notify address: signature first, then whom it is for, then the words.
 * @returns undefined for what we know without it: refunds are answered when they are asked for, closing is asked about
 * @throws ChannelMessageRefused
 */
export function readNotice(
  credentials: AlipayCredentials,
  at: Temporal.Instant,
  rawBody: Uint8Array,
): ChannelNotice | undefined {
  const told = readForm(rawBody);
  if (!told.sign) throw new ChannelMessageRefused('header_missing');
  if (!isNoticeSigned(credentials, told)) throw new ChannelMessageRefused('bad_signature');
  refuseAnothers(credentials, told);
  refuseStale(told, at);
  if (told.notify_type !== 'trade_status_sync') throw new ChannelMessageRefused('unknown_event');
  if (OF_REFUNDS.some((field) => told[field])) return undefined;
  return noticeOf(told);
}

function noticeOf(told: Parameters): ChannelNotice | undefined {
  return orRefuse('bad_body', () => {
    const order = readTrade(told, 'gmt_payment');
    return order.status === 'paid' ? { notice_id: text(told, 'notify_id'), kind: 'paid', order } : undefined;
  });
}

/** Names and values, each name once: of a name that came twice, two readers would read two things. */
function readForm(rawBody: Uint8Array): Parameters {
  const pairs = orRefuse('bad_body', () => [
    ...new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(rawBody)),
  ]);
  const form = new Map(pairs);
  if (form.size === 0 || form.size !== pairs.length) throw new ChannelMessageRefused('bad_body');
  return Object.fromEntries(form);
}

function refuseAnothers(credentials: AlipayCredentials, told: Parameters): void {
  if (told.app_id !== credentials.app_id) throw new ChannelMessageRefused('wrong_app');
  if (told.seller_id !== credentials.seller_id) throw new ChannelMessageRefused('wrong_merchant');
  // named only where it is a foreign one
  const currencies = [told.trans_currency, told.settle_currency];
  if (currencies.some((currency) => currency && currency !== 'CNY')) throw new ChannelMessageRefused('wrong_currency');
}

function refuseStale(told: Parameters, at: Temporal.Instant): void {
  const sent_at = orRefuse('bad_body', () => instant(told, 'notify_time'));
  const age_minutes = sent_at.until(at).total('minutes');
  if (age_minutes > OLDEST_HOURS * 60 || age_minutes < -AHEAD_MINUTES)
    throw new ChannelMessageRefused('timestamp_out_of_window');
}

function orRefuse<T>(code: MessageRefusal, read: () => T): T {
  try {
    return read();
  } catch {
    throw new ChannelMessageRefused(code);
  }
}
