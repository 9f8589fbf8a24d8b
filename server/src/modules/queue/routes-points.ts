/** Routes of service points and their kinds: what stands where, and who may change it. */
import type { ServicePointView } from '@menzhen/contract';
import {
  actorName,
  type Db,
  dayOf,
  departmentScope,
  type Handlers,
  has,
  keepToDepartment,
  keepToHospitalWide,
  Refusal,
  type StaffActor,
  type Tx,
} from '../../kernel/index.ts';
import type { Names, QueueNeeds } from './ports.ts';
import * as service from './service-points.ts';
import type { KindRow, PointRow } from './tables.ts';
import { forgetServices, nameIn } from './views.ts';
import type { Locale } from './words.ts';

export type PointRouteNames =
  | 'serviceKindList'
  | 'serviceKindCreate'
  | 'serviceKindUpdate'
  | 'servicePointList'
  | 'servicePointCreate'
  | 'servicePointUpdate';

interface PointGround {
  needs: QueueNeeds;
  db: Db;
}

const knownIn = (names: Names): service.Known => ({
  isDepartment: (id) => names.department(id) !== undefined,
  isRoom: (id) => names.room(id) !== undefined,
});

async function pointViews(tx: Tx, needs: QueueNeeds, rows: PointRow[], ask: { now: Temporal.Instant; locale: Locale }) {
  const names = await needs.names();
  const kinds = new Map((await service.kinds(tx)).map((kind) => [kind.code, kind]));
  const counts = await service.openCounts(tx, dayOf(ask.now));
  return rows.map(
    (row): ServicePointView => ({
      ...row,
      kind_name: nameIn(kinds.get(row.kind), ask.locale),
      department_name: nameIn(names.department(row.department_id), ask.locale),
      rooms: row.room_ids.map((id) => ({ id, name: names.room(id)?.name ?? '' })),
      waiting: counts.get(row.id)?.waiting ?? 0,
    }),
  );
}

/** A nurse opens and closes the points of the own departments; the rest of them is the administrator's. */
function judgeChange(actor: StaffActor, was: PointRow, body: object): void {
  const isKeeper = has(actor, 'administrator');
  keepToDepartment(actor, isKeeper ? ['administrator'] : ['nurse'], was.department_id);
  if (isKeeper) return;
  const more = Object.keys(body).some((name) => name !== 'is_open' && name !== 'version');
  if (more) throw new Refusal('not_allowed');
}

function kindHandlers({ needs, db }: PointGround) {
  const kindView = ({ code, name, name_en, position }: KindRow): KindRow => ({ code, name, name_en, position });
  const keeper = (actor: StaffActor) => keepToHospitalWide(actor, ['administrator']);
  return {
    serviceKindList: async () => ({ items: (await service.kinds(db.kysely)).map(kindView) }),
    serviceKindCreate({ body, actor, now, run }) {
      keeper(actor);
      return run((tx) => service.createKind(tx, body, { at: now, actor: actorName(actor) })).then((row) => {
        forgetServices(needs);
        return kindView(row);
      });
    },
    serviceKindUpdate({ params, body, actor, now, run }) {
      keeper(actor);
      const ask = { ...body, code: params.code };
      return run((tx) => service.changeKind(tx, ask, { at: now, actor: actorName(actor) })).then((row) => {
        forgetServices(needs);
        return kindView(row);
      });
    },
  } satisfies Handlers<'serviceKindList' | 'serviceKindCreate' | 'serviceKindUpdate'>;
}

export function pointHandlers(ground: PointGround): Handlers<PointRouteNames> {
  const { needs, db } = ground;
  const watchers = ['administrator', 'operator', 'nurse', 'doctor', 'clerk'] as const;
  const show = async (row: PointRow, ask: { now: Temporal.Instant; locale: Locale }) => {
    forgetServices(needs);
    return (await pointViews(db.kysely, needs, [row], ask))[0]!;
  };
  return {
    ...kindHandlers(ground),
    async servicePointList({ actor, query, now, locale }) {
      const scope = departmentScope(actor, watchers);
      const asked = query.department_id;
      // a doctor sends patients to points anywhere in the house
      const all = scope === null || has(actor, 'doctor');
      const department_ids = asked ? (all || scope.includes(asked) ? [asked] : []) : all ? null : scope;
      return {
        items: await pointViews(db.kysely, needs, await service.points(db.kysely, department_ids), { now, locale }),
      };
    },
    async servicePointCreate({ body, actor, now, run, locale }) {
      keepToDepartment(actor, ['administrator'], body.department_id);
      const known = knownIn(await needs.names());
      const deed = { at: now, actor: actorName(actor) };
      return show(await run((tx) => service.createPoint(tx, body, { known, deed })), { now, locale });
    },
    async servicePointUpdate({ params, body, actor, now, run, locale }) {
      judgeChange(actor, await service.pointById(db.kysely, params.id), body);
      const known = knownIn(await needs.names());
      const deed = { at: now, actor: actorName(actor) };
      const row = await run((tx) => service.changePoint(tx, { ...body, id: params.id }, { known, deed }));
      return show(row, { now, locale });
    },
  };
}
