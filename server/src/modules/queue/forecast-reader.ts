/**
 * A reader of the record: after each act in a line, what is now said to its people about how long still is written down, to
 * be held against the call when it comes. At most once in EVERY_MINUTES per ticket. The first act of a day closes those before.
 */
import { type Clock, dayOf, type FactReader, type FactRow, type Tx, wallTimeOf } from '../../kernel/index.ts';
import { ticketFactKinds } from './facts.ts';
import type { Forecasts } from './forecast-service.ts';
import type { Line } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import { inOrder, type Standing, standingOf } from './standing.ts';
import { type ForecastRow, insertForecasts, lastForecasts } from './store-wait.ts';
import { closeDays } from './wait-day.ts';

const WATCHED = ticketFactKinds.filter((kind) => kind !== 'ticket.near');
export const EVERY_MINUTES = 5;

const textsOf = (facts: FactRow[], name: string): string[] => [
  ...new Set(facts.flatMap((fact) => (typeof fact.data[name] === 'string' ? [fact.data[name]] : []))),
];

interface Ground {
  needs: QueueNeeds;
  clock: Clock;
  forecasts: Forecasts;
}

export function waitReader({ needs, clock, forecasts }: Ground): FactReader {
  return {
    name: 'wait',
    kinds: WATCHED,
    async apply(tx, facts) {
      const now = clock.now();
      const today = dayOf(now);
      await closeDays(tx, needs, { today, now });
      const fresh = facts.filter((fact) => dayOf(fact.at) === today);
      if (fresh.length === 0) return;
      const session_ids = textsOf(fresh, 'session_id');
      const department_ids = textsOf(fresh, 'department_id');
      const duties = (await needs.dutyOf(tx, { date: today, department_ids })).filter(({ id }) =>
        session_ids.includes(id),
      );
      const point_ids = textsOf(fresh, 'service_point_id');
      const standing = await standingOf(tx, needs, { duties, point_ids, now });
      for (const line of standing.lines) await writeDown(tx, forecasts, { standing, line, now });
    },
  };
}

async function writeDown(
  tx: Tx,
  forecasts: Forecasts,
  ask: { standing: Standing; line: Line; now: Temporal.Instant },
): Promise<void> {
  const { now } = ask;
  const waiting = inOrder(ask.standing, ask.line);
  const last = await lastForecasts(
    tx,
    waiting.map(({ ticket }) => ticket.id),
  );
  // a clock that was set back makes the last one lie ahead: then it is long enough ago, too
  const isDue = (id: string) => {
    const at = last.get(id);
    return !at || Math.abs(now.epochMilliseconds - at.epochMilliseconds) >= EVERY_MINUTES * 60_000;
  };
  const due = waiting.filter(({ ticket }) => isDue(ticket.id));
  if (due.length === 0) return;
  const { ranges, rival } = await forecasts.ofLine(tx, ask);
  const rows = due.flatMap(({ ticket, position }): ForecastRow[] => {
    const range = ranges.get(ticket.id);
    const rival_minutes = rival(position - 1);
    if (!range || rival_minutes === null) return [];
    const { department_id, date } = ticket;
    const said = {
      made_at: now,
      date,
      hour: Number(wallTimeOf(now).slice(0, 2)),
      people_ahead: position - 1,
      rival_minutes,
    };
    return [{ ticket_id: ticket.id, department_id, ...said, ...range }];
  });
  await insertForecasts(tx, rows);
}
