/** The queue's reading routes, and its service points; calling and finishing are the journeys see-a-patient and serve-at-a-point. */
import { addDays, type Db, departmentScope, type Handlers, Refusal } from '../../kernel/index.ts';
import { boardState, type HallGround } from './hall.ts';
import type { AskedTogether } from './asked-together.ts';
import { myTickets, ownPlace, type PlaceGround } from './reading.ts';
import { dayQueue, doctorDay, linesAskOf, watchedDepartments } from './reading-day.ts';
import { readLines } from './reading-lines.ts';
import { type PointRouteNames, pointHandlers } from './routes-points.ts';
import { waitScore } from './score.ts';

/** Of waiting times' errors: a year at a time. */
const MOST_DAYS = 366;

export type QueueRouteNames =
  | 'queuePlace'
  | 'myTickets'
  | 'boardState'
  | 'doctorDay'
  | 'deskQueue'
  | 'queueLines'
  | 'waitScore'
  | PointRouteNames;

export function queueHandlers(
  ground: HallGround & PlaceGround & { db: Db; asked: AskedTogether },
): Handlers<QueueRouteNames> {
  const { needs, db } = ground;
  return {
    ...pointHandlers(ground),
    async queuePlace({ params, actor, now, locale }) {
      const ask = { booking_id: params.id, account_id: actor.id, now, locale };
      const { place } = await ownPlace(db.kysely, ground, ask);
      if (!place) throw new Refusal('not_found');
      return place;
    },
    async myTickets({ actor, now, locale }) {
      const { items } = await myTickets(db.kysely, ground, { account_id: actor.id, now, locale });
      return { items };
    },
    boardState: ({ actor, now }) => boardState(db.kysely, ground, { board_id: actor.id, now }),
    async doctorDay({ actor, now, locale }) {
      if (!actor.doctor_id) throw new Refusal('not_allowed');
      return doctorDay(db.kysely, needs, { doctor_id: actor.doctor_id, now, locale });
    },
    async deskQueue({ actor, query, now, locale }) {
      const department_ids = watchedDepartments(actor, query.department_id);
      return { items: await dayQueue(db.kysely, needs, { department_ids, now, locale }) };
    },
    async waitScore({ query, actor, locale }) {
      if (query.to < query.from || query.to >= addDays(query.from, MOST_DAYS))
        throw new Refusal('input_invalid', {}, [
          { field: 'to', message: `最多 ${MOST_DAYS} 天 / at most ${MOST_DAYS} days` },
        ]);
      const department_ids = departmentScope(actor, ['operator', 'administrator']);
      return waitScore(db.kysely, await needs.names(), { ...query, department_ids, locale });
    },
    async queueLines({ actor, query, now, locale }) {
      const ask = linesAskOf(actor, query.department_id);
      if (!ask) throw new Refusal('not_allowed');
      return readLines(db.kysely, needs, { ...ask, now, locale });
    },
  };
}
