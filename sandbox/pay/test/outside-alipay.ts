import { AlipaySdk } from 'alipay-sdk';
import type { AlipayFile } from '../src/keys.ts';
import type { Heard } from './listener.ts';

/** What a merchant knows of the stand-in. */
interface KnownAlipay {
  url: string;
  alipay: AlipayFile;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of another program, looked at field by field
type Answer = any;

/** A merchant who knows nothing of this repository but the address and Alipay's file: the channel's own client. */
export class OutsideAlipay {
  readonly sdk: AlipaySdk;

  constructor({ url, alipay }: KnownAlipay, changes: object = {}) {
    this.sdk = new AlipaySdk({
      appId: alipay.app_id,
      privateKey: alipay.private_key,
      keyType: 'PKCS8',
      alipayPublicKey: alipay.alipay_public_key,
      gateway: url + alipay.gateway_path,
      camelcase: false,
      ...changes,
    });
  }

  /** Calls a method; the library refuses an answer that Alipay did not sign. */
  call(method: string, biz: object): Promise<Answer> {
    return this.sdk.exec(method, { biz_content: biz }, { validateSign: true });
  }

  /** The address a payer's browser is sent to. */
  pageUrl(biz: object, addresses: { notify_url?: string; return_url?: string } = {}): string {
    const product = { product_code: 'FAST_INSTANT_TRADE_PAY' };
    return this.sdk.pageExec('alipay.trade.page.pay', 'GET', {
      bizContent: { ...product, ...biz },
      ...camel(addresses),
    });
  }

  wapUrl(biz: object, addresses: { notify_url?: string; return_url?: string } = {}): string {
    const product = { product_code: 'QUICK_WAP_WAY' };
    return this.sdk.pageExec('alipay.trade.wap.pay', 'GET', {
      bizContent: { ...product, ...biz },
      ...camel(addresses),
    });
  }

  /** Whether the library finds Alipay's signature under a notice good. */
  isGenuine({ body }: Pick<Heard, 'body'>): boolean {
    return this.sdk.checkNotifySignV2(fieldsOf(body));
  }
}

const camel = ({ notify_url, return_url }: { notify_url?: string; return_url?: string }) => ({
  ...(notify_url !== undefined && { notifyUrl: notify_url }),
  ...(return_url !== undefined && { returnUrl: return_url }),
});

export const fieldsOf = (form: string): Record<string, string> => Object.fromEntries(new URLSearchParams(form));

export const trade = (no: string, changes: object = {}) => ({
  out_trade_no: no,
  total_amount: '12.50',
  subject: '门诊挂号',
  ...changes,
});
