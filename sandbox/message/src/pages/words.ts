import type { Faults } from '../faults.ts';

export type Language = 'zh-CN' | 'en';

interface Words {
  /** The other language, in its own words. */
  other: { lang: Language; name: string };
  title: string;
  notReal: string;
  phones: string;
  all: string;
  channel: Record<'sms' | 'wechat', string>;
  to: string;
  none: string;
  noneHow: string;
  copies: (count: number) => string;
  refresh: string;
  faults: string;
  save: string;
  reset: string;
  fault: Record<keyof Faults, string>;
}

const zh: Words = {
  other: { lang: 'en', name: 'English' },
  title: '收到的消息',
  notReal: '消息替身，不会发到真实手机 · Message stand-in, no real phone is reached',
  phones: '手机',
  all: '全部',
  channel: { sms: '短信', wechat: '微信订阅消息' },
  to: '收件人',
  none: '还没有消息',
  noneHow: '在门诊里预约、签到或叫号，这里就会出现患者手机收到的内容。',
  copies: (count) => `手机收到 ${count} 次`,
  refresh: '刷新',
  faults: '故障开关',
  save: '保存',
  reset: '全部清空',
  fault: {
    slow_ms: '每次应答延迟（毫秒）',
    drop_requests: '接下来几次请求丢失、未执行',
    timeout_after_success: '接下来几次执行了但不应答',
    server_error: '接下来几次系统繁忙、未执行',
    rate_limited: '接下来几次被限流、未执行',
    arriving_copies: '每条消息到达手机的次数',
    tokens_expired: '微信：接下来几次凭证过期（42001）',
    refused_by_user: '微信：用户拒收（43101）',
    wechat_errcode: '微信：一律返回此错误码',
    sms_code: '短信：一律返回此错误码',
    sms_outcome: '短信：最终结果',
    query_lag_seconds: '短信：多少秒后才查得到',
  },
};

const en: Words = {
  other: { lang: 'zh-CN', name: '中文' },
  title: 'Messages that arrived',
  notReal: 'Message stand-in, no real phone is reached · 消息替身，不会发到真实手机',
  phones: 'Phones',
  all: 'All',
  channel: { sms: 'SMS', wechat: 'WeChat subscribe message' },
  to: 'To',
  none: 'No messages yet',
  noneHow: 'Book, check in or call a number in the clinic: what the patient’s phone gets appears here.',
  copies: (count) => `arrived ${count} times`,
  refresh: 'Refresh',
  faults: 'Faults',
  save: 'Save',
  reset: 'Forget everything',
  fault: {
    slow_ms: 'Every answer waits (ms)',
    drop_requests: 'Next N requests are lost, not carried out',
    timeout_after_success: 'Next N are carried out, never answered',
    server_error: 'Next N: busy, not carried out',
    rate_limited: 'Next N: too many, not carried out',
    arriving_copies: 'Each message arrives so often',
    tokens_expired: 'WeChat: next N find their token expired (42001)',
    refused_by_user: 'WeChat: refused by the user (43101)',
    wechat_errcode: 'WeChat: always answers',
    sms_code: 'SMS: always answers',
    sms_outcome: 'SMS: how it ends',
    query_lag_seconds: 'SMS: found only after (seconds)',
  },
};

export const wordsOf = (lang: Language): Words => (lang === 'en' ? en : zh);

/** What was asked for, else what the browser prefers, else Chinese. */
export function languageOf(asked: string | undefined, accepted: string | undefined): Language {
  const wish = asked ?? accepted ?? '';
  return /^en/i.test(wish) ? 'en' : 'zh-CN';
}
