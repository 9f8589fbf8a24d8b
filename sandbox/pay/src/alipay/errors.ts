const MEANINGS = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
} as const;

type Code = keyof typeof MEANINGS;

/** A refusal in Alipay's shape: `{code, msg, sub_code, sub_msg}` with HTTP status 200. */
export class AlipayError extends Error {
  readonly code: Code;
  readonly sub_code: string;

  constructor(code: Code, sub_code: string, sub_msg: string) {
    super(sub_msg);
    this.name = 'AlipayError';
    this.code = code;
    this.sub_code = sub_code;
  }

  get body(): object {
    return { code: this.code, msg: MEANINGS[this.code], sub_code: this.sub_code, sub_msg: this.message };
  }
}

const business = (subCode: string, words: string) => new AlipayError('40004', subCode, words);

export const missing = (name: string) =>
  new AlipayError('40001', `isv.missing-${name.replaceAll('_', '-')}`, `缺少${name}参数`);
export const invalid = (subCode: string, words: string) => new AlipayError('40002', `isv.${subCode}`, words);

export const invalidParameter = (name: string) => business('ACQ.INVALID_PARAMETER', `参数无效：${name}`);
export const tradeNotExist = () => business('ACQ.TRADE_NOT_EXIST', '交易不存在');
export const tradeHasSuccess = () => business('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
export const tradeHasClose = () => business('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
export const tradeHasFinished = () => business('ACQ.TRADE_HAS_FINISHED', '交易已完结');
export const tradeStatusError = () => business('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
export const contextInconsistent = () => business('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
export const refundTooMuch = () => business('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
export const discordantRepeat = () => business('ACQ.DISCORDANT_REPEAT_REQUEST', '请求不一致');
export const sellerBalanceNotEnough = () => business('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足');
export const billNotExist = () => business('isp.bill_not_exist', '账单不存在');
export const systemError = () => new AlipayError('20000', 'aop.ACQ.SYSTEM_ERROR', '系统异常');
export const callLimited = () => new AlipayError('40005', 'app-call-limited', '应用调用次数超限');
