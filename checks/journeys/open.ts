/** One house and one browser for a file of journeys; opened before its tests, closed after them. */

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from '../kit/browser.ts';
import { type House, openHouse } from '../kit/house.ts';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';
import { openWindow, type Window, type WindowOptions } from '../kit/window.ts';

export interface Opened {
  house: House;
  /** Of the house's own database, for a past that no journey can wait for. */
  database_url: string;
  browser: Browser;
  window(options: WindowOptions): Promise<Window>;
  /** Every window opened so far. */
  windows: Window[];
}

/** What the windows showed when a journey failed. */
const PICTURES = join(import.meta.dirname, '../../.cache/journeys');

/** What is inside is there from the first test on. */
export function opened(): Opened {
  const found = { windows: [] as Window[] } as Opened;
  let database: FreshDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    const [house, browser] = await Promise.all([openHouse({ database_url: database.url }), launchBrowser()]);
    Object.assign(found, { house, browser, database_url: database.url });
  });
  afterAll(async () => {
    await found.browser?.close();
    await found.house?.close();
    await database?.drop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [n, { page }] of found.windows.entries()) {
      if (!page.isClosed())
        await page.screenshot({ path: join(PICTURES, `${task.file.name.split('/').at(-1)}-${n + 1}.png`) });
    }
  });
  found.window = async (wanted) => {
    const window = await openWindow(found.browser, found.house, wanted);
    found.windows.push(window);
    return window;
  };
  return found;
}
