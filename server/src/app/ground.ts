/** What every room stands on: settings, database, clock, secrets, the bell, the log, and the door's memory. */
import type { FastifyBaseLogger } from 'fastify';
import {
  Admission,
  type Challenges,
  challengesOf,
  type Clock,
  countsThroughRedis,
  type Db,
  Doorway,
  masterKey,
  Refusal,
  type Secrets,
  type Settings,
  secretsOf,
  type Visit,
  type Wake,
  wakeHere,
  wakeThroughRedis,
} from '../kernel/index.ts';
import type { MessageChannels } from '../modules/notify/index.ts';
import type { ChannelName, PaymentChannel } from '../modules/payment/index.ts';

export interface AppOptions {
  settings: Settings;
  /** The database; `settings.DATABASE_URL` when not given. */
  databaseUrl?: string;
  /** Hospital time; the demo's shifted clock or the machine's when not given. */
  clock?: Clock;
  /** The outside world's time, for channels; the machine's when not given. */
  outsideNow?: () => Temporal.Instant;
  /** The payment channels; those of the settings when not given. */
  channels?: Partial<Record<ChannelName, PaymentChannel>>;
  /** The ways to people's phones; those of the settings when not given. */
  messages?: MessageChannels;
  /** Whether the live lines are held by a process of their own; by this one when not given. */
  lines?: 'here' | 'apart';
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

export interface Ground {
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

export function openGround(options: AppOptions, db: Db, clock: Clock): Ground {
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
    doorway: new Doorway(() => clock.now()),
  };
}

/** Who hammers is answered at the door: no session is looked up and no body read. */
export function letIn({ admission, doorway }: Ground, token: string): Visit {
  const seconds = admission.unheardFor(token);
  if (seconds > 0) throw new Refusal('too_many_requests', { seconds });
  return doorway.came();
}
