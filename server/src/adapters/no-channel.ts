/** A hospital that has not set up online payment yet: everything can be paid at the counter, and the page says so. */
import { ChannelMessageRefused, ChannelUnknown, type PaymentChannel } from '../modules/payment/index.ts';

const away = async (): Promise<never> => {
  throw new ChannelUnknown('no payment channel is set up (WECHAT_PAY_FILE)');
};

export const noChannel: PaymentChannel = {
  name: 'wechat',
  open: away,
  query: away,
  close: away,
  refund: away,
  queryRefund: away,
  readNotice() {
    throw new ChannelMessageRefused('wrong_merchant');
  },
};
