// `npm run shots`: makes the pictures of the README, from the demo hospital with people in it.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  boardScreens,
  consoleScreens,
  keptFor,
  type Look,
  openScreen,
  patientScreens,
  type Screen,
} from '../checks/journeys/screens.ts';
import { type Scene, setScene } from '../checks/journeys/scene.ts';
import { launchBrowser } from '../checks/kit/browser.ts';
import { type House, openHouse } from '../checks/kit/house.ts';
import { desktop, hall, openWindow, phone, type WindowOptions } from '../checks/kit/window.ts';
import { ensureBuilt } from './lib/build.ts';
import { openPostgres } from './lib/postgres.ts';
import { say, sayFailure, step } from './lib/say.mjs';

const root = dirname(import.meta.dirname);
const folder = join(root, 'docs', 'shots');
const MOST_BYTES = 3_000_000;

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
interface Shot {
  /** File name without its end. */
  file: string;
  screen: Screen;
  size: { width: number; height: number };
  look?: Partial<Pick<Look, 'theme' | 'scale' | 'locale'>>;
  who?: Parameters<typeof keptFor>[1];
}

process.chdir(root);
const data = mkdtempSync(join(tmpdir(), 'menzhen-shots-'));
chmodSync(data, 0o755); // as root the database runs as another user, who must be able to enter
const closers: (() => Promise<unknown>)[] = [];
try {
  await main();
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
} finally {
  for (const close of closers.reverse()) await close().catch(sayFailure);
  rmSync(data, { recursive: true, force: true });
}

async function main(): Promise<void> {
  await ensureBuilt(root);
  const postgres = await step('数据库  PostgreSQL', () => openPostgres(root, data));
  closers.push(postgres.stop);
  const house = await step('演示医院  demo hospital', () => openHouse({ database_url: postgres.url }));
  closers.push(house.close);
  const scene = await setScene(house);
  const browser = await launchBrowser();
  closers.push(() => browser.close());
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const shot of await shotsOf(house, scene)) {
    await step(shot.file, () => take(browser, house, shot));
  }
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  say(`\n  ${folder}: ${Math.round(bytes / 1000)} kB`);
  if (bytes > MOST_BYTES)
    throw new Error(`the pictures weigh ${bytes} bytes; at most ${MOST_BYTES} belong in a repository`);
}

async function shotsOf(house: House, scene: Scene): Promise<Shot[]> {
  const patient = (name: string) => patientScreens(scene).find((screen) => screen.name === name)!;
  const staff = (login: string, name: string) => consoleScreens[login]!.find((screen) => screen.name === name)!;
  const onPhone = { size: phone, who: { patient: scene.patient } };
  const at = async (login: string) => ({ size: desktop, who: { staff_token: (await house.signInStaff(login)).token } });
  const [doctor, clerk, admin] = [await at('doctor1'), await at('clerk'), await at('admin')];
  // a key pressed is the gesture that browsers wait for: the call is in the middle of being spoken
  const board = { size: hall, screen: { ...boardScreens[0]!, act: (page: Page) => page.keyboard.press('Shift') } };
  return [
    { file: 'patient-home', screen: patient('home'), ...onPhone },
    { file: 'patient-search', screen: patient('search'), ...onPhone },
    { file: 'patient-slots', screen: patient('slots'), ...onPhone },
    { file: 'patient-pay', screen: patient('pay'), ...onPhone },
    { file: 'patient-waiting', screen: patient('waiting'), ...onPhone },
    { file: 'patient-waiting-dark', screen: patient('waiting'), look: { theme: 'dark' }, ...onPhone },
    { file: 'patient-home-large', screen: patient('home'), look: { scale: '1.5' }, ...onPhone },
    { file: 'console-doctor', screen: staff('doctor1', 'doctor'), ...doctor },
    { file: 'console-desk', screen: staff('clerk', 'a patient'), ...clerk },
    { file: 'console-today', screen: staff('admin', 'today'), ...admin },
    { file: 'console-sessions', screen: staff('admin', 'sessions'), ...admin },
    {
      file: 'console-doctor-dark-en',
      screen: staff('doctor1', 'doctor'),
      look: { theme: 'dark', locale: 'en' },
      ...doctor,
    },
    { file: 'board', ...board },
    { file: 'board-dark-en', look: { theme: 'dark', locale: 'en' }, ...board },
  ];
}

async function take(browser: Browser, house: House, { file, screen, size, look, who }: Shot): Promise<void> {
  const chosen: Look = { ...size, theme: 'light', scale: '1', locale: 'zh-CN', ...look };
  const options: WindowOptions = { ...chosen, voice: true, kept: keptFor(chosen, who) };
  const window = await openWindow(browser, house, options);
  await openScreen(window.page, house, screen);
  await window.page.screenshot({ path: join(folder, `${file}.png`) });
  await window.close();
}
