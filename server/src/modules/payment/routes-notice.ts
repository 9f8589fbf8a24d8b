/** HTTP: the addresses that the channels post to, and what was refused there. */
import type { Ask } from '../../kernel/http.ts';
import { addDays, dayOf, type Handlers } from '../../kernel/index.ts';
import type { RouteSpec } from '@menzhen/contract';
import type { ChannelName } from './ports.ts';
import { NoticeRefused, noticeWays } from './service-notice.ts';
import { type NoticeRefusals, refusalsBetween } from './service-notice-refusal.ts';
import type { PaymentGround } from './tables.ts';

const SHOWN_DAYS = 30;
type Posted = Pick<Ask<RouteSpec>, 'headers' | 'raw_body'>;
/** Runs what must not keep the channel waiting for its answer. */
export type Afterwards = (work: () => Promise<void>) => void;

export function noticeHandlers(
  ground: PaymentGround,
  afterwards: Afterwards,
  refusals: NoticeRefusals,
): Handlers<'wechatPayNotice' | 'alipayNotice' | 'noticeRefusals'> {
  const ways = noticeWays(ground);

  async function take(channel: ChannelName, { headers, raw_body }: Posted): Promise<void> {
    try {
      const { act } = await ways.receive({ channel, headers: singleHeaders(headers), raw: raw_body });
      if (act) afterwards(act);
    } catch (error) {
      const write = error instanceof NoticeRefused ? refusals.note(channel, error.why) : undefined;
      if (write) afterwards(write);
      throw error;
    }
  }
  return {
    async wechatPayNotice(ask) {
      await take('wechat', ask);
      return { code: 'SUCCESS', message: '成功' };
    },
    async alipayNotice(ask) {
      await take('alipay', ask);
      return 'success' as const;
    },
    async noticeRefusals(ask) {
      const { until = dayOf(ask.now), from = addDays(until, -SHOWN_DAYS) } = ask.query;
      const rows = await refusalsBetween(ground, { from, until });
      const items = rows.map((row) => ({ ...row, first_at: row.first_at.toString(), last_at: row.last_at.toString() }));
      return { items };
    },
  };
}

/** A header sent twice is none: signatures have exactly one of each. */
function singleHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );
}
