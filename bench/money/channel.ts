/** A channel that only speaks: keys made for one run, and notices of payments as WeChat Pay signs and seals them. */
import { createCipheriv, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

export interface Speaker {
  /** For WECHAT_PAY_FILE. */
  merchantFile: string;
  /** A payment of this order, told once; good for five minutes. */
  noticeOf(order: { merchant_order_no: string; amount_fen: number }): Notice;
}
export interface Notice {
  headers: Record<string, string>;
  body: string;
}

const [MCHID, APPID, KEY_ID] = ['1900000001', 'wx1234567890abcdef', 'PUB_KEY_ID_0119000000012026112200000000'];

function rsaPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }).toString();

export function openSpeaker(file: string): Speaker {
  const [merchant, platform] = [rsaPair(), rsaPair()];
  const api_v3_key = randomBytes(16).toString('hex');
  writeFileSync(
    file,
    JSON.stringify({
      mchid: MCHID,
      appid: APPID,
      merchant_serial_no: randomBytes(20).toString('hex').toUpperCase(),
      merchant_private_key_pem: pem(merchant.privateKey),
      api_v3_key,
      platform_public_key_id: KEY_ID,
      platform_public_key_pem: pem(platform.publicKey),
    }),
    { mode: 0o600 },
  );
  return {
    merchantFile: file,
    noticeOf(order) {
      const body = JSON.stringify({
        id: randomBytes(16).toString('hex'),
        create_time: new Date().toISOString(),
        resource_type: 'encrypt-resource',
        event_type: 'TRANSACTION.SUCCESS',
        summary: '支付成功',
        resource: sealed(paymentOf(order), api_v3_key),
      });
      const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(16).toString('hex')];
      const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`);
      return {
        body,
        headers: {
          'wechatpay-timestamp': timestamp,
          'wechatpay-nonce': nonce,
          'wechatpay-serial': KEY_ID,
          'wechatpay-signature': signature.sign(platform.privateKey, 'base64'),
        },
      };
    },
  };
}

const paymentOf = ({ merchant_order_no, amount_fen }: { merchant_order_no: string; amount_fen: number }) => ({
  mchid: MCHID,
  appid: APPID,
  out_trade_no: merchant_order_no,
  transaction_id: `42${merchant_order_no.slice(0, 26)}`,
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  attach: '',
  success_time: new Date().toISOString(),
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: amount_fen, payer_total: amount_fen, currency: 'CNY', payer_currency: 'CNY' },
});

function sealed(plain: object, key: string) {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce)).setAAD(Buffer.from('transaction'));
  const text = Buffer.concat([cipher.update(JSON.stringify(plain)), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    original_type: 'transaction',
    associated_data: 'transaction',
    nonce,
    ciphertext: text.toString('base64'),
  };
}
