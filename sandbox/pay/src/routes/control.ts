import type { FastifyInstance } from 'fastify';
import type { Agenda } from '../agenda.ts';
import { tellPaid } from '../callbacks.ts';
import { rfc3339 } from '../clock.ts';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { findOrder, orderView, payOrder } from '../orders.ts';
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

/** The stand-in's own API, for tests and simulations; the real channel has nothing like it. */
export function controlRoutes(app: FastifyInstance, world: World, agenda: Agenda): void {
  app.get('/_faults', () => world.store.faults);
  app.put<{ Body: Partial<Faults> }>('/_faults', { schema: { body: FAULTS_SCHEMA } }, (request) => {
    world.store.putFaults({ ...world.store.faults, ...request.body });
    agenda.wake();
    return world.store.faults;
  });

  app.get('/_notices', () => ({ notices: Array.from(world.store.notices.values()) }));

  app.post<{ Params: { out_trade_no: string } }>('/_pay/:out_trade_no', (request) => {
    const order = payOrder(world, findOrder(world, request.params.out_trade_no));
    tellPaid(world, order);
    agenda.wake();
    return orderView(world, order);
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
