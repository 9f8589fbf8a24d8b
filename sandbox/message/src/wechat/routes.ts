/** WeChat's server API for a mini program: the access token, and subscribe messages. Refusals are answers of status 200. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { dawdle, hangUp, keepSilent, takeOne } from '../weather.ts';
import type { World } from '../world.ts';
import { mayHold } from './fields.ts';

const TOKEN_SECONDS = 7200;
/** In its last minutes a token is replaced by the next. */
const RENEW_SECONDS = 300;

type Answer = { errcode: number; errmsg: string } | { access_token: string; expires_in: number };
const refusal = (errcode: number, words: string): Answer => ({
  errcode,
  errmsg: `${words} rid: ${randomBytes(8).toString('hex')}`,
});
const ok: Answer = { errcode: 0, errmsg: 'ok' };

export function wechatRoutes(app: FastifyInstance, world: World): void {
  app.post<{ Body: TokenAsk }>('/cgi-bin/stable_token', async (request, reply) => {
    await dawdle(world);
    if (takeOne(world, 'drop_requests')) return hangUp(reply);
    if (takeOne(world, 'server_error')) return refusal(-1, 'system error');
    return stableToken(world, request.body ?? {});
  });
  app.post<{ Body: Message; Querystring: { access_token?: string } }>(
    '/cgi-bin/message/subscribe/send',
    async (request, reply) => {
      await dawdle(world);
      if (takeOne(world, 'drop_requests')) return hangUp(reply);
      const said = send(world, request.query.access_token ?? '', request.body ?? {});
      if (said === ok && takeOne(world, 'timeout_after_success')) return keepSilent(reply);
      return said;
    },
  );
}

interface TokenAsk {
  grant_type?: string;
  appid?: string;
  secret?: string;
  force_refresh?: boolean;
}

/** The same token for all who ask while it is valid; forced, a new one, and the old one is worth nothing. */
function stableToken(world: World, ask: TokenAsk): Answer {
  const { appid, app_secret } = world.keys.wechat;
  if (ask.grant_type !== 'client_credential') return refusal(40002, 'invalid grant_type');
  if (ask.appid !== appid) return refusal(40013, 'invalid appid');
  if (ask.secret !== app_secret) return refusal(40125, 'invalid appsecret');
  const now_ms = world.nowMs();
  const held = world.store.token;
  const isFresh = held !== undefined && held.expires_at_ms > now_ms + RENEW_SECONDS * 1000;
  const token =
    isFresh && !ask.force_refresh
      ? held
      : { value: `80_${randomBytes(96).toString('base64url')}`, expires_at_ms: now_ms + TOKEN_SECONDS * 1000 };
  if (token !== held) world.store.putToken(token);
  return { access_token: token.value, expires_in: Math.floor((token.expires_at_ms - now_ms) / 1000) };
}

interface Message {
  touser?: string;
  template_id?: string;
  page?: string;
  data?: Record<string, { value?: unknown } | undefined>;
  lang?: string;
}

function send(world: World, access_token: string, message: Message): Answer {
  const { faults, token } = world.store;
  if (takeOne(world, 'server_error')) return refusal(-1, 'system error');
  if (access_token === '' || access_token !== token?.value) return refusal(40001, 'invalid credential');
  if (token.expires_at_ms <= world.nowMs()) return refusal(42001, 'access_token expired');
  if (takeOne(world, 'tokens_expired')) {
    world.store.putToken({ ...token, expires_at_ms: world.nowMs() });
    return refusal(42001, 'access_token expired');
  }
  if (faults.wechat_errcode !== 0) return refusal(faults.wechat_errcode, 'simulated');
  if (takeOne(world, 'rate_limited')) return refusal(45009, 'reach max api daily quota limit');
  return deliver(world, message);
}

function deliver(world: World, message: Message): Answer {
  const { touser = '', template_id = '', page = '', data = {} } = message;
  if (!/^o[\w-]{20,40}$/.test(touser)) return refusal(40003, 'invalid openid');
  const template = world.keys.wechatTemplates.get(template_id);
  if (!template) return refusal(40037, 'invalid template_id');
  if (!/^[\w-]+(\/[\w-]+)*(\?.*)?$/.test(page || 'index')) return refusal(41030, 'invalid page');
  const wrong = Object.keys(template.fields).find((name) => {
    const value = data[name]?.value;
    return typeof value !== 'string' || value === '' || !mayHold(name, value);
  });
  if (wrong) return refusal(47003, `argument invalid! data.${wrong}.value invalid`);
  const left = world.store.consentsLeft(touser, template_id);
  if (left === 0 || world.store.faults.refused_by_user) return refusal(43101, 'user refuse to accept the msg');
  world.store.putConsent({ openid: touser, template_id, left: left - 1 });
  world.store.addMessage({
    channel: 'wechat',
    id: randomUUID(),
    at_ms: world.nowMs(),
    to: touser,
    template: template_id,
    title: template.title,
    fields: Object.entries(template.fields).map(([name, { label }]) => ({ label, value: String(data[name]!.value) })),
    page,
    lang: message.lang ?? 'zh_CN',
    copies: world.store.faults.arriving_copies,
  });
  return ok;
}
