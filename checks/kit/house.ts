/**
 * The whole house for a test: the server and the payment stand-in as programs of their own, the demo hospital open on the
 * morning of a working day, whatever the machine's clock says.
 *
 *     const house = await openHouse({ database_url: database.url });
 *     … house.url, house.call('demo') …
 *     await house.close();
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, createClient, type Client } from '../../ui/src/client/index.ts';
import { addDays, hospitalTime, instantAt } from '../../ui/src/format/index.ts';
import { freePort, isFree } from '../../scripts/lib/postgres.ts';
import { type RunningProgram, startProgram } from './program.ts';

export interface House {
  /** Origin of the patient page, the console, the board and the API. */
  url: string;
  /** Origin of the payment stand-in, whose cashier pages stand for WeChat's and Alipay's. */
  pay_url: string;
  /** Origin of the message stand-in: what arrived on phones, and its switches. */
  message_url: string;
  /** The demo hospital's accounts and boards. */
  demo: Answer<'demo'>;
  /** The working day (YYYY-MM-DD) that the house was opened on. */
  day: string;
  signInStaff(login: string): Promise<Answer<'signInStaff'>>;
  signInPatient(phone: string): Promise<Answer<'signInPhone'>>;
  client(token: string): Client;
  /** A client signed in as this member of the demo hospital's staff. */
  as(login: string): Promise<Client>;
  /** Moves the hospital's clock on to HH:MM of `day`; it never goes back. */
  moveTo(time: string): Promise<void>;
  /** The server alone goes away and comes back at the same address. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Houses of test files that run side by side look for ports in places of their own: two that find the same one free would meet. */
const FIRST_PORT = 4500 + (Number(process.env.VITEST_POOL_ID ?? 1) - 1) * 1600;

/** Opened at 08:25: places of the morning can be booked, the doors are open, nobody has come yet. */
export async function openHouse({ database_url }: { database_url: string }): Promise<House> {
  const data = mkdtempSync(join(tmpdir(), 'menzhen-house-'));
  const pay = await openPay(join(data, 'pay'));
  const messages = await openMessages(join(data, 'messages'), pay.env).catch(async (error) => {
    await pay.program.stop();
    throw error;
  });
  const port = await freePort(FIRST_PORT + 50 + randomStep(), HOST);
  const url = `http://${HOST}:${port}`;
  const env = {
    ...pay.env,
    ...messages.env,
    // journeys make their own visits
    DEMO_HISTORY_DAYS: '0',
    HOST,
    PORT: String(port),
    DATABASE_URL: database_url,
    MENZHEN_DATA: data,
    RATE_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
  };
  const startServer = () =>
    startProgram('server/src/main.ts', env, async () => (await fetch(`${url}/readyz`)).status === 200);
  let server: RunningProgram | undefined = await startServer().catch(async (error) => {
    await Promise.all([pay.program.stop(), messages.program.stop()]);
    throw error;
  });
  const stopServer = async () => {
    await server?.stop();
    server = undefined;
  };
  const anyone = createClient({ base: url, token: () => null, locale: () => 'zh-CN' });
  const demo = await anyone.call('demo');

  const client = (token: string) => createClient({ base: url, token: () => token, locale: () => 'zh-CN' });
  const signInStaff = (login: string) => {
    const { password } = demo.accounts.find((account) => account.login === login)!;
    return anyone.call('signInStaff', { body: { login, password } });
  };
  const as = async (login: string) => client((await signInStaff(login)).token);
  async function signInPatient(phone: string) {
    const { demo_code } = await anyone.call('smsCodeRequest', { body: { phone } });
    return anyone.call('signInPhone', { body: { phone, code: demo_code! } });
  }
  const day = await nextWorkday(anyone, hospitalTime(demo.now).day);
  const moveTo = async (to: string) => {
    const administrator = await as('admin'); // anew each time: a session does not outlive a night that was skipped
    await administrator.call('demoClock', { body: { to: instantAt(day, to) } });
  };
  await moveTo('08:25');

  const house: House = {
    url,
    pay_url: pay.url,
    message_url: messages.url,
    demo,
    day,
    signInStaff,
    signInPatient,
    client,
    as,
    moveTo,
    stopServer,
    async startServer() {
      server ??= await startServer();
    },
    async close() {
      await stopServer();
      await Promise.all([pay.program.stop(), messages.program.stop()]);
      rmSync(data, { recursive: true, force: true });
    },
  };
  return house;
}

async function openPay(data: string): Promise<{ url: string; program: RunningProgram; env: Record<string, string> }> {
  const port = await freePort(FIRST_PORT + randomStep(), HOST);
  const url = `http://${HOST}:${port}`;
  const own = { SANDBOX_PAY_DATA: data, SANDBOX_PAY_PORT: String(port), SANDBOX_PAY_HOST: HOST };
  const program = await startProgram('sandbox/pay/src/main.ts', own, async () => !(await isFree(port, HOST)));
  const wechat = JSON.parse(readFileSync(join(data, 'mini-program.json'), 'utf8')) as Record<string, string>;
  const env = {
    WECHAT_PAY_FILE: join(data, 'merchant.json'),
    WECHAT_PAY_BASE: url,
    ALIPAY_FILE: join(data, 'alipay.json'),
    ALIPAY_BASE: url,
    WECHAT_LOGIN_BASE: url,
    WECHAT_APP_ID: wechat.appid!,
    WECHAT_APP_SECRET: wechat.app_secret!,
  };
  return { url, program, env };
}

async function openMessages(data: string, pay: { WECHAT_APP_ID?: string; WECHAT_APP_SECRET?: string }) {
  const port = await freePort(FIRST_PORT + 200 + randomStep(), HOST);
  const url = `http://${HOST}:${port}`;
  const own = {
    SANDBOX_MESSAGE_DATA: data,
    SANDBOX_MESSAGE_PORT: String(port),
    SANDBOX_MESSAGE_HOST: HOST,
    SANDBOX_MESSAGE_APPID: pay.WECHAT_APP_ID ?? '',
    SANDBOX_MESSAGE_APP_SECRET: pay.WECHAT_APP_SECRET ?? '',
  };
  const program = await startProgram('sandbox/message/src/main.ts', own, async () => !(await isFree(port, HOST)));
  const env = {
    SMS_FILE: join(data, 'sms.json'),
    SMS_BASE: url,
    WECHAT_MESSAGE_FILE: join(data, 'wechat.json'),
    WECHAT_MESSAGE_BASE: url,
  };
  return { url, program, env };
}

/** Houses opened at the same moment begin to look for a free port at different places. */
const randomStep = () => Math.floor(Math.random() * 40);

/** The first day after `today` on which the hospital works by its calendar: weekends, holidays and make-up days honoured. */
async function nextWorkday(client: Client, today: string): Promise<string> {
  const days = Array.from({ length: 14 }, (_, at) => addDays(today, at + 1));
  const years = [...new Set(days.map((day) => Number(day.slice(0, 4))))];
  const lists = await Promise.all(years.map((year) => client.call('calendarList', { query: { year } })));
  const kinds = new Map(lists.flatMap((list) => list.items).map((item) => [item.date, item.kind as string]));
  const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const works = (day: string) => (kinds.has(day) ? /workday/.test(kinds.get(day)!) : !isWeekend(day));
  return days.find(works)!;
}
