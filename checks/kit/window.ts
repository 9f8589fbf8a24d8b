/**
 * A person's own browser window on the house. It remembers what went out to foreign places and what broke in the page;
 * a journey asks for both at its end.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { House } from './house.ts';

export interface WindowOptions {
  width: number;
  height: number;
  theme?: 'light' | 'dark';
  /** A Mandarin voice that finishes at once and remembers what it said. */
  voice?: boolean;
  reducedMotion?: boolean;
  /** What the browser has kept before the first page opens. */
  kept?: { local?: Record<string, string>; session?: Record<string, string> };
}
export interface Window {
  page: Page;
  /** Addresses asked outside the house; the cashier page, which is the payment channel's own, is not counted. */
  foreign: string[];
  /** What the page threw or logged as an error. */
  faults: string[];
  /** What the stubbed voice has said, in order, over reloads. */
  said(): Promise<string[]>;
  close(): Promise<void>;
}

export const phone = { width: 390, height: 844 } as const;
export const desktop = { width: 1440, height: 900 } as const;
export const hall = { width: 1920, height: 1080 } as const;

export async function openWindow(browser: Browser, house: House, options: WindowOptions): Promise<Window> {
  const { width, height, theme = 'light', voice = false, reducedMotion = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    locale: 'zh-CN',
    timezoneId: 'America/New_York', // the hospital's time must not come from the visitor's machine
  });
  context.setDefaultTimeout(15_000);
  if (options.kept) await context.addInitScript(keepBefore, options.kept);
  if (voice) await context.addInitScript(speakAtOnce);
  const page = await context.newPage();
  return {
    page,
    foreign: watchOrigins(context, house),
    faults: watchFaults(context),
    said: () => page.evaluate(() => JSON.parse(sessionStorage.getItem('said') ?? '[]') as string[]),
    close: () => context.close(),
  };
}

function watchOrigins(context: BrowserContext, house: House): string[] {
  const foreign: string[] = [];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin === house.url || protocol === 'data:' || protocol === 'blob:') return;
    const isCashier = origin === house.pay_url && request.frame().url().startsWith(house.pay_url);
    const toCashier = origin === house.pay_url && request.isNavigationRequest();
    if (!isCashier && !toCashier) foreign.push(request.url());
  });
  return foreign;
}

function watchFaults(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(error.error().stack ?? error.error().message));
  context.on('console', (message) => {
    // a refused or unreachable request is answered on the page; the browser notes it here all the same
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      faults.push(message.text());
  });
  return faults;
}

/** Runs in the page, before its own scripts; what the page itself keeps later is left alone. */
function keepBefore(kept: NonNullable<WindowOptions['kept']>): void {
  if (location.origin === 'null') return; // an empty page has no storage
  const put = (storage: Storage, entries: Record<string, string> = {}) => {
    for (const [name, value] of Object.entries(entries)) {
      if (storage.getItem(name) === null) storage.setItem(name, value);
    }
  };
  put(localStorage, kept.local);
  put(sessionStorage, kept.session);
}

/** Runs in the page: speech is there, with a local Mandarin voice, and every sentence takes 50 ms. */
function speakAtOnce(): void {
  const voice = { lang: 'zh-CN', localService: true, name: 'test', default: true, voiceURI: 'test' };
  const keep = (words: string) => {
    const said = JSON.parse(sessionStorage.getItem('said') ?? '[]') as string[];
    sessionStorage.setItem('said', JSON.stringify([...said, words]));
  };
  class Utterance {
    text: string;
    onstart?: () => void;
    onend?: () => void;
    constructor(text: string) {
      this.text = text;
    }
  }
  const synth = {
    getVoices: () => [voice],
    addEventListener() {},
    cancel() {},
    resume() {},
    speak(utterance: Utterance) {
      keep(utterance.text);
      setTimeout(() => utterance.onstart?.(), 5);
      setTimeout(() => utterance.onend?.(), 50);
    },
  };
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
  Object.defineProperty(window, 'speechSynthesis', { value: synth });
}
