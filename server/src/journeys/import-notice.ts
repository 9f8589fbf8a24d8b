/** A holiday notice goes into the calendar, and the sessions of the coming days follow; what people have booked is named. */
import {
  actorName,
  type Clock,
  type Db,
  type Handlers,
  inTransaction,
  keepToHospitalWide,
  wallTimeOf,
  dayOf,
  type Wake,
} from '../kernel/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import { outOfStepView, type Scheduling } from '../modules/scheduling/index.ts';

export interface NoticeGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
}

export function noticeHandlers({ db, wake, catalog, policy, scheduling }: NoticeGround): Handlers<'calendarImport'> {
  return {
    async calendarImport({ body, run, actor, now, locale }) {
      keepToHospitalWide(actor, ['administrator', 'operator']);
      const deed = { actor: actorName(actor), now };
      await policy.importNotice(run, { ...body, ...deed });
      const sessions = await inTransaction(db, (tx) => scheduling.generate(tx, deed));
      wake.announce();
      const rules = await policy.current();
      const ground = {
        locale,
        catalog: await catalog.view(),
        policy: rules.data,
        calendar: rules.calendar,
        now: { day: dayOf(now), time: wallTimeOf(now) },
      };
      const rows = await scheduling.outOfStep(db.kysely, { now });
      return { sessions, out_of_step: rows.map((row) => outOfStepView(ground, row)) };
    },
  };
}
