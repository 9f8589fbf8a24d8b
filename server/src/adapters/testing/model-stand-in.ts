import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../sandbox/llm/src/main.ts', import.meta.url));

export interface ModelStandIn {
  url: string;
  /** Path of `llm.json`. */
  file: string;
  /** Calls the stand-in's own controls (`/_faults`, `/_says`, `/_heard`, `/_reset`). */
  control<T = unknown>(method: string, path: string, body?: object): Promise<T>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the model's stand-in as a process of its own, with a new key in a folder of its own. */
export async function startModelStandIn(): Promise<ModelStandIn> {
  const data = mkdtempSync(join(tmpdir(), 'menzhen-llm-'));
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, SANDBOX_LLM_PORT: '0', SANDBOX_LLM_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = line.slice(line.indexOf('http://'));
  return {
    url,
    file: join(data, 'llm.json'),
    async control<T>(method: string, path: string, body?: object) {
      const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
      const answer = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
      rmSync(data, { recursive: true });
    },
  };
}
