import { dateTime } from '../clock.ts';
import { yuan } from '../money.ts';
import type { AlipayOrder } from '../rows.ts';
import type { World } from '../world.ts';
import { signParameters } from './signing.ts';

const METHODS = { PAGE: 'alipay.trade.page.pay.return', WAP: 'alipay.trade.wap.pay.return' };

/** Where the payer goes after paying: the merchant's `return_url` with Alipay's signed parameters. No proof of payment. */
export function returnAddress(world: World, order: AlipayOrder): string | undefined {
  const url = order.return_url ? URL.parse(order.return_url) : null;
  if (!url) return undefined;
  const { app_id, seller_id } = world.keys.alipay;
  const fields = {
    app_id,
    auth_app_id: app_id,
    charset: 'utf-8',
    method: METHODS[order.trade_type],
    out_trade_no: order.out_trade_no,
    seller_id,
    timestamp: dateTime(world.clock.nowMs()),
    total_amount: yuan(order.total_fen),
    trade_no: order.transaction_id,
    version: '1.0',
  };
  const sign = signParameters(fields, world.keys.alipayPrivateKey);
  for (const [name, value] of Object.entries({ ...fields, sign_type: 'RSA2', sign })) url.searchParams.set(name, value);
  return url.href;
}
