import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../sandbox/message/src/main.ts', import.meta.url));

/** What a phone got, as the stand-in tells it. */
export interface Arrived {
  channel: 'sms' | 'wechat';
  to: string;
  text?: string;
  title?: string;
  page?: string;
  fields?: { label: string; value: string }[];
  out_id?: string;
}

export interface MessageStandIn {
  url: string;
  /** Paths of sms.json and wechat.json. */
  smsFile: string;
  wechatFile: string;
  wechat: { appid: string; app_secret: string; templates: Record<string, { template_id: string }> };
  arrived(to?: string): Promise<Arrived[]>;
  /** Calls the stand-in's own controls (`/_faults`, `/_consents`, `/_advance`, `/_reset`). */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the message stand-in as a process of its own, with new keys in a folder of its own. */
export async function startMessageStandIn(): Promise<MessageStandIn> {
  const data = mkdtempSync(join(tmpdir(), 'menzhen-message-'));
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, SANDBOX_MESSAGE_PORT: '0', SANDBOX_MESSAGE_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = line.slice(line.indexOf('http://'));
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return {
    url,
    smsFile: join(data, 'sms.json'),
    wechatFile: join(data, 'wechat.json'),
    wechat: JSON.parse(readFileSync(join(data, 'wechat.json'), 'utf8')),
    control,
    async arrived(to) {
      const { messages } = (await control('GET', to ? `/_arrived?to=${to}` : '/_arrived')) as { messages: Arrived[] };
      return messages;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
      rmSync(data, { recursive: true });
    },
  };
}
