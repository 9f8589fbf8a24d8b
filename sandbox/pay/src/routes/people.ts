import type { FastifyInstance } from 'fastify';
import { renderSVG } from 'uqr';
import type { Agenda } from '../agenda.ts';
import { returnAddress } from '../alipay/way-back.ts';
import { tellPaid } from '../callbacks.ts';
import { ApiError } from '../errors.ts';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { payOrder } from '../orders.ts';
import { cashierPage } from '../pages/cashier-page.ts';
import { operatorPage } from '../pages/operator-page.ts';
import { STYLE } from '../pages/style.ts';
import { languageOf } from '../pages/words.ts';
import type { Order } from '../rows.ts';
import type { World } from '../world.ts';

type Fields = Record<string, string | undefined>;

const CONTENT_SECURITY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/** What people look at: the payer's cashier page and the operator's page. Both work without a script. */
export function peopleRoutes(app: FastifyInstance, world: World, agenda: Agenda): void {
  app.addHook('onRequest', async (request, reply) => {
    const foreign = request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site';
    if (foreign) throw new ApiError(403, 'NO_AUTH', 'cross-site form');
    reply.headers({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': CONTENT_SECURITY,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });
  app.get('/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  cashierRoutes(app, world, agenda);
  operatorRoutes(app, world, agenda);
}

type Cashier = { Params: { id: string }; Querystring: Fields; Body: Fields };

function cashierRoutes(app: FastifyInstance, world: World, agenda: Agenda): void {
  app.get<Cashier>('/cashier/:id', (request, reply) => {
    const order = world.store.orderByCashierId(request.params.id);
    const { lang, redirect_url, cancelled } = request.query;
    const view = {
      lang: languageOf(lang, request.headers['accept-language']),
      redirectUrl: order && wayBack(world, order, redirect_url),
      cancelled: cancelled === '1',
    };
    reply.status(order ? 200 : 404).type('text/html; charset=utf-8');
    return reply.send(cashierPage(world, order, view));
  });

  app.post<Cashier>('/cashier/:id', (request, reply) => {
    const { id } = request.params;
    const { decision, redirect_url, lang } = request.body ?? {};
    const paying = decision === 'pay';
    // What stands in the way of paying (closed, expired, paid before) is what the page then shows.
    const done = !paying || pay(world, agenda, id);
    const order = world.store.orderByCashierId(id);
    const back = order && wayBack(world, order, redirect_url);
    if (back && done) return reply.redirect(back, 303);
    const asked = webAddress(redirect_url);
    const query = new URLSearchParams({ lang: languageOf(lang, undefined), ...(asked && { redirect_url: asked }) });
    if (!paying) query.set('cancelled', '1');
    return reply.redirect(`/cashier/${encodeURIComponent(id)}?${query.toString()}`, 303);
  });

  app.get<Cashier>('/cashier/:id/qr.svg', (request, reply) => {
    const { id } = request.params;
    if (!world.store.orderByCashierId(id)) throw new ApiError(404, 'ORDER_NOT_EXIST', '订单不存在');
    return reply.type('image/svg+xml').send(renderSVG(`${world.publicUrl()}/cashier/${id}`));
  });
}

/**
 * Where the payer goes from here. WeChat's merchant adds the address to the page's own; Alipay's gave one for after
 * paying, and on phones one for turning back, when placing the trade.
 */
function wayBack(world: World, order: Order, redirectUrl: string | undefined): string | undefined {
  if (order.channel === 'wechat') return webAddress(redirectUrl);
  return webAddress(order.state === 'SUCCESS' ? returnAddress(world, order) : order.quit_url);
}

/** @returns whether the order is paid now, by this tap or by an earlier one. */
function pay(world: World, agenda: Agenda, id: string): boolean {
  const order = world.store.orderByCashierId(id);
  if (!order) return false;
  if (order.state === 'SUCCESS') return true;
  try {
    tellPaid(world, payOrder(world, order));
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
  agenda.wake();
  return true;
}

/** An address a browser may be sent to; anything but http(s) is dropped. */
function webAddress(text: string | undefined): string | undefined {
  const url = text ? URL.parse(text) : null;
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

const ADVANCES: Record<string, number> = { 'advance-10m': 600_000, 'advance-1d': 86_400_000 };

function operatorRoutes(app: FastifyInstance, world: World, agenda: Agenda): void {
  app.get<{ Querystring: Fields }>('/', (request, reply) => {
    const lang = languageOf(request.query.lang, request.headers['accept-language']);
    reply.type('text/html; charset=utf-8').send(operatorPage(world, lang));
  });

  app.post<{ Body: Fields; Querystring: Fields }>('/operator/faults', (request, reply) => {
    const faults = faultsFromForm(world.store.faults, request.body ?? {});
    if (!request.validateInput(faults, FAULTS_SCHEMA)) throw new ApiError(400, 'PARAM_ERROR', '开关的值不正确');
    world.store.putFaults(faults);
    agenda.wake();
    return reply.redirect(`/?lang=${languageOf(request.query.lang, undefined)}`, 303);
  });

  app.post<{ Body: Fields; Querystring: Fields }>('/operator/act', async (request, reply) => {
    const act = request.body?.act ?? '';
    if (act === 'reset') world.store.reset();
    if (ADVANCES[act]) world.store.putClockOffset(world.store.clockOffsetMs + ADVANCES[act]);
    agenda.wake();
    return reply.redirect(`/?lang=${languageOf(request.query.lang, undefined)}`, 303);
  });
}

/** The form sends every switch; a box that is not ticked sends nothing. */
function faultsFromForm(current: Faults, form: Fields): Faults {
  const read = (name: string, value: Faults[keyof Faults]) => {
    if (typeof value === 'boolean') return form[name] === 'on';
    return typeof value === 'number' ? Number(form[name] ?? value) : (form[name] ?? value);
  };
  const entries = Object.entries(current).map(([name, value]) => [name, read(name, value)]);
  return Object.fromEntries(entries) as Faults;
}
