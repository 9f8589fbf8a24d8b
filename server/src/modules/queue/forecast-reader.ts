/**
 * A reader of the record: after each act in a line, what is now said to its people about how long still is written down, to
 * be held against the call when it comes. At most once in EVERY_MINUTES per ticket. The first act of a day closes those before.
 */
import { type Clock, dayOf, type FactReader, type Tx, wallTimeOf } from '../../kernel/index.ts';
import { movingKinds } from './facts.ts';
import type { Forecasts } from './forecast-service.ts';
import type { Line } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import { inOrder, type Standing } from './standing.ts';
import { type ForecastRow, insertForecasts, lastForecasts } from './store-wait.ts';
import { toldLines } from './told-lines.ts';
import { closeDays } from './wait-day.ts';

export const EVERY_MINUTES = 5;

interface Ground {
  needs: QueueNeeds;
  clock: Clock;
  forecasts: Forecasts;
}

export function waitReader({ needs, clock, forecasts }: Ground): FactReader {
  /** The day before which nothing is left to close. */
  let closed_before = '';
  return {
    name: 'wait',
    kinds: movingKinds,
    async apply(tx, facts) {
      const now = clock.now();
      const today = dayOf(now);
      // what was closed just now is remembered when it is seen to be so, since this transaction may still fail
      if (closed_before !== today && (await closeDays(tx, needs, { today, now })).length === 0) closed_before = today;
      const standing = await toldLines(tx, needs, { facts, now });
      for (const line of standing?.lines ?? []) await writeDown(tx, forecasts, { standing: standing!, line, now });
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
