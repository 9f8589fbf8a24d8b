import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface StandInProcess {
  url: string;
  /** Its keys, and what it writes for the hospital. */
  folder: string;
  /** Calls its own controls (`/_faults`, `/_reset` and others). @throws when they refuse */
  control<T = unknown>(method: string, path: string, body?: object): Promise<T>;
  /** Ends the process and keeps its folder. */
  end(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** Starts `sandbox/<name>` as a process of its own, on any free port, with new keys in a folder of its own. */
export async function startStandIn(name: 'pay' | 'message' | 'llm'): Promise<StandInProcess> {
  const folder = mkdtempSync(join(tmpdir(), `menzhen-${name}-`));
  const main = fileURLToPath(new URL(`../../../../sandbox/${name}/src/main.ts`, import.meta.url));
  const settings = { [`SANDBOX_${name.toUpperCase()}_PORT`]: '0', [`SANDBOX_${name.toUpperCase()}_DATA`]: folder };
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...settings },
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
    folder,
    async control<T>(method: string, path: string, body?: object): Promise<T> {
      const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
      const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    end,
    async stop() {
      await end();
      rmSync(folder, { recursive: true });
    },
  };
}
