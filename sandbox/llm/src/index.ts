import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listen, type Place } from '../../kit/program.ts';
import { buildApp } from './app.ts';

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
export async function startModelStandIn(place: Place): Promise<StandIn> {
  const api_key = keyIn(place.data);
  const app = buildApp({ api_key, model: MODEL });
  const url = await listen(app, place);
  const file = join(place.data, 'llm.json');
  writeFileSync(file, `${JSON.stringify({ base_url: `${url}/v1`, api_key, model: MODEL }, null, 2)}\n`, {
    mode: 0o600,
  });
  return { url, file, close: () => app.close() };
}
