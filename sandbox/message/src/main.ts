import { join } from 'node:path';
import { type StandIn, type StandInOptions, startMessageStandIn } from './index.ts';

const { env } = process;
const { SANDBOX_MESSAGE_APPID: appid, SANDBOX_MESSAGE_APP_SECRET: app_secret } = env;

const standIn = await start({
  data: env.SANDBOX_MESSAGE_DATA ?? join(env.MENZHEN_DATA ?? './data', 'sandbox-message'),
  port: portOf(env.SANDBOX_MESSAGE_PORT ?? '8091'),
  host: env.SANDBOX_MESSAGE_HOST ?? '127.0.0.1',
  miniProgram: appid && app_secret ? { appid, app_secret } : undefined,
});

process.stdout.write(`sandbox/message: message stand-in, no real phone is reached, at ${standIn.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void standIn.close().then(() => process.exit(0)));
}

/** A start that fails says why in one line. */
async function start(options: StandInOptions): Promise<StandIn> {
  try {
    return await startMessageStandIn(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${options.port} is in use; set SANDBOX_MESSAGE_PORT to another` : message;
    process.stderr.write(`sandbox/message: ${why}\n`);
    process.exit(1);
  }
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  process.stderr.write(`sandbox/message: SANDBOX_MESSAGE_PORT must be a port, not "${text}"\n`);
  process.exit(2);
}
