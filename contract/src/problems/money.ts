/** Money: payments, receipts, refunds, drawers, reconciliation. */
import type { ProblemEntry } from './entry.ts';

export const money = {
  // money
  payment_channel_unavailable: {
    status: 503,
    zh: '暂时连不上支付渠道，尚未扣款；请稍后重试或到窗口缴费。',
    en: 'The payment channel cannot be reached and nothing was charged; try again or pay at the window.',
  },
  payment_notice_refused: {
    status: 401,
    zh: '支付通知验签未通过，已拒绝。',
    en: 'The payment notice failed verification and was refused.',
  },
  nothing_to_pay: { status: 409, zh: '没有需要支付的费用。', en: 'There is nothing to pay.' },
  receipt_not_due: {
    status: 409,
    zh: '这笔钱还没有收到，或还没有退到，到账后才能开具单据。',
    en: 'This money has not come, or not arrived back; its paper is made once it has.',
  },
  refund_not_possible: {
    status: 409,
    zh: '这笔订单现在不能退款：{reason}。',
    en: 'This order cannot be refunded now: {reason}.',
  },
  refund_same_person: {
    status: 409,
    zh: '退款须由另一人复核，申请人不能复核自己的申请。',
    en: 'Another person must confirm this refund; whoever asked for it cannot.',
  },
  refund_state: {
    status: 409,
    zh: '这笔退款已被处理，请刷新后再看。',
    en: 'This refund has been dealt with; refresh to see how.',
  },
  refund_not_cured: {
    status: 409,
    zh: '渠道仍说这笔退款没有退到；请先在渠道后台处理，再来核实。',
    en: 'The channel still says that this refund did not arrive; cure it there first, then ask again.',
  },
  // the cash drawer
  drawer_not_open: {
    status: 409,
    zh: '您还没有打开钱箱，不能收付现金；请先开钱箱，或改用刷卡、扫码。',
    en: 'You have no open drawer, so cash cannot be taken or handed back; open one first, or use card or QR.',
  },
  drawer_open_already: {
    status: 409,
    zh: '您已有一个打开的钱箱；请先清点关箱，再开新的。',
    en: 'You have an open drawer already; count and close it before you open another.',
  },
  drawer_closed: {
    status: 409,
    zh: '这个钱箱已经清点关箱，不能再动用；请刷新查看。',
    en: 'This drawer has been counted and closed; please refresh.',
  },
  drawer_short: {
    status: 409,
    zh: '钱箱里现有 {inside} 元，不够支出 {amount} 元；请先从保险柜领取现金。',
    en: 'The drawer holds {inside} yuan, not enough for {amount}; bring cash from the safe first.',
  },
  drawer_count_wrong: {
    status: 422,
    zh: '账面应有 {expected} 元，清点 {counted} 元，{what} 元；请再数一遍，确认无误请写明原因。',
    en: 'There should be {expected} yuan, {counted} were counted: {what}. Count again; if it is right, say why.',
  },
  // reconciliation
  bill_not_ready: {
    status: 409,
    zh: '渠道在次日 10 点以后才出这一天的账单，请到时再取。',
    en: 'The channel makes this day’s bill after 10:00 of the next day; fetch it then.',
  },
  difference_settled: {
    status: 409,
    zh: '这项差异已经处理，请刷新查看。',
    en: 'This difference has been settled; refresh to see how.',
  },
  cure_not_allowed: {
    status: 409,
    zh: '这类差异现在不能这样处理，请换一种办法。',
    en: 'This kind of difference cannot be settled this way now; choose another.',
  },
  cure_needs_note: {
    status: 422,
    zh: '请写明原因（至少 4 个字），以便日后查证。',
    en: 'Please say why, in at least 4 characters, so that it can be traced later.',
  },
  cure_refused: {
    status: 409,
    zh: '支付渠道没有同意：{code}。钱没有动，请再问一次渠道，或换一种办法。',
    en: 'The payment channel said no: {code}. No money moved; ask it again, or choose another way.',
  },
  channel_silent: {
    status: 503,
    zh: '支付渠道没有回答，结果还不知道；系统会继续查询，请稍后再看。',
    en: 'The payment channel did not answer, so the outcome is not known yet; we keep asking, look again shortly.',
  },
  day_not_closable: {
    status: 409,
    zh: '这一天还不能结账：{reasons}。',
    en: 'This day cannot be closed yet: {reasons}.',
  },
} as const satisfies Record<string, ProblemEntry>;
