import type { SameKeys } from '@menzhen/ui/words';

export const zh = {
  empty: '这一天没有支付',
  empty_hint: '换一天看看，或等第一位患者缴费。',
  order: '商户订单号',
  channel: '渠道',
  amount: '金额',
  refunded: '已退',
  at: '时间',
  channels: { wechat: '微信支付', cash: '现金', card: '刷卡' },
  states: { created: '待支付', paying: '支付中', paid: '已支付', closed: '已关闭' },
  total: '本页合计 {amount}，已退 {refunded}',
};
export const en: SameKeys<typeof zh> = {
  empty: 'No payments on this day',
  empty_hint: 'Look at another day, or wait for the first patient to pay.',
  order: 'Order number',
  channel: 'Channel',
  amount: 'Amount',
  refunded: 'Refunded',
  at: 'Time',
  channels: { wechat: 'WeChat Pay', cash: 'Cash', card: 'Card' },
  states: { created: 'To be paid', paying: 'Paying', paid: 'Paid', closed: 'Closed' },
  total: 'Shown: {amount}, refunded {refunded}',
};
