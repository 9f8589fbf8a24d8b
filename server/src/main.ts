/** The server as a program: migrates, opens the demo hospital when told to, listens, and stops in good order. */
import { openApp, openDemoIfNew, originOf } from './app.ts';
import { keepCalendar, openTheHospital } from './journeys/open-the-hospital.ts';
import { migrate } from './kernel/migrate.ts';
import { armFaultPoint, readSettings } from './kernel/index.ts';
import { openDemoWithPast } from './past.ts';

const settings = readSettings(process.env);
armFaultPoint(process.env.MENZHEN_FAULT_POINT);
if (!settings.DATABASE_URL) {
  process.stderr.write('请设置 DATABASE_URL，或用 npm start 启动内置数据库 / set DATABASE_URL, or use npm start\n');
  process.exit(2);
}

const ran = await migrate(settings.DATABASE_URL);
if (ran.length) process.stdout.write(`migrated: ${ran.join(', ')}\n`);

if (settings.DEMO && settings.DEMO_HISTORY_DAYS > 0) {
  const past = await openDemoWithPast({
    settings,
    now: Temporal.Now.instant(),
    days: settings.DEMO_HISTORY_DAYS,
    visits_per_day: 60,
    seed: 'mingde',
  });
  if (past) process.stdout.write(`the demo hospital has a past: ${past.seen} visits\n`);
}
const app = await openApp({ settings, lines: 'apart' });
if (settings.DEMO) await openDemoIfNew(app);
await keepCalendar(app, app.clock.now());
const password = settings.DEMO ? undefined : await openTheHospital(app, app.clock.now());
if (password) {
  process.stdout.write(
    `首次启动 first start: ${originOf(settings)}/console/  admin  ${password}  （请登录后立即修改 change it at once）\n`,
  );
}
await app.preconsult.warm();
const stopWork = await app.startWork();
await app.http.listen({ port: settings.PORT, host: settings.HOST });
process.stdout.write(`listening at ${originOf(settings)}\n`);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  // an unanswered request must not keep the program for ever
  setTimeout(() => process.exit(1), 10_000).unref();
  await stopWork();
  await app.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
