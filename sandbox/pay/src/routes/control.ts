import type { FastifyInstance } from 'fastify';
import type { Agenda } from '../agenda.ts';
import { tradeView } from '../alipay/trades.ts';
import { tellPaid } from '../callbacks.ts';
import { rfc3339 } from '../clock.ts';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { orderNotExist } from '../errors.ts';
import { payOrder } from '../orders.ts';
import type { BillFill, Channel, Order } from '../rows.ts';
import { orderView } from '../wechat/orders.ts';
import type { World } from '../world.ts';

const ADVANCE_SCHEMA = {
  body: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: {
      seconds: { type: 'number', minimum: 0, maximum: 400 * 86_400 },
      to: { type: 'string', format: 'date-time' },
    },
  },
};

const CHANNEL = { enum: ['wechat', 'alipay'] };

const PAY_SCHEMA = { querystring: { type: 'object', properties: { channel: CHANNEL } } };

const BILL_ROWS_SCHEMA = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['bill_date', 'rows'],
    properties: {
      channel: { ...CHANNEL, default: 'wechat' },
      bill_date: { type: 'string', format: 'date' },
      rows: { type: 'integer', minimum: 0, maximum: 10_000_000 },
    },
  },
};

/** The stand-in's own API, for tests and simulations; the real channel has nothing like it. */
export function controlRoutes(app: FastifyInstance, world: World, agenda: Agenda): void {
  app.get('/_faults', () => world.store.faults);
  app.put<{ Body: Partial<Faults> }>('/_faults', { schema: { body: FAULTS_SCHEMA } }, (request) => {
    world.store.putFaults({ ...world.store.faults, ...request.body });
    agenda.wake();
    return world.store.faults;
  });

  app.get('/_notices', () => ({ notices: Array.from(world.store.notices.values()) }));

  app.get('/_orders', () => ({
    orders: Array.from(world.store.orders.values()),
    refunds: Array.from(world.store.refunds.values()),
  }));

  app.post<{ Params: { out_trade_no: string }; Querystring: { channel?: Channel } }>(
    '/_pay/:out_trade_no',
    { schema: PAY_SCHEMA },
    (request) => {
      const order = payOrder(world, anyOrder(world, request.params.out_trade_no, request.query.channel));
      tellPaid(world, order);
      agenda.wake();
      return order.channel === 'wechat' ? orderView(world, order) : tradeView(world, order);
    },
  );

  app.post<{ Body: BillFill }>('/_bill_rows', { schema: BILL_ROWS_SCHEMA }, (request) => {
    world.store.putBillFill(request.body);
    return request.body;
  });

  app.post<{ Body: { seconds?: number; to?: string } }>('/_advance', { schema: ADVANCE_SCHEMA }, async (request) => {
    const now = world.clock.nowMs();
    const { seconds, to } = request.body;
    const target = to === undefined ? now + seconds! * 1000 : Temporal.Instant.from(to).epochMilliseconds;
    world.store.putClockOffset(world.store.clockOffsetMs + Math.round(target - now));
    await agenda.settle();
    return { now: rfc3339(world.clock.nowMs()) };
  });

  app.post('/_reset', (_request, reply) => {
    world.store.reset();
    agenda.wake();
    reply.status(204).send();
  });
}

/** Numbers are each channel's own; without a channel WeChat's are looked at first. */
function anyOrder(world: World, outTradeNo: string, channel: Channel | undefined): Order {
  const wechat = channel === 'alipay' ? undefined : world.store.wechatOrder(outTradeNo);
  const order = wechat ?? (channel === 'wechat' ? undefined : world.store.alipayOrder(outTradeNo));
  if (!order) throw orderNotExist();
  return order;
}
