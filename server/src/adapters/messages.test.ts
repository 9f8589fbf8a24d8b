/** Both ways to a phone, against the stand-in as a process of its own, and against the provider's published example. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OutMessage } from '../modules/notify/ports.ts';
import { aliyunSms, readAliyunSmsFile } from './aliyun-sms.ts';
import { signedHeaders } from './aliyun-sms/signing.ts';
import { smsSender } from './sms.ts';
import { type MessageStandIn, startMessageStandIn } from './testing/message-stand-in.ts';
import { readWechatMessageFile, wechatMessages } from './wechat-message.ts';
import { fieldText } from './wechat-message/fields.ts';

let standIn: MessageStandIn;
beforeAll(async () => {
  standIn = await startMessageStandIn();
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.control('POST', '/_reset'));

const fault = (change: object) => standIn.control('PUT', '/_faults', change);
const now = () => Temporal.Now.instant();
const PHONE = '13900000001';
const OPENID = 'oABCDEFGHIJKLMNOPQRSTUVWXYZ0';
const message = (changes: Partial<OutMessage> = {}): OutMessage => ({
  out_id: crypto.randomUUID(),
  to: PHONE,
  kind: 'ticket.called',
  language: 'zh',
  words: { patient: '李*明', number: 'A012', place: '内科 二诊室', title: '请到二诊室', tip: '请现在过去' },
  page: 'queue/tickets-page',
  sent_at: now(),
  ...changes,
});
const sms = (changes: object = {}) =>
  aliyunSms({ file: readAliyunSmsFile(standIn.smsFile), base_url: standIn.url, timeout_ms: 400, ...changes }, now);
const wechat = () =>
  wechatMessages({
    ...standIn.wechat,
    file: readWechatMessageFile(standIn.wechatFile),
    base_url: standIn.url,
    timeout_ms: 400,
  });
const consent = (times = 1) =>
  standIn.control('POST', '/_consents', {
    openid: OPENID,
    template_id: standIn.wechat.templates['ticket.called']!.template_id,
    times,
  });

test('the signature is the published one', () => {
  const headers = signedHeaders(
    {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
      at: Temporal.Instant.from('2023-10-26T10:22:32Z'),
      nonce: '3156853299f313e23d1673dc12e1703d',
    },
    { access_key_id: 'YourAccessKeyId', access_key_secret: 'YourAccessKeySecret' },
  );
  expect(headers.authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

describe('SMS', () => {
  test('a notice arrives, and is found by our own number', async () => {
    const { notices } = sms();
    const told = message();
    expect(await notices.send(told)).toMatchObject({ outcome: 'sent', provider_id: expect.stringContaining('^') });
    expect(await standIn.arrived(PHONE)).toMatchObject([{ text: '【演示门诊】李*明，A012号请到内科 二诊室。' }]);
    expect(await notices.ask!(told)).toBe('sent');
    expect(await notices.ask!(message())).toBe('not_found');
    await standIn.control('POST', '/_advance', { seconds: 3 });
    await fault({ sms_outcome: 'failed' });
    expect(await notices.ask!(told)).toBe('failed');
  });

  test('a kind without a template of its own goes by the common one; words are cut to what the service takes', async () => {
    const title = '很'.repeat(60);
    expect(await sms().notices.send(message({ kind: 'penalty.lifted', words: { title } }))).toMatchObject({
      outcome: 'sent',
    });
    expect((await standIn.arrived())[0]!.text).toContain('很'.repeat(35));
  });

  test.each([
    ['too many', { rate_limited: 1 }, { outcome: 'later', code: 'isv.BUSINESS_LIMIT_CONTROL' }],
    ['busy', { server_error: 1 }, { outcome: 'later', code: 'ServiceUnavailable' }],
    ['lost on its way', { drop_requests: 1 }, { outcome: 'unknown', code: 'no_answer' }],
    ['silence after success', { timeout_after_success: 1 }, { outcome: 'unknown', code: 'no_answer' }],
    ['their own trouble', { sms_code: 'isp.SYSTEM_ERROR' }, { outcome: 'unknown', code: 'isp.SYSTEM_ERROR' }],
    ['no money left', { sms_code: 'isv.AMOUNT_NOT_ENOUGH' }, { outcome: 'refused', code: 'isv.AMOUNT_NOT_ENOUGH' }],
  ])('%s', async (_name, change, outcome) => {
    await fault(change);
    expect(await sms().notices.send(message())).toMatchObject(outcome);
  });

  test('a service that cannot be reached was surely not told', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((closed) => gone.close(closed));
    const told = await sms({ base_url: `http://127.0.0.1:${port}` }).notices.send(message());
    expect(told).toMatchObject({ outcome: 'later' });
  });

  test('sign-in codes go the same way; what was not taken is an error, without the number in it', async () => {
    const { codes } = sms();
    await codes.send({ phone: PHONE, code: '012345', valid_minutes: 5 });
    expect((await standIn.arrived(PHONE))[0]!.text).toContain('验证码是012345，5分钟内有效');
    await fault({ sms_code: 'isv.AMOUNT_NOT_ENOUGH' });
    const refused = codes.send({ phone: PHONE, code: '012345', valid_minutes: 5 });
    await expect(refused).rejects.toThrow(/^((?!139).)*AMOUNT_NOT_ENOUGH$/);
  });

  test('the demo shows the code and sends it; a real hospital names its provider', async () => {
    const settings = { SMS_PROVIDER: 'demo', SMS_FILE: standIn.smsFile, SMS_BASE: standIn.url, DEMO: true };
    const given = { log: { info: () => {} }, now };
    const code = { phone: PHONE, code: '000001', valid_minutes: 5 };
    expect(await smsSender(settings, given).send(code)).toEqual({ demo_code: '000001' });
    expect(await standIn.arrived(PHONE)).toHaveLength(1);
    await fault({ drop_requests: 1 });
    expect(await smsSender(settings, given).send(code)).toEqual({ demo_code: '000001' });
    expect(await smsSender({ ...settings, SMS_PROVIDER: 'aliyun', DEMO: false }, given).send(code)).toEqual({});
    expect(() => smsSender({ ...settings, SMS_PROVIDER: 'aliyun', SMS_FILE: undefined }, given)).toThrow(/SMS_FILE/);
  });
});

describe('WeChat', () => {
  test('a subscribe message arrives with its fields and its page', async () => {
    await consent();
    expect(await wechat().send(message({ to: OPENID }))).toEqual({ outcome: 'sent' });
    expect(await standIn.arrived(OPENID)).toMatchObject([
      { title: '叫号通知', page: 'queue/tickets-page', fields: [{ label: '排队号码', value: 'A012' }, {}, {}] },
    ]);
  });

  test('a token that has run out is renewed once, by all who send at that moment together', async () => {
    await consent(9);
    const channel = wechat();
    expect(await channel.send(message({ to: OPENID }))).toEqual({ outcome: 'sent' });
    await fault({ tokens_expired: 1 });
    expect(await channel.send(message({ to: OPENID }))).toEqual({ outcome: 'sent' });
    await standIn.control('POST', '/_advance', { seconds: 7300 });
    const many = await Promise.all([1, 2, 3].map(() => channel.send(message({ to: OPENID }))));
    expect(many).toEqual([1, 2, 3].map(() => ({ outcome: 'sent' })));
    expect(await standIn.arrived(OPENID)).toHaveLength(5);
  });

  test.each([
    ['the person does not want it', { refused_by_user: true }, { outcome: 'refused', code: '43101', by_person: true }],
    ['a page that is not there', { wechat_errcode: 41030 }, { outcome: 'refused', code: '41030', by_person: false }],
    ['too many', { rate_limited: 1 }, { outcome: 'later', code: '45009' }],
    ['silence after success', { timeout_after_success: 1 }, { outcome: 'unknown', code: 'no_answer' }],
  ])('%s', async (_name, change, outcome) => {
    await consent();
    const channel = wechat();
    await fault(change);
    expect(await channel.send(message({ to: OPENID }))).toEqual(outcome);
  });

  test('without a token nothing was sent', async () => {
    await fault({ server_error: 1 });
    expect(await wechat().send(message({ to: OPENID }))).toEqual({ outcome: 'later', code: 'no_token' });
  });

  test.each([
    ['thing1', '很'.repeat(30), '很'.repeat(20)],
    ['number3', '2 位', '2'],
    ['character_string1', 'A012号', 'A012'],
    ['thing2', '', '-'],
    ['phrase4', 'x', '无'],
  ])('%s holds %s as %s', (name, text, held) => {
    expect(fieldText(name, text)).toBe(held);
  });
});
