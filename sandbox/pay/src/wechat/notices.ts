import { randomBytes } from 'node:crypto';
import { rfc3339 } from '../clock.ts';
import { filling, type Making, type Message, type New, type Voice } from '../message.ts';
import type { Refund, WechatNotice, WechatOrder } from '../rows.ts';
import type { World } from '../world.ts';
import { orderView } from './orders.ts';
import { refundNoticeResource } from './refunds.ts';
import { encryptResource, type Signer, signedHeaders } from './signing.ts';

export function wechatPaidNotice(world: World, order: WechatOrder): New<WechatNotice> {
  return {
    channel: 'wechat',
    about: order.out_trade_no,
    url: order.notify_url,
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    original_type: 'transaction',
    resource: orderView(world, order, 'SUCCESS'),
  };
}

const REFUND_WORDS = { SUCCESS: '退款成功', CLOSED: '退款关闭', ABNORMAL: '退款异常' };

export function wechatRefundNotice(world: World, refund: Refund): New<WechatNotice> | undefined {
  if (!refund.notify_url || refund.status === 'PROCESSING') return undefined;
  return {
    channel: 'wechat',
    about: refund.out_refund_no,
    url: refund.notify_url,
    event_type: `REFUND.${refund.status}`,
    summary: REFUND_WORDS[refund.status],
    original_type: 'refund',
    resource: refundNoticeResource(world, refund),
  };
}

export const WECHAT_VOICE: Voice<WechatNotice> = {
  retrySeconds: [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600],
  compose,
  probe(world, notice) {
    if (!world.store.faults.signtest_probe) return undefined;
    const { headers, body } = compose(world, notice, { forged: false });
    const signature = `WECHATPAY/SIGNTEST/${randomBytes(256).toString('base64')}`;
    return { headers: { ...headers, 'Wechatpay-Signature': signature }, body };
  },
  accepts: (status) => status === 200 || status === 204,
  outcomeOf: (status) => String(status),
};

function compose(world: World, notice: WechatNotice, { forged }: Making): Message {
  const body = noticeBody(world, notice);
  const signer: Signer = {
    privateKey: forged ? world.keys.roguePrivateKey : world.keys.platformPrivateKey,
    serial: world.keys.merchant.platform_public_key_id,
  };
  const shiftMs = world.store.faults.callback_timestamp_shift_seconds * 1000;
  const headers = signedHeaders(body, signer, world.clock.nowMs() + shiftMs);
  return { headers: { 'Content-Type': 'application/json', ...headers }, body };
}

function noticeBody(world: World, notice: WechatNotice): string {
  return JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.created_at_ms),
    resource_type: 'encrypt-resource',
    event_type: notice.event_type,
    summary: notice.summary,
    ...(world.store.faults.callback_body_kib > 0 && { padding: filling(world) }),
    resource: encryptResource(falsified(world, notice), notice.original_type, world.keys.apiV3Key),
  });
}

/** The resource with what the faults put wrong into it, before it is sealed and signed. */
function falsified(world: World, notice: WechatNotice): object {
  const { faults } = world.store;
  const resource = faults.wrong_mchid ? { ...notice.resource, mchid: '1000000000' } : notice.resource;
  if (notice.original_type === 'refund') return resource;
  const { amount } = notice.resource;
  const total = amount.total + faults.wrong_amount_fen;
  return {
    ...resource,
    ...(faults.wrong_appid && { appid: 'wx0000000000000000' }),
    amount: {
      ...amount,
      total,
      payer_total: total,
      ...(faults.wrong_currency && { currency: 'USD', payer_currency: 'USD' }),
    },
  };
}
