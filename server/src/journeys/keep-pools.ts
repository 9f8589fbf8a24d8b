/** The pool board: how each session's places are shared out and taken, changing that, and the recount of all counters. */
import type { SessionPlacesView } from '@menzhen/contract';
import {
  actorName,
  addDays,
  type Db,
  dayOf,
  departmentScope,
  found,
  type Handlers,
  inTransaction,
  keepToDepartment,
  keepToHospitalWide,
  type Locale,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import { type Catalog, nameIn } from '../modules/catalog/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import { type Scheduling, sessionView, shareOf } from '../modules/scheduling/index.ts';

export interface PoolGround {
  db: Db;
  wake: Wake;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
  booking: Pick<Bookings, 'usedPools' | 'extrasBySession' | 'recount'>;
}
export type PoolRouteNames = 'poolBoard' | 'poolSave' | 'poolApply' | 'poolCheck';

const PLANNERS = ['administrator', 'operator'] as const;
/** Counters of days long past cannot change any more; the recount looks at these days and all to come. */
const CHECKED_DAYS = 31;

type SessionRows = Awaited<ReturnType<Scheduling['sessions']>>;

export function poolHandlers(ground: PoolGround): Handlers<PoolRouteNames> {
  const { db, wake, catalog, policy, scheduling, booking } = ground;

  async function placesOf(rows: SessionRows, now: Temporal.Instant, locale: Locale): Promise<SessionPlacesView[]> {
    const ids = rows.map((row) => row.id);
    const [rules, names, slots, pools, extras] = await Promise.all([
      policy.current(),
      catalog.view(),
      scheduling.poolSlots(db.kysely, ids, now),
      scheduling.poolsOf(db.kysely, ids),
      booking.extrasBySession(db.kysely, ids),
    ]);
    const view = { catalog: names, policy: rules.data, calendar: rules.calendar, now: scheduling.now(), locale };
    return rows.map((row) => {
      const own = {
        slots: slots.filter((slot) => slot.session_id === row.id),
        pools: pools.filter((pool) => pool.session_id === row.id),
      };
      return { session: sessionView(view, row), ...shareOf(own), extra: extras.get(row.id) ?? 0 };
    });
  }

  return {
    async poolBoard({ query, actor, now, locale }) {
      const scope = departmentScope(actor, PLANNERS);
      const names = await catalog.view();
      const wanted = query.department_id;
      const rows = await scheduling.sessions(db.kysely, { from: query.date, to: query.date });
      const shown = rows.filter(
        ({ department_id }) =>
          (!scope || scope.includes(department_id)) &&
          (!wanted || wanted === department_id || names.department(department_id)?.parent_id === wanted),
      );
      return { items: await placesOf(shown, now, locale) };
    },
    async poolSave({ params, body, actor, now, run, locale }) {
      const { department_id } = found(await scheduling.session(db.kysely, params.id));
      keepToDepartment(actor, PLANNERS, department_id);
      await run(async (tx) => {
        await scheduling.lockSession(tx, params.id);
        await scheduling.savePools(tx, {
          session_id: params.id,
          version: body.version,
          terms: body.items.map((item) => ({
            ...item,
            recycles_at: item.recycles_at ? Temporal.Instant.from(item.recycles_at) : null,
          })),
          used: await booking.usedPools(tx, params.id),
          at: now,
          actor: actorName(actor),
        });
        return {};
      });
      wake.announce();
      return (await placesOf([found(await scheduling.session(db.kysely, params.id))], now, locale))[0]!;
    },
    /** Each session in a transaction of its own: bookings go on meanwhile, and again changes nothing. */
    async poolApply({ actor, now }) {
      keepToHospitalWide(actor, ['administrator']);
      await policy.fresh();
      const tally = { changed: 0, unchanged: 0 };
      for (const session_id of await scheduling.sessionsAhead(db.kysely, now)) {
        const changed = await inTransaction(db, async (tx) => {
          await scheduling.lockSession(tx, session_id);
          const used = await booking.usedPools(tx, session_id);
          return scheduling.applyPolicy(tx, { session_id, used, at: now, actor: actorName(actor) });
        });
        tally[changed ? 'changed' : 'unchanged'] += 1;
      }
      if (tally.changed > 0) wake.announce();
      return tally;
    },
    async poolCheck({ now, locale }) {
      const names = await catalog.view();
      const from = addDays(dayOf(now), -CHECKED_DAYS);
      const { items, ...counts } = await booking.recount(db.kysely, from);
      return {
        as_of: now.toString(),
        from,
        ...counts,
        items: items.map(({ department_id, doctor_id, ...item }) => ({
          ...item,
          department_name: nameIn(names.department(department_id), locale),
          doctor_name: nameIn(names.doctor(doctor_id), locale),
        })),
      };
    },
  };
}
