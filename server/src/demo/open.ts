/** Opens the demo hospital on first run: its people and rooms, P1 as its rules, two years' calendar, rosters, sessions. */
import { addDays, type Db, dayOf, inTransaction, type Tx } from '../kernel/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Navigation } from '../modules/navigation/index.ts';
import type { Preconsult } from '../modules/preconsult/index.ts';
import type { People } from '../modules/people/index.ts';
import { districtHospital, type Policies, type Policy } from '../modules/policy/index.ts';
import type { Queue } from '../modules/queue/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';
import { drawBuilding } from './building.ts';
import { demoBuildings } from './building-plans.ts';
import { demoPoints } from './departments.ts';
import { type DemoHospital, demoTemplates, openDemoHospital } from './hospital.ts';
import { demoTriageCodes } from './talks.ts';

const ACTOR = 'system:demo';
/** Sessions are also made for past days, so that the hospital can be given a history. */
const PAST_DAYS = 8;

/** Low enough that an expert's fee shows what a second person does. */
const demoRefund: Policy['refund'] = { two_person_above_fen: 2_000 };
/** Invented numbers of the hospital's own desks. */
const withPhones = ({ preconsult, ...policy }: Policy): Policy => {
  const own = { emergency: '0000-8812120', guide_desk: '0000-8812001', campus_duty: '0000-8812110' };
  return { ...policy, preconsult: { ...preconsult, phones: { ...preconsult.phones, ...own } } };
};
/** Ours, since P1 says nothing of it: a part is kept for who comes in person, is older, or comes back. */
const demoPool: Policy['pool'] = {
  reserves: [
    { reserve: 'on_site', share: { percent: 15 }, recycles: { days_before: 0, at: '09:30' } },
    { reserve: 'senior', share: { percent: 5 }, recycles: { days_before: 0, at: '09:30' } },
    { reserve: 'return_visit', share: { percent: 10 }, recycles: { days_before: 1, at: '17:00' } },
  ],
  channels: [{ channel: 'phone', floor: null, ceiling: { percent: 10 }, recycles: null }],
  stages: [],
  senior_from_age_years: 60,
};

export interface DemoGround {
  db: Db;
  people: People;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
  navigation: Navigation;
  queue: Pick<Queue, 'createPoint'>;
  preconsult: Pick<Preconsult, 'openDepartments'>;
}

async function addRosters(
  tx: Tx,
  { scheduling }: DemoGround,
  made: DemoHospital,
  now: Temporal.Instant,
): Promise<void> {
  for (const { doctor, room, visit_type, ...template } of demoTemplates) {
    const input = {
      ...template,
      doctor_id: made.doctors[doctor]!,
      room_id: made.rooms[room]!,
      visit_type_id: made.visitTypes[visit_type]!,
      valid_from: addDays(dayOf(now), -PAST_DAYS),
      valid_to: null,
    };
    await scheduling.addTemplate(tx, input, { actor: ACTOR, now });
  }
}

async function openMaps(tx: Tx, { navigation }: DemoGround, made: DemoHospital, at: Temporal.Instant): Promise<void> {
  for (const plan of demoBuildings) {
    const { name, name_en, anchor } = plan;
    const map = { campus_id: made.campuses[plan.campus]!, name, name_en, anchor, pace: 1.2, slow_pace: 0.8 };
    await navigation.openMap(tx, map, drawBuilding(plan, made.rooms), { at, actor: ACTOR });
  }
}

async function openPoints(tx: Tx, { queue }: DemoGround, made: DemoHospital, at: Temporal.Instant): Promise<void> {
  const known = { isDepartment: () => true, isRoom: () => true };
  for (const { department, room, ...point } of demoPoints) {
    const ask = {
      ...point,
      department_id: made.departments[department]!,
      room_ids: [made.rooms[room]!],
      is_open: true,
    };
    await queue.createPoint(tx, ask, { known, deed: { at, actor: ACTOR } });
  }
}

async function mapDepartments(tx: Tx, { preconsult }: DemoGround, made: DemoHospital, at: Temporal.Instant) {
  const mapping = Object.entries(demoTriageCodes).map(([code, key]) => [code, made.departments[key]!]);
  await preconsult.openDepartments(tx, Object.fromEntries(mapping), { at, actor: ACTOR });
}

/** One transaction: a demo hospital is open whole or not at all. Returns whether this call opened it. */
export function openDemo(ground: DemoGround, now: Temporal.Instant): Promise<boolean> {
  const { db, people, catalog, policy, scheduling } = ground;
  return inTransaction(db, async (tx) => {
    const made = await openDemoHospital(tx, { people, catalog, now });
    if (!made.isNew) return false;
    const today = dayOf(now);
    const opened = now.subtract({ hours: 24 * (PAST_DAYS + 1) });
    await policy.openYears(tx, [2026, 2027]);
    await policy.publish(tx, {
      data: withPhones({ ...districtHospital([made.departments.dental!]), pool: demoPool, refund: demoRefund }),
      note: '演示医院按 P1 开业',
      actor: ACTOR,
      valid_from: opened,
      now,
    });
    await addRosters(tx, ground, made, now);
    await openPoints(tx, ground, made, opened);
    await openMaps(tx, ground, made, opened);
    await mapDepartments(tx, ground, made, opened);
    await scheduling.generate(tx, { actor: ACTOR, now, from: addDays(today, -PAST_DAYS), to: addDays(today, 14) });
    return true;
  });
}
