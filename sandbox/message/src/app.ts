import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { controlRoutes } from './routes/control.ts';
import { peopleRoutes } from './routes/people.ts';
import { smsRoutes } from './sms/routes.ts';
import { wechatRoutes } from './wechat/routes.ts';
import type { World } from './world.ts';

/** The HTTP face: both providers' APIs, the page people see, and the controls. */
export async function buildApp(world: World): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
    // a WeChat errcode is a number, and a form's number is one already when it is judged
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  await app.register(async (scope) => smsRoutes(scope, world));
  await app.register(async (scope) => wechatRoutes(scope, world));
  await app.register(async (scope) => {
    await scope.register(formbody);
    peopleRoutes(scope, world);
  });
  await app.register(async (scope) => controlRoutes(scope, world));
  return app;
}
