/** The policy in force, kept compiled in memory; a booking keeps the version it was made under. */
import { addDays, type Clock, type Db, dayOf, record, Refusal, type Run, type Tx } from '../../kernel/index.ts';
import { type CalendarDay, calendarOf, plainKind, rosterOfMakeUpDay } from './calendar.ts';
import { calendarImported, policyPublished } from './facts.ts';
import { districtHospital } from './presets/index.ts';
import { type Calendar, liftPolicy, type Policy } from './rules/index.ts';
import {
  daysBetween,
  insertPolicy,
  listVersions,
  newestVersion,
  policyAt,
  policyVersion,
  upsertDays,
} from './store.ts';
import type { PolicyRow, StoredPolicyRow, VersionRow } from './tables.ts';

const FRESH_MS = 2_000;
/** The calendar at hand reaches a little further than any horizon, and as far back as any window of offences. */
const CALENDAR_DAYS = 420;
/** What rules of the first form did not say, they now say as this preset does. */
const unsaid = districtHospital([]);

export interface DayInfo {
  kind: CalendarDay['kind'];
  name: string | null;
  works_as_weekday: number | null;
}

/** A version of the rules, and the calendar they are read by. */
export interface Rules extends PolicyRow {
  calendar: Calendar;
}

const lifted = (row: StoredPolicyRow): PolicyRow => ({ ...row, data: liftPolicy(row.data, unsaid) });

/** The calendar as a function; the same one as before while nothing has changed, so that what was reckoned by it stays. */
function calendarKeeper() {
  let known: { text: string; calendar: Calendar } | undefined;
  return (rows: { date: string; kind: CalendarDay['kind'] }[]): Calendar => {
    const text = rows.map((row) => row.date + row.kind).join();
    if (known?.text === text) return known.calendar;
    const kinds = new Map(rows.map((row) => [row.date, row.kind]));
    known = { text, calendar: (date) => kinds.get(date) ?? plainKind(date) };
    return known.calendar;
  };
}

export function policyService(ground: { db: Db; clock: Clock }) {
  let current: { rules: Rules; until_ms: number } | undefined;
  let reading: Promise<Rules> | undefined;
  const versions = new Map<number, PolicyRow>();
  const keepCalendar = calendarKeeper();

  async function readIn(tx: Tx): Promise<Rules> {
    const now = ground.clock.now();
    const today = dayOf(now);
    const [row, days] = await Promise.all([
      policyAt(tx, now),
      daysBetween(tx, addDays(today, -CALENDAR_DAYS), addDays(today, CALENDAR_DAYS)),
    ]);
    if (!row) throw new Refusal('policy_unavailable');
    const same = current?.rules.version === row.version ? current.rules.data : undefined;
    return { ...row, data: same ?? lifted(row).data, calendar: keepCalendar(days) };
  }
  async function read(): Promise<Rules> {
    const rules = await readIn(ground.db.kysely);
    current = { rules, until_ms: performance.now() + FRESH_MS };
    return rules;
  }

  return {
    /** The policy valid now. Refuses with `policy_unavailable` when there is none: unread rules count as not passed. */
    async current(): Promise<Rules> {
      if (current && current.until_ms > performance.now()) return current.rules;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    /** As current, as a transaction sees it: also the rules that it has itself published, which nobody else sees yet. */
    currentIn: async (tx: Tx): Promise<Rules> =>
      current && current.until_ms > performance.now() ? current.rules : readIn(tx),
    /** As current, and read from the database now: also says that it answers. */
    async fresh(): Promise<Rules> {
      if (current) current.until_ms = 0;
      return this.current();
    },
    /** The version a booking was made under; versions never change, so they are kept. */
    async version(version: number): Promise<Rules> {
      const [{ calendar }, stored] = await Promise.all([
        this.current(),
        versions.get(version) ?? policyVersion(ground.db.kysely, version),
      ]);
      if (!stored) throw new Refusal('policy_unavailable');
      const row = versions.get(version) ?? lifted(stored);
      versions.set(version, row);
      return { ...row, calendar };
    },
    /**
     * The next version. Refuses with `policy_outdated` when `base_version` is no longer the newest. Whether its clauses
     * stand is for the caller to ask first (`contradictionsOf`).
     */
    async publish(
      tx: Tx,
      ask: {
        data: Policy;
        note: string;
        actor: string;
        valid_from: Temporal.Instant;
        now: Temporal.Instant;
        base_version?: number;
      },
    ): Promise<number> {
      const version = await insertPolicy(tx, { ...ask, created_by: ask.actor });
      if (version === undefined) throw new Refusal('policy_outdated', { version: await newestVersion(tx) });
      await record(tx, policyPublished({ ...ask, at: ask.now, version }));
      if (current) current.until_ms = 0;
      return version;
    },
    versions: listVersions,
    /** A version as it was published, in today's form; undefined: there is none. */
    async published(tx: Tx, version: number): Promise<(VersionRow & { data: Policy }) | undefined> {
      const row = await policyVersion(tx, version);
      return row && { ...row, data: liftPolicy(row.data, unsaid) };
    },
    /** What each day of a span is: workday, weekend, holiday or make-up day. */
    async days(tx: Tx, from: string, to: string): Promise<Map<string, DayInfo>> {
      const rows = new Map((await daysBetween(tx, from, to)).map((row) => [row.date, row]));
      const out = new Map<string, DayInfo>();
      for (let date = from; date <= to; date = addDays(date, 1)) {
        const row = rows.get(date);
        out.set(date, row ?? { kind: plainKind(date), name: null, works_as_weekday: null });
      }
      return out;
    },
    async year(tx: Tx, year: number): Promise<{ items: CalendarDay[]; announced: boolean }> {
      const items = await daysBetween(tx, `${year}-01-01`, `${year}-12-31`);
      return { items, announced: items.some((day) => day.kind === 'make_up_workday') };
    },
    /** Puts in what is known of these years by the library and the law; an imported notice is never overwritten. */
    async openYears(tx: Tx, years: number[]): Promise<void> {
      for (const year of years) {
        const { announced, items } = await this.year(tx, year);
        if (!announced && items.every((day) => !day.source.startsWith('导入')))
          await upsertDays(tx, calendarOf(year).days);
      }
    },
    importNotice(
      run: Run,
      ask: {
        source: string;
        days: (Omit<CalendarDay, 'source' | 'works_as_weekday'> & { works_as_weekday?: number | null })[];
        actor: string;
        now: Temporal.Instant;
      },
    ): Promise<void> {
      const days = ask.days.map((day) => ({
        ...day,
        works_as_weekday: day.kind === 'make_up_workday' ? (day.works_as_weekday ?? rosterOfMakeUpDay(day.date)) : null,
        source: `导入：${ask.source}`,
      }));
      return run(async (tx) => {
        await upsertDays(tx, days);
        await record(tx, calendarImported({ at: ask.now, actor: ask.actor, source: ask.source, days: days.length }));
      });
    },
  };
}
export type PolicyService = ReturnType<typeof policyService>;
