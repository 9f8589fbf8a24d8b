/** The outbox against a real database: a message reaches a phone once, whatever the provider does (I14). */
import { setTimeout as soon } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, inTransaction, newId, openDb, record, runReader, sql } from '../../kernel/index.ts';
import { settle } from '../../kernel/testing/settle.ts';
import { notifyReader } from './service.ts';
import { deliver } from './service-delivery.ts';
import { changeSettings, noteConsents, showSettings } from './service-settings.ts';
import { type Deed, MORNING, openTestOutbox, type TestOutbox } from './testing/outbox.ts';

let fresh: FreshDatabase;
let db: Db;
let house: TestOutbox;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 10 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});
beforeEach(() => {
  house = openTestOutbox(db);
});

/** Facts of one patient, told; the numbers of the tickets are returned. */
async function tell(patient_id: string, kind = 'ticket.called', count = 1): Promise<string[]> {
  const tickets = Array.from({ length: count }, () => newId());
  for (const id of tickets) house.tickets.set(id, kind === 'ticket.near' ? 'waiting' : kind.split('.')[1]!);
  await inTransaction(db, (tx) =>
    record(
      tx,
      ...tickets.map((id) => ({
        at: house.clock.now(),
        kind,
        subject: `ticket:${id}`,
        patient: patient_id,
        actor: 'system:test',
        data: { ticket_id: id, number: 'A012', department_id: newId(), room_id: newId() },
      })),
    ),
  );
  await settle(db, ['notify'], () => runReader(db, notifyReader(house.outbox)));
  return tickets;
}
const consent = (account_id: string, kind = 'ticket.called') =>
  inTransaction(db, (tx) =>
    noteConsents(tx, house.outbox, {
      account_id,
      accepted: [house.wechat.templateOf(kind)],
      refused: [],
      now: house.clock.now(),
    }),
  );
const later = (seconds: number) => house.clock.moveTo(house.clock.now().add({ seconds }));
const round = () => deliver(house.outbox);
async function deliveries(account_id: string) {
  const { rows } = await sql<{ channel: string; state: string; outcome: string | null }>`
    select d.channel, d.state, d.outcome from delivery d join message m on m.id = d.message_id
    where m.account_id = ${account_id} order by d.id
  `.execute(db.kysely);
  return rows;
}
const left = async (account_id: string) =>
  (await showSettings(db.kysely, house.outbox, account_id)).subscriptions.find((one) => one.kind === 'ticket.called')!
    .left;

test('WeChat where the person allowed it, once a consent; else an SMS; else the app alone', async () => {
  const { patient_id, account_id } = await house.patient();
  await consent(account_id);
  await tell(patient_id);
  await round();
  await tell(patient_id);
  await round();
  expect(house.wechat.arrived).toMatchObject([{ kind: 'ticket.called', page: 'queue/tickets-page' }]);
  expect(house.sms.arrived).toMatchObject([{ words: { patient: '李*明', number: 'A012', place: '内科 二诊室' } }]);
  await inTransaction(db, (tx) => changeSettings(tx, account_id, { sms: false }, MORNING));
  await tell(patient_id);
  expect(await round()).toBe(0);
  expect(await deliveries(account_id)).toEqual([
    { channel: 'wechat', state: 'sent', outcome: null },
    { channel: 'sms', state: 'sent', outcome: null },
  ]);
});

test('eight who send at once send each message once; so does one who reads all facts again', async () => {
  const { patient_id, account_id } = await house.patient();
  await consent(account_id);
  await tell(patient_id, 'ticket.called', 50);
  await Promise.all(Array.from({ length: 8 }, round));
  await sql`delete from fact_reader where name = 'notify'`.execute(db.kysely);
  await settle(db, ['notify'], () => runReader(db, notifyReader(house.outbox)));
  await round();
  const arrived = [...house.wechat.arrived, ...house.sms.arrived];
  expect(new Set(arrived.map((one) => one.out_id)).size).toBe(50);
  expect(arrived).toHaveLength(50);
  // fifty were planned for WeChat on the strength of one consent: it served one, the others went by SMS
  expect(house.wechat.arrived).toHaveLength(1);
});

describe('an outcome that is not known', () => {
  test('SMS: the provider is asked; what it has is not sent again', async () => {
    const { patient_id, account_id } = await house.patient();
    house.sms.deeds = ['takes_silently'];
    await tell(patient_id);
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ state: 'unknown', outcome: 'no_answer' }]);
    expect(await round()).toBe(0);
    later(11);
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ state: 'sent' }]);
    expect(house.sms.arrived).toHaveLength(1);
  });

  test('SMS: only when it has no trace of it, asked three times over minutes, it is sent again', async () => {
    const { patient_id, account_id } = await house.patient();
    house.sms.deeds = ['loses'];
    await tell(patient_id);
    await round();
    for (const seconds of [11, 31]) {
      later(seconds);
      await round();
      expect(house.sms.arrived).toEqual([]);
    }
    later(121);
    await round();
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ state: 'sent' }]);
    expect(house.sms.arrived).toHaveLength(1);
  });

  test('SMS: a provider that does not answer who asks leaves it unknown for ever', async () => {
    const { patient_id, account_id } = await house.patient();
    house.sms.deeds = ['loses'];
    house.sms.isMute = true;
    await tell(patient_id);
    await round();
    for (let n = 0; n < 6; n += 1) {
      later(121);
      await round();
    }
    expect(await deliveries(account_id)).toMatchObject([{ state: 'unknown' }]);
    expect(house.sms.arrived).toEqual([]);
  });

  test('WeChat cannot be asked: it stays unknown, and no SMS follows', async () => {
    const { patient_id, account_id } = await house.patient();
    await consent(account_id);
    house.wechat.deeds = ['takes_silently'];
    await tell(patient_id);
    await round();
    later(600);
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ channel: 'wechat', state: 'unknown' }]);
    expect(house.sms.arrived).toEqual([]);
  });

  test('a sender that fell over after marking is noticed; what it sent is asked about', async () => {
    const { patient_id, account_id } = await house.patient();
    await tell(patient_id);
    const message = house.sms.send.bind(house.sms);
    const stuck = Promise.withResolvers<never>();
    house.sms.send = async (one) => {
      await message(one);
      return stuck.promise; // as a process that is gone
    };
    void round();
    while (house.sms.arrived.length === 0) await soon(5);
    house.sms.send = message;
    expect(await deliveries(account_id)).toMatchObject([{ state: 'sending' }]);
    later(61);
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ state: 'unknown', outcome: 'sender_lost' }]);
    later(11);
    await round();
    expect(await deliveries(account_id)).toMatchObject([{ state: 'sent' }]);
    expect(house.sms.arrived).toHaveLength(1);
  });
});

test('a person who refuses is asked no more over WeChat and gets the SMS', async () => {
  const { patient_id, account_id } = await house.patient();
  await consent(account_id);
  await consent(account_id);
  house.wechat.deeds = ['person_refuses'];
  await tell(patient_id);
  await round();
  await round();
  expect(await deliveries(account_id)).toMatchObject([
    { channel: 'wechat', state: 'refused', outcome: '43101' },
    { channel: 'sms', state: 'sent' },
  ]);
  expect(await left(account_id)).toBe(0);
});

test('what was not taken uses up no consent and is tried again, four times at most', async () => {
  const { patient_id, account_id } = await house.patient();
  await consent(account_id);
  house.wechat.deeds = ['later', 'takes'];
  await tell(patient_id);
  await round();
  expect(await left(account_id)).toBe(1);
  expect(await round()).toBe(0);
  later(6);
  await round();
  expect([house.wechat.arrived.length, await left(account_id)]).toEqual([1, 0]);
  house.sms.deeds = ['later', 'later', 'later', 'later', 'later'];
  await tell(patient_id);
  for (let n = 0; n < 6; n += 1) {
    await round();
    later(90);
  }
  expect((await deliveries(account_id)).at(-1)).toMatchObject({ channel: 'sms', state: 'refused', outcome: 'busy' });
  expect(house.sms.deeds).toEqual(['later']);
});

test('what is overtaken or too late is not told', async () => {
  const { patient_id, account_id } = await house.patient();
  const [called] = await tell(patient_id);
  house.tickets.set(called!, 'waiting'); // the call was undone
  await round();
  await tell(patient_id, 'ticket.near');
  later(16 * 60);
  await round();
  expect(await deliveries(account_id)).toMatchObject([
    { state: 'given_up', outcome: 'overtaken' },
    { state: 'given_up', outcome: 'too_late' },
  ]);
  expect(house.sms.arrived).toEqual([]);
});

test('an answer to WeChat’s question counts for the hospital’s own templates only; a half quiet time is refused', async () => {
  const { account_id } = await house.patient();
  const mine = house.wechat.templateOf('ticket.called');
  const ask = { account_id, accepted: ['stranger', mine], refused: [mine], now: MORNING };
  await inTransaction(db, (tx) => noteConsents(tx, house.outbox, ask));
  const { rows } = await sql`select template_id from notice_consent where account_id = ${account_id}`.execute(
    db.kysely,
  );
  expect(rows).toEqual([{ template_id: mine }]);
  await expect(
    inTransaction(db, (tx) => changeSettings(tx, account_id, { quiet_from: null }, MORNING)),
  ).rejects.toThrow('input_invalid');
  await inTransaction(db, (tx) => changeSettings(tx, account_id, { quiet_from: null, quiet_until: null }, MORNING));
  expect(await showSettings(db.kysely, house.outbox, account_id)).toMatchObject({ quiet_from: null, sms: true });
});

test('whatever a provider does that tells the truth when asked, a message arrives at most once, and “sent” means it did', async () => {
  const deed = fc.constantFrom<Deed>('takes', 'loses', 'takes_silently', 'later', 'refuses', 'person_refuses');
  const one = fc.record({
    allows: fc.boolean(),
    wechat: fc.array(deed, { maxLength: 3 }),
    sms: fc.array(deed, { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(one, async ({ allows, wechat, sms }) => {
      house = openTestOutbox(db);
      const { patient_id, account_id } = await house.patient();
      if (allows) await consent(account_id);
      [house.wechat.deeds, house.sms.deeds] = [wechat, sms];
      await tell(patient_id);
      for (let n = 0; n < 12; n += 1) {
        await round();
        later(45);
      }
      const states = (await deliveries(account_id)).map((row) => row.state);
      const arrived = house.wechat.arrived.length + house.sms.arrived.length;
      expect(arrived).toBeLessThanOrEqual(1);
      if (states.includes('sent')) expect(arrived).toBe(1);
      expect(states).not.toContain('sending');
    }),
    { numRuns: 25, seed: 14 },
  );
});
