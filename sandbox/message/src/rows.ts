/** What the stand-in keeps. Times are epoch milliseconds of its own clock. */

/** An SMS that was taken; `out_id` is the sender's own number of it, which need not be there or be unique. */
export interface SmsRow {
  channel: 'sms';
  id: string;
  at_ms: number;
  /** The phone number. */
  to: string;
  template: string;
  text: string;
  out_id: string;
  biz_id: string;
  /** How often the phone got it. */
  copies: number;
}

/** A subscribe message that was taken. */
export interface WechatRow {
  channel: 'wechat';
  id: string;
  at_ms: number;
  /** The openid. */
  to: string;
  template: string;
  title: string;
  fields: { label: string; value: string }[];
  page: string;
  lang: string;
  copies: number;
}

export type Row = SmsRow | WechatRow;

/** How often a person still takes a template: one consent is one message. */
export interface Consent {
  openid: string;
  template_id: string;
  left: number;
}

export interface Token {
  value: string;
  expires_at_ms: number;
}
