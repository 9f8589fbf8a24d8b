/** What staff see of the outbox: by day, group, ticket and department, page by page, with nobody's name or number. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, inTransaction, newId, openDb, record, runReader } from '../../kernel/index.ts';
import { settle } from '../../kernel/testing/settle.ts';
import { listDeliveries } from './deliveries.ts';
import type { DeliveryAsk } from './store-deliveries.ts';
import { notifyReader } from './service.ts';
import { deliver } from './service-delivery.ts';
import { noteConsents } from './service-settings.ts';
import { MORNING, openTestOutbox, type TestOutbox } from './testing/outbox.ts';

const DAY = '2026-03-02';
let fresh: FreshDatabase;
let db: Db;
let house: TestOutbox;
const [here, elsewhere] = [newId(), newId()];

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 4 });
  house = openTestOutbox(db);
  const { patient_id, account_id } = await house.patient();
  // taken by WeChat; refused by WeChat and then sent by SMS; refused by SMS; no answer; of another department, not sent yet
  await consent(account_id);
  await tell(patient_id, 'A001', here);
  await consent(account_id);
  house.wechat.deeds = ['person_refuses'];
  await tell(patient_id, 'A002', here);
  house.sms.deeds = ['refuses'];
  await tell(patient_id, 'A003', here);
  house.sms.deeds = ['loses'];
  await tell(patient_id, 'A004', here);
  await tell(patient_id, 'B001', elsewhere, false);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const consent = (account_id: string) =>
  inTransaction(db, (tx) =>
    noteConsents(tx, house.outbox, {
      account_id,
      accepted: [house.wechat.templateOf('ticket.called')],
      refused: [],
      now: MORNING,
    }),
  );

async function tell(patient_id: string, number: string, department_id: string, isSent = true): Promise<void> {
  const ticket_id = newId();
  house.tickets.set(ticket_id, 'called');
  house.clock.moveTo(house.clock.now().add({ seconds: 1 }));
  await inTransaction(db, (tx) =>
    record(tx, {
      at: house.clock.now(),
      kind: 'ticket.called',
      subject: `ticket:${ticket_id}`,
      patient: patient_id,
      actor: 'system:test',
      data: { ticket_id, number, department_id, room_id: newId() },
    }),
  );
  await settle(db, ['notify'], () => runReader(db, notifyReader(house.outbox)));
  while (isSent && (await deliver(house.outbox)) > 0);
}

const everything: DeliveryAsk = {
  date: DAY,
  group: null,
  ticket_number: null,
  department_ids: null,
  cursor: undefined,
  limit: 30,
  locale: 'zh',
};
const list = (ask: Partial<DeliveryAsk> = {}) => listDeliveries(db.kysely, house.needs, { ...everything, ...ask });
const brief = (items: Awaited<ReturnType<typeof list>>['items']) =>
  items.map((one) => [one.ticket_number, one.channel, one.state, one.group].join(' '));

test('a day, newest first: what was sent, refused, unknown, and to whom by mask alone', async () => {
  const { items, next_cursor } = await list();
  expect(brief(items)).toEqual([
    'B001 sms due under_way',
    'A004 sms unknown under_way',
    'A003 sms refused not_sent',
    'A002 wechat refused not_sent',
    'A002 sms sent sent',
    'A001 wechat sent sent',
  ]);
  expect(next_cursor).toBeNull();
  expect(items[2]).toMatchObject({
    title: expect.any(String),
    patient_name_masked: '李*明',
    phone_masked: '139****0001',
    department_name: '内科',
    outcome: 'no',
    attempts: 1,
  });
  expect(items[3]).toMatchObject({ phone_masked: null, outcome: '43101' });
  expect(JSON.stringify(items)).not.toContain('13900000001');
  for (const date of ['2026-03-01', '2026-03-03', '1900-01-01', '9999-12-31'])
    expect((await list({ date })).items).toEqual([]);
  expect((await list({ locale: 'en' })).items[0]!.department_name).toBe('Internal medicine');
});

test.each(['sent', 'under_way', 'not_sent'] as const)('the group %s is the same asked for and told', async (group) => {
  const all = (await list()).items.filter((one) => one.group === group);
  expect(all.length).toBeGreaterThan(0);
  expect((await list({ group })).items).toEqual(all);
});

test('a ticket’s own; and whoever is of one department sees that department’s alone', async () => {
  expect(brief((await list({ ticket_number: 'A002' })).items)).toHaveLength(2);
  expect(brief((await list({ department_ids: [elsewhere] })).items)).toEqual(['B001 sms due under_way']);
  expect((await list({ department_ids: [] })).items).toEqual([]);
});

test('page by page nothing is left out or told twice; a cursor that is none is a clear problem', async () => {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await list({ limit: 2, cursor });
    ids.push(...page.items.map((one) => one.id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(ids).toEqual((await list()).items.map((one) => one.id));
  for (const cursor of ['nonsense', Buffer.from('["a","b"]').toString('base64url')])
    await expect(list({ cursor })).rejects.toThrow('input_invalid');
});
