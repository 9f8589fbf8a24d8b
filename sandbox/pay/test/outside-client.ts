import { createRequire } from 'node:module';
import type { MerchantFile } from '../src/keys.ts';

/** The library is CommonJS with loose types: its chained client and its primitives, as much as the tests use. */
interface Outside {
  Wechatpay: new (
    config: object,
  ) => { client: { request(path: string, method: string, data?: object, config?: object): Promise<Answer> } };
  Rsa: { verify(message: string, signature: string, key: string): boolean };
  Aes: { AesGcm: { decrypt(ciphertext: string, key: string, nonce: string, aad: string): string } };
  Formatter: { response(timestamp: string, nonce: string, body: string): string };
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of another program, looked at field by field
  data: any;
}

const outside = createRequire(import.meta.url)('wechatpay-axios-plugin') as Outside;

export const { Rsa, Aes, Formatter } = outside;

/** What a merchant knows of the stand-in. */
export interface KnownStandIn {
  url: string;
  merchant: MerchantFile;
}

/** A merchant who knows nothing of this repository but the address and the merchant file. */
export class OutsideMerchant {
  readonly #standIn: KnownStandIn;
  readonly #client: InstanceType<Outside['Wechatpay']>['client'];

  constructor(standIn: KnownStandIn) {
    const { merchant } = standIn;
    this.#standIn = standIn;
    this.#client = new outside.Wechatpay({
      baseURL: standIn.url,
      mchid: merchant.mchid,
      serial: merchant.merchant_serial_no,
      privateKey: merchant.merchant_private_key_pem,
      certs: { [merchant.platform_public_key_id]: merchant.platform_public_key_pem },
    }).client;
  }

  get(path: string, params: object = {}): Promise<Answer> {
    return this.#answer(this.#client.request(path, 'get', undefined, { params, proxy: false }));
  }

  post(path: string, body: object): Promise<Answer> {
    return this.#answer(this.#client.request(path, 'post', body, { proxy: false }));
  }

  async download(path: string, params: object): Promise<Buffer> {
    const config = { params, proxy: false, responseType: 'arraybuffer' };
    return Buffer.from((await this.#client.request(path, 'get', undefined, config)).data);
  }

  order(outTradeNo: string, changes: object = {}): object {
    const { mchid, appid } = this.#standIn.merchant;
    return {
      mchid,
      appid,
      out_trade_no: outTradeNo,
      description: '门诊挂号',
      notify_url: 'http://127.0.0.1:9/notify',
      amount: { total: 1250, currency: 'CNY' },
      ...changes,
    };
  }

  /** Refusals of the channel as answers, the library's own errors (bad signature) as errors. */
  async #answer(promise: Promise<Answer>): Promise<Answer> {
    try {
      const { status, data } = await promise;
      return { status, data };
    } catch (error) {
      const { response, code } = error as { response?: Answer; code?: string };
      if (!response || code?.startsWith('EV3_')) throw error;
      return { status: response.status, data: response.data };
    }
  }
}
