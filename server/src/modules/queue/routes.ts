/** The queue's reading routes; calling and finishing are the journey see-a-patient. */
import { type Db, type Handlers, Refusal } from '../../kernel/index.ts';
import { boardState, type HallGround } from './hall.ts';
import { dayQueue, doctorDay, ownPlace, watchedDepartments } from './reading.ts';

export type QueueRouteNames = 'queuePlace' | 'boardState' | 'doctorDay' | 'deskQueue';

export function queueHandlers(ground: HallGround & { db: Db }): Handlers<QueueRouteNames> {
  const { needs, db } = ground;
  return {
    async queuePlace({ params, actor, now, locale }) {
      const ask = { booking_id: params.id, account_id: actor.id, now, locale };
      const { place } = await ownPlace(db.kysely, needs, ask);
      if (!place) throw new Refusal('not_found');
      return place;
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
  };
}
