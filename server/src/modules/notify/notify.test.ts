import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import {
  type Db,
  type FactInput,
  type FactReader,
  FROM_THE_BEGINNING,
  inTransaction,
  newId,
  openDb,
  readFacts,
  record,
  Refusal,
  runReader,
  writeCursor,
} from '../../kernel/index.ts';
import { settle } from '../../kernel/testing/settle.ts';
import type { NotifyNeeds } from './ports.ts';
import { noticeKinds } from './facts.ts';
import { wordsOf } from './rules-words.ts';
import { listMessages, notifyReader } from './service.ts';
import { MORNING, openTestOutbox } from './testing/outbox.ts';
import { readAll } from './store.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 8 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const now = MORNING;
let reader: FactReader;
let needs: NotifyNeeds;
let keepers: Map<string, string[]>;
beforeAll(() => {
  const test = openTestOutbox(db);
  ({ needs, keepers } = test);
  reader = notifyReader({ ...test.outbox, channels: {} });
});

let patient: string;
let account_id: string;
beforeEach(() => {
  [patient, account_id] = [newId(), newId()];
  keepers.set(patient, [account_id, newId()]);
});
const fact = (kind: string, data: Record<string, unknown> = {}): FactInput => ({
  at: now,
  kind,
  subject: `booking:${newId()}`,
  patient,
  actor: 'system:test',
  data: { date: '2026-03-03', starts: '08:30', department_id: newId(), doctor_id: newId(), ...data },
});
const write = (...facts: FactInput[]) => inTransaction(db, (tx) => record(tx, ...facts));
const list = (more: Partial<Parameters<typeof listMessages>[2]> = {}) =>
  listMessages(db.kysely, needs, { account_id, cursor: undefined, limit: 30, locale: 'zh', ...more });
const catchUp = () => settle(db, [reader.name], () => runReader(db, reader));

test('every account that keeps the patient is told, in its language', async () => {
  await write(fact('booking.booked'), fact('booking.held'), fact('visit.noted'));
  await catchUp();
  for (const account of keepers.get(patient)!) expect((await list({ account_id: account })).items).toHaveLength(1);
  expect((await list()).items[0]).toMatchObject({
    title: '预约成功',
    text: '李*明 周二 3月3日 上午 8:30 内科 王医生。请按时到院签到。',
    read: false,
  });
  expect((await list({ locale: 'en' })).items[0]!.text).toContain('Internal medicine, Dr Wang');
});

test('two readers at once, and one that reads all facts again: still once', async () => {
  await write(...Array.from({ length: 20 }, () => fact('ticket.called', { number: 'A012', room_id: newId() })));
  await Promise.all(Array.from({ length: 4 }, () => runReader(db, reader, 7)));
  await catchUp();
  const again = await readFacts(db.kysely, FROM_THE_BEGINNING, 1000);
  await Promise.all([1, 2].map(() => inTransaction(db, (tx) => reader.apply(tx, again))));
  expect((await list()).items).toHaveLength(20);
});

test('pages, unread and read', async () => {
  for (let n = 0; n < 5; n += 1)
    await write({ ...fact('ticket.passed', { number: `A00${n}` }), at: now.add({ minutes: n }) });
  await catchUp();
  const first = await list({ limit: 3 });
  expect(first).toMatchObject({ unread: 5 });
  const rest = await list({ limit: 3, cursor: first.next_cursor! });
  expect([...first.items, ...rest.items].map((one) => /A00\d/.exec(one.text)![0])).toEqual([
    'A004',
    'A003',
    'A002',
    'A001',
    'A000',
  ]);
  expect(rest.next_cursor).toBeNull();
  await inTransaction(db, (tx) => readAll(tx, account_id, now));
  expect((await list()).unread).toBe(0);
  await expect(list({ cursor: writeCursor(['x']) })).rejects.toThrow(Refusal);
});

test('a hold let go by the patient is not told; a closure says why and that all is paid back', async () => {
  await write(fact('booking.cancelled', { from: 'held', by: 'patient' }));
  await write(fact('booking.cancelled', { from: 'booked', by: 'hospital', reason: '停诊：医生生病' }));
  await catchUp();
  const { items } = await list();
  expect(items).toHaveLength(1);
  expect(items[0]!.text).toContain('停诊：医生生病');
  expect(items[0]!.text).toContain('全额');
});

test('every kind has words in both languages without a hole', () => {
  const named = {
    patient: '李*明',
    department: '内科',
    doctor: '王医生',
    substitute: '赵医生',
    room: '二诊室',
    date: '2026-03-03',
    starts: '08:30',
    expires_day: '2026-03-02',
    expires_time: '21:30',
  };
  for (const kind of noticeKinds)
    for (const locale of ['zh', 'en'] as const) {
      const { title, text } = wordsOf(kind, { ...named, number: 'A012', refund_fen: 1200 }, locale);
      expect(`${title}${text}`).not.toMatch(/undefined|null|NaN/);
    }
});
