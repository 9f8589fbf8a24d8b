/** A refusal of WeChat Pay or of the stand-in's own pages and controls: an HTTP status and a body `{code, message}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

export const paramError = (message: string) => new ApiError(400, 'PARAM_ERROR', message);
export const invalidRequest = (message: string) => new ApiError(400, 'INVALID_REQUEST', message);
export const orderPaid = () => new ApiError(400, 'ORDERPAID', '该订单已支付');
export const orderClosed = () => new ApiError(400, 'ORDER_CLOSED', '该订单已关闭，请重新下单');
export const signError = (message: string) => new ApiError(401, 'SIGN_ERROR', message);
export const outTradeNoUsed = () => new ApiError(403, 'OUT_TRADE_NO_USED', '商户订单号重复');
export const orderNotExist = () => new ApiError(404, 'ORDER_NOT_EXIST', '订单不存在');
export const resourceNotExists = (message: string) => new ApiError(404, 'RESOURCE_NOT_EXISTS', message);
export const tooManyRequests = () => new ApiError(429, 'FREQUENCY_LIMITED', '频率超限，请降低请求接口频率');
export const systemError = () => new ApiError(500, 'SYSTEM_ERROR', '系统异常，请用相同参数重新调用');
