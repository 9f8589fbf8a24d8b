import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, paramError, systemError, tooManyRequests } from '../errors.ts';
import type { TradeType, WechatOrder } from '../rows.ts';
import { hangUp, spend } from '../spending.ts';
import type { World } from '../world.ts';
import { BILL_DOWNLOAD_PATH, billRoutes } from './bill-routes.ts';
import { closeOrder, findOrder, type OrderRequest, orderView, placeOrder } from './orders.ts';
import { findRefund, type RefundRequest, refundView, requestRefund } from './refunds.ts';
import { CLOSE_SCHEMA, ORDER_SCHEMAS, REFUND_SCHEMA } from './schemas.ts';
import { signedHeaders, verifyRequest } from './signing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body exactly as received; signatures are over these bytes. */
    rawText: string;
  }
}

/** The merchant-facing API: every request must be signed by the merchant, every answer is signed by the platform. */
export function wechatRoutes(app: FastifyInstance, world: World, wakeAgenda: () => void): void {
  app.addHook('preValidation', async (request) => admit(world, request));
  app.addHook('onSend', async (request, reply, payload) => {
    if (takesAnswerAway(world, request, reply.statusCode)) await hangUp();
    // A download carries no signature: its SHA-1 came signed before.
    if (request.url.startsWith(BILL_DOWNLOAD_PATH)) return payload;
    const body = typeof payload === 'string' ? payload : '';
    reply.headers(signedHeaders(body, answerSigner(world), world.clock.nowMs()));
    return payload;
  });
  orderRoutes(app, world);
  refundRoutes(app, world, wakeAgenda);
  billRoutes(app, world);
}

/** Signature first, then the faults that refuse a request before anything is done. */
function admit(world: World, request: FastifyRequest): void {
  const { merchant, merchantPublicKey } = world.keys;
  verifyRequest(
    { method: request.method, url: request.url, body: request.rawText, authorization: request.headers.authorization },
    { mchid: merchant.mchid, serial_no: merchant.merchant_serial_no, publicKey: merchantPublicKey },
    world.clock.nowMs(),
  );
  if (spend(world, 'server_error')) throw systemError();
  if (spend(world, 'frequency_limited')) throw tooManyRequests();
}

function takesAnswerAway(world: World, request: FastifyRequest, status: number): boolean {
  return request.method === 'POST' && status < 300 && spend(world, 'timeout_after_success');
}

function answerSigner(world: World) {
  const { faults } = world.store;
  return {
    privateKey: faults.forge_answer_signature ? world.keys.roguePrivateKey : world.keys.platformPrivateKey,
    serial: world.keys.merchant.platform_public_key_id,
  };
}

function checkMchid(world: World, mchid: string | undefined): void {
  if (!mchid) throw paramError('缺少参数mchid');
  if (mchid !== world.keys.merchant.mchid) throw new ApiError(403, 'NO_AUTH', '商户号与请求签名的商户号不一致');
}

type OutTradeNo = { Params: { out_trade_no: string } };
type Mchid = { Querystring: { mchid?: string } };

function orderRoutes(app: FastifyInstance, world: World): void {
  const place = (tradeType: TradeType, answer: (order: WechatOrder) => object) => (request: FastifyRequest) => {
    const body = request.body as OrderRequest;
    checkMchid(world, body.mchid);
    return answer(placeOrder(world, tradeType, body));
  };
  const cashierUrl = (order: WechatOrder) => `${world.publicUrl()}/cashier/${order.prepay_id}`;
  const path = '/v3/pay/transactions';
  app.post(
    `${path}/jsapi`,
    { schema: ORDER_SCHEMAS.JSAPI },
    place('JSAPI', (o) => ({ prepay_id: o.prepay_id })),
  );
  // The merchant appends `&redirect_url=…` to an h5_url, so it must carry a query already.
  app.post(
    `${path}/h5`,
    { schema: ORDER_SCHEMAS.MWEB },
    place('MWEB', (o) => ({ h5_url: `${cashierUrl(o)}?from=h5` })),
  );
  app.post(
    `${path}/native`,
    { schema: ORDER_SCHEMAS.NATIVE },
    place('NATIVE', (o) => ({ code_url: cashierUrl(o) })),
  );

  app.get<OutTradeNo & Mchid>(`${path}/out-trade-no/:out_trade_no`, (request) => {
    checkMchid(world, request.query.mchid);
    return orderView(world, findOrder(world, request.params.out_trade_no));
  });
  app.get<{ Params: { id: string } } & Mchid>(`${path}/id/:id`, (request) => {
    checkMchid(world, request.query.mchid);
    const order = world.store.orderByTransactionId(request.params.id);
    return orderView(world, findOrder(world, order?.out_trade_no ?? ''));
  });
  app.post<OutTradeNo>(`${path}/out-trade-no/:out_trade_no/close`, { schema: CLOSE_SCHEMA }, (request, reply) => {
    checkMchid(world, (request.body as { mchid: string }).mchid);
    closeOrder(world, request.params.out_trade_no);
    reply.status(204).send();
  });
}

function refundRoutes(app: FastifyInstance, world: World, wakeAgenda: () => void): void {
  app.post('/v3/refund/domestic/refunds', { schema: REFUND_SCHEMA }, (request) => {
    const refund = requestRefund(world, request.body as RefundRequest);
    wakeAgenda();
    return refundView(world, refund);
  });
  app.get<{ Params: { out_refund_no: string } }>('/v3/refund/domestic/refunds/:out_refund_no', (request) =>
    refundView(world, findRefund(world, request.params.out_refund_no)),
  );
}
