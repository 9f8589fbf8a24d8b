import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits } from './numbers.ts';

/** What a merchant takes home from WeChat's consoles. `merchant.json` in the data folder holds exactly this. */
export interface MerchantFile {
  mchid: string;
  appid: string;
  merchant_serial_no: string;
  merchant_private_key_pem: string;
  api_v3_key: string;
  platform_public_key_id: string;
  platform_public_key_pem: string;
}

/** What a developer takes home from the mini-program console (`mini-program.json`), for code2Session. */
export interface MiniProgramFile {
  appid: string;
  app_secret: string;
}

/** What a merchant takes home from Alipay's open platform (`alipay.json`); keys are PEM, PKCS#8 and SPKI. */
export interface AlipayFile {
  app_id: string;
  /** The merchant's own number, 2088…; callbacks name it. */
  seller_id: string;
  private_key: string;
  alipay_public_key: string;
  /** Where the gateway is, below the address of this program. */
  gateway_path: string;
}

/** Alipay's own half (`alipay-platform.json`). */
interface AlipayPlatformFile {
  platform_private_key_pem: string;
  app_public_key_pem: string;
}

/** The half that the channel keeps to itself (`platform.json`). */
interface PlatformFile {
  platform_private_key_pem: string;
  merchant_public_key_pem: string;
}

export interface Keys {
  merchant: MerchantFile;
  miniProgram: MiniProgramFile;
  alipay: AlipayFile;
  alipayAppPublicKey: KeyObject;
  alipayPrivateKey: KeyObject;
  merchantPublicKey: KeyObject;
  platformPrivateKey: KeyObject;
  /** A stranger's key: it signs the forged callbacks and answers. */
  readonly roguePrivateKey: KeyObject;
  /** The merchant's 32-byte APIv3 key. */
  apiV3Key: Buffer;
}

export const GATEWAY_PATH = '/alipay/gateway.do';

const rsaPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** Reads the key folder, or makes one at the first start: keys differ on every machine and are never committed. */
export function openKeys(folder: string): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(join(folder, 'platform.json'))) registerMerchant(folder);
  if (!existsSync(join(folder, 'alipay-platform.json'))) registerAlipayApp(folder);
  const merchant = readJson<MerchantFile>(folder, 'merchant.json');
  const platform = readJson<PlatformFile>(folder, 'platform.json');
  const alipayPlatform = readJson<AlipayPlatformFile>(folder, 'alipay-platform.json');
  // Made when it is first needed: a start should not wait for it.
  let rogue: KeyObject | undefined;
  return {
    merchant,
    miniProgram: readJson<MiniProgramFile>(folder, 'mini-program.json'),
    alipay: readJson<AlipayFile>(folder, 'alipay.json'),
    alipayAppPublicKey: createPublicKey(alipayPlatform.app_public_key_pem),
    alipayPrivateKey: createPrivateKey(alipayPlatform.platform_private_key_pem),
    merchantPublicKey: createPublicKey(platform.merchant_public_key_pem),
    platformPrivateKey: createPrivateKey(platform.platform_private_key_pem),
    get roguePrivateKey() {
      rogue ??= createPrivateKey(rsaPair().privateKey);
      return rogue;
    },
    apiV3Key: Buffer.from(merchant.api_v3_key, 'utf8'),
  };
}

/** platform.json is written last: its presence says that the folder is whole. */
function registerMerchant(folder: string): void {
  const merchantPair = rsaPair();
  const platformPair = rsaPair();
  const appid = `wx${randomBytes(8).toString('hex')}`;
  writeJson(folder, 'merchant.json', {
    mchid: `1${digits(9)}`,
    appid,
    merchant_serial_no: randomBytes(20).toString('hex').toUpperCase(),
    merchant_private_key_pem: merchantPair.privateKey,
    api_v3_key: randomBytes(16).toString('hex'),
    platform_public_key_id: `PUB_KEY_ID_01${digits(30)}`,
    platform_public_key_pem: platformPair.publicKey,
  } satisfies MerchantFile);
  writeJson(folder, 'mini-program.json', {
    appid,
    app_secret: randomBytes(16).toString('hex'),
  } satisfies MiniProgramFile);
  writeJson(folder, 'platform.json', {
    platform_private_key_pem: platformPair.privateKey,
    merchant_public_key_pem: merchantPair.publicKey,
  } satisfies PlatformFile);
}

/** As above, the platform's file last. A folder from before there was Alipay gets its files at the next start. */
function registerAlipayApp(folder: string): void {
  const appPair = rsaPair();
  const platformPair = rsaPair();
  writeJson(folder, 'alipay.json', {
    app_id: `2021${digits(12)}`,
    seller_id: `2088${digits(12)}`,
    private_key: appPair.privateKey,
    alipay_public_key: platformPair.publicKey,
    gateway_path: GATEWAY_PATH,
  } satisfies AlipayFile);
  writeJson(folder, 'alipay-platform.json', {
    platform_private_key_pem: platformPair.privateKey,
    app_public_key_pem: appPair.publicKey,
  } satisfies AlipayPlatformFile);
}

function writeJson(folder: string, name: string, value: object): void {
  const path = join(folder, name);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

const readJson = <T>(folder: string, name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
