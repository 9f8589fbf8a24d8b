import { join } from 'node:path';
import { type StandIn, type StandInOptions, startModelStandIn } from './index.ts';

const { env } = process;
const standIn = await start({
  data: env.SANDBOX_LLM_DATA ?? join(env.MENZHEN_DATA ?? './data', 'sandbox-llm'),
  port: portOf(env.SANDBOX_LLM_PORT ?? '8092'),
  host: env.SANDBOX_LLM_HOST ?? '127.0.0.1',
});

process.stdout.write(`sandbox/llm: language model stand-in, it understands nothing, at ${standIn.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void standIn.close().then(() => process.exit(0)));
}

/** A start that fails says why in one line. */
async function start(options: StandInOptions): Promise<StandIn> {
  try {
    return await startModelStandIn(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${options.port} is in use; set SANDBOX_LLM_PORT to another` : message;
    process.stderr.write(`sandbox/llm: ${why}\n`);
    process.exit(1);
  }
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  process.stderr.write(`sandbox/llm: SANDBOX_LLM_PORT must be a port, not "${text}"\n`);
  process.exit(2);
}
