import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Agenda } from './agenda.ts';
import { alipayRoutes } from './alipay/gateway.ts';
import { ApiError } from './errors.ts';
import { controlRoutes } from './routes/control.ts';
import { peopleRoutes } from './routes/people.ts';
import { loginRoutes } from './wechat/login.ts';
import { wechatRoutes } from './wechat/routes.ts';
import type { World } from './world.ts';

/** The HTTP face: the merchants' APIs of both channels, the sign-in, the pages people see, and the controls. */
export async function buildApp(world: World, agenda: Agenda): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  });
  app.decorateRequest('rawText', '');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  app.setErrorHandler(answerError);
  await app.register(async (scope) => wechatRoutes(scope, world, () => agenda.wake()));
  await app.register(async (scope) => alipayRoutes(scope, world, () => agenda.wake()));
  await app.register(async (scope) => {
    await scope.register(formbody);
    peopleRoutes(scope, world, agenda);
  });
  loginRoutes(app, world);
  controlRoutes(app, world, agenda);
  return app;
}

function parseJson(
  request: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  request.rawText = String(body);
  try {
    done(null, request.rawText === '' ? undefined : JSON.parse(request.rawText));
  } catch {
    done(new ApiError(400, 'PARAM_ERROR', '请求的JSON格式错误'));
  }
}

/** Every refusal as `{code, message}`, the shape of WeChat Pay. */
function answerError(
  error: Error & { statusCode?: number; validation?: unknown },
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (error instanceof ApiError) {
    reply.status(error.status).send({ code: error.code, message: error.message });
  } else if (error.validation) {
    reply.status(400).send({ code: 'PARAM_ERROR', message: `输入源“/body”映射错误：${error.message}` });
  } else if (error.statusCode && error.statusCode < 500) {
    reply.status(error.statusCode).send({ code: 'INVALID_REQUEST', message: error.message });
  } else {
    process.stderr.write(`sandbox/pay: ${error.stack}\n`);
    reply.status(500).send({ code: 'SYSTEM_ERROR', message: '系统异常' });
  }
}
