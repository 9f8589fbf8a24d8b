/**
 * The composition root: the house's rooms are opened in their order and handed to one another as plain arguments
 * (app/rooms.ts), on one ground (app/ground.ts), and every route gets its handler (app/handlers.ts).
 */
import { join } from 'node:path';
import { contract } from '@menzhen/contract';
import type { FastifyInstance } from 'fastify';
import { openDemo } from './demo/open.ts';
import { type AppOptions, letIn, openGround, originOf } from './app/ground.ts';
import { closingGround, closureGround, handlersOf } from './app/handlers.ts';
import { channelsOf, openReaders, openRooms, type Rooms } from './app/rooms.ts';
import { expireHolds } from './journeys/book-and-pay.ts';
import { markNoShows } from './journeys/close-the-day.ts';
import { finishClosures } from './journeys/closure-cases.ts';
import { demoOpening, keepClockShift, readClockShift } from './journeys/demo.ts';
import { keepCalendar } from './journeys/open-the-hospital.ts';
import { recycleReserves } from './journeys/recycle-reserves.ts';
import {
  actorOfToken,
  type Clock,
  type Db,
  inTransaction,
  LiveHub,
  linesApart,
  linesHere,
  type MovableClock,
  openDb,
  type Secrets,
  type Settings,
  shiftedClock,
  systemClock,
  type Wake,
} from './kernel/index.ts';
import { serve } from './serve.ts';
import { type Rounds, rounds, startWorkers } from './workers.ts';

export { type AppOptions, originOf } from './app/ground.ts';
export type { Rooms } from './app/rooms.ts';

export interface App extends Rooms {
  http: FastifyInstance;
  db: Db;
  clock: Clock;
  wake: Wake;
  secrets: Secrets;
  settings: Settings;
  /** The background work, a round at a time: for tests and the simulated day. */
  rounds: Rounds;
  /** Starts timers and live views; the returned function stops them. */
  startWork(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The program that holds the live lines. */
const LINES = join(import.meta.dirname, 'lines.ts');

/** Bookings of one caller that wait for their answers; one who presses on and on waits for the first ones. */
const MOST_AT_ONCE = 10;

async function clockOf(options: AppOptions, db: Db): Promise<Clock> {
  if (options.clock) return options.clock;
  return options.settings.DEMO ? shiftedClock(await readClockShift(db.kysely)) : systemClock;
}

/** Opens the whole server on a migrated database; nothing listens and no timer runs until asked. */
export async function openApp(options: AppOptions): Promise<App> {
  const { settings } = options;
  const db = openDb(options.databaseUrl ?? settings.DATABASE_URL ?? '', { connections: settings.DATABASE_POOL });
  const ground = openGround(options, db, await clockOf(options, db));
  const { clock, wake, log } = ground;
  const rooms = openRooms(ground, options, channelsOf(options, originOf(settings)));
  const readers = openReaders(ground, rooms, options);
  const note = (message: string, error: unknown) => log.error({ err: error }, message);
  const expire = () => expireHolds({ ...ground, ...rooms }, note);
  const live = new LiveHub(
    {
      db,
      wake,
      now: () => clock.now(),
      actorOf: (token) => actorOfToken(http, token),
      overAmong: (sessions) => http.sessions.overAmong(sessions, clock.now()),
      log: note,
    },
    [
      ...rooms.queue.liveViews,
      ...rooms.waitlist.liveViews,
      ...rooms.preconsult.liveViews,
      ...rooms.navigation.liveViews,
      ...readers.analytics.liveViews,
    ],
  );
  const http = { db, clock, secrets: ground.secrets, sessions: rooms.people.sessions };
  const lines = options.lines === 'apart' ? linesApart(live, LINES, note) : linesHere(live);
  const server = await serve({
    ...http,
    doors: { bookingHold: ({ headers }) => letIn(ground, headers.authorization ?? '') },
    doorman: {
      method: contract.bookingHold.method,
      path: contract.bookingHold.path,
      unheardFor: (authorization) => ground.admission.unheardFor(authorization),
      most_at_once: settings.RATE_LIMIT_PER_MINUTE === 0 ? Number.POSITIVE_INFINITY : MOST_AT_ONCE,
    },
    settings,
    lines,
    handlers: handlersOf(ground, { ...rooms, ...readers }, expire),
    extraRoutes: (app) => rooms.catalog.registerPictures(app),
    // rules that cannot be read count as not ready, and reading them asks the database
    isReady: async () => lines.isUp() && (await rooms.policy.fresh()).version > 0,
  });
  log.become(server.log);
  const work = {
    db,
    clock,
    wake,
    log: note,
    readers: [...rooms.queue.readers, ...readers.notify.readers, ...readers.analytics.readers],
    expireHolds: expire,
    waitlist: () => rooms.waitlist.round(clock.now()),
    recycle: () => recycleReserves({ ...ground, ...rooms, somebodyWaits: rooms.waitlist.somebodyWaits }),
    payments: rooms.payment.work,
    reconciliation: rooms.reconciliation.work,
    deliveries: readers.notify.deliver,
    closures: () => finishClosures(closureGround(ground, rooms), clock.now()),
    noShows: () => markNoShows(closingGround(ground, rooms, expire), clock.now()),
    alerts: () => rooms.preconsult.overdue(clock.now()),
    keeping: () => rooms.preconsult.keepNoLonger(clock.now()),
    supply: () =>
      inTransaction(
        db,
        async (tx) => void (await rooms.scheduling.generate(tx, { actor: 'system:supply', now: clock.now() })),
      ),
  };
  const all = rounds(work);
  return {
    ...rooms,
    http: server,
    db,
    clock,
    wake,
    secrets: ground.secrets,
    settings,
    rounds: all,
    async startWork() {
      await live.start();
      await rooms.scheduling.availability.start();
      const stop = startWorkers(work, all);
      return async () => {
        live.stop();
        await lines.close();
        await rooms.scheduling.availability.stop();
        await stop();
        await rooms.waitlist
          .tellUnmet(clock.now())
          .catch((error: unknown) => note('demand was not written down', error));
      };
    },
    async close() {
      await lines.close();
      await server.close();
      await rooms.payment.drain();
      await rooms.reconciliation.drain();
      ground.admission.close();
      await wake.close();
      await db.close();
    },
  };
}

/** Sets a demo hospital's clock to an hour at which its doors are open, and opens the hospital if there is none yet. */
export async function openDemoIfNew(app: App): Promise<boolean> {
  const clock = app.clock as MovableClock;
  await keepCalendar(app, clock.now());
  const opening = await demoOpening(app.db.kysely, app.policy, clock.now());
  clock.moveTo(opening);
  await keepClockShift(app.db.kysely, clock.now().since(Temporal.Now.instant()));
  return openDemo(app, clock.now());
}
