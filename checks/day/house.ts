/** The whole house for a simulated day: real PostgreSQL, the payment stand-in as a process of its own, a clock that stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../scripts/lib/postgres.ts';
import { alipay, readAlipayFile } from '../../server/src/adapters/alipay.ts';
import { wechatPay, readMerchantFile } from '../../server/src/adapters/wechat-pay.ts';
import { type PayStandIn, startPayStandIn } from '../../server/src/adapters/testing/pay-stand-in.ts';
import { type App, type AppOptions, openApp, openDemoIfNew } from '../../server/src/app.ts';
import { type MovableClock, readSettings, stillClock } from '../../server/src/kernel/index.ts';
import { migrate } from '../../server/src/kernel/migrate.ts';

/** The stand-in answers in milliseconds or, when told to, never. */
const CHANNEL_TIMEOUT_MS = 400;

export interface House {
  app: App;
  clock: MovableClock;
  standIn: PayStandIn;
  close(): Promise<void>;
}

/** Commits need not reach the disk before they are answered: nobody pulls the plug on a database that ends with the day. */
async function hurry(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const name = client.escapeIdentifier(new URL(databaseUrl).pathname.slice(1));
  await client.query(`alter database ${name} set synchronous_commit = off`);
  await client.end();
}

/** Both channels, played by the stand-in, whose time is the hospital's. */
function channelsAt(standIn: PayStandIn, port: number, clock: MovableClock): NonNullable<AppOptions['channels']> {
  const now = () => clock.now();
  const common = { base_url: standIn.url, timeout_ms: CHANNEL_TIMEOUT_MS };
  const notices = `http://127.0.0.1:${port}/api/payment-notices`;
  return {
    wechat: wechatPay(
      { ...common, merchant: readMerchantFile(standIn.merchantFile), notify_url: `${notices}/wechat` },
      now,
    ),
    alipay: alipay({ ...common, merchant: readAlipayFile(standIn.alipayFile), notify_url: `${notices}/alipay` }, now),
  };
}

/**
 * Opens the house on a database, with the demo hospital in it, at `begins`.
 * @param env settings that a database with people in it needs (its MENZHEN_KEY); else everything is the day's own
 */
export async function openHouse(ask: {
  databaseUrl: string;
  begins: Temporal.Instant;
  firstPort: number;
  /** The database ends with the day. */
  isOwn: boolean;
  env?: Record<string, string | undefined>;
}): Promise<House> {
  await migrate(ask.databaseUrl);
  if (ask.isOwn) await hurry(ask.databaseUrl);
  const standIn = await startPayStandIn();
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-day-'));
  const port = await freePort(ask.firstPort);
  const settings = readSettings({
    MENZHEN_DATA: folder,
    LOG_LEVEL: 'silent',
    ...ask.env,
    PORT: String(port),
    DATABASE_URL: ask.databaseUrl,
    RATE_LIMIT_PER_MINUTE: '0',
    DEMO: 'true',
  });
  const clock = stillClock(ask.begins);
  const app = await openApp({
    settings,
    clock,
    outsideNow: () => clock.now(),
    channels: channelsAt(standIn, port, clock),
  });
  await openDemoIfNew(app);
  // The stand-in calls back over a real socket.
  await app.http.listen({ port, host: '127.0.0.1' });
  return {
    app,
    clock,
    standIn,
    async close() {
      await app.close();
      await standIn.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
