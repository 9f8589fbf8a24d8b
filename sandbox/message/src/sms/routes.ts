import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dawdle, hangUp, keepSilent, takeOne } from '../weather.ts';
import type { World } from '../world.ts';
import { SmsError } from './errors.ts';
import { querySendDetails, sendSms } from './service.ts';
import { checkSignature, type Heard } from './signing.ts';

const VERSION = '2017-05-25';
const actions: Record<string, (world: World, params: Record<string, string>) => object> = {
  SendSms: sendSms,
  QuerySendDetails: querySendDetails,
};

/** Alibaba Cloud's gateway: `POST /` with the action in a header, parameters in the query or as a form. */
export function smsRoutes(app: FastifyInstance, world: World): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof SmsError) return answer(reply, error.status, { Code: error.code, Message: error.message });
    if (error.statusCode && error.statusCode < 500)
      return answer(reply, error.statusCode, { Code: 'InvalidParameter', Message: error.message });
    process.stderr.write(`sandbox/message: ${error.stack}\n`);
    return answer(reply, 500, { Code: 'InternalError', Message: 'The request processing has failed.' });
  });
  app.post('/', async (request, reply) => {
    await dawdle(world);
    if (takeOne(world, 'drop_requests')) return hangUp(reply);
    const heard = heardOf(request);
    const now_ms = world.nowMs();
    checkSignature(heard, { file: world.keys.sms, now_ms, useNonce: (nonce) => world.store.useNonce(nonce) });
    const name = heard.headers['x-acs-action'] ?? '';
    const action = heard.headers['x-acs-version'] === VERSION ? actions[name] : undefined;
    if (!action) throw new SmsError(404, 'InvalidAction.NotFound', `Specified api is not found: ${name}.`);
    if (takeOne(world, 'server_error'))
      throw new SmsError(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.');
    if (name === 'SendSms' && takeOne(world, 'rate_limited'))
      throw new SmsError(200, 'isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1');
    const said = action(world, paramsOf(heard));
    if (name === 'SendSms' && takeOne(world, 'timeout_after_success')) return keepSilent(reply);
    return answer(reply, 200, said);
  });
}

const answer = (reply: FastifyReply, status: number, body: object) =>
  reply.status(status).send({ RequestId: randomUUID().toUpperCase(), ...body });

function heardOf(request: FastifyRequest): Heard {
  const [path = '/', query = ''] = request.url.split('?', 2);
  return {
    method: request.method,
    path,
    query: new URLSearchParams(query),
    headers: request.headers as Heard['headers'],
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function paramsOf({ query, body, headers }: Heard): Record<string, string> {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? body.toString('utf8') : '');
  return { ...Object.fromEntries(query), ...Object.fromEntries(form) };
}
