/** What each request must look like; limits are those of the WeChat Pay API v3 reference. */

const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
const fen = { type: 'integer', minimum: 1, maximum: 100_000_000 };
/** The real channel wants https without a query; the demo has no certificate, so http passes here. */
const notifyUrl = { type: 'string', maxLength: 256, pattern: '^https?://[^?#]+$' };
const merchantNo = (maxLength: number, minLength: number) => ({
  ...text(maxLength, minLength),
  pattern: '^[0-9A-Za-z_|*@-]+$',
});

const ORDER_PROPERTIES = {
  appid: text(32),
  mchid: text(32),
  description: text(127),
  out_trade_no: merchantNo(32, 6),
  time_expire: text(64),
  attach: text(128),
  notify_url: notifyUrl,
  amount: {
    type: 'object',
    required: ['total'],
    properties: { total: fen, currency: { const: 'CNY' } },
  },
  payer: { type: 'object', required: ['openid'], properties: { openid: text(128) } },
  scene_info: {
    type: 'object',
    required: ['payer_client_ip'],
    properties: {
      payer_client_ip: text(45),
      h5_info: { type: 'object', required: ['type'], properties: { type: { enum: ['iOS', 'Android', 'Wap'] } } },
    },
  },
};

const ORDER_REQUIRED = ['appid', 'mchid', 'description', 'out_trade_no', 'notify_url', 'amount'];

const orderSchema = (...required: string[]) => ({
  body: { type: 'object', required: [...ORDER_REQUIRED, ...required], properties: ORDER_PROPERTIES },
});

const mwebSchema = orderSchema('scene_info');

export const ORDER_SCHEMAS = {
  JSAPI: orderSchema('payer'),
  MWEB: {
    body: {
      ...mwebSchema.body,
      properties: {
        ...ORDER_PROPERTIES,
        scene_info: { ...ORDER_PROPERTIES.scene_info, required: ['payer_client_ip', 'h5_info'] },
      },
    },
  },
  NATIVE: orderSchema(),
};

export const CLOSE_SCHEMA = { body: { type: 'object', required: ['mchid'], properties: { mchid: text(32) } } };

export const REFUND_SCHEMA = {
  body: {
    type: 'object',
    required: ['out_refund_no', 'amount'],
    anyOf: [{ required: ['transaction_id'] }, { required: ['out_trade_no'] }],
    properties: {
      transaction_id: text(32),
      out_trade_no: merchantNo(32, 6),
      out_refund_no: merchantNo(64, 1),
      reason: text(80),
      notify_url: notifyUrl,
      amount: {
        type: 'object',
        required: ['refund', 'total', 'currency'],
        properties: { refund: fen, total: fen, currency: { const: 'CNY' } },
      },
    },
  },
};

export const BILL_SCHEMA = {
  querystring: {
    type: 'object',
    required: ['bill_date'],
    properties: {
      bill_date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      bill_type: { enum: ['ALL', 'SUCCESS', 'REFUND'] },
      tar_type: { const: 'GZIP' },
    },
  },
};
