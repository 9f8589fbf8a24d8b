/**
 * Opens the demo hospital with a past: a server of its own, whose clock stands days ago, plays them through the house's
 * routes and closes again. Whoever opens the hospital afterwards finds it as if it had been open all along.
 */
import { openApp } from './app.ts';
import { fillHistory, historyBegins } from './demo/history.ts';
import { openDemo } from './demo/open.ts';
import { demoOpening } from './journeys/demo.ts';
import { keepCalendar } from './journeys/open-the-hospital.ts';
import { readHospitalSetting, type Settings, stillClock } from './kernel/index.ts';

export interface PastAsk {
  settings: Settings;
  now: Temporal.Instant;
  /** How many working days before today, and how many visits on each. */
  days: number;
  visits_per_day: number;
  seed: string;
}

/** On a migrated database without a demo hospital; on another it changes nothing and says so by `undefined`. */
export async function openDemoWithPast(ask: PastAsk): Promise<{ seen: number; until: Temporal.Instant } | undefined> {
  const settings = { ...ask.settings, RATE_LIMIT_PER_MINUTE: 0, LOG_LEVEL: 'silent' };
  const clock = stillClock(historyBegins(ask.now, ask.days));
  const app = await openApp({ settings, clock });
  try {
    if ((await readHospitalSetting(app.db.kysely, 'demo_hospital')) !== undefined) return undefined;
    await keepCalendar(app, ask.now);
    const until = await demoOpening(app.db.kysely, app.policy, ask.now);
    await openDemo(app, clock.now());
    const { days, visits_per_day, seed } = ask;
    const { seen } = await fillHistory({ ...app, clock }, { days, visits_per_day, seed, until });
    return { seen, until };
  } finally {
    await app.close();
  }
}
