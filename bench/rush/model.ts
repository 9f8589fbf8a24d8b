/**
 * Who comes to a release, and how: people with thumbs, scripts that hammer, scripts that behave. Everything that is assumed
 * about them is a number on this page. Times are milliseconds from the release.
 */

/** 20,000, or as many thousands as `--people` says; everything else is in proportion. */
const asked = process.argv.indexOf('--people');
export const PEOPLE = asked > 0 ? Math.max(2, Math.round(Number(process.argv[asked + 1]) / 2_000)) * 2_000 : 20_000;
/** 5 % of the accounts are scripts: three of five hammer, the others ask like a person, only at once. */
export const BOTS = PEOPLE / 20;
export const HAMMERERS = (BOTS * 3) / 5;
/** Of 200 sessions; a place for every ten people. */
export const PLACES_A_SESSION = PEOPLE / 2_000;

/** Scripts come from few addresses; the hammering ones from few devices too. */
const BOT_ADDRESSES = 20;
const FARM_DEVICES = 50;
/** Three of five people share the campus's one address, the others come in eights from addresses of their homes. */
const ON_CAMPUS = 0.6;
const AT_ONE_HOME = 8;

export const HAMMER_FROM_MS = -8_000;
export const HAMMER_UNTIL_MS = 17_000;
export const HAMMER_EVERY_MS = 1000 / 15;
/** A script's own solver: eight cores, a million hashes a second each, half of 150,000 numbers on average. */
export const BOT_SOLVES_A_SECOND = 100;
const QUIET_BOT_TRIES = 10;
const QUIET_BOT_EVERY_MS = 1_000;

/** Four of five people watch the countdown; half of them press within this time, by a log-normal law. */
const WATCHERS = 0.8;
const REACTION_MS = 450;
const REACTION_SPREAD = 0.5;
/** The others come when they come. */
const LATE_UNTIL_MS = 10_000;
/** Some watchers press too early once, and again when it opens. */
const EARLY_PRESSERS = 0.03;
const EARLY_MS = -500;
/** Who got nothing looks at what is left and tries once more, or goes. */
const TRIES_AGAIN = 0.3;
const THINKS_MS = [2_000, 5_000] as const;

export interface Account {
  index: number;
  kind: 'person' | 'hammerer' | 'quiet_bot';
  address: string;
  /** Who is named alike shares a connection, so that one machine can hold all of them; scripts have one each. */
  wire: string;
  device: string;
  /** When it asks, whatever it is answered. */
  asks_ms: number[];
}

/** mulberry32: the same crowd for the same seed. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normal = (chance: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

function personOf(index: number, chance: () => number): Account {
  const reaction_ms = REACTION_MS * Math.exp(REACTION_SPREAD * normal(chance));
  const press_ms = chance() < WATCHERS ? reaction_ms : 1_000 + chance() * (LATE_UNTIL_MS - 1_000);
  const asks_ms = press_ms === reaction_ms && chance() < EARLY_PRESSERS ? [EARLY_MS, press_ms] : [press_ms];
  const home = Math.floor(index / AT_ONE_HOME);
  const address = chance() < ON_CAMPUS ? '127.0.0.2' : `127.1.${home >> 8}.${home & 255 || 1}`;
  return {
    index,
    kind: 'person',
    address,
    wire: `${address} ${home}`,
    device: `phone-of-account-${index}`,
    asks_ms,
  };
}

function botOf(index: number, chance: () => number): Account {
  const address = `127.9.0.${1 + (index % BOT_ADDRESSES)}`;
  const wire = `bot ${index}`;
  if (index >= HAMMERERS) {
    // the first ask a few milliseconds after the release; the rest only while it is told "full"
    return {
      index,
      kind: 'quiet_bot',
      address,
      wire,
      device: `emulator-number-${index}`,
      asks_ms: [2 + chance() * 20],
    };
  }
  const count = Math.floor((HAMMER_UNTIL_MS - HAMMER_FROM_MS) / HAMMER_EVERY_MS);
  const from_ms = HAMMER_FROM_MS + chance() * HAMMER_EVERY_MS;
  return {
    index,
    kind: 'hammerer',
    address,
    wire,
    device: `farm-device-nr-${String(index % FARM_DEVICES).padStart(4, '0')}`,
    asks_ms: Array.from({ length: count }, (_, n) => from_ms + n * HAMMER_EVERY_MS),
  };
}

export function crowdOf(seed: number): Account[] {
  const chance = chanceOf(seed);
  return Array.from({ length: PEOPLE }, (_, n) => (n < BOTS ? botOf(n, chance) : personOf(n, chance)));
}

/** After how long an account that found its slot full asks for another; undefined: it gives up. */
export function againAfter(account: Account, tries: number, chance: () => number): number | undefined {
  if (account.kind === 'quiet_bot') return tries < QUIET_BOT_TRIES ? QUIET_BOT_EVERY_MS : undefined;
  if (account.kind === 'hammerer' || tries > 1 || chance() > TRIES_AGAIN) return undefined;
  return THINKS_MS[0] + chance() * (THINKS_MS[1] - THINKS_MS[0]);
}
