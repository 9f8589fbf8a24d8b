import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type StandIn, startMessageStandIn } from '../src/index.ts';
import { ask } from '../../kit/ask.ts';
import { outsideSms } from './outside-client.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-message-'));
let standIn: StandIn;
let client: ReturnType<typeof outsideSms>;

beforeAll(async () => {
  standIn = await startMessageStandIn({ data, port: 0 });
  client = outsideSms(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => ask(standIn, 'POST', '/_reset'));

const PHONE = '13900000001';
const words = { patient: '李*明', number: 'A012', place: '内科 二诊室' };
const called = (changes: object = {}) => ({
  phoneNumbers: PHONE,
  signName: standIn.sms.sign_name,
  templateCode: standIn.sms.templates['ticket.called']!.code,
  templateParam: JSON.stringify(words),
  outId: 'out-1',
  ...changes,
});
const arrived = async () => (await ask(standIn, 'GET', '/_arrived')).data.messages;
const today = () => Temporal.Now.plainDateISO('Asia/Shanghai').toString().replaceAll('-', '');
const fault = (change: object) => ask(standIn, 'PUT', '/_faults', change);

test('the provider’s own client sends, and asks what became of it by its own number', async () => {
  const answer = await client.send(called());
  expect(answer).toMatchObject({ code: 'OK', message: 'OK', bizId: expect.stringMatching(/\^0$/) });
  expect(await arrived()).toMatchObject([
    { to: PHONE, text: '【演示门诊】李*明，A012号请到内科 二诊室。', out_id: 'out-1', copies: 1 },
  ]);
  const asked = () => client.query({ phoneNumber: PHONE, sendDate: today() });
  const detail = async () => (await asked()).smsSendDetailDTOs.smsSendDetailDTO;
  expect(await detail()).toMatchObject([{ outId: 'out-1', sendStatus: 1 }]);
  await ask(standIn, 'POST', '/_advance', { seconds: 3 });
  expect(await detail()).toMatchObject([{ outId: 'out-1', sendStatus: 3, errCode: 'DELIVERED' }]);
  await fault({ query_lag_seconds: 60 });
  expect(await detail()).toEqual([]);
});

test('nobody sends with another key, an old time or a request that was sent before', async () => {
  await expect(outsideSms(standIn, { accessKeySecret: 'another' }).send(called())).rejects.toThrow(
    /SignatureDoesNotMatch|signature/,
  );
  await expect(outsideSms(standIn, { accessKeyId: 'LTAInobody' }).send(called())).rejects.toThrow(
    /InvalidAccessKeyId|not found/,
  );
  await ask(standIn, 'POST', '/_advance', { seconds: 16 * 60 });
  await expect(client.send(called())).rejects.toThrow(/expired/);
  expect(await arrived()).toEqual([]);
});

test.each([
  ['a landline', { phoneNumbers: '057188888888' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
  ['a signature that is not ours', { signName: '别家' }, 'isv.SMS_SIGNATURE_ILLEGAL'],
  ['a template that is not ours', { templateCode: 'SMS_1' }, 'isv.SMS_TEMPLATE_ILLEGAL'],
  ['a missing variable', { templateParam: '{"patient":"李*明"}' }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
  [
    'a variable that is too long',
    { templateParam: JSON.stringify({ ...words, place: '很'.repeat(36) }) },
    'isv.TEMPLATE_PARAMS_ILLEGAL',
  ],
  ['variables that are no JSON', { templateParam: 'patient=1' }, 'isv.INVALID_JSON_PARAM'],
])('%s is refused', async (_name, changes, code) => {
  expect(await client.send(called(changes))).toMatchObject({ code });
  expect(await arrived()).toEqual([]);
});

test('faults: too many and busy are not carried out; silence may be either, and who asks learns which', async () => {
  await fault({ rate_limited: 1 });
  expect(await client.send(called())).toMatchObject({ code: 'isv.BUSINESS_LIMIT_CONTROL' });
  await fault({ server_error: 1 });
  await expect(client.send(called())).rejects.toThrow(/ServiceUnavailable|temporary failure/);
  await fault({ drop_requests: 1 });
  await expect(client.send(called())).rejects.toThrow();
  expect(await arrived()).toEqual([]);
  await fault({ timeout_after_success: 1, arriving_copies: 2 });
  await expect(client.send(called())).rejects.toThrow();
  expect(await arrived()).toMatchObject([{ out_id: 'out-1', copies: 2 }]);
  const { smsSendDetailDTOs } = await client.query({ phoneNumber: PHONE, sendDate: today() });
  expect(smsSendDetailDTOs.smsSendDetailDTO).toHaveLength(1);
});
