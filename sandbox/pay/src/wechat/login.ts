import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { World } from '../world.ts';

/**
 * The outside world's WeChat for signing in: `GET /sns/jscode2session`.
 * A code is `demo-<person>` or `demo-<person>.<anything>`; each exact code works once, and a person keeps one openid.
 * Answers are JSON sent as text/plain with status 200, errors included, as the real service does.
 */
export function loginRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Querystring: Record<string, string | undefined> }>('/sns/jscode2session', (request, reply) => {
    reply.type('text/plain').send(JSON.stringify(exchange(world, request.query)));
  });
}

function exchange(world: World, query: Record<string, string | undefined>): object {
  const { appid, app_secret } = world.keys.miniProgram;
  const fault = world.store.faults.login_errcode;
  if (fault !== 0) return refusal(fault, 'simulated');
  if (query.appid !== appid) return refusal(40013, 'invalid appid');
  if (query.secret !== app_secret) return refusal(40125, 'invalid appsecret');
  if (query.grant_type !== 'authorization_code') return refusal(40002, 'invalid grant_type');
  if (!query.js_code) return refusal(41008, 'missing code');
  const [, person] = query.js_code.match(/^demo-([^.]{1,64})(?:\..*)?$/s) ?? [];
  if (!person) return refusal(40029, 'invalid code');
  if (world.store.usedLoginCodes.has(query.js_code)) return refusal(40163, 'code been used');
  world.store.putUsedLoginCode(query.js_code);
  return { openid: openidOf(appid, person), session_key: randomBytes(16).toString('base64') };
}

const refusal = (errcode: number, words: string) => ({
  errcode,
  errmsg: `${words}, rid: ${randomBytes(8).toString('hex')}`,
});

/** 28 characters beginning with `o`, as WeChat's own. */
const openidOf = (appid: string, person: string) =>
  `o${createHash('sha256').update(`${appid}\n${person}`).digest('base64url').slice(0, 27)}`;
