import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../sandbox/pay/src/main.ts', import.meta.url));

export interface PayStandIn {
  url: string;
  /** Path of merchant.json. */
  merchantFile: string;
  /** Path of alipay.json. */
  alipayFile: string;
  miniProgram: { appid: string; app_secret: string };
  /** Calls the stand-in's own controls (`/_faults`, `/_pay/…`, `/_advance`, `/_bill_rows`, `/_reset`). */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** Its store, to be read once the process has ended (it holds the file while it lives). */
  storeFile: string;
  /** Ends the process and keeps its folder. */
  end(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the payment stand-in as a process of its own, with new keys in a folder of its own. */
export async function startPayStandIn(): Promise<PayStandIn> {
  const data = mkdtempSync(join(tmpdir(), 'menzhen-pay-'));
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, SANDBOX_PAY_PORT: '0', SANDBOX_PAY_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = line.slice(line.indexOf('http://'));
  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  }
  return {
    url,
    merchantFile: join(data, 'merchant.json'),
    alipayFile: join(data, 'alipay.json'),
    miniProgram: JSON.parse(readFileSync(join(data, 'mini-program.json'), 'utf8')),
    async control(method, path, body) {
      const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
      const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : undefined;
    },
    storeFile: join(data, 'store.sqlite'),
    end,
    async stop() {
      await end();
      rmSync(data, { recursive: true });
    },
  };
}
