import type { AnswerOf, Contract } from '@menzhen/contract';
import { isH5 } from '../shared/platform.ts';
import { type Channel, type Place, placeOf } from './ways.ts';

type PayAnswer = AnswerOf<Contract['bookingPay']>;
type Jsapi = NonNullable<PayAnswer['jsapi']>;

/** How it ended as far as the phone can tell; only the server knows whether money has come. */
export type Opened =
  /** The browser is on its way to the channel's page. */
  | 'away'
  /** A code is to be shown for another phone to scan. */
  | 'code'
  /** The channel's sheet was closed as one does after paying. */
  | 'closed'
  /** The channel's sheet was closed without paying, or did not open. */
  | 'not_paid';

export function placeHere(): Place {
  if (!isH5) return 'mini_program';
  return placeOf(window.navigator.userAgent, window.innerWidth);
}

/**
 * The cashier's address with the way back to us, as WeChat Pay's H5 scene wants it (`redirect_url`). The phone knows best
 * where it is, so its own address replaces one that is there already.
 */
export function cashierAddress(cashier_url: string, back: string): string {
  const bare = cashier_url.replace(/([?&])redirect_url=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return `${bare}${bare.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(back)}`;
}

interface WeixinBridge {
  invoke(act: string, given: Jsapi, done: (told: { err_msg: string }) => void): void;
}

function paySheetOfBrowser(jsapi: Jsapi): Promise<Opened> {
  const bridge = (window as { WeixinJSBridge?: WeixinBridge }).WeixinJSBridge;
  return new Promise((resolve) => {
    if (!bridge) return resolve('not_paid');
    bridge.invoke('getBrandWCPayRequest', jsapi, ({ err_msg }) =>
      resolve(/:ok$/.test(err_msg) ? 'closed' : 'not_paid'),
    );
  });
}

function paySheetOfWechat({ timeStamp, nonceStr, package: packed, signType, paySign }: Jsapi): Promise<Opened> {
  return new Promise((resolve) => {
    uni.requestPayment({
      provider: 'wxpay',
      orderInfo: '',
      timeStamp,
      nonceStr,
      package: packed,
      signType,
      paySign,
      success: () => resolve('closed'),
      fail: () => resolve('not_paid'),
    });
  });
}

/** Leads to where money is taken: the channel's page, its sheet within WeChat, or a code for another phone. */
export async function openCashier(answer: PayAnswer, channel: Channel): Promise<Opened> {
  if (answer.jsapi) return isH5 ? paySheetOfBrowser(answer.jsapi) : paySheetOfWechat(answer.jsapi);
  if (isH5 && answer.cashier_url) {
    // Alipay's way back was given with the order
    window.location.href =
      channel === 'wechat' ? cashierAddress(answer.cashier_url, window.location.href) : answer.cashier_url;
    return 'away';
  }
  return answer.code_url ? 'code' : 'not_paid';
}
