import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FAULTS } from '../src/faults.ts';
import { ask } from '../../kit/ask.ts';
import { outsideSms } from './outside-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let data: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sandbox-message-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

function start(env: Record<string, string> = {}): ChildProcess {
  const settings = { SANDBOX_MESSAGE_PORT: '0', SANDBOX_MESSAGE_DATA: data, ...env };
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...settings }, stdio: 'pipe' });
  children.push(child);
  return child;
}

async function startReady() {
  const child = start();
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const read = (name: string) => JSON.parse(readFileSync(join(data, name), 'utf8'));
  const standIn = { url: line.slice(line.indexOf('http://')), sms: read('sms.json'), wechat: read('wechat.json') };
  return { child, standIn: { ...standIn, close: async () => {} } };
}

async function failedStart(env: Record<string, string>): Promise<[number, string]> {
  const child = start(env);
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number];
  return [code, said];
}

test('a killed stand-in forgets no message and keeps its keys, which their owner alone can read', async () => {
  const first = await startReady();
  const sent = await outsideSms(first.standIn).send({
    phoneNumbers: '13900000001',
    signName: first.standIn.sms.sign_name,
    templateCode: first.standIn.sms.templates.notice.code,
    templateParam: '{"title":"退款成功"}',
  });
  expect(sent.code).toBe('OK');
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await startReady();
  expect(second.standIn.sms).toEqual(first.standIn.sms);
  expect((await ask(second.standIn, 'GET', '/_arrived')).data.messages).toHaveLength(1);
  for (const name of ['sms.json', 'wechat.json', 'provider.json'])
    expect(statSync(join(data, name)).mode & 0o077).toBe(0);
});

test('a start that cannot be says why in one line', async () => {
  const { standIn } = await startReady();
  expect(await failedStart({})).toEqual([1, expect.stringMatching(/in use by another message stand-in.*\n$/)]);
  const { port } = new URL(standIn.url);
  const elsewhere = { SANDBOX_MESSAGE_PORT: port, SANDBOX_MESSAGE_DATA: join(data, 'other') };
  expect(await failedStart(elsewhere)).toEqual([1, expect.stringContaining(`port ${port} is in use`)]);
  expect(await failedStart({ SANDBOX_MESSAGE_PORT: 'http' })).toEqual([
    2,
    expect.stringContaining('must be a whole number'),
  ]);
});

test('the page shows what arrived, escapes it, and sets every switch', async () => {
  const { standIn } = await startReady();
  const page = async (query = '') => (await fetch(`${standIn.url}/${query}`)).text();
  expect(await page()).toContain('还没有消息');
  expect(await page('?lang=en')).toContain('No messages yet');
  await outsideSms(standIn).send({
    phoneNumbers: '13900000001',
    signName: standIn.sms.sign_name,
    templateCode: standIn.sms.templates.notice.code,
    templateParam: JSON.stringify({ title: '<script>alert(1)</script>' }),
  });
  expect(await page()).toContain('&#60;script');
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${standIn.url}/operator/faults`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
      redirect: 'manual',
    });
  expect((await form({ slow_ms: '5', refused_by_user: 'on', sms_outcome: 'failed' })).status).toBe(303);
  const now = async () => (await ask(standIn, 'GET', '/_faults')).data;
  expect(await now()).toEqual({ ...NO_FAULTS, slow_ms: 5, refused_by_user: true, sms_outcome: 'failed' });
  expect((await form({ slow_ms: '-1' })).status).toBe(400);
  expect((await form({ slow_ms: '1' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await now()).slow_ms).toBe(5);
});
