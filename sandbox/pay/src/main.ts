import { join } from 'node:path';
import { type StandIn, type StandInOptions, startPayStandIn } from './index.ts';

const { env } = process;

const standIn = await start({
  data: env.SANDBOX_PAY_DATA ?? join(env.MENZHEN_DATA ?? './data', 'sandbox-pay'),
  port: wholeNumber('SANDBOX_PAY_PORT', 8090),
  host: env.SANDBOX_PAY_HOST ?? '127.0.0.1',
  speedUp: wholeNumber('SANDBOX_PAY_SPEED_UP', 1),
  publicUrl: env.SANDBOX_PAY_PUBLIC_URL?.replace(/\/+$/, ''),
});

process.stdout.write(`sandbox/pay: payment stand-in, no real money, at ${standIn.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void standIn.close().then(() => process.exit(0)));
}

/** A start that fails says why in one line. */
async function start(options: StandInOptions): Promise<StandIn> {
  try {
    return await startPayStandIn(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${options.port} is in use; set SANDBOX_PAY_PORT to another` : message;
    process.stderr.write(`sandbox/pay: ${why}\n`);
    process.exit(1);
  }
}

function wholeNumber(name: string, standard: number): number {
  const text = env[name] ?? String(standard);
  if (!/^\d{1,5}$/.test(text)) {
    process.stderr.write(`sandbox/pay: ${name} must be a whole number, not "${text}"\n`);
    process.exit(2);
  }
  return Number(text);
}
