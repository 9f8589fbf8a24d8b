/** Asks WeChat Pay for the bill of a day and reads it while it comes. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  BillNotReady,
  BillRefused,
  type BillRow,
  ChannelRefused,
  ChannelUnknown,
} from '../../modules/payment/ports.ts';
import { BILL_TIMEOUT_MS, download } from '../channel/download.ts';
import { rowsOf } from '../channel/lines.ts';
import { WechatBill } from './bill.ts';
import { type ClientOptions, call } from './client.ts';
import { authorization } from './signing.ts';
import { readable, text, Unreadable } from './reading.ts';

interface BillFile {
  /** Of the text, whether it comes packed or not. */
  sha1: string;
  /** Path and query. */
  target: string;
}

/** @throws BillNotReady, ChannelUnknown, ChannelRefused; the rows throw BillRefused and ChannelUnknown */
export async function downloadBill(options: ClientOptions, day: Temporal.PlainDate): Promise<AsyncIterable<BillRow>> {
  const file = await askForBill(options, day);
  return file ? rowsOfBill(options, file) : (async function* () {})();
}

/** undefined: a day on which nothing moved. */
async function askForBill(options: ClientOptions, day: Temporal.PlainDate): Promise<BillFile | undefined> {
  const target = `/v3/bill/tradebill?bill_date=${day.toString()}&bill_type=ALL&tar_type=GZIP`;
  try {
    const json = await call({ ...options, timeout_ms: BILL_TIMEOUT_MS }, { method: 'GET', target });
    return readable(() => fileOf(json));
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error;
    if (error.channel_code === 'NO_STATEMENT_EXIST') return undefined;
    if (error.channel_code === 'STATEMENT_CREATING')
      throw new BillNotReady('the bill is not made yet', { cause: error });
    throw error;
  }
}

function fileOf(json: Record<string, unknown>): BillFile {
  if (json.hash_type !== 'SHA1') throw new Unreadable('hash_type');
  const url = URL.parse(text(json, 'download_url'));
  if (!url) throw new Unreadable('download_url');
  return { sha1: text(json, 'hash_value').toLowerCase(), target: url.pathname + url.search };
}

async function* rowsOfBill(options: ClientOptions, file: BillFile): AsyncGenerator<BillRow> {
  const hash = createHash('sha1');
  const plain = hashed(unpacked(fetched(options, file)), hash);
  yield* rowsOf(plain, 'utf-8', new WechatBill(options.credentials.mchid));
  if (hash.digest('hex') !== file.sha1)
    throw new BillRefused('bad_hash', 'the bill is not the one that wechat pay hashed');
}

/** From the gateway that all requests go through. The answer is not signed; its hash was. */
function fetched(options: ClientOptions, { target }: BillFile): AsyncGenerator<Uint8Array> {
  const signature = authorization(options.credentials, options.now(), { method: 'GET', target, body: '' });
  return download({
    url: options.base_url + target,
    headers: { Authorization: signature, 'Wechatpay-Serial': options.credentials.platform_public_key_id },
  });
}

const GZIP_MAGIC = [0x1f, 0x8b];

/** Unpacks what is packed; a gateway may have done so already. */
async function* unpacked(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await bytes.next();
  if (first.done) return;
  const all = startingWith(first.value, bytes);
  const isPacked = GZIP_MAGIC.every((byte, i) => first.value[i] === byte);
  if (isPacked) yield* gunzipped(all);
  else yield* all;
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof ChannelUnknown) throw error;
    const cut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new BillRefused(cut ? 'truncated' : 'bad_hash', `the bill cannot be unpacked: ${(error as Error).message}`);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
