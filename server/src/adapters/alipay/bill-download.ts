/** Asks Alipay for the bill of a day: a ZIP, which is read from its end, so it waits in a file that nobody else can read. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import {
  BillNotReady,
  BillRefused,
  type BillRow,
  ChannelRefused,
  ChannelUnknown,
} from '../../modules/payment/ports.ts';
import { billDueAt } from '../channel/china-time.ts';
import { BILL_TIMEOUT_MS, download } from '../channel/download.ts';
import { rowsOf } from '../channel/lines.ts';
import { AlipayBill } from './bill.ts';
import { type ClientOptions, call } from './client.ts';

/** @throws BillNotReady, ChannelUnknown, ChannelRefused; the rows throw BillRefused and ChannelUnknown */
export async function downloadBill(options: ClientOptions, day: Temporal.PlainDate): Promise<AsyncIterable<BillRow>> {
  return rowsOfBill(options, day, await askForBill(options, day));
}

async function askForBill(options: ClientOptions, day: Temporal.PlainDate): Promise<string> {
  const biz = { bill_type: 'trade', bill_date: day.toString() };
  try {
    const { bill_download_url: url } = await call(
      { ...options, timeout_ms: BILL_TIMEOUT_MS },
      'alipay.data.dataservice.bill.downloadurl.query',
      biz,
    );
    if (typeof url === 'string' && URL.canParse(url)) return url;
  } catch (error) {
    if (!(error instanceof ChannelRefused) || !error.channel_code.endsWith('bill_not_exist')) throw error;
    const or_nothing_moved = Temporal.Instant.compare(options.now(), billDueAt(day)) >= 0;
    throw new BillNotReady('there is no bill of this day', { cause: error, or_nothing_moved });
  }
  throw new ChannelUnknown('alipay told no address of the bill');
}

async function* rowsOfBill(options: ClientOptions, day: Temporal.PlainDate, url: string): AsyncGenerator<BillRow> {
  const folder = await mkdtemp(join(tmpdir(), 'menzhen-bill-'));
  try {
    const file = join(folder, 'bill.zip');
    const bytes = download({ url });
    await pipeline(Readable.from(bytes), createWriteStream(file, { mode: 0o600 }));
    yield* rowsOf(detailsIn(file), 'gbk', new AlipayBill(options.credentials.seller_id, day));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bytes of the file with the rows, checked as they pass. */
async function* detailsIn(file: string): AsyncGenerator<Uint8Array> {
  const zip = await orDamaged(openPromise(file, { lazyEntries: true, decodeStrings: false, autoClose: false }));
  try {
    const entry = await orDamaged(findDetails(zip));
    const stream = await orDamaged(zip.openReadStreamPromise(entry));
    let crc = 0;
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (let next = await orDamaged(chunks.next()); !next.done; next = await orDamaged(chunks.next())) {
      if (crc === 0) refuseOtherEncoding(next.value);
      crc = crc32(next.value, crc);
      yield next.value;
    }
    if (crc !== entry.crc32) throw new BillRefused('bad_hash', 'the bill is not the one that was packed');
  } finally {
    zip.close();
  }
}

/** Beside the rows lies a second file with their sums by shop. */
async function findDetails(zip: ZipFile): Promise<Entry> {
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    if (name.endsWith('.csv') && !name.includes('汇总')) return entry;
  }
  throw new BillRefused('bad_header', 'the archive holds no list');
}

const UTF8_NAMES = 0x800;
const nameOf = (entry: Entry): string =>
  new TextDecoder(entry.generalPurposeBitFlag & UTF8_NAMES ? 'utf-8' : 'gbk').decode(entry.fileNameRaw);

/** UTF-8 can be read as GBK, as other words: then nothing would tell that the bytes are wrong. */
function refuseOtherEncoding(beginning: Buffer): void {
  if (beginning.includes('支付宝', 0, 'utf8')) throw new BillRefused('bad_encoding', 'the bill is not GBK');
}

/** The archive's library and zlib have no kind of error of their own: whatever they say, it is cut or damaged. */
async function orDamaged<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BillRefused) throw error;
    throw new BillRefused('truncated', `the archive cannot be opened: ${(error as Error).message}`);
  }
}
