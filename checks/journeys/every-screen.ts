/**
 * Every screen of the three apps, in one look, has nothing that axe finds wrong and fits the width of its window. A file for
 * each look, so that they are looked at side by side.
 */
import { beforeAll, expect, test } from 'vitest';
import { axeFaults } from '../kit/axe.ts';
import type { Window } from '../kit/window.ts';
import { opened } from './open.ts';
import { type Scene, setScene } from './scene.ts';
import {
  boardScreens,
  consoleScreens,
  keptFor,
  type Look,
  openScreen,
  patientScreens,
  type Screen,
} from './screens.ts';

/** The administrator has most of the console's screens, and each is opened, read by axe and measured. */
const MOST_MS = 400_000;

/** `consoles`: those of them that are opened in this look; all unless said. */
export function everyScreenIn(look: Look, consoles = Object.entries(consoleScreens)): void {
  const all = opened();
  let scene: Scene;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    scene = await setScene(all.house);
    for (const login of Object.keys(consoleScreens)) {
      if (login !== 'nobody') tokens.set(login, (await all.house.signInStaff(login)).token);
    }
  });

  async function faultsOf(window: Window, screens: readonly Screen[]): Promise<string[]> {
    const found: string[] = [];
    for (const screen of screens) {
      await openScreen(window.page, all.house, screen);
      found.push(...(await axeFaults(window.page)).map((fault) => `${screen.name}: ${fault}`));
      const wider_px = await window.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wider_px > 0) found.push(`${screen.name}: ${wider_px} px wider than its window`);
    }
    await window.close();
    return [...found, ...window.faults, ...window.foreign];
  }
  const windowFor = (who: Parameters<typeof keptFor>[1] = {}) => all.window({ ...look, kept: keptFor(look, who) });

  test(
    'patient',
    async () => {
      expect(await faultsOf(await windowFor({ patient: scene.patient }), patientScreens(scene))).toEqual([]);
    },
    MOST_MS,
  );
  test.each(consoles)(
    'console: %s',
    async (login, screens) => {
      expect(await faultsOf(await windowFor({ staff_token: tokens.get(login) }), screens)).toEqual([]);
    },
    MOST_MS,
  );
  test(
    'board',
    async () => {
      expect(await faultsOf(await windowFor(), boardScreens)).toEqual([]);
    },
    MOST_MS,
  );
}
