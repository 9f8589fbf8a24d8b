import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type BillType, sha1, tradeBill } from '../bill.ts';
import { ApiError, paramError, systemError, tooManyRequests } from '../errors.ts';
import { closeOrder, findOrder, type OrderRequest, orderView, placeOrder } from '../orders.ts';
import { findRefund, type RefundRequest, refundView, requestRefund } from '../refunds.ts';
import type { Order, TradeType } from '../rows.ts';
import { signedHeaders, verifyRequest } from '../signing.ts';
import type { World } from '../world.ts';
import { BILL_SCHEMA, CLOSE_SCHEMA, ORDER_SCHEMAS, REFUND_SCHEMA } from './v3-schemas.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body exactly as received; signatures are over these bytes. */
    rawText: string;
  }
}

/** The merchant-facing API: every request must be signed by the merchant, every answer is signed by the platform. */
export function v3Routes(app: FastifyInstance, world: World, wakeAgenda: () => void): void {
  app.addHook('preValidation', async (request) => admit(world, request));
  app.addHook('onSend', async (request, reply, payload) => {
    if (takesAnswerAway(world, request, reply.statusCode)) await hangUp();
    if (request.url.startsWith('/v3/billdownload/')) return payload;
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

/** Uses up one of the next N of a counted fault. */
function spend(world: World, fault: 'server_error' | 'frequency_limited' | 'timeout_after_success'): boolean {
  const left = world.store.faults[fault];
  if (left > 0) world.store.putFaults({ ...world.store.faults, [fault]: left - 1 });
  return left > 0;
}

function takesAnswerAway(world: World, request: FastifyRequest, status: number): boolean {
  return request.method === 'POST' && status < 300 && spend(world, 'timeout_after_success');
}

/** Leaves the caller waiting until it gives up. */
const hangUp = () => new Promise<never>(() => undefined);

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
  const place = (tradeType: TradeType, answer: (order: Order) => object) => (request: FastifyRequest) => {
    const body = request.body as OrderRequest;
    checkMchid(world, body.mchid);
    return answer(placeOrder(world, tradeType, body));
  };
  const cashierUrl = (order: Order) => `${world.publicUrl()}/cashier/${order.prepay_id}`;
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

type BillQuery = { Querystring: { bill_date: string; bill_type?: BillType } };

function billRoutes(app: FastifyInstance, world: World): void {
  app.get<BillQuery>('/v3/bill/tradebill', { schema: BILL_SCHEMA }, (request) => {
    const { bill_date, bill_type = 'ALL' } = request.query;
    const query = new URLSearchParams({ bill_date, bill_type });
    return {
      hash_type: 'SHA1',
      hash_value: sha1(tradeBill(world, bill_date, bill_type)),
      download_url: `${world.publicUrl()}/v3/billdownload/file?${query.toString()}`,
    };
  });
  app.get<BillQuery>('/v3/billdownload/file', { schema: BILL_SCHEMA }, (request, reply) => {
    const { bill_date, bill_type = 'ALL' } = request.query;
    reply.type('text/plain').send(tradeBill(world, bill_date, bill_type));
  });
}
