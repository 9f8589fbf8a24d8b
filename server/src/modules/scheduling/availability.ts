/**
 * What is still free, from memory: every node keeps the rows of the coming days, moved on by the facts of the record, and
 * the answers made of them as bytes. An answer is made again when a place of its department was taken or given back, when
 * names or rules changed, and with every new minute of the hospital's clock, since all cut-offs and releases are minutes.
 */
import type { AvailabilityView } from '@menzhen/contract';
import {
  addDays,
  type Clock,
  type Db,
  dayOf,
  type FactRow,
  Follower,
  found,
  type Locale,
  Prepared,
  type Wake,
  wallTimeOf,
} from '../../kernel/index.ts';
import type { Catalog, CatalogView } from '../catalog/index.ts';
import type { DayInfo, Policies } from '../policy/index.ts';
import { availabilityView } from './availability-view.ts';
import { horizonDays } from './rules.ts';
import { supplyOf } from './store-availability.ts';
import type { SessionSupply } from './views.ts';

export interface AvailabilityGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  catalog: Catalog;
  policy: Policies;
  log: { error: (details: object, message: string) => void };
}
export interface AvailabilityAsk {
  department_id: string;
  channel: 'app' | 'mini_program';
  locale: Locale;
  now: Temporal.Instant;
}
type Answer = Prepared<AvailabilityView>;
interface Kept {
  answer: Answer;
  members: ReadonlySet<string>;
  minute: number;
  age: number;
}

/** Days ahead that are shown at least; more where the rules let book further. */
const SHOWN_DAYS = 14;
/** Another node's change of names or rules reaches the caches they are read by within this time. */
const NAMES_SETTLE_MS = 2_500;
const NAMES = /^(policy|calendar|campus|department|doctor|room|visit_type)\./;
/** Facts of supply that name no session: all of it is read again. */
const SUPPLY = /^(closure|substitution|roster|pool)\./;
/** They name the session whose line they tell of, and change no place of it: a call in the hall reads nothing again. */
const IN_LINE = /^ticket\./;

/** The sessions that a fact names, in whatever field it does. */
export function sessionsIn(data: Record<string, unknown>): string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (/session_id$/.test(name) && typeof value === 'string') return [value];
    if (/session_ids$/.test(name) && Array.isArray(value)) return value.filter((one) => typeof one === 'string');
    return [];
  });
}

/** A department's own sessions and, for one of the first level, those of its sub-departments. */
export function family(catalog: CatalogView, department_id: string): Set<string> {
  const children = catalog.departments.filter((d) => d.parent_id === department_id).map((d) => d.id);
  return new Set([department_id, ...children]);
}

export class Availability {
  readonly #ground: AvailabilityGround;
  readonly #follower: Follower;
  readonly #rows = new Map<string, SessionSupply>();
  readonly #kept = new Map<string, Kept>();
  readonly #making = new Map<string, Promise<Answer>>();
  /** How often a department's rows, and how often everything, changed. */
  readonly #ages = new Map<string, number>();
  #allAge = 0;
  #days = new Map<string, DayInfo>();
  #today = '';
  #lastDay = '';
  #policyMinute = 0;
  #settling: NodeJS.Timeout | undefined;
  /** Reads and changes of the rows stand in one line, so that an older reading never lies over a newer one. */
  #line: Promise<unknown> = Promise.resolve();

  constructor(ground: AvailabilityGround) {
    this.#ground = ground;
    this.#follower = new Follower({
      ...ground,
      onFacts: (facts) => this.#inLine(() => this.#take(facts)),
      log: (message, error) => ground.log.error({ err: error }, message),
    });
  }

  /** From now on the rows follow the record; before, every answer is read from the database. */
  async start(): Promise<void> {
    await this.#follower.start();
    await this.#inLine(() => this.#readAll());
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
    clearTimeout(this.#settling);
  }

  /** @throws Refusal not_found */
  async of(ask: AvailabilityAsk): Promise<Answer> {
    const key = `${ask.department_id} ${ask.channel} ${ask.locale}`;
    const minute = minuteOf(ask.now);
    const kept = this.#kept.get(key);
    if (kept && this.#follower.follows && kept.minute === minute && kept.age === this.#ageOf(kept.members))
      return kept.answer;
    const making = this.#making.get(key);
    if (making) return making;
    const mine = this.#make(key, ask).finally(() => this.#making.delete(key));
    this.#making.set(key, mine);
    return mine;
  }

  async #make(key: string, ask: AvailabilityAsk): Promise<Answer> {
    const { catalog, policy } = this.#ground;
    const { now } = ask;
    const minute = minuteOf(now);
    // a rule that begins to hold does so with a minute; within one the kept rules will do
    const [names, rules] = await Promise.all([
      catalog.view(),
      minute === this.#policyMinute ? policy.current() : policy.fresh(),
    ]);
    this.#policyMinute = minute;
    found(names.department(ask.department_id));
    if (!this.#follower.follows || this.#today !== dayOf(now)) await this.#inLine(() => this.#readAll());
    const members = family(names, ask.department_id);
    const age = this.#ageOf(members);
    const ground = {
      catalog: names,
      policy: rules.data,
      calendar: rules.calendar,
      now: { day: dayOf(now), time: wallTimeOf(now) },
      locale: ask.locale,
      channel: ask.channel,
    };
    const supply = [...this.#rows.values()].filter(({ session }) => members.has(session.department_id)).sort(inOrder);
    const view = availabilityView(ground, ask.department_id, this.#days, supply);
    const before = this.#kept.get(key)?.answer;
    const made = new Prepared(view);
    // the same bytes keep their compressed form
    const answer = before?.etag === made.etag ? before : made;
    this.#kept.set(key, { answer, members, minute, age });
    return answer;
  }

  #ageOf(members: ReadonlySet<string>): number {
    let age = this.#allAge;
    for (const id of members) age += this.#ages.get(id) ?? 0;
    return age;
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }

  async #readAll(): Promise<void> {
    const { db, clock, policy } = this.#ground;
    const from = dayOf(clock.now());
    const to = addDays(from, Math.max(SHOWN_DAYS, horizonDays((await policy.current()).data)));
    const [days, all] = await Promise.all([policy.days(db.kysely, from, to), supplyOf(db.kysely, { from, to })]);
    this.#rows.clear();
    for (const supply of all) this.#rows.set(supply.session.id, supply);
    this.#days = days;
    this.#today = from;
    this.#lastDay = to;
    this.#allAge += 1;
  }

  async #take(facts: FactRow[]): Promise<void> {
    const ids = [...new Set(facts.flatMap(({ kind, data }) => (IN_LINE.test(kind) ? [] : sessionsIn(data))))];
    const unnamed = facts.some(({ kind, data }) => SUPPLY.test(kind) && sessionsIn(data).length === 0);
    // another policy may look further, another calendar calls the days by other names
    if (unnamed || facts.some(({ kind }) => /^(policy|calendar)\./.test(kind))) await this.#readAll();
    else if (ids.length > 0) await this.#readSome(ids);
    if (facts.some(({ kind }) => NAMES.test(kind))) this.#namesChanged();
  }

  async #readSome(ids: string[]): Promise<void> {
    const there = await supplyOf(this.#ground.db.kysely, { from: this.#today, to: this.#lastDay, ids });
    const found = new Map(there.map((supply) => [supply.session.id, supply]));
    for (const id of ids) {
      const [before, after] = [this.#rows.get(id), found.get(id)];
      if (after) this.#rows.set(id, after);
      else this.#rows.delete(id);
      for (const one of [before, after]) if (one) this.#older(one.session.department_id);
    }
  }

  #older(department_id: string): void {
    this.#ages.set(department_id, (this.#ages.get(department_id) ?? 0) + 1);
  }

  /** Made again at once, and once more when the caches of names and rules have caught up. */
  #namesChanged(): void {
    this.#allAge += 1;
    this.#policyMinute = 0;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#allAge += 1;
    }, NAMES_SETTLE_MS).unref();
  }
}

const minuteOf = (now: Temporal.Instant): number => Math.floor(now.epochMilliseconds / 60_000);

const inOrder = ({ session: a }: SessionSupply, { session: b }: SessionSupply): number => {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  const byTime = Temporal.Instant.compare(a.starts_at, b.starts_at);
  return byTime || (a.id < b.id ? -1 : 1);
};
