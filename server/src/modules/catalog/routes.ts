/** Contract in, service, contract out. */
import {
  actorName,
  type Clock,
  type Db,
  dayOf,
  found,
  type Handlers,
  type Settings,
  type Tx,
  type Wake,
} from '../../kernel/index.ts';
import { searchDepartments } from './rules.ts';
import * as service from './service.ts';
import { type CatalogView, doctorView } from './view.ts';

export interface CatalogGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  settings: Settings;
  inUse: service.InUse;
}
interface Cached {
  view(tx?: Tx): Promise<CatalogView>;
  forget(): void;
}
type ReadRoutes =
  | 'hospital'
  | 'departmentList'
  | 'departmentSearch'
  | 'doctorList'
  | 'doctorShow'
  | 'visitTypeList'
  | 'roomList';
type WriteRoutes =
  | 'departmentAdd'
  | 'departmentChange'
  | 'roomAdd'
  | 'roomChange'
  | 'doctorAdd'
  | 'doctorChange'
  | 'visitTypeAdd'
  | 'visitTypeChange';
export type CatalogRoutes = ReadRoutes | WriteRoutes;

export function readHandlers(ground: CatalogGround, cached: Cached): Handlers<ReadRoutes> {
  return {
    async hospital(ask) {
      const { hospital, campuses } = await cached.view();
      return { ...hospital, campuses, demo: ground.settings.DEMO, now: ask.now.toString(), today: dayOf(ask.now) };
    },
    departmentList: async () => ({ items: (await cached.view()).departments }),
    async departmentSearch(ask) {
      const { departments, doctors } = await cached.view();
      return { items: searchDepartments(ask.query.q, departments, doctors) };
    },
    async doctorList(ask) {
      const { department_id } = ask.query;
      const { doctors } = await cached.view();
      return { items: doctors.filter((one) => !department_id || one.department_id === department_id).map(doctorView) };
    },
    doctorShow: async (ask) => doctorView(found((await cached.view()).doctor(ask.params.id))),
    visitTypeList: async () => ({ items: (await cached.view()).visitTypes }),
    roomList: async () => ({ items: (await cached.view()).rooms }),
  };
}

interface Writing {
  actor: Parameters<typeof actorName>[0];
  now: Temporal.Instant;
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
}

export function writeHandlers(ground: CatalogGround, cached: Cached): Handlers<WriteRoutes> {
  /** One transaction, then everybody sees the new catalog. */
  async function written<T>(ask: Writing, story: (tx: Tx, acting: service.Acting) => Promise<T>): Promise<T> {
    const acting = { now: ask.now, actor: actorName(ask.actor) };
    const answer = await ask.run((tx) => story(tx, acting));
    cached.forget();
    ground.wake.announce();
    return answer;
  }
  const { inUse } = ground;
  return {
    departmentAdd: (ask) => written(ask, (tx, acting) => service.addDepartment(tx, acting, ask.body)),
    departmentChange: (ask) =>
      written(ask, (tx, acting) => service.changeDepartment(tx, { ...acting, id: ask.params.id, inUse }, ask.body)),
    roomAdd: (ask) => written(ask, (tx, acting) => service.addRoom(tx, acting, ask.body)),
    roomChange: (ask) =>
      written(ask, (tx, acting) => service.changeRoom(tx, { ...acting, id: ask.params.id, inUse }, ask.body)),
    doctorAdd: (ask) => written(ask, async (tx, acting) => doctorView(await service.addDoctor(tx, acting, ask.body))),
    doctorChange: (ask) =>
      written(ask, async (tx, acting) =>
        doctorView(await service.changeDoctor(tx, { ...acting, id: ask.params.id, inUse }, ask.body)),
      ),
    visitTypeAdd: (ask) => written(ask, (tx, acting) => service.addVisitType(tx, acting, ask.body)),
    visitTypeChange: (ask) =>
      written(ask, (tx, acting) => service.changeVisitType(tx, { ...acting, id: ask.params.id, inUse }, ask.body)),
  };
}
