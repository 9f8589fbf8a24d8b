import {
  actorName,
  type Db,
  departmentScope,
  found,
  type Handlers,
  type Locale,
  keepToDepartment,
  type StaffActor,
  type Wake,
} from '../../kernel/index.ts';
import { type Catalog, type CatalogView, listFee } from '../catalog/index.ts';
import type { Policies } from '../policy/index.ts';
import { family } from './availability.ts';
import { dayWords } from './availability-view.ts';
import { lastDay, weekOf, withOwnFee } from './rules.ts';
import type { SchedulingService } from './service.ts';
import type { TemplateRow } from './tables.ts';
import { outOfStepView, sessionView, slotView, type ViewGround } from './views.ts';

export type SchedulingRouteNames =
  | 'departmentDays'
  | 'sessionList'
  | 'sessionSlots'
  | 'templateList'
  | 'templateAdd'
  | 'templateEnd'
  | 'templateChange'
  | 'sessionsGenerate'
  | 'sessionsOutOfStep';

interface Ground {
  db: Db;
  wake: Wake;
  catalog: Catalog;
  policy: Policies;
  service: SchedulingService;
}

export const templateView = (catalog: CatalogView, t: TemplateRow) => {
  const doctor = catalog.doctor(t.doctor_id);
  const visitType = catalog.visitType(t.visit_type_id);
  return {
    ...t,
    fee_fen: visitType ? listFee(withOwnFee(visitType, t)) : 0,
    doctor_name: doctor?.name ?? '',
    department_id: doctor?.department_id ?? '',
    department_name: catalog.department(doctor?.department_id ?? '')?.name ?? '',
    room_name: catalog.room(t.room_id)?.name ?? '',
    visit_type_name: visitType?.name ?? '',
  };
};

const ALWAYS = { from: '0001-01-01', to: '9999-12-31' };
const planners = ['administrator', 'operator'] as const;

export function schedulingHandlers({ db, wake, catalog, policy, service }: Ground): Handlers<SchedulingRouteNames> {
  const viewGround = async (locale: Locale): Promise<ViewGround> => {
    const { data, calendar } = await policy.current();
    return { locale, catalog: await catalog.view(), policy: data, calendar, now: service.now() };
  };

  async function keepToOwn(actor: StaffActor, template_id: string): Promise<void> {
    const before = (await service.templates(db.kysely)).find((template) => template.id === template_id);
    keepToDepartment(actor, planners, (await catalog.view()).doctor(before?.doctor_id ?? '')?.department_id);
  }
  /** Sessions may have come or gone: live views look again. */
  const changed = <T>(answer: T): T => {
    wake.announce();
    return answer;
  };

  async function daySummaries(department_id: string, locale: Locale, through: Pick<ViewGround, 'channel' | 'reserve'>) {
    const ground = { ...(await viewGround(locale)), ...through };
    found(ground.catalog.department(department_id));
    const [from, to] = [ground.now.day, lastDay(ground.policy, ground.now.day)];
    const department_ids = [...family(ground.catalog, department_id)];
    const [days, all] = await Promise.all([
      policy.days(db.kysely, from, to),
      service.supplyOf(db.kysely, { from, to, department_ids }),
    ]);
    const byDate = Map.groupBy(all, ({ session }) => session.date);
    return [...days].map(([date, day]) => {
      const views = (byDate.get(date) ?? []).map((supply) => sessionView(ground, supply.session, supply));
      return { ...dayWords(ground, { department_id, date, day }, views), sessions: views.length };
    });
  }

  return {
    departmentDays: async ({ params, query, locale }) => ({ items: await daySummaries(params.id, locale, query) }),
    async sessionList({ query, locale }) {
      const ground = { ...(await viewGround(locale)), channel: query.channel, reserve: query.reserve };
      const from = query.date ?? query.from ?? ground.now.day;
      const to = query.date ?? query.to ?? lastDay(ground.policy, from);
      const department_ids = query.department_id ? [...family(ground.catalog, query.department_id)] : undefined;
      const all = await service.supplyOf(db.kysely, { from, to, doctor_id: query.doctor_id, department_ids });
      return { items: all.map((supply) => sessionView(ground, supply.session, supply)) };
    },
    async sessionSlots({ params, query, locale }) {
      const ground = { ...(await viewGround(locale)), ...query };
      const supply = found((await service.supplyOf(db.kysely, { ...ALWAYS, ids: [params.id] }))[0]);
      const items = supply.slots.map((row) => slotView(ground, supply, row));
      return { session: sessionView(ground, supply.session, supply), items };
    },
    async templateList() {
      const view = await catalog.view();
      const items = (await service.templates(db.kysely)).map((t) => templateView(view, t));
      return { items, this_week: weekOf(service.now().day) };
    },
    async templateAdd({ body, run, actor, now }) {
      const view = await catalog.view();
      keepToDepartment(actor, planners, view.doctor(body.doctor_id)?.department_id);
      return templateView(view, await run((tx) => service.addTemplate(tx, body, { actor: actorName(actor), now })));
    },
    async templateEnd({ params, body, run, actor, now }) {
      const deed = { actor: actorName(actor), now };
      await keepToOwn(actor, params.id);
      const view = await catalog.view();
      return changed(
        await run(async (tx) => {
          const ask = { id: params.id, last_day: body.valid_to, version: body.version, ...deed };
          const template = templateView(view, await service.endTemplate(tx, ask));
          return { template, sessions: await service.generate(tx, deed) };
        }),
      );
    },
    async templateChange({ params, body: { version, ...to }, run, actor, now }) {
      const deed = { actor: actorName(actor), now };
      await keepToOwn(actor, params.id);
      const view = await catalog.view();
      keepToDepartment(actor, planners, view.doctor(to.doctor_id)?.department_id);
      return changed(
        await run(async (tx) => {
          const [template] = await service.changeTemplates(tx, [{ id: params.id, version, to }], deed);
          return { template: templateView(view, template!), sessions: await service.generate(tx, deed) };
        }),
      );
    },
    async sessionsGenerate({ run, actor, now }) {
      return changed(await run((tx) => service.generate(tx, { actor: actorName(actor), now })));
    },
    async sessionsOutOfStep({ actor, locale, now }) {
      const scope = departmentScope(actor, planners);
      const ground = await viewGround(locale);
      const rows = await service.outOfStep(db.kysely, { now });
      return {
        items: rows
          .filter((row) => !scope || scope.includes(row.department_id))
          .map((row) => outOfStepView(ground, row)),
      };
    },
  };
}
