/**
 * Every setting of Menzhen in one typed, documented table. `.env.example` is generated from it (`npm run generate`).
 * Nothing else in the house reads process.env.
 */
import { resolve } from 'node:path';

interface Setting<T> {
  zh: string;
  en: string;
  fallback: string;
  read: (text: string) => T;
  secret?: boolean;
}

const text = (value: string): string => value;
const optional = (value: string): string | undefined => (value === '' ? undefined : value);
const folder = (value: string): string => resolve(value);
function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new Error(`"${value}" is not a port (0 to 65535)`);
  return number;
}
function whole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`"${value}" is not a whole number`);
  return number;
}
function yesNo(value: string): boolean {
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new Error(`"${value}" is neither true nor false`);
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

export const settingsTable = {
  PORT: setting({
    zh: '服务端口',
    en: 'Port of the server (patient page, console, board, API)',
    fallback: '8080',
    read: port,
  }),
  HOST: setting({
    zh: '监听地址；局域网里的手机要访问时用 0.0.0.0',
    en: 'Address to listen on; 0.0.0.0 lets phones on the local network in',
    fallback: '127.0.0.1',
    read: text,
  }),
  PUBLIC_ORIGIN: setting({
    zh: '对外网址（二维码与支付回跳用）；空则按 HOST/PORT 推出',
    en: 'Origin that phones see (QR codes, return from paying); empty: derived from HOST and PORT',
    fallback: '',
    read: optional,
  }),
  MENZHEN_DATA: setting({
    zh: '数据目录：内置 PostgreSQL、密钥、支付替身',
    en: 'Data folder: the embedded PostgreSQL, keys, the payment stand-in',
    fallback: './data',
    read: folder,
  }),
  DATABASE_URL: setting({
    zh: '医院自己的 PostgreSQL（15 至 18）；空则用内置的',
    en: 'The hospital’s own PostgreSQL (15 to 18); empty: the embedded one',
    fallback: '',
    read: optional,
    secret: true,
  }),
  DATABASE_POOL: setting({ zh: '数据库连接数', en: 'Database connections of the pool', fallback: '16', read: whole }),
  REDIS_URL: setting({
    zh: 'Redis（可选，多节点间通知）；空则单机',
    en: 'Redis (optional: wakes other nodes); empty: one node',
    fallback: '',
    read: optional,
    secret: true,
  }),
  DEMO: setting({
    zh: '演示医院：首次启动建立虚构的医院，页面显示验证码和时钟',
    en: 'Demo hospital: an invented hospital on first start; codes and a movable clock on the pages',
    fallback: 'true',
    read: yesNo,
  }),
  DEMO_HISTORY_DAYS: setting({
    zh: '演示医院首次启动时补演多少个工作日的历史',
    en: 'Working days of history that a new demo hospital is given on its first start',
    fallback: '3',
    read: whole,
  }),
  MENZHEN_KEY: setting({
    zh: '身份信息加密主密钥（32 字节 base64）；演示医院自动生成在数据目录',
    en: 'Master key for identity data (32 bytes, base64); the demo makes its own in the data folder',
    fallback: '',
    read: optional,
    secret: true,
  }),
  WECHAT_PAY_FILE: setting({
    zh: '微信支付商户配置文件（JSON）；演示时由支付替身生成',
    en: 'WeChat Pay merchant file (JSON); in the demo the payment stand-in writes it',
    fallback: '',
    read: optional,
  }),
  WECHAT_PAY_BASE: setting({
    zh: '微信支付接口地址',
    en: 'WeChat Pay API base',
    fallback: 'https://api.mch.weixin.qq.com',
    read: text,
  }),
  ALIPAY_FILE: setting({
    zh: '支付宝商户配置文件（JSON）；演示时由支付替身生成',
    en: 'Alipay merchant file (JSON); in the demo the payment stand-in writes it',
    fallback: '',
    read: optional,
  }),
  ALIPAY_BASE: setting({
    zh: '支付宝开放平台地址',
    en: 'Alipay open platform base',
    fallback: 'https://openapi.alipay.com',
    read: text,
  }),
  WECHAT_APP_ID: setting({ zh: '小程序 appid', en: 'Mini program app id', fallback: '', read: optional }),
  WECHAT_APP_SECRET: setting({
    zh: '小程序密钥',
    en: 'Mini program secret',
    fallback: '',
    read: optional,
    secret: true,
  }),
  WECHAT_LOGIN_BASE: setting({
    zh: '微信登录接口地址',
    en: 'WeChat login API base',
    fallback: 'https://api.weixin.qq.com',
    read: text,
  }),
  SANDBOX_PAY_PORT: setting({
    zh: '支付替身端口（仅演示）',
    en: 'Port of the payment stand-in (demo only)',
    fallback: '8090',
    read: port,
  }),
  SANDBOX_MESSAGE_PORT: setting({
    zh: '消息替身端口（仅演示）',
    en: 'Port of the message stand-in (demo only)',
    fallback: '8091',
    read: port,
  }),
  SMS_PROVIDER: setting({
    zh: '验证码短信渠道：aliyun 阿里云；demo 显示在页面；log 只写日志（不含号码与内容）',
    en: 'How sign-in codes go: aliyun (Alibaba Cloud); demo shows them on the page; log only notes that one was sent',
    fallback: 'demo',
    read: text,
  }),
  SMS_FILE: setting({
    zh: '阿里云短信配置文件（JSON：密钥、签名、模板）；有它才发短信通知',
    en: 'Alibaba Cloud SMS file (JSON: key, signature, templates); with it, notices go by SMS too',
    fallback: '',
    read: optional,
  }),
  SMS_BASE: setting({
    zh: '阿里云短信接口地址',
    en: 'Alibaba Cloud SMS API base',
    fallback: 'https://dysmsapi.aliyuncs.com',
    read: text,
  }),
  WECHAT_MESSAGE_FILE: setting({
    zh: '微信订阅消息模板文件（JSON）；有它和小程序 appid、密钥才发订阅消息',
    en: 'WeChat subscribe-message templates (JSON); with them and the mini program’s id and secret, notices go by WeChat',
    fallback: '',
    read: optional,
  }),
  WECHAT_MESSAGE_BASE: setting({
    zh: '微信消息接口地址',
    en: 'WeChat message API base',
    fallback: 'https://api.weixin.qq.com',
    read: text,
  }),
  LLM_FILE: setting({
    zh: '语言模型配置文件（JSON：base_url、api_key、model）；有它、规则里开启且患者同意时，预问诊才请模型复核',
    en: 'Language model file (JSON: base_url, api_key, model); with it, where the rules allow it and the patient agreed, a model looks again at what is told before the visit',
    fallback: '',
    read: optional,
  }),
  SESSION_IDLE_MINUTES: setting({
    zh: '员工会话闲置多久退出（分钟）',
    en: 'Idle minutes after which a staff session ends',
    fallback: '120',
    read: whole,
  }),
  SESSION_DAYS: setting({
    zh: '患者会话最长天数',
    en: 'Days a patient’s session may last',
    fallback: '30',
    read: whole,
  }),
  RATE_LIMIT_PER_MINUTE: setting({
    zh: '每个来源每分钟最多请求数',
    en: 'Requests a minute from one source',
    fallback: '1200',
    read: whole,
  }),
  LOG_LEVEL: setting({
    zh: '日志级别',
    en: 'Log level: trace, debug, info, warn, error, silent',
    fallback: 'info',
    read: text,
  }),
} satisfies Record<string, Setting<unknown>>;

export type Settings = { [K in keyof typeof settingsTable]: ReturnType<(typeof settingsTable)[K]['read']> };

/** Reads all settings; a wrong one stops the start with a sentence that names it. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const out: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(settingsTable)) {
    try {
      out[name] = row.read(env[name] ?? row.fallback);
    } catch (error) {
      throw new Error(`设置 ${name} 不正确 / setting ${name}: ${(error as Error).message}`);
    }
  }
  return out as Settings;
}

/** The text of `.env.example`. */
export function envExample(): string {
  const rows = Object.entries(settingsTable).map(
    ([name, row]) => `# ${row.zh}\n# ${row.en}\n# ${name}=${row.fallback}\n`,
  );
  return [
    '# Generated by `npm run generate` from server/src/kernel/settings.ts. Copy to .env and change what you need.\n',
    ...rows,
  ].join('\n');
}
