import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask as control } from '../../kit/ask.ts';
import { openListener, opened } from './listener.ts';
import { OutsideMerchant } from './outside-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let data: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

function start(env: Record<string, string> = {}): ChildProcess {
  const settings = { SANDBOX_PAY_PORT: '0', SANDBOX_PAY_DATA: data, ...env };
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...settings }, stdio: 'pipe' });
  children.push(child);
  return child;
}

async function startReady() {
  const child = start();
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const merchantFile = join(data, 'merchant.json');
  const merchant = JSON.parse(readFileSync(merchantFile, 'utf8'));
  const standIn = { url: line.slice(line.indexOf('http://')), merchant };
  return { child, standIn, merchant: new OutsideMerchant(standIn), merchantFile };
}

/** @returns exit code and what it said. */
async function failedStart(env: Record<string, string>): Promise<[number, string]> {
  const child = start(env);
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number];
  return [code, said];
}

test('a killed stand-in forgets no payment, keeps its keys, and still delivers the callback', async () => {
  let merchantAnswers = 503;
  const listener = await openListener(() => merchantAnswers);
  const first = await startReady();
  await first.merchant.post(
    '/v3/pay/transactions/native',
    first.merchant.order('order-1', { notify_url: listener.url }),
  );
  await control(first.standIn, 'POST', '/_pay/order-1');
  await vi.waitFor(() => expect(listener.heard).toHaveLength(1));
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  merchantAnswers = 200;
  const second = await startReady();
  expect(second.standIn.merchant).toEqual(first.standIn.merchant);
  const { mchid } = second.standIn.merchant;
  const order = await second.merchant.get('/v3/pay/transactions/out-trade-no/order-1', { mchid });
  expect(order.data.trade_state).toBe('SUCCESS');
  await control(second.standIn, 'POST', '/_advance', { seconds: 15 });
  expect(listener.heard).toHaveLength(2);
  expect(opened(second.standIn, listener.heard[1]!).transaction_id).toBe(order.data.transaction_id);
  await listener.close();
});

test('the keys are readable by their owner alone', async () => {
  const { merchantFile } = await startReady();
  for (const file of [merchantFile, join(data, 'platform.json')]) expect(statSync(file).mode & 0o077).toBe(0);
});

test('a start that cannot be says why in one line', async () => {
  const { standIn } = await startReady();
  expect(await failedStart({})).toEqual([
    1,
    expect.stringMatching(/^sandbox\/pay: .* in use by another payment stand-in.*\n$/),
  ]);
  const port = new URL(standIn.url).port;
  const elsewhere = { SANDBOX_PAY_PORT: port, SANDBOX_PAY_DATA: join(data, 'other') };
  expect(await failedStart(elsewhere)).toEqual([
    1,
    `sandbox/pay: port ${port} is in use; set SANDBOX_PAY_PORT to another\n`,
  ]);
  expect(await failedStart({ SANDBOX_PAY_PORT: 'http' })).toEqual([2, expect.stringContaining('SANDBOX_PAY_PORT')]);
});
