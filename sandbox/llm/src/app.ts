import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { answerTo, type Question } from './answer.ts';
import { type Faults, FAULTS_SCHEMA, NO_FAULTS, takes } from './faults.ts';
import type { Finding } from './mind.ts';

export interface World {
  api_key: string;
  model: string;
}
/** A request as it came, for tests: what left the hospital, to the letter. */
interface Heard {
  body: Question & { model: string };
}

const QUESTION = {
  type: 'object',
  required: ['model', 'messages'],
  properties: {
    model: { type: 'string', minLength: 1 },
    messages: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['role', 'content'],
        properties: { role: { enum: ['system', 'user', 'assistant'] }, content: { type: 'string' } },
      },
    },
    max_tokens: { type: 'integer', minimum: 1 },
    temperature: { type: 'number', minimum: 0, maximum: 2 },
    response_format: { type: 'object', required: ['type'] },
  },
} as const;

const problem = (reply: FastifyReply, status: number, type: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { message, type, param: null, code: type } });

/** About as many as a tokenizer would count; it is only to be paid for in play money. */
const tokensIn = (text: string): number => Math.ceil(text.length * 0.7);

/** The protocol: `POST /v1/chat/completions` and `GET /v1/models`; and the controls under `/_`. */
export function buildApp({ api_key, model }: World): FastifyInstance {
  const app = Fastify({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  const state = {
    faults: { ...NO_FAULTS } as Faults,
    heard: [] as Heard[],
    scripted: undefined as Finding[] | undefined,
  };

  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/_') || request.headers.authorization === `Bearer ${api_key}`) return;
    await problem(reply, 401, 'invalid_api_key', 'Incorrect API key provided.');
  });
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) =>
    problem(reply, error.statusCode ?? 500, 'invalid_request_error', error.message),
  );

  app.get('/v1/models', () => ({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'sandbox' }] }));
  app.post<Heard['body'] extends infer B ? { Body: B } : never>(
    '/v1/chat/completions',
    { schema: { body: QUESTION } },
    async (request, reply) => {
      const { body } = request;
      state.heard.push({ body });
      if (state.faults.slow_ms) await sleep(state.faults.slow_ms);
      if (takes(state.faults, 'drop_requests')) return void request.raw.destroy();
      if (takes(state.faults, 'server_error')) return problem(reply, 500, 'server_error', 'The server had an error.');
      if (takes(state.faults, 'rate_limited')) return problem(reply, 429, 'rate_limit_exceeded', 'Too many requests.');
      if (body.model !== model)
        return problem(reply, 404, 'model_not_found', `The model ${body.model} does not exist.`);
      const { content, finish_reason } = answerTo(body, state.faults, state.scripted);
      const prompt_tokens = tokensIn(body.messages.map((message) => message.content).join(''));
      const completion_tokens = tokensIn(content);
      return {
        id: `chatcmpl-${state.heard.length}`,
        object: 'chat.completion',
        created: Math.floor(Date.now() / 1000),
        model,
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }],
        usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
      };
    },
  );

  app.get('/_faults', () => state.faults);
  app.put<{ Body: Partial<Faults> }>('/_faults', { schema: { body: FAULTS_SCHEMA } }, ({ body }) =>
    Object.assign(state.faults, body),
  );
  app.put<{ Body: { findings: Finding[] | null } }>('/_says', ({ body }) => {
    state.scripted = body.findings ?? undefined;
    return { findings: state.scripted ?? null };
  });
  app.get('/_heard', () => ({ requests: state.heard }));
  app.post('/_reset', () => {
    Object.assign(state, { faults: { ...NO_FAULTS }, heard: [], scripted: undefined });
    return {};
  });
  return app;
}
