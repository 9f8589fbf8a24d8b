import type { Faults } from '../faults.ts';
import type { TradeState } from '../orders.ts';
import type { Channel, Notice, Refund } from '../rows.ts';

export type Language = 'zh-CN' | 'en';

interface Words {
  /** The other language, in its own words. */
  other: { lang: Language; name: string };
  cashier: string;
  channel: Record<Channel, string>;
  channelCashier: Record<Channel, string>;
  noRealMoney: string;
  amount: string;
  item: string;
  merchant: string;
  orderNo: string;
  payBefore: (time: string) => string;
  pay: string;
  cancel: string;
  back: string;
  paid: (time: string) => string;
  closed: string;
  cancelled: string;
  unknown: string;
  cannotPay: string;
  operator: string;
  now: string;
  faults: string;
  save: string;
  advanceTenMinutes: string;
  advanceDay: string;
  reset: string;
  orders: string;
  refunds: string;
  callbacks: string;
  none: string;
  columns: {
    order: string[];
    refund: string[];
    callback: string[];
  };
  openCashier: string;
  qr: string;
  state: Record<TradeState, string>;
  refundStatus: Record<Refund['status'], string>;
  noticeState: Record<Notice['state'], string>;
  fault: Record<keyof Faults, string>;
}

const zh: Words = {
  other: { lang: 'en', name: 'English' },
  cashier: '模拟收银台',
  channel: { wechat: '微信支付', alipay: '支付宝' },
  channelCashier: { wechat: '微信支付 · 模拟收银台', alipay: '支付宝 · 模拟收银台' },
  noRealMoney: '模拟收银台，不涉及真实资金 · Payment stand-in, no real money',
  amount: '支付金额',
  item: '商品',
  merchant: '收款方',
  orderNo: '订单号',
  payBefore: (time) => `请在 ${time} 前完成支付`,
  pay: '确认支付',
  cancel: '取消',
  back: '返回商户',
  paid: (time) => `已支付，${time}`,
  closed: '订单已关闭，不能再支付。请回到商户重新下单。',
  cancelled: '已取消，没有支付。在截止时间前仍可回来支付。',
  unknown: '没有这笔订单。',
  cannotPay: '这笔订单不能支付，请回到商户重新下单。',
  operator: '支付模拟器',
  now: '模拟器时间',
  faults: '故障开关',
  save: '保存开关',
  advanceTenMinutes: '时间快进 10 分钟',
  advanceDay: '时间快进 1 天',
  reset: '清空全部订单并复位',
  orders: '订单',
  refunds: '退款',
  callbacks: '回调通知',
  none: '还没有',
  columns: {
    order: ['下单时间', '商户订单号', '商品', '金额（元）', '方式', '状态', '操作'],
    refund: ['申请时间', '商户退款单号', '商户订单号', '退款（元）', '状态'],
    callback: ['产生时间', '事件', '单号', '次数', '结果', '状态'],
  },
  openCashier: '打开收银台',
  qr: '二维码',
  state: { NOTPAY: '待支付', SUCCESS: '已支付', REFUND: '有退款', CLOSED: '已关闭' },
  refundStatus: { PROCESSING: '处理中', SUCCESS: '已退款', CLOSED: '已关闭', ABNORMAL: '退款异常' },
  noticeState: { waiting: '待送达', accepted: '已接收', given_up: '已放弃' },
  fault: {
    callback_copies: '每次回调的份数',
    reorder_callbacks: '回调乱序',
    callback_delay_seconds: '回调延迟（秒）',
    drop_callbacks: '丢弃回调',
    forge_callback_signature: '回调签名伪造',
    forge_one_copy: '每次回调中伪造一份',
    replay_copies: '原样重放的份数',
    wrong_amount_fen: '回调金额偏差（分）',
    wrong_appid: '回调中应用号不符',
    wrong_currency: '回调中币种不符',
    wrong_mchid: '回调中商户号不符',
    callback_body_kib: '回调正文至少（KiB）',
    callback_timestamp_shift_seconds: '回调时间戳偏移（秒）',
    signtest_probe: '微信回调前先发签名探测',
    timeout_after_success: '接下来几次请求：处理成功但不应答',
    server_error: '接下来几次请求：系统异常',
    frequency_limited: '接下来几次请求：频率超限',
    forge_answer_signature: '应答签名伪造',
    refund_outcome: '退款结果',
    refund_seconds: '退款处理时长（秒）',
    bill_difference: '账单差异',
    login_errcode: '登录错误码（0 为正常）',
  },
};

const en: Words = {
  other: { lang: 'zh-CN', name: '中文' },
  cashier: 'Payment stand-in',
  channel: { wechat: 'WeChat Pay', alipay: 'Alipay' },
  channelCashier: { wechat: 'WeChat Pay · stand-in', alipay: 'Alipay · stand-in' },
  noRealMoney: 'Payment stand-in, no real money · 模拟收银台，不涉及真实资金',
  amount: 'Amount',
  item: 'For',
  merchant: 'Payee',
  orderNo: 'Order',
  payBefore: (time) => `Please pay before ${time}`,
  pay: 'Pay',
  cancel: 'Cancel',
  back: 'Back to the merchant',
  paid: (time) => `Paid, ${time}`,
  closed: 'This order is closed and cannot be paid. Please order again at the merchant.',
  cancelled: 'Cancelled, nothing was paid. You can still come back and pay in time.',
  unknown: 'There is no such order.',
  cannotPay: 'This cannot be paid. Please order again at the merchant.',
  operator: 'Payment stand-in',
  now: 'Its clock',
  faults: 'Faults',
  save: 'Save faults',
  advanceTenMinutes: 'Advance 10 minutes',
  advanceDay: 'Advance 1 day',
  reset: 'Forget all orders and reset',
  orders: 'Orders',
  refunds: 'Refunds',
  callbacks: 'Callbacks',
  none: 'None yet',
  columns: {
    order: ['Placed', 'Merchant order', 'For', 'Yuan', 'Kind', 'State', 'Action'],
    refund: ['Asked', 'Merchant refund', 'Merchant order', 'Yuan', 'State'],
    callback: ['Made', 'Event', 'About', 'Attempts', 'Outcomes', 'State'],
  },
  openCashier: 'Open cashier',
  qr: 'QR code',
  state: { NOTPAY: 'Not paid', SUCCESS: 'Paid', REFUND: 'Refunds made', CLOSED: 'Closed' },
  refundStatus: { PROCESSING: 'Processing', SUCCESS: 'Refunded', CLOSED: 'Closed', ABNORMAL: 'Abnormal' },
  noticeState: { waiting: 'To be delivered', accepted: 'Accepted', given_up: 'Given up' },
  fault: {
    callback_copies: 'Copies of each callback',
    reorder_callbacks: 'Reorder callbacks',
    callback_delay_seconds: 'Delay callbacks (seconds)',
    drop_callbacks: 'Drop callbacks',
    forge_callback_signature: 'Forge callback signatures',
    forge_one_copy: 'Forge one copy of each callback',
    replay_copies: 'Replay each copy byte for byte',
    wrong_amount_fen: 'Add to callback amounts (fen)',
    wrong_appid: 'Callbacks name another app',
    wrong_currency: 'Callbacks are of US dollars',
    wrong_mchid: 'Callbacks are for another merchant',
    callback_body_kib: 'Callback bodies of at least (KiB)',
    callback_timestamp_shift_seconds: 'Shift callback timestamps (seconds)',
    signtest_probe: 'Probe before WeChat callbacks',
    timeout_after_success: 'Next requests: done but not answered',
    server_error: 'Next requests: SYSTEM_ERROR',
    frequency_limited: 'Next requests: too many',
    forge_answer_signature: 'Forge answer signatures',
    refund_outcome: 'Refunds end',
    refund_seconds: 'Refunds take (seconds)',
    bill_difference: 'Difference in the bill',
    login_errcode: 'Sign-in errcode (0 is normal)',
  },
};

const WORDS: Record<Language, Words> = { 'zh-CN': zh, en };

export const wordsOf = (lang: Language) => WORDS[lang];

/** `?lang=` first, then what the browser asks for; Chinese unless it is English. */
export function languageOf(asked: unknown, acceptLanguage: string | undefined): Language {
  const wish = typeof asked === 'string' && asked !== '' ? asked : (acceptLanguage ?? '');
  return /^en\b/i.test(wish) ? 'en' : 'zh-CN';
}
