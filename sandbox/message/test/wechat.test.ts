import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type StandIn, startMessageStandIn } from '../src/index.ts';
import { ask } from '../../kit/ask.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-message-'));
let standIn: StandIn;
beforeAll(async () => {
  standIn = await startMessageStandIn({ data, port: 0, miniProgram: { appid: 'wx0123', app_secret: 'secret' } });
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => ask(standIn, 'POST', '/_reset'));

const OPENID = 'oABCDEFGHIJKLMNOPQRSTUVWXYZ0';
const credential = { grant_type: 'client_credential', appid: 'wx0123', secret: 'secret' };
const token = async (more: object = {}) =>
  (await ask(standIn, 'POST', '/cgi-bin/stable_token', { ...credential, ...more })).data;
const template_id = () => standIn.wechat.templates['ticket.called']!.template_id;
const message = (changes: object = {}) => ({
  touser: OPENID,
  template_id: template_id(),
  page: 'queue/tickets-page',
  data: { character_string1: { value: 'A012' }, thing2: { value: '内科 二诊室' }, thing3: { value: '李*明' } },
  ...changes,
});
const send = async (access_token: string, body: object = message()) =>
  (await ask(standIn, 'POST', `/cgi-bin/message/subscribe/send?access_token=${access_token}`, body)).data;
const consent = (times = 1) =>
  ask(standIn, 'POST', '/_consents', { openid: OPENID, template_id: template_id(), times });

test('the token is the same for all who ask while it is valid; forced, the old one is worth nothing', async () => {
  await consent(3);
  const first = await token();
  expect(first).toMatchObject({ expires_in: 7200 });
  expect((await token()).access_token).toBe(first.access_token);
  const forced = await token({ force_refresh: true });
  expect(forced.access_token).not.toBe(first.access_token);
  expect(await send(first.access_token)).toMatchObject({ errcode: 40001 });
  expect(await send(forced.access_token)).toMatchObject({ errcode: 0 });
  await ask(standIn, 'POST', '/_advance', { seconds: 7201 });
  expect(await send(forced.access_token)).toMatchObject({ errcode: 42001 });
  expect((await token()).access_token).not.toBe(forced.access_token);
});

test('one consent is one message', async () => {
  const { access_token } = await token();
  expect(await send(access_token)).toMatchObject({ errcode: 43101 });
  await consent();
  expect(await send(access_token)).toMatchObject({ errcode: 0, errmsg: 'ok' });
  expect(await send(access_token)).toMatchObject({ errcode: 43101 });
  const { messages } = (await ask(standIn, 'GET', `/_arrived?to=${OPENID}`)).data;
  expect(messages).toMatchObject([{ title: '叫号通知', page: 'queue/tickets-page' }]);
});

test.each([
  ['a stranger', { touser: 'nobody' }, 40003],
  ['a template that is not ours', { template_id: 'x' }, 40037],
  ['a page beginning with a slash', { page: '/queue/tickets-page' }, 41030],
  ['a field left out', { data: {} }, 47003],
  [
    'a field of the wrong kind',
    { data: { character_string1: { value: '甲12' }, thing2: { value: 'x' }, thing3: { value: 'x' } } },
    47003,
  ],
])('%s is refused and takes no consent', async (_name, changes, errcode) => {
  await consent();
  const { access_token } = await token();
  expect(await send(access_token, message(changes))).toMatchObject({ errcode });
  expect(await send(access_token)).toMatchObject({ errcode: 0 });
});

test('faults are answered in WeChat’s numbers', async () => {
  await consent(9);
  const { access_token } = await token();
  const fault = (change: object) => ask(standIn, 'PUT', '/_faults', change);
  for (const [change, errcode] of [
    [{ rate_limited: 1 }, 45009],
    [{ server_error: 1 }, -1],
    [{ refused_by_user: true }, 43101],
    [{ refused_by_user: false, wechat_errcode: 41030 }, 41030],
    [{ wechat_errcode: 0, tokens_expired: 1 }, 42001],
  ] as const) {
    await fault(change);
    expect(await send(access_token)).toMatchObject({ errcode });
  }
  expect((await ask(standIn, 'GET', '/_arrived')).data.messages).toEqual([]);
});
