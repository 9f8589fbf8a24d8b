import type { FastifyInstance } from 'fastify';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { dateTime, type World } from '../world.ts';

const ADVANCE_SCHEMA = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['seconds'],
    properties: { seconds: { type: 'number', minimum: 0, maximum: 400 * 86_400 } },
  },
};

const CONSENT_SCHEMA = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['openid', 'template_id'],
    properties: {
      openid: { type: 'string', minLength: 1, maxLength: 64 },
      template_id: { type: 'string', minLength: 1, maxLength: 64 },
      times: { type: 'integer', minimum: 0, maximum: 1000, default: 1 },
    },
  },
};

/** The stand-in's own API, for tests and simulations; the real providers have nothing like it. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  app.get('/_faults', () => world.store.faults);
  app.put<{ Body: Partial<Faults> }>('/_faults', { schema: { body: FAULTS_SCHEMA } }, (request) => {
    world.store.putFaults({ ...world.store.faults, ...request.body });
    return world.store.faults;
  });
  app.get<{ Querystring: { to?: string } }>('/_arrived', ({ query }) => ({
    messages: world.store.messages.filter((row) => query.to === undefined || row.to === query.to),
  }));
  app.post<{ Body: { openid: string; template_id: string; times: number } }>(
    '/_consents',
    { schema: CONSENT_SCHEMA },
    ({ body: { openid, template_id, times } }) => {
      const consent = { openid, template_id, left: world.store.consentsLeft(openid, template_id) + times };
      world.store.putConsent(consent);
      return consent;
    },
  );
  app.post<{ Body: { seconds: number } }>('/_advance', { schema: ADVANCE_SCHEMA }, ({ body }) => {
    world.store.putClockOffset(world.store.clockOffsetMs + Math.round(body.seconds * 1000));
    return { now: dateTime(world.nowMs()) };
  });
  app.post('/_reset', (_request, reply) => {
    world.store.reset();
    return reply.status(204).send();
  });
}
