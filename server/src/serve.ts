/** The Fastify instance: security headers, rate limit, docs, the three apps as files, and the edge's checks. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import etag from '@fastify/etag';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { LIVE_PATH, outsideVoices } from '@menzhen/contract';
import { openapi } from '@menzhen/contract/openapi';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { behind, type Doorman } from './kernel/doorman.ts';
import { answerProblem, BODY_LIMIT_BYTES, guardEdge } from './kernel/edge.ts';
import {
  type Handlers,
  type HttpGround,
  type LiveLines,
  newId,
  Refusal,
  registerRoutes,
  type Settings,
} from './kernel/index.ts';
import { hearOutside } from './kernel/outside.ts';

export interface ServeGround extends HttpGround {
  settings: Settings;
  doorman: Doorman;
  handlers: Handlers;
  /** Where connections of the live channel go. */
  lines: LiveLines;
  extraRoutes: (app: FastifyInstance) => void;
  /** True only when a query to the database answers and all migrations ran. */
  isReady: () => Promise<boolean>;
}

const ROOT = join(import.meta.dirname, '../..');
const apps = [
  { prefix: '/console/', folder: 'apps/console/dist' },
  { prefix: '/board/', folder: 'apps/board/dist' },
  { prefix: '/', folder: 'apps/patient/dist/build/h5' },
];

/** One source of requests: a session where there is one, since a whole campus may share one address. */
const sourceOf = (request: FastifyRequest): string => request.headers.authorization ?? request.ip;

/** What a log may say of a request: no header, and no query, since the desk looks for people by phone and number there. */
const requestInLog = ({ method, url, ip }: FastifyRequest) => ({ method, path: url.split('?')[0], ip });

/** What helmet has to say is the same for every answer, so it is asked once and not at every request. */
function securityHeaders(settings: Settings): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader(name: string, value: string) {
      headers[name.toLowerCase()] = value;
    },
    removeHeader(name: string) {
      delete headers[name.toLowerCase()];
    },
  };
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        // Element Plus and uni-app set inline styles; scripts only ever come from files
        'style-src': ["'self'", "'unsafe-inline'"],
        'connect-src': ["'self'", 'ws:', 'wss:'],
        'font-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: settings.PUBLIC_ORIGIN?.startsWith('https:') ?? false,
    crossOriginEmbedderPolicy: false,
  });
  guard({} as never, response as never, (error) => {
    if (error) throw error;
  });
  return headers;
}

async function addGuards(app: FastifyInstance, settings: Settings, headers: Record<string, string>): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  if (settings.RATE_LIMIT_PER_MINUTE === 0) return;
  await app.register(rateLimit, {
    max: settings.RATE_LIMIT_PER_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: sourceOf,
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, context) =>
      new Refusal('too_many_requests', { seconds: Math.ceil(context.ttl / 1000) }) as object,
  });
}

let described: ReturnType<typeof openapi> | undefined;

async function addDocs(app: FastifyInstance): Promise<void> {
  described ??= openapi();
  const document = described;
  app.get('/api/openapi.json', { schema: { hide: true } as object }, () => document);
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { docExpansion: 'none', filter: true },
    staticCSP: true,
  });
}

/** The built apps; an address inside an app that is not a file is the app's own page. */
async function addApps(app: FastifyInstance): Promise<void> {
  const built = apps.filter(({ folder }) => existsSync(join(ROOT, folder, 'index.html')));
  for (const [n, { prefix, folder }] of built.entries()) {
    await app.register(files, {
      root: join(ROOT, folder),
      prefix,
      decorateReply: n === 0,
      wildcard: true,
      index: ['index.html'],
      cacheControl: true,
      maxAge: 0,
      etag: true,
    });
    if (prefix !== '/') app.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(prefix));
  }
  app.setNotFoundHandler((request, reply) => {
    const home = built.find(({ prefix }) => prefix !== '/' && request.url.startsWith(prefix));
    const isPage = request.method === 'GET' && !/\.\w+$/.test(request.url.split('?')[0]!);
    if (home && isPage) return reply.sendFile('index.html', join(ROOT, home.folder));
    throw new Refusal('not_found');
  });
}

function addHealth(app: FastifyInstance, isReady: () => Promise<boolean>): void {
  app.get('/livez', { logLevel: 'silent' }, () => ({ alive: true }));
  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const ready = await isReady().catch(() => false);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
}

const NO_LINE = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n';
function addLive(app: FastifyInstance, lines: LiveLines): void {
  app.server.on('upgrade', (request, socket, head) => {
    // who hangs up in the door must not bring the house down
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] === LIVE_PATH) lines.take(request, socket, head);
    else socket.end(NO_LINE);
  });
}

export async function serve(ground: ServeGround): Promise<FastifyInstance> {
  const { settings, handlers } = ground;
  const headers = securityHeaders(settings);
  const app = fastify({
    serverFactory: behind(ground.doorman, headers),
    logger: { level: settings.LOG_LEVEL, serializers: { req: requestInLog } },
    // Busy hours would fill the disk with request lines; what goes wrong is logged by the edge.
    logController: new LogController({
      disableRequestLogging: settings.LOG_LEVEL !== 'debug' && settings.LOG_LEVEL !== 'trace',
    }),
    // a logger for every request costs more than most requests; what is logged of one names its id itself
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => newId(),
    frameworkErrors: answerProblem,
    trustProxy: settings.PUBLIC_ORIGIN !== undefined,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  guardEdge(app);
  await addGuards(app, settings, headers);
  addHealth(app, ground.isReady);
  await addDocs(app);
  addLive(app, ground.lines);
  ground.extraRoutes(app);
  await app.register(async (scope) =>
    registerRoutes(scope, ground, handlers, (spec) => !spec.etag && !spec.answers_as),
  );
  for (const voice of outsideVoices) {
    await app.register(async (scope) => {
      hearOutside(scope, voice);
      registerRoutes(scope, ground, handlers, (spec) => spec.answers_as === voice);
    });
  }
  await app.register(async (scope) => {
    await scope.register(etag);
    registerRoutes(scope, ground, handlers, (spec) => spec.etag === true);
  });
  await addApps(app);
  return app;
}
