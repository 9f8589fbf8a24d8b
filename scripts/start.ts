// `npm start`: opens the whole demo hospital on this machine, or a real one by its settings (see .env.example).
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings, type Settings } from '../server/src/kernel/settings.ts';
import { box } from './lib/box.ts';
import { ensureBuilt } from './lib/build.ts';
import { Child } from './lib/child.ts';
import { claim, type Note, read, release, write } from './lib/opened.ts';
import { freePort, isFree, openPostgres } from './lib/postgres.ts';
import { Advice, say, sayFailure, seconds, step } from './lib/say.mjs';

const SERVER = 'server/src/main.ts';
const PAY_STAND_IN = 'sandbox/pay/src/main.ts';
const MESSAGE_STAND_IN = 'sandbox/message/src/main.ts';
const READY_WITHIN_MS = 180_000;
const OTHER_READY_WITHIN_MS = 60_000;

const root = dirname(import.meta.dirname);
const started_ms = performance.now();
/** What must be stopped, in the order of stopping: the last opened first. */
const closers: (() => Promise<void>)[] = [];
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));
process.stdout.on('error', () => {}); // the terminal was closed; SIGHUP stops us in good order

try {
  await main();
} catch (error) {
  sayFailure(error);
  await stopAll(1);
}

async function main(): Promise<void> {
  process.chdir(root);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = settingsOrAdvice();
  say('\nMenzhen 门诊\n');
  const other = await claim(settings.MENZHEN_DATA, () =>
    say('  · 停止上次被强行结束后留下的程序  stopping what the last start left behind when it was killed'),
  );
  if (other) return pointTo(other, settings.MENZHEN_DATA);
  closers.push(async () => release(settings.MENZHEN_DATA));
  const port = await portFor('PORT', settings.PORT, settings.HOST);
  await ensureBuilt(root);
  const database = await openDatabase(settings);
  const payment: Record<string, string | undefined> =
    settings.DEMO && !settings.WECHAT_PAY_FILE && !settings.ALIPAY_FILE ? await openPayStandIn(settings) : {};
  const messages: Record<string, string | undefined> =
    settings.DEMO && !settings.SMS_FILE && !settings.WECHAT_MESSAGE_FILE
      ? await openMessageStandIn(settings, payment)
      : {};
  const env = { ...process.env, ...payment, ...messages, PORT: String(port), DATABASE_URL: database };
  const address = `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`;
  await openServer(settings, env, address);
  update(settings, (note) => ({ ...note, address }));
  say(`\n${box(await addresses(settings, address, { pay: payment.WECHAT_PAY_BASE, messages: messages.SMS_BASE }))}`);
  say(
    `\n  ${seconds(started_ms)} 就绪 ready · 按 Ctrl-C 停止 to stop · 日志 logs: ${join(settings.MENZHEN_DATA, 'log')}\n`,
  );
}

function settingsOrAdvice(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    const { message } = error as Error;
    throw new Advice(`请更正环境变量或 .env：${message}`, 'Put right the environment or .env; .env.example lists all.');
  }
}

/** A second start on the same data does no harm: it says where the first one is. */
async function pointTo(other: Note, data: string): Promise<void> {
  const until_ms = performance.now() + OTHER_READY_WITHIN_MS;
  while (performance.now() < until_ms) {
    const { address } = read(data) ?? other;
    if (address && (await isReady(address))) {
      say(`  已经打开 already open: ${address}  (pid ${other.pid}, ${data})\n`);
      process.exit(0);
    }
    await sleep(200);
  }
  throw new Advice(
    `另一个 npm start（进程 ${other.pid}）占用着 ${data}，但 60 秒内没有就绪：请在它的终端按 Ctrl-C 后重试，或用 MENZHEN_DATA 指定另一个目录。`,
    `Another npm start (process ${other.pid}) has ${data} open but was not ready within 60 seconds: stop it with Ctrl-C in its terminal and try again, or name another folder in MENZHEN_DATA.`,
  );
}

type PortSetting = 'PORT' | 'SANDBOX_PAY_PORT' | 'SANDBOX_MESSAGE_PORT';

/** A port that was asked for by name is meant; the standard one may give way to the next free one. */
async function portFor(name: PortSetting, wished: number, host: string): Promise<number> {
  if (wished !== 0 && (await isFree(wished, host))) return wished;
  if (process.env[name] !== undefined && wished !== 0) {
    throw new Advice(
      `端口 ${wished} 已被占用：请关闭占用它的程序，或改设置 ${name}。`,
      `Port ${wished} is taken: close what uses it, or set ${name} to another one.`,
    );
  }
  const free = await freePort(wished + 1, host);
  say(`  · 端口 ${wished} 已被占用，改用 port ${wished} is taken, using ${free}`);
  return free;
}

async function openDatabase(settings: Settings): Promise<string> {
  if (settings.DATABASE_URL) return settings.DATABASE_URL;
  const postgres = await step('数据库  PostgreSQL 18', () => openPostgres(root, settings.MENZHEN_DATA));
  if (postgres.adopted) say('  · 接管了上次留下仍在运行的数据库  it was still running from before and was taken over');
  closers.unshift(postgres.stop);
  return postgres.url;
}

/** @returns what the server must know to use the stand-in in place of WeChat and Alipay */
async function openPayStandIn(settings: Settings): Promise<Record<string, string | undefined>> {
  const data = join(settings.MENZHEN_DATA, 'sandbox-pay');
  const port = await portFor('SANDBOX_PAY_PORT', settings.SANDBOX_PAY_PORT, settings.HOST);
  const address = `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`;
  const env = {
    ...process.env,
    SANDBOX_PAY_DATA: data,
    SANDBOX_PAY_PORT: String(port),
    SANDBOX_PAY_HOST: settings.HOST,
  };
  const child = open(settings, '支付替身 payment stand-in', PAY_STAND_IN, env);
  await step('支付替身  payment stand-in', () => untilAnswers(child, async () => !(await isFree(port, settings.HOST))));
  const wechat = JSON.parse(readFileSync(join(data, 'mini-program.json'), 'utf8')) as Record<string, string>;
  return {
    SANDBOX_PAY_PORT: String(port),
    WECHAT_PAY_FILE: join(data, 'merchant.json'),
    WECHAT_PAY_BASE: address,
    ALIPAY_FILE: join(data, 'alipay.json'),
    ALIPAY_BASE: address,
    WECHAT_LOGIN_BASE: address,
    WECHAT_APP_ID: wechat.appid,
    WECHAT_APP_SECRET: wechat.app_secret,
  };
}

/**
 * @param payment what the payment stand-in gave: both stand for the same mini program
 * @returns what the server must know to use the stand-in in place of the SMS service and WeChat's messages
 */
async function openMessageStandIn(
  settings: Settings,
  payment: Record<string, string | undefined>,
): Promise<Record<string, string | undefined>> {
  const data = join(settings.MENZHEN_DATA, 'sandbox-message');
  const port = await portFor('SANDBOX_MESSAGE_PORT', settings.SANDBOX_MESSAGE_PORT, settings.HOST);
  const address = `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`;
  const env = {
    ...process.env,
    SANDBOX_MESSAGE_DATA: data,
    SANDBOX_MESSAGE_PORT: String(port),
    SANDBOX_MESSAGE_HOST: settings.HOST,
    SANDBOX_MESSAGE_APPID: payment.WECHAT_APP_ID ?? settings.WECHAT_APP_ID,
    SANDBOX_MESSAGE_APP_SECRET: payment.WECHAT_APP_SECRET ?? settings.WECHAT_APP_SECRET,
  };
  const child = open(settings, '消息替身 message stand-in', MESSAGE_STAND_IN, env);
  await step('消息替身  message stand-in', () => untilAnswers(child, async () => !(await isFree(port, settings.HOST))));
  return {
    SANDBOX_MESSAGE_PORT: String(port),
    SMS_FILE: join(data, 'sms.json'),
    SMS_BASE: address,
    WECHAT_MESSAGE_FILE: join(data, 'wechat.json'),
    WECHAT_MESSAGE_BASE: address,
  };
}

async function openServer(settings: Settings, env: NodeJS.ProcessEnv, address: string): Promise<void> {
  await step('服务器  server', () =>
    untilAnswers(open(settings, '服务器 server', SERVER, env), () => isReady(address)),
  );
}

function open(settings: Settings, name: string, script: string, env: NodeJS.ProcessEnv): Child {
  const log = join(settings.MENZHEN_DATA, 'log', `${script.split('/src/')[0]?.replace('/', '-')}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const onStart = (pid: number) =>
    update(settings, (note) => ({
      ...note,
      programs: [...note.programs.filter((program) => program.script !== script), { script, pid }],
    }));
  const child = new Child({ name, script, env, cwd: root, log, onStart, onGiveUp: () => void stopAll(1) });
  closers.unshift(() => child.stop());
  return child;
}

function update(settings: Settings, change: (note: Note) => Note): void {
  const note = read(settings.MENZHEN_DATA) ?? { pid: process.pid, address: '', programs: [] };
  write(settings.MENZHEN_DATA, change(note));
}

/** Waits for a program's first answer; a program that ends before it says in its last words why. */
async function untilAnswers(child: Child, answers: () => Promise<boolean>): Promise<void> {
  const until_ms = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until_ms && child.crashes === 0 && !isStopping) {
    if (await answers()) return child.markReady();
    await sleep(50);
  }
  if (isStopping) return;
  throw new Advice(
    '程序没有就绪：原因见上面几行；若是设置有误请更正 .env，若像是程序缺陷请附上这几行报告。',
    'It did not become ready: the lines above say why; put right .env if a setting is wrong, or report them if it looks like a defect.',
    child.lastOutput,
  );
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

type Demo = {
  accounts: { role: string; login: string; password: string; note: string }[];
  patients: { phone: string; note: string }[];
  boards: { name: string; key: string }[];
};

async function addresses(
  settings: Settings,
  address: string,
  standIns: { pay: string | undefined; messages: string | undefined },
): Promise<(string | [string, string] | undefined)[]> {
  const pages: [string, string][] = [
    ['患者端  patient page', `${address}/`],
    ['工作台  console', `${address}/console/`],
    ['叫号屏  board', `${address}/board/`],
    ['接口文档  API docs', `${address}/api/docs`],
  ];
  if (standIns.pay) pages.push(['支付替身  payment stand-in', standIns.pay]);
  if (standIns.messages) pages.push(['收到的消息  messages that arrived', standIns.messages]);
  if (!settings.DEMO) return ['门诊已开放  the clinic is open', undefined, ...pages];
  const { accounts, patients, boards } = await fetchDemo(address);
  const screens = boards.map(({ name, key }): [string, string] => [
    `叫号屏 board: ${name}`,
    `${address}/board/#key=${key}`,
  ]);
  const phones = patients.map(({ phone, note }): [string, string] => [
    note,
    `${phone}  (验证码显示在页面 code on the page)`,
  ]);
  const logins = accounts.map(({ role, login, password, note }): [string, string] => [
    note || role,
    `${login}  /  ${password}`,
  ]);
  return [
    '演示医院已开放  the demo hospital is open',
    undefined,
    ...pages,
    ...screens,
    undefined,
    ...phones,
    ...logins,
  ];
}

async function fetchDemo(address: string): Promise<Demo> {
  const answer = await fetch(`${address}/api/demo`);
  if (answer.ok) return (await answer.json()) as Demo;
  throw new Advice(
    `服务器已就绪，但没有给出演示账号（HTTP ${answer.status}）：请看服务器日志。`,
    `The server is ready but gave no demo accounts (HTTP ${answer.status}): see the server's log.`,
  );
}

async function stopAll(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  const since_ms = performance.now();
  if (closers.length > 1) say('\n  正在停止  stopping …');
  for (const close of closers) await close().catch(sayFailure);
  if (closers.length > 1) say(`  ✓ 已停止  stopped  ${seconds(since_ms)}\n`);
  process.exit(code);
}
