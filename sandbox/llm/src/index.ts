import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildApp } from './app.ts';

export interface StandInOptions {
  /** Folder of the key. */
  data: string;
  /** 0 takes any free port. */
  port: number;
  host?: string;
}
export interface StandIn {
  url: string;
  /** What a hospital would write down from the maker's console: address, key and model. */
  file: string;
  close(): Promise<void>;
}

const MODEL = 'sandbox-1';

function keyIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'key');
  if (!existsSync(path)) writeFileSync(path, `sk-${randomBytes(24).toString('base64url')}`, { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

/** Opens the stand-in of a language model: reads or makes its key, listens, and writes `llm.json` for the hospital. */
export async function startModelStandIn({ data, port, host = '127.0.0.1' }: StandInOptions): Promise<StandIn> {
  const api_key = keyIn(data);
  const app = buildApp({ api_key, model: MODEL });
  await app.listen({ port, host });
  const address = app.server.address() as AddressInfo;
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${address.port}`;
  const file = join(data, 'llm.json');
  writeFileSync(file, `${JSON.stringify({ base_url: `${url}/v1`, api_key, model: MODEL }, null, 2)}\n`, {
    mode: 0o600,
  });
  return { url, file, close: () => app.close() };
}
