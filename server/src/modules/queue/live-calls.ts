/**
 * The newest calls of a department, live to every phone that asks: what a board shows anyway, without names. One state for
 * all who watch, so that a hall of thousands is read once and told with one message.
 */
import type { HallCalls } from '@menzhen/contract';
import { type Clock, type Db, dayOf, found, instantOf, type LiveView } from '../../kernel/index.ts';
import type { QueueNeeds } from './ports.ts';
import { cursorOf } from './reading.ts';
import { callsSince } from './store-hall.ts';

const CALLS_TOLD = 6;
/** What changes who is called: also a call taken back, and a room that gets another name. */
const TOLD = /^(ticket\.(called|recalled|undone)|room\.)/;

export interface LiveCallsGround {
  db: Db;
  clock: Clock;
  needs: Pick<QueueNeeds, 'names'>;
}

export function callsView({ db, clock, needs }: LiveCallsGround): LiveView {
  const departmentOf = (key: string) => key.slice('calls:'.length);
  return {
    keyOf: (actor, topic) => (actor.kind === 'patient' && /^calls:[0-9a-f-]{36}$/.test(topic) ? topic : undefined),
    async read(key) {
      const names = await needs.names();
      const department_id = departmentOf(key);
      found(names.department(department_id));
      const calls = await callsSince(db.kysely, {
        department_ids: [department_id],
        room_id: null,
        since: instantOf(dayOf(clock.now()), '00:00'),
        limit: CALLS_TOLD,
      });
      const state: HallCalls = {
        calls: calls.map((call) => ({
          call_id: `${call.ticket_id}:${call.call_no}`,
          ticket_number: call.number,
          room_name: names.room(call.room_id)?.name ?? '',
          called_at: call.at.toString(),
        })),
      };
      return { cursor: cursorOf(state), state };
    },
    touchedBy: (key, facts) =>
      facts.some(
        ({ kind, data }) =>
          TOLD.test(kind) && (!kind.startsWith('ticket.') || data.department_id === departmentOf(key)),
      ),
  };
}
