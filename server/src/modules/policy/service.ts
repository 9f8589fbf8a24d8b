/** The policy in force, kept compiled in memory; a booking keeps the version it was made under. */
import { addDays, type Clock, type Db, record, Refusal, type Run, type Tx } from '../../kernel/index.ts';
import { type CalendarDay, calendarOf, plainKind, rosterOfMakeUpDay } from './calendar.ts';
import { calendarImported, policyPublished } from './facts.ts';
import type { Policy } from './rules.ts';
import { daysBetween, insertPolicy, policyAt, policyVersion, upsertDays } from './store.ts';
import type { PolicyRow } from './tables.ts';

const FRESH_MS = 2_000;

export interface DayInfo {
  kind: CalendarDay['kind'];
  name: string | null;
  works_as_weekday: number | null;
}

export function policyService(ground: { db: Db; clock: Clock }) {
  let current: { row: PolicyRow; until_ms: number } | undefined;
  const versions = new Map<number, PolicyRow>();

  return {
    /** The policy valid now. Refuses with `policy_unavailable` when there is none: unread rules count as not passed. */
    async current(): Promise<PolicyRow> {
      if (current && current.until_ms > performance.now()) return current.row;
      const row = await policyAt(ground.db.kysely, ground.clock.now());
      if (!row) throw new Refusal('policy_unavailable');
      current = { row, until_ms: performance.now() + FRESH_MS };
      return row;
    },
    /** As current, and read from the database now: also says that it answers. */
    async fresh(): Promise<PolicyRow> {
      current = undefined;
      return this.current();
    },
    /** The version a booking was made under; versions never change, so they are kept. */
    async version(version: number): Promise<PolicyRow> {
      const row = versions.get(version) ?? (await policyVersion(ground.db.kysely, version));
      if (!row) throw new Refusal('policy_unavailable');
      versions.set(version, row);
      return row;
    },
    async publish(
      tx: Tx,
      ask: { data: Policy; note: string; actor: string; valid_from: Temporal.Instant; now: Temporal.Instant },
    ): Promise<number> {
      const version = await insertPolicy(tx, { ...ask, created_by: ask.actor });
      await record(tx, policyPublished({ ...ask, at: ask.now, version }));
      current = undefined;
      return version;
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
        days: { date: string; kind: CalendarDay['kind']; name: string | null }[];
        actor: string;
        now: Temporal.Instant;
      },
    ): Promise<void> {
      const days = ask.days.map((day) => ({
        ...day,
        works_as_weekday: day.kind === 'make_up_workday' ? rosterOfMakeUpDay(day.date) : null,
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
