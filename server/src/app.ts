/**
 * The composition root: the house's rooms are opened in their order and handed to one another as plain arguments. What an
 * earlier room asks of a later one is given as a function here, so that no import points back.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { noChannel } from './adapters/no-channel.ts';
import { smsSender } from './adapters/sms.ts';
import { wechatLogin } from './adapters/wechat-login.ts';
import { readMerchantFile, wechatPay } from './adapters/wechat-pay.ts';
import { demoAccounts } from './demo/hospital.ts';
import { openDemo } from './demo/open.ts';
import { type BookAndPayGround, bookAndPayHandlers, expireHolds, settleBooking } from './journeys/book-and-pay.ts';
import { cancelHandlers } from './journeys/cancel-and-refund.ts';
import { checkInHandlers } from './journeys/check-in.ts';
import { type ClosureGround, closureHandlers } from './journeys/close-sessions.ts';
import { type CloseDayGround, closeDayHandlers, markNoShows } from './journeys/close-the-day.ts';
import { caseHandlers, finishClosures, settleDue } from './journeys/closure-cases.ts';
import { demoHandlers, demoOpening, keepClockShift, readClockShift } from './journeys/demo.ts';
import { extraHandlers } from './journeys/extra-place.ts';
import { noticeHandlers } from './journeys/import-notice.ts';
import { poolHandlers } from './journeys/keep-pools.ts';
import { keepCalendar } from './journeys/open-the-hospital.ts';
import { penaltyHandlers } from './journeys/penalties.ts';
import { recordHandlers } from './journeys/read-the-record.ts';
import { recycleReserves } from './journeys/recycle-reserves.ts';
import { seeHandlers } from './journeys/see-a-patient.ts';
import { whatIfHandlers } from './journeys/what-if.ts';
import {
  Admission,
  actorOfToken,
  type Challenges,
  challengesOf,
  type Clock,
  Doorway,
  type Db,
  countsThroughRedis,
  dayOf,
  type Handlers,
  inTransaction,
  LiveHub,
  type MovableClock,
  masterKey,
  openDb,
  Refusal,
  type Secrets,
  type Settings,
  secretsOf,
  shiftedClock,
  systemClock,
  type Visit,
  type Wake,
  wakeHere,
  wakeThroughRedis,
} from './kernel/index.ts';
import { openAnalytics } from './modules/analytics/index.ts';
import { type Bookings, openBooking } from './modules/booking/index.ts';
import { openCatalog } from './modules/catalog/index.ts';
import { openNotify } from './modules/notify/index.ts';
import { openPayment, type Payment, type PaymentChannel } from './modules/payment/index.ts';
import { openPeople } from './modules/people/index.ts';
import { openPolicy } from './modules/policy/index.ts';
import { openQueue, type Queue } from './modules/queue/index.ts';
import { openScheduling } from './modules/scheduling/index.ts';
import { openVisit } from './modules/visit/index.ts';
import { openWaitlist, type Waitlist } from './modules/waitlist/index.ts';
import { serve } from './serve.ts';
import { type Rounds, rounds, startWorkers } from './workers.ts';

export interface AppOptions {
  settings: Settings;
  /** The database; `settings.DATABASE_URL` when not given. */
  databaseUrl?: string;
  /** Hospital time; the demo's shifted clock or the machine's when not given. */
  clock?: Clock;
  /** The outside world's time, for channels; the machine's when not given. */
  outsideNow?: () => Temporal.Instant;
  /** The payment channel; WeChat Pay by the settings when not given. */
  channel?: PaymentChannel;
}

async function channelOf({ settings, channel, outsideNow }: AppOptions, origin: string): Promise<PaymentChannel> {
  if (channel) return channel;
  if (!settings.WECHAT_PAY_FILE) return noChannel;
  const merchant = readMerchantFile(settings.WECHAT_PAY_FILE);
  return wechatPay(
    { merchant, base_url: settings.WECHAT_PAY_BASE, notify_url: `${origin}/api/payment-notices/wechat` },
    outsideNow ?? (() => Temporal.Now.instant()),
  );
}

function loginOf(settings: Settings) {
  const { WECHAT_APP_ID: appid, WECHAT_APP_SECRET: app_secret, WECHAT_LOGIN_BASE: base_url } = settings;
  return appid && app_secret ? wechatLogin({ appid, app_secret, base_url }) : undefined;
}

export const originOf = (settings: Settings): string =>
  settings.PUBLIC_ORIGIN ?? `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`;

/** The log exists only once Fastify does; until then what a room wants to say goes to stderr. */
function lateLog() {
  let log: FastifyBaseLogger | undefined;
  const write = (level: 'info' | 'warn' | 'error') => (details: object | string, message?: string) => {
    if (log) log[level](details as object, message);
    else process.stderr.write(`${message ?? JSON.stringify(details)}\n`);
  };
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    become(real: FastifyBaseLogger) {
      log = real;
    },
  };
}

interface Ground {
  settings: Settings;
  db: Db;
  clock: Clock;
  secrets: Secrets;
  wake: Wake;
  log: ReturnType<typeof lateLog>;
  /** Who asks too often, and how they show to be people. */
  admission: Admission;
  challenges: Challenges;
  /** Who is on the way to a place. */
  doorway: Doorway;
}

/** The rooms, in the order of the house. */
function openRooms(ground: Ground, options: AppOptions, channel: PaymentChannel) {
  const { clock, settings, wake } = ground;
  const origin = originOf(settings);
  const later: { booking?: Bookings; payment?: Payment; waitlist?: Waitlist; queue?: Queue } = {};
  const catalog = openCatalog({
    ...ground,
    inUse: (tx, thing) => scheduling.inUse(tx, { ...thing, from: dayOf(clock.now()) }),
  });
  const people = openPeople({
    ...ground,
    sms: smsSender(settings, { info: (message) => ground.log.info(message) }),
    wechatLogin: loginOf(settings),
    boards: catalog.boards,
    hasOpenBookings: (tx, patient_id, account_id) => later.booking!.hasOpenBookings(tx, patient_id, account_id),
    hasBookingIn: (tx, patient_id, department_ids) => later.booking!.hasBookingIn(tx, patient_id, department_ids),
  });
  const policy = openPolicy({ ...ground, catalog, people });
  const settle = settleBooking({ booking: () => later.booking!, payment: () => later.payment! });
  const payment = openPayment({
    ...ground,
    channels: { wechat: channel },
    channelNow: options.outsideNow ?? (() => Temporal.Now.instant()),
    settle,
  });
  const scheduling = openScheduling({ ...ground, catalog, policy });
  const booking = openBooking({
    ...ground,
    people,
    catalog,
    policy,
    scheduling,
    payment,
    announce: wake.announce,
    ticketNumbers: (tx, ids) => later.queue!.ticketNumbers(tx, ids),
    noPlace: (slot, patient_id) => later.waitlist?.noPlace(slot, patient_id),
  });
  const waitlist = openWaitlist({
    ...ground,
    people,
    catalog,
    policy,
    scheduling,
    booking,
    log: (message, error) => ground.log.error({ err: error }, message),
  });
  const visit = openVisit({ ...ground, needs: { cards: people.cards } });
  const queue = openQueue({
    ...ground,
    needs: {
      dutyOf: async (tx, ask) =>
        (await scheduling.sessions(tx, { from: ask.date, to: ask.date, doctor_id: ask.doctor_id })).filter(
          (s) =>
            (!ask.room_id || s.room_id === ask.room_id) &&
            (!ask.department_ids || ask.department_ids.includes(s.department_id)),
        ),
      names: async () => {
        const view = await catalog.view();
        return { ...view, hospital: view.hospital, notice: view.hospital.notice };
      },
      cards: people.cards,
      ownPatientIds: people.ownPatientIds,
      hall: catalog.boards.byId,
      bookingStanding: booking.card,
      expected: booking.expected,
      openVisit: visit.openOf,
      public_origin: origin,
    },
  });
  Object.assign(later, { booking, payment, waitlist, queue });
  return { catalog, people, policy, payment, scheduling, booking, waitlist, visit, queue };
}

export type Rooms = ReturnType<typeof openRooms>;

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

function closingGround(ground: Ground, rooms: Rooms, expire: () => Promise<number>) {
  const closures = closureGround(ground, rooms);
  const settleClosed: CloseDayGround['settleClosed'] = (tx, id, deed) =>
    settleDue(tx, closures, id, { ...deed, force: true });
  return { ...ground, booking: rooms.booking, queue: rooms.queue, expireHolds: expire, settleClosed };
}

const closureGround = (ground: Ground, rooms: Rooms): ClosureGround => ({
  ...ground,
  ...rooms,
  leaveQueue: async (tx, id, deed) => void (await rooms.queue.leaveQueue(tx, id, deed)),
});

/** Every route of the contract, each by the room or journey it belongs to; the type leaves none out. */
function handlersOf(ground: Ground, rooms: Rooms & ReadersRooms, expire: () => Promise<number>): Handlers {
  const { booking, queue } = rooms;
  const book: BookAndPayGround = { ...ground, ...rooms, publicOrigin: originOf(ground.settings) };
  const movable = ground.settings.DEMO && 'moveTo' in ground.clock ? (ground.clock as MovableClock) : undefined;
  return {
    ...rooms.people.handlers,
    ...rooms.catalog.handlers,
    ...rooms.policy.handlers,
    ...rooms.payment.handlers,
    ...rooms.scheduling.handlers,
    ...booking.handlers,
    ...rooms.waitlist.handlers,
    ...rooms.visit.handlers,
    ...queue.handlers,
    ...rooms.notify.handlers,
    ...rooms.analytics.handlers,
    ...bookAndPayHandlers(book),
    ...cancelHandlers(closureGround(ground, rooms)),
    ...closureHandlers(closureGround(ground, rooms)),
    ...caseHandlers(closureGround(ground, rooms)),
    ...checkInHandlers({ ...ground, ...rooms }),
    ...seeHandlers({ ...ground, ...rooms }),
    ...closeDayHandlers(closingGround(ground, rooms, expire)),
    ...noticeHandlers({ ...ground, ...rooms }),
    ...poolHandlers({ ...ground, ...rooms }),
    ...extraHandlers(closureGround(ground, rooms)),
    ...recordHandlers(ground.db),
    ...whatIfHandlers({ ...ground, ...rooms }),
    ...penaltyHandlers({ ...ground, ...rooms }),
    ...demoHandlers(movable && { ...ground, clock: movable, accounts: demoAccounts }),
  };
}

/** The rooms that read the record: they stand last, and nobody stands on them. */
function openReaders(ground: Ground, rooms: Rooms) {
  const { people, catalog } = rooms;
  const notify = openNotify({
    ...ground,
    needs: { accountsOf: people.accountsOf, cards: people.cards, names: catalog.view },
  });
  const analytics = openAnalytics(ground);
  return { notify, analytics };
}
type ReadersRooms = ReturnType<typeof openReaders>;

/** Who hammers is answered at the door: no session is looked up and no body read. */
function letIn({ admission, doorway }: Ground, token: string): Visit {
  const seconds = admission.unheardFor(token);
  if (seconds > 0) throw new Refusal('too_many_requests', { seconds });
  return doorway.came();
}

async function clockOf(options: AppOptions, db: Db): Promise<Clock> {
  if (options.clock) return options.clock;
  return options.settings.DEMO ? shiftedClock(await readClockShift(db.kysely)) : systemClock;
}

function openGround(options: AppOptions, db: Db, clock: Clock): Ground {
  const { settings } = options;
  const log = lateLog();
  const wake = settings.REDIS_URL
    ? wakeThroughRedis(settings.REDIS_URL, (message) =>
        log.warn({ redis: message }, 'Redis is away; nodes look by themselves every second'),
      )
    : wakeHere();
  const secrets = secretsOf(masterKey(settings));
  return {
    settings,
    db,
    clock,
    secrets,
    wake,
    log,
    admission: new Admission({ shared: settings.REDIS_URL ? countsThroughRedis(settings.REDIS_URL) : undefined }),
    challenges: challengesOf(secrets.sign('key', 'challenge')),
    doorway: new Doorway(),
  };
}

/** Opens the whole server on a migrated database; nothing listens and no timer runs until asked. */
export async function openApp(options: AppOptions): Promise<App> {
  const { settings } = options;
  const db = openDb(options.databaseUrl ?? settings.DATABASE_URL ?? '', { connections: settings.DATABASE_POOL });
  const ground = openGround(options, db, await clockOf(options, db));
  const { clock, wake, log } = ground;
  const rooms = openRooms(ground, options, await channelOf(options, originOf(settings)));
  const readers = openReaders(ground, rooms);
  const note = (message: string, error: unknown) => log.error({ err: error }, message);
  const expire = () => expireHolds({ ...ground, ...rooms }, note);
  const live = new LiveHub(
    {
      db,
      wake,
      now: () => clock.now(),
      actorOf: (token) => actorOfToken(http, token),
      goesOn: (session) => http.sessions.goesOn(session, clock.now()),
      log: note,
    },
    [...rooms.queue.liveViews, ...rooms.waitlist.liveViews, ...readers.analytics.liveViews],
  );
  const http = { db, clock, secrets: ground.secrets, sessions: rooms.people.sessions };
  const server = await serve({
    ...http,
    doors: { bookingHold: ({ headers }) => letIn(ground, headers.authorization ?? '') },
    settings,
    live,
    handlers: handlersOf(ground, { ...rooms, ...readers }, expire),
    extraRoutes: (app) => rooms.catalog.registerPictures(app),
    // rules that cannot be read count as not ready, and reading them asks the database
    isReady: async () => (await rooms.policy.fresh()).version > 0,
  });
  log.become(server.log);
  const work = {
    db,
    clock,
    wake,
    log: note,
    readers: [...readers.notify.readers, ...readers.analytics.readers],
    expireHolds: expire,
    waitlist: () => rooms.waitlist.round(clock.now()),
    recycle: () => recycleReserves({ ...ground, ...rooms, somebodyWaits: rooms.waitlist.somebodyWaits }),
    payments: rooms.payment.work,
    closures: () => finishClosures(closureGround(ground, rooms), clock.now()),
    noShows: () => markNoShows(closingGround(ground, rooms, expire), clock.now()),
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
        await rooms.scheduling.availability.stop();
        await stop();
        await rooms.waitlist.tellUnmet(clock.now());
      };
    },
    async close() {
      await server.close();
      await rooms.payment.drain();
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
