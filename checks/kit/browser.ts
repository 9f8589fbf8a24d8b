/**
 * A Chromium for tests: the one of the machine, else Debian's, else the one shipped in npm.
 *
 *     const browser = await launchBrowser();
 *     const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
 */
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { ensureChineseFont } from './font.ts';
import { installFromDebian, onPath } from './system.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Nothing is asked of the world outside, nothing depends on a graphics card. The profile is new for every launch. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** @returns the path of a Chromium; the answer is kept in TEST_BROWSER for the workers of a run */
export async function ensureBrowser(): Promise<string> {
  process.env.TEST_BROWSER ||= onPath(...NAMES) ?? fromDebian() ?? (await fromNpm());
  return process.env.TEST_BROWSER;
}

function fromDebian(): string | undefined {
  return installFromDebian('chromium') ? onPath('chromium') : undefined;
}

/** Its own default flags are for cloud functions (one process, no web security), so only the program is taken. */
async function fromNpm(): Promise<string> {
  const { default: shipped } = await import('@sparticuz/chromium');
  return shipped.executablePath();
}

export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await ensureBrowser();
  if (!process.env.TEST_FONT) process.env.TEST_FONT = await ensureChineseFont();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    headless: true,
    ...options,
    executablePath,
    // where no language is set a file with a Chinese name would be saved as "download"
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [...FLAGS, ...asRoot, ...(options.args ?? [])],
  });
}
