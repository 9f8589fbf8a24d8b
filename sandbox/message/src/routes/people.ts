import type { FastifyInstance } from 'fastify';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { inboxPage } from '../pages/inbox-page.ts';
import { STYLE } from '../pages/style.ts';
import { languageOf } from '../pages/words.ts';
import type { World } from '../world.ts';

type Fields = Record<string, string | undefined>;

const CONTENT_SECURITY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** What people look at: the messages that arrived, phone by phone, and the switches. Works without a script. */
export function peopleRoutes(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': CONTENT_SECURITY,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    const isForeign = request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site';
    if (isForeign) return reply.status(403).send({ message: 'cross-site form' });
  });
  app.get('/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  app.get<{ Querystring: Fields }>('/', (request, reply) => {
    const lang = languageOf(request.query.lang, request.headers['accept-language']);
    return reply.type('text/html; charset=utf-8').send(inboxPage(world, { lang, to: request.query.to }));
  });
  app.post<{ Body: Fields; Querystring: Fields }>('/operator/faults', (request, reply) => {
    const faults = faultsFromForm(world.store.faults, request.body ?? {});
    if (!request.validateInput(faults, FAULTS_SCHEMA))
      return reply.status(400).send({ message: '开关的值不正确 / a switch has a wrong value' });
    world.store.putFaults(faults);
    return reply.redirect(`/?lang=${languageOf(request.query.lang, undefined)}`, 303);
  });
  app.post<{ Querystring: Fields }>('/operator/reset', (request, reply) => {
    world.store.reset();
    return reply.redirect(`/?lang=${languageOf(request.query.lang, undefined)}`, 303);
  });
}

/** The form sends every switch; a box that is not ticked sends nothing. */
function faultsFromForm(current: Faults, form: Fields): Faults {
  const read = (name: string, value: Faults[keyof Faults]) => {
    if (typeof value === 'boolean') return form[name] === 'on';
    return typeof value === 'number' ? Number(form[name] ?? value) : (form[name] ?? value);
  };
  return Object.fromEntries(
    Object.entries(current).map(([name, value]) => [name, read(name, value)]),
  ) as unknown as Faults;
}
