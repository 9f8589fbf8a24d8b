import { join } from 'node:path';
import { startPayStandIn } from './index.ts';

const { env } = process;

const standIn = await startPayStandIn({
  data: env.SANDBOX_PAY_DATA ?? join(env.MENZHEN_DATA ?? './data', 'sandbox-pay'),
  port: wholeNumber('SANDBOX_PAY_PORT', 8090),
  host: env.SANDBOX_PAY_HOST ?? '127.0.0.1',
  speedUp: wholeNumber('SANDBOX_PAY_SPEED_UP', 1),
  publicUrl: env.SANDBOX_PAY_PUBLIC_URL?.replace(/\/+$/, ''),
});

process.stdout.write(`sandbox/pay: payment stand-in, no real money, at ${standIn.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => standIn.close().then(() => process.exit(0)));
}

function wholeNumber(name: string, standard: number): number {
  const text = env[name] ?? String(standard);
  if (!/^\d{1,5}$/.test(text)) {
    process.stderr.write(`sandbox/pay: ${name} must be a whole number, not "${text}"\n`);
    process.exit(2);
  }
  return Number(text);
}
