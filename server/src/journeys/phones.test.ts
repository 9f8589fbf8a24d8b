/** From an act in the hall to a patient's phone: the whole server, its adapters, and the stand-in as a program of its own. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkInvariants } from '../../../checks/invariants.ts';
import { type Arrived, type MessageStandIn, startMessageStandIn } from '../adapters/testing/message-stand-in.ts';
import { openApp } from '../app.ts';
import { inTransaction, listFacts, newId, openSession, sql } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { notifyFacts } from '../modules/notify/index.ts';
import { at, type Clinic, openClinic } from './testing/clinic.ts';

let standIn: MessageStandIn;
let clinic: Clinic;
let env: Record<string, string>;
beforeAll(async () => {
  standIn = await startMessageStandIn();
  const { appid, app_secret } = standIn.wechat;
  env = {
    SMS_FILE: standIn.smsFile,
    SMS_BASE: standIn.url,
    WECHAT_APP_ID: appid,
    WECHAT_APP_SECRET: app_secret,
    WECHAT_MESSAGE_FILE: standIn.wechatFile,
    WECHAT_MESSAGE_BASE: standIn.url,
  };
  clinic = await openClinic({ env });
  clinic.moveTo('08:00');
});
afterAll(async () => {
  await clinic.close();
  await standIn.stop();
});
beforeEach(() => standIn.control('POST', '/_reset'));

/** Lets the readers of the record and the outbox do their work. */
async function told(): Promise<Arrived[]> {
  const { app } = clinic;
  await settle(app.db, ['queue', 'notify'], app.rounds.readers);
  await app.rounds.deliveries();
  return standIn.arrived();
}
const texts = (messages: Arrived[]) => messages.map((one) => one.text ?? one.title ?? '');
const checkIn = (id: string) => clinic.call(clinic.nurse, 'deskBookingCheckIn', { id });
const act = (token: string, name: 'ticketPass' | 'ticketUndo', id: string) => clinic.call(token, name, { id });

/** A booking of somebody whom the mini program knows, with one consent for each message of the hall. */
async function wechatPatient(slot_id: string) {
  const { app } = clinic;
  const openid = `o${newId().replaceAll('-', '').slice(0, 27)}`;
  const mine = await clinic.book(slot_id);
  const token = await inTransaction(app.db, async (tx) => {
    const account_id = await app.people.openAccount(tx, { by: 'wechat', value: openid, now: at('06:00') });
    const lasts = Temporal.Duration.from({ hours: 48 });
    const session = { kind: 'patient' as const, holder_id: account_id, now: at('06:00'), lasts, idle_minutes: 2000 };
    // the same patient, kept by this account too
    await sql`
      insert into account_patient (account_id, patient_id, place, relation, is_default, bound_at)
      values (${account_id}, ${mine.patient_id}, 1, 'other', true, now())
    `.execute(tx);
    return (await openSession(tx, session)).token;
  });
  return { ...mine, token, openid };
}

test('booked, near, please come, passed: each once, by SMS to who has no WeChat', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const people = [];
  for (let n = 0; n < 4; n += 1) people.push(await clinic.book(doctor.slot_id));
  expect(texts(await told()).filter((text) => text.includes('已预约'))).toHaveLength(4);
  for (const { id } of people) await checkIn(id);
  await standIn.control('POST', '/_reset');
  const called = (await clinic.call(doctor.token, 'callNext', { id: doctor.room_id })).body;
  const heard = texts(await told());
  expect(heard.filter((text) => text.includes(`${called.number}号请到`))).toHaveLength(1);
  // three wait: none, one and two are ahead of them
  for (const ahead of [0, 1, 2]) expect(heard.filter((text) => text.includes(`号前面还有${ahead}位`))).toHaveLength(1);
  await act(doctor.token, 'ticketPass', called.id);
  expect(texts(await told()).filter((text) => text.includes('叫号未到'))).toHaveLength(1);
  const before = (await standIn.arrived()).length;
  expect(await told()).toHaveLength(before);
});

test('WeChat for who allowed it, with the page that it opens; a call that was taken back is told too', async () => {
  const [, doctor] = clinic.doctors as [unknown, Clinic['doctors'][0]];
  const mine = await wechatPatient(doctor.slot_id);
  const settings = (await clinic.call(mine.token, 'noticeSettings')).body;
  const template_id = settings.subscriptions.find((one: { kind: string }) => one.kind === 'ticket.called').template_id;
  await standIn.control('POST', '/_consents', { openid: mine.openid, template_id });
  await clinic.call(mine.token, 'noticeConsent', { body: { accepted: [template_id], refused: [] } });
  await checkIn(mine.id);
  const called = (await clinic.call(doctor.token, 'callNext', { id: doctor.room_id })).body;
  await told();
  expect(await standIn.arrived(mine.openid)).toMatchObject([{ title: '叫号通知', page: 'queue/tickets-page' }]);
  const left = async () =>
    (await clinic.call(mine.token, 'noticeSettings')).body.subscriptions.find(
      (one: { template_id: string }) => one.template_id === template_id,
    ).left;
  expect(await left()).toBe(0);
  expect((await act(doctor.token, 'ticketUndo', called.id)).status).toBe(200);
  expect(texts(await told()).some((text) => text.includes('刚才的叫号已撤回'))).toBe(true);
});

test('an SMS service that falls silent after sending is asked, and nobody is told twice; two nodes neither', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const second = await openApp({
    settings: clinic.app.settings,
    clock: clinic.clock,
    databaseUrl: clinic.database_url,
  });
  try {
    await told();
    await standIn.control('POST', '/_reset');
    await standIn.control('PUT', '/_faults', { timeout_after_success: 1 });
    const people = [];
    for (let n = 0; n < 6; n += 1) people.push(await clinic.book(doctor.slot_id));
    await settle(clinic.app.db, ['queue', 'notify'], clinic.app.rounds.readers);
    await Promise.all([clinic.app, second].map((app) => app.rounds.deliveries()));
    clinic.clock.moveTo(clinic.clock.now().add({ seconds: 15 }));
    await Promise.all([clinic.app, second].map((app) => app.rounds.deliveries()));
    const arrived = await standIn.arrived();
    expect(arrived).toHaveLength(6);
    expect(new Set(arrived.map((one) => one.out_id)).size).toBe(6);
    const wrong = (await checkInvariants(clinic.database_url)).filter(({ invariant }) => invariant === 'I14');
    expect(wrong).toEqual([]);
  } finally {
    await second.close();
  }
});

test('how to be told is the account’s own; half a quiet time is refused', async () => {
  const { token } = await clinic.phone();
  expect((await clinic.call(token, 'noticeSettings')).body).toMatchObject({
    sms: true,
    sms_possible: true,
    quiet_from: '22:00',
  });
  const change = (body: object) => clinic.call(token, 'noticeSettingsChange', { body });
  expect((await change({ quiet_from: null })).status).toBe(400);
  expect((await change({ quiet_from: null, quiet_until: null, language: 'en', sms: false })).body).toMatchObject({
    quiet_from: null,
    language: 'en',
    sms: false,
  });
  expect((await change({ quiet_from: '25:00' })).body).toMatchObject({ code: 'input_invalid' });
  expect((await clinic.call(clinic.clerk, 'noticeSettings')).status).toBe(403);
});

test('what is recorded of the telling has the shape that its room declares', async () => {
  const ajv = new Ajv({ strict: false });
  const facts = await listFacts(clinic.app.db.kysely, { limit: 10_000 });
  const own = facts.filter(({ kind }) => /^(delivery|notice_)/.test(kind));
  const declared = notifyFacts as Record<string, object>;
  expect(own.filter(({ kind, data }) => !declared[kind] || !ajv.validate(declared[kind], data))).toEqual([]);
  const kinds = [...new Set(own.map(({ kind }) => kind))].sort();
  // refused: an account that WeChat opened has no phone for an SMS
  const ends = ['delivery.refused', 'delivery.sent', 'delivery.unknown'];
  expect(kinds).toEqual([...ends, 'notice_consent.given', 'notice_setting.changed']);
});
