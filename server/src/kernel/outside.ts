/** Outside systems that call us: their bodies are kept as they came, and they are answered in their own words. */
import type { OutsideVoice } from '@menzhen/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf } from './edge.ts';
import { Refusal } from './problem.ts';

const refusalWords: Record<OutsideVoice, (refusal: Refusal) => { type: string; body: string }> = {
  wechat_notice: (refusal) => ({
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ code: 'FAIL', message: refusal.sentence('zh') }),
  }),
  alipay_notice: () => ({ type: 'text/plain; charset=utf-8', body: 'failure' }),
};

/** As `answerProblem`, for a caller that reads no problems. */
const answerOutside =
  (voice: OutsideVoice) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = refusalOf(error, 'zh');
    if (refusal.status >= 500 && !(error instanceof Refusal))
      request.log.error({ err: error, reqId: request.id }, 'unforeseen');
    const { type, body } = refusalWords[voice](refusal);
    // what is left of a body that is too long is not waited for
    if (refusal.code === 'body_too_large') reply.header('connection', 'close');
    return reply.code(refusal.status).type(type).header('cache-control', 'no-store').send(body);
  };

/**
 * Keeps bodies as they came, of whatever type, and reads nothing into them: signatures are over these bytes. Of a body
 * that is too long one byte more than may be is kept, so that its handler sees it.
 */
function keepBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, payload, done) => {
    const most_bytes = request.routeOptions.bodyLimit + 1;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (error: Error | null) => {
      payload.off('data', take).off('end', atEnd).off('error', end);
      Object.assign(request, { rawBody: Buffer.concat(chunks).subarray(0, most_bytes) });
      done(error, undefined);
    };
    const atEnd = () => end(null);
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= most_bytes) end(null);
    };
    payload.on('data', take).on('end', atEnd).on('error', end);
  });
}

/** Makes the routes of this scope speak and listen as the outside system does. */
export function hearOutside(scope: FastifyInstance, voice: OutsideVoice): void {
  keepBodiesUnread(scope);
  scope.setErrorHandler(answerOutside(voice));
}
