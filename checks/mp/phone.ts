/**
 * A phone with the mini program on it, as far as node can be one: WeChat's component system (miniprogram-simulate on
 * jsdom), the real uni runtime and our built code, with a `wx` that answers from a table. What only a browser has is
 * taken away while it runs, so that code which needs it fails here as it would on a phone.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { builtOutput } from './output.ts';

const require = createRequire(import.meta.url);
const missingOnPhones = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'URL',
  'URLSearchParams',
  'AbortController',
  'EventSource',
  'WebSocket',
  'XMLHttpRequest',
  'FormData',
  'localStorage',
  'sessionStorage',
] as const;

const notFound = {
  code: 'not_found',
  status: 404,
  title: 'Not found',
  detail: '没有找到这项内容。',
  request_id: 'r-1',
};

/** The body to answer a call with, by `METHOD /path`; a function sees what was sent,
 * and a throw is a lost connection. Others answer 404. */
export type Answers = Record<string, unknown | ((sent: Sent) => unknown)>;
export interface Sent {
  method: string;
  path: string;
  query: string;
  body: unknown;
  header: Record<string, string>;
}
interface Instance {
  onLoad?: (query: Record<string, string>) => void;
  onShow?: () => void;
  onReady?: () => void;
  onUnload?: () => void;
  route?: string;
  options?: Record<string, string>;
}
interface Rendered {
  dom: HTMLElement;
  instance: Instance;
  attach: (parent: Node) => void;
  detach: () => void;
}

export class Phone {
  readonly asked: Sent[] = [];
  /** Addresses that were opened, with the way they were opened: `navigateTo /a/b?c=d`. */
  readonly opened: string[] = [];
  readonly toasts: string[] = [];
  readonly titles: string[] = [];
  /** What the code complained about; a page that cannot be drawn says it here only. */
  readonly errors: string[] = [];
  readonly storage = new Map<string, unknown>();
  readonly payments: object[] = [];
  /** The templates that WeChat asked about, and what the person says to it. */
  readonly subscriptions: string[][] = [];
  subscribing: 'accept' | 'reject' = 'accept';
  /** Files that were fetched and opened in WeChat's reader: the address, and with which session. */
  readonly files: { url: string; header: Record<string, string>; opened_as?: string }[] = [];
  /** Numbers that were rung up. */
  readonly called: string[] = [];
  /** The live line: what the app said on it, and the hospital's side of it once the app has dialled. */
  readonly line = {
    said: [] as object[],
    open: (): void => {},
    hear: (_message: object): void => {},
  };
  /** What the camera will see next. */
  scanned = '';
  answers: Answers;
  private readonly root: string;
  private readonly sayError = console.error;
  private readonly kept = new Map<string, PropertyDescriptor>();
  private readonly shown: Rendered[] = [];
  private readonly simulate: {
    load: (path: string, options: object) => string;
    render: (id: string, properties?: object) => Rendered;
  };

  constructor(answers: Answers, storage: Record<string, unknown> = {}) {
    this.answers = answers;
    for (const [key, value] of Object.entries(storage)) this.storage.set(key, value);
    this.root = builtOutput();
    this.simulate = require('miniprogram-simulate');
    this.takeAway();
    console.error = (...said) => void this.errors.push(said.map((one) => String(one?.stack ?? one)).join(' '));
    this.installWx();
    require(join(this.root, 'app.js'));
  }

  /** Opens a page and waits for its first answers. */
  async open(page: string, query: Record<string, string> = {}): Promise<HTMLElement> {
    this.closePages();
    const id = this.simulate.load(join(this.root, page), { rootPath: this.root, compiler: 'official' });
    const rendered = this.simulate.render(id);
    rendered.instance.route = page;
    rendered.instance.options = query;
    this.shown.push(rendered);
    const parent = document.createElement('div');
    document.body.append(parent);
    rendered.attach(parent);
    rendered.instance.onLoad?.(query);
    rendered.instance.onShow?.();
    rendered.instance.onReady?.();
    await settle();
    return rendered.dom;
  }

  turnOff(): void {
    this.closePages();
    console.error = this.sayError;
    for (const [name, descriptor] of this.kept) Object.defineProperty(globalThis, name, descriptor);
    rmSync(this.root, { recursive: true, force: true });
  }

  /** As WeChat does: a page is told before it goes, so that its timers and sockets end with it. */
  private closePages(): void {
    for (const rendered of this.shown.splice(0)) {
      rendered.instance.onUnload?.();
      rendered.detach();
    }
  }

  private takeAway(): void {
    for (const name of missingOnPhones) {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
      if (!descriptor?.configurable) continue;
      this.kept.set(name, descriptor);
      delete (globalThis as Record<string, unknown>)[name];
    }
  }

  private request(options: {
    url: string;
    method: string;
    data?: string;
    header: Record<string, string>;
    success: (answer: object) => void;
    fail?: (reason: object) => void;
    complete?: () => void;
  }): void {
    const [path = '', query = ''] = options.url.split('?');
    const sent = {
      method: options.method,
      path,
      query,
      body: options.data ? JSON.parse(options.data) : undefined,
      header: options.header,
    };
    this.asked.push(sent);
    const found = this.answers[`${sent.method} ${path}`];
    queueMicrotask(() => {
      let data: unknown;
      try {
        data = typeof found === 'function' ? found(sent) : found;
      } catch (lost) {
        options.fail?.({ errMsg: String(lost) });
        options.complete?.();
        return;
      }
      options.success({ statusCode: data === undefined ? 404 : 200, data: data ?? notFound, header: {} });
      options.complete?.();
    });
  }

  /** A live line that stands silent until the test lets it open and speak. */
  private connectSocket(): object {
    const nothing = (): void => {};
    return {
      onOpen: (listener: () => void) => {
        this.line.open = listener;
      },
      onMessage: (listener: (event: { data: string }) => void) => {
        this.line.hear = (message) => listener({ data: JSON.stringify(message) });
      },
      send: ({ data }: { data: string }) => void this.line.said.push(JSON.parse(data)),
      onError: nothing,
      onClose: nothing,
      close: nothing,
    };
  }

  private installWx(): void {
    const go = (way: string) => (options: { url?: string }) => void this.opened.push(`${way} ${options.url ?? ''}`);
    const nothing = (): void => {};
    const known: Record<string, unknown> = {
      request: (options: Parameters<Phone['request']>[0]) => this.request(options),
      connectSocket: () => this.connectSocket(),
      getStorageSync: (key: string) => this.storage.get(key) ?? '',
      setStorageSync: (key: string, value: unknown) => void this.storage.set(key, value),
      removeStorageSync: (key: string) => void this.storage.delete(key),
      getStorageInfoSync: () => ({ keys: [...this.storage.keys()] }),
      navigateTo: go('navigateTo'),
      redirectTo: go('redirectTo'),
      reLaunch: go('reLaunch'),
      navigateBack: go('navigateBack'),
      showToast: (options: { title: string }) => void this.toasts.push(options.title),
      getSystemInfoSync: () => ({ platform: 'devtools', SDKVersion: '3.5.0', windowWidth: 390, theme: 'light' }),
      getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844 }),
      getAppBaseInfo: () => ({ SDKVersion: '3.5.0', fontSizeScaleFactor: 1, language: 'zh_CN' }),
      getNetworkType: (options: { success: (answer: object) => void }) => options.success({ networkType: 'wifi' }),
      onNetworkStatusChange: nothing,
      setNavigationBarTitle: (options: { title: string }) => void this.titles.push(options.title),
      login: (options: { success: (answer: object) => void }) => options.success({ code: 'a-code-of-wechat' }),
      scanCode: (options: { success: (found: object) => void }) => options.success({ result: this.scanned }),
      requestPayment: (options: { success: (done: object) => void }) => {
        this.payments.push(options);
        options.success({});
      },
      downloadFile: (options: { url: string; header: Record<string, string>; success: (got: object) => void }) => {
        this.files.push({ url: options.url, header: options.header });
        options.success({ statusCode: 200, tempFilePath: 'wxfile://tmp/1' });
      },
      openDocument: (options: { filePath: string; fileType: string; success: (done: object) => void }) => {
        this.files.at(-1)!.opened_as = `${options.fileType} ${options.filePath}`;
        options.success({});
      },
      // WeChat's question; the person says yes to all, or what `subscribing` says
      requestSubscribeMessage: (options: { tmplIds: string[]; success: (told: object) => void }) => {
        this.subscriptions.push(options.tmplIds);
        options.success(Object.fromEntries(options.tmplIds.map((id) => [id, this.subscribing])));
      },
      pageScrollTo: nothing,
      makePhoneCall: (options: { phoneNumber: string }) => void this.called.push(options.phoneNumber),
      vibrateLong: nothing,
      onThemeChange: nothing,
      canIUse: () => true,
    };
    let app: { onLaunch?: (options: object) => void } = {};
    const launch = (options: typeof app): void => {
      app = options;
      app.onLaunch?.({});
    };
    Object.assign(globalThis, { wx: known, App: launch, Page: nothing, getApp: () => app });
    Object.assign(globalThis, { getCurrentPages: () => this.shown.map((rendered) => rendered.instance) });
  }
}

/** Lets answers arrive and the page draw itself again. */
export function settle(time_ms = 60): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time_ms));
}

interface Exparser {
  Event: {
    create: (name: string, detail: object, options: object) => object;
    dispatchEvent: (on: unknown, event: object) => void;
  };
}
const exparser = createRequire(require.resolve('miniprogram-simulate'))('miniprogram-exparser') as Exparser;

/** WeChat's component system has events of its own beside those of the document it draws into. */
async function send(target: Element | undefined, name: string, detail: object): Promise<void> {
  const element = (target as (Element & { __wxElement?: unknown }) | undefined)?.__wxElement;
  if (!element) throw new Error(`nothing to ${name}`);
  exparser.Event.dispatchEvent(element, exparser.Event.create(name, detail, { bubbles: true, composed: true }));
  await settle();
}

/** Taps what carries this test id (the first, or the one at `index`), as a finger would. */
export function tap(page: HTMLElement, testid: string, index = 0): Promise<void> {
  return send(page.querySelectorAll(`[data-testid="${testid}"]`)[index], 'tap', {});
}

/** Writes into the input at `index` of the page. */
export function write(page: HTMLElement, index: number, value: string): Promise<void> {
  return send(page.querySelectorAll('wx-input')[index], 'input', { value });
}

/** Writes into the only large box of the page. */
export function writeWords(page: HTMLElement, value: string): Promise<void> {
  return send(page.querySelectorAll('wx-textarea')[0], 'input', { value });
}
