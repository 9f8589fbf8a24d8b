import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PayStandIn, startPayStandIn } from './testing/pay-stand-in.ts';
import { type WechatLogin, type WechatLoginRefusal, wechatLogin } from './wechat-login.ts';

let standIn: PayStandIn;
let login: WechatLogin;

beforeAll(async () => {
  standIn = await startPayStandIn();
  login = wechatLogin({ ...standIn.miniProgram, base_url: standIn.url });
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.control('POST', '/_reset'));

const refused = (code: WechatLoginRefusal, errcode?: number) =>
  expect.objectContaining({ name: 'WechatLoginRefused', code, errcode });

describe('a code', () => {
  test('becomes the same openid for the same person, another for another, and nothing more', async () => {
    const first = await login.exchange('demo-li.1');
    expect(first).toEqual({ openid: expect.stringMatching(/^o[\w-]{27}$/) });
    expect(await login.exchange('demo-li.2')).toEqual(first);
    expect(await login.exchange('demo-wang')).not.toEqual(first);
  });

  test('works once', async () => {
    await login.exchange('demo-li');
    await expect(login.exchange('demo-li')).rejects.toEqual(refused('bad_code', 40163));
  });

  test.each([
    ['', 41008],
    ['081abc', 40029],
    ['demo-', 40029],
  ])('%j is refused', async (code, errcode) => {
    await expect(login.exchange(code)).rejects.toEqual(refused('bad_code', errcode));
  });
});

test.each([
  [-1, 'unavailable'],
  [40029, 'bad_code'],
  [40226, 'blocked'],
  [45011, 'too_often'],
] as const)('errcode %i is %s', async (errcode, code) => {
  await standIn.control('PUT', '/_faults', { login_errcode: errcode });
  await expect(login.exchange('demo-li')).rejects.toEqual(refused(code, errcode));
});

test('a wrong secret is our mistake, and is not shown', async () => {
  const wrong = wechatLogin({ appid: standIn.miniProgram.appid, app_secret: 'top-secret', base_url: standIn.url });
  await expect(wrong.exchange('demo-li')).rejects.toEqual(refused('misconfigured', 40125));
  await expect(wrong.exchange('demo-li')).rejects.not.toThrow('top-secret');
});

test.each(['', 'not json', 'null', '[]', '{}', '{"openid":""}', '{"openid":7}'])(
  'an answer %j is no sign-in',
  async (body) => {
    const server = createServer((_request, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(wechatLogin({ appid: 'wx', app_secret: 's', base_url }).exchange('x')).rejects.toEqual(
      refused('unavailable'),
    );
    server.closeAllConnections();
    server.close();
  },
);

test('nobody there is unavailable', async () => {
  const lost = wechatLogin({ appid: 'wx', app_secret: 's', base_url: 'http://127.0.0.1:9' });
  await expect(lost.exchange('x')).rejects.toEqual(refused('unavailable'));
});
