import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../checks/kit/postgres.ts';
import { demoSms } from '../adapters/sms.ts';
import { inTransaction, openDb, readSettings, secretsOf, stillClock, wakeHere } from '../kernel/index.ts';
import { openCatalog } from '../modules/catalog/index.ts';
import { openPeople } from '../modules/people/index.ts';
import { type DemoTemplate, demoAccounts, demoTemplates, openDemoHospital } from './hospital.ts';

async function openGround() {
  const database = await freshDatabase();
  const db = openDb(database.url);
  const clock = stillClock('2026-11-23T01:00:00Z');
  const base = { db, clock, secrets: secretsOf(Buffer.alloc(32, 7)), wake: wakeHere(), settings: readSettings({}) };
  const catalog = openCatalog({ ...base, inUse: async () => false, endBoardSessions: async () => {} });
  const none = async () => false;
  const links = { hasOpenBookings: none, hasBookingIn: none };
  const people = openPeople({ ...base, ...links, sms: demoSms, boards: catalog.boards });
  const open = () => inTransaction(db, (tx) => openDemoHospital(tx, { people, catalog, now: clock.now() }));
  return { database, db, clock, catalog, people, open };
}

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(async () => {
  await ground.db.close();
  await ground.database.drop();
});

test('two nodes that open it at once make one hospital, and a later start finds it', async () => {
  const both = await Promise.all([ground.open(), ground.open()]);
  expect(both.map((made) => made.isNew).sort()).toEqual([false, true]);
  const later = await ground.open();
  expect(later.isNew).toBe(false);
  for (const made of both) expect({ ...made, isNew: false }).toEqual(later);
  const view = await ground.catalog.view();
  expect(view.doctors.length).toBeGreaterThanOrEqual(16);
  expect(view.campuses).toHaveLength(2);
});

test('every account that is shown can sign in', async () => {
  for (const { login, password } of demoAccounts.accounts) {
    const opened = await ground.people.handlers.signInStaff({
      body: { login, password },
      now: ground.clock.now(),
    } as never);
    expect(opened.me.roles.length).toBeGreaterThan(0);
  }
  for (const { key, name } of demoAccounts.boards)
    expect(await ground.catalog.boards.byKey(ground.db.kysely, key)).toMatchObject({ name });
});

test('all staff roles have an account', () => {
  expect(new Set(demoAccounts.accounts.map((account) => account.role))).toEqual(
    new Set(['clerk', 'nurse', 'cashier', 'doctor', 'operator', 'finance', 'administrator', 'auditor']),
  );
});

test('every department that can be booked has duty; nobody is in two places', async () => {
  const made = await ground.open();
  const view = await ground.catalog.view();
  const taken = new Set<string>();
  const claim = (template: DemoTemplate, what: 'doctor' | 'room') => {
    for (const week of template.weeks === 'every' ? ['odd', 'even'] : [template.weeks]) {
      const place = `${what} ${template[what]} ${template.weekday} ${template.half_day} ${week}`;
      expect(taken).not.toContain(place);
      taken.add(place);
    }
  };
  for (const template of demoTemplates) {
    claim(template, 'doctor');
    claim(template, 'room');
    const doctor = view.doctor(made.doctors[template.doctor]!);
    expect(view.room(made.rooms[template.room]!)?.department_id).toBe(doctor?.department_id);
    expect(made.visitTypes[template.visit_type]).toBeTypeOf('string');
  }
  const parents = new Set(view.departments.map((department) => department.parent_id));
  const onDuty = new Set(demoTemplates.map(({ doctor }) => view.doctor(made.doctors[doctor]!)?.department_id));
  // who comes to the emergency department has no booking
  const bookable = view.departments.filter(({ id }) => !parents.has(id) && id !== made.departments.emergency);
  for (const { id, name } of bookable) expect(onDuty.has(id) && name).toBe(name);
});

test.each([
  ['头痛', '全科门诊'],
  ['拉肚子', '消化内科'],
  ['牙疼', '口腔科'],
  ['睡不着', '中医科'],
  ['心情不好', '心理门诊'],
  ['打球崴脚了', '骨科'],
  ['眼睛红', '眼科'],
  ['痘痘', '皮肤科'],
  ['鼻炎', '耳鼻喉科'],
  ['孩子发烧', '儿科'],
  ['痛经', '妇科'],
  ['kouqiangke', '口腔科'],
])('“%s” leads to %s', async (q, name) => {
  const found = await ground.catalog.handlers.departmentSearch({ query: { q } } as never);
  expect(found.items[0]?.name).toBe(name);
});
