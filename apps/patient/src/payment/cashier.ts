import type { AnswerOf, Contract } from '@menzhen/contract';
import { isH5 } from '../shared/platform.ts';

type PayAnswer = AnswerOf<Contract['bookingPay']>;

/**
 * The cashier's address with the way back to us, as WeChat Pay's H5 scene wants it (`redirect_url`). The phone knows best
 * where it is, so its own address replaces one that is there already.
 */
export function cashierAddress(cashier_url: string, back: string): string {
  const bare = cashier_url.replace(/([?&])redirect_url=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return `${bare}${bare.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(back)}`;
}

/**
 * Leads to where money is taken: on H5 the channel's page, in WeChat its own sheet. False only when that sheet was
 * closed unpaid; true is not yet a booking, for the server believes only the channel.
 */
export function openCashier(answer: PayAnswer): Promise<boolean> {
  if (isH5) {
    if (answer.cashier_url) window.location.href = cashierAddress(answer.cashier_url, window.location.href);
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    if (!answer.jsapi) return resolve(false);
    const { timeStamp, nonceStr, package: packed, signType, paySign } = answer.jsapi;
    uni.requestPayment({
      provider: 'wxpay',
      orderInfo: '',
      timeStamp,
      nonceStr,
      package: packed,
      signType,
      paySign,
      success: () => resolve(true),
      fail: () => resolve(false),
    });
  });
}
