import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { OutsideAlipay, trade } from './outside-alipay.ts';
import { OutsideMerchant } from './outside-client.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let standIn: StandIn;
let wechat: OutsideMerchant;
let alipay: OutsideAlipay;

beforeAll(async () => {
  standIn = await startPayStandIn({ data, port: 0 });
  wechat = new OutsideMerchant(standIn);
  alipay = new OutsideAlipay(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => control(standIn, 'POST', '/_reset'));
afterEach(() => {
  vi.useRealTimers();
});

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
const fault = (bill_difference: string) => control(standIn, 'PUT', '/_faults', { bill_difference });
const bill_rows = (channel: string, rows: number) =>
  control(standIn, 'POST', '/_bill_rows', { channel, bill_date: today, rows });

/** Moves this process, and the stand-in within it, to 10:01 of the next day in China. */
function nextMorning(): void {
  const morning = new Date(`${today}T10:01:00+08:00`).getTime() + 86_400_000;
  vi.useFakeTimers({ toFake: ['Date'], now: morning });
}

const CONTENT_FAULTS: [string, number][] = [
  ['missing_row', 1],
  ['extra_row', 3],
  ['different_amount', 2],
];

describe("WeChat's bill", () => {
  const ask = (changes: object = {}) => wechat.get('/v3/bill/tradebill', { bill_date: today, ...changes });

  async function paid(no: string, changes: object = {}): Promise<void> {
    await wechat.post('/v3/pay/transactions/native', wechat.order(no, changes));
    await control(standIn, 'POST', `/_pay/${no}`);
  }
  const refund = (no: string, fen: number) =>
    wechat.post('/v3/refund/domestic/refunds', {
      out_trade_no: 'order-1',
      out_refund_no: no,
      amount: { refund: fen, total: 1250, currency: 'CNY' },
    });

  async function bytes(changes: object = {}): Promise<{ file: Buffer; hash: string }> {
    const { data: found } = await ask(changes);
    const url = new URL(found.download_url);
    const file = await wechat.download(url.pathname, Object.fromEntries(url.searchParams));
    return { file, hash: found.hash_value };
  }
  const sha1 = (file: Buffer) => createHash('sha1').update(file).digest('hex');
  const linesOf = (file: Buffer) => file.toString('utf8').trimEnd().split('\r\n');

  async function download(changes: object = {}): Promise<string[]> {
    const { file, hash } = await bytes(changes);
    expect(sha1(file)).toBe(hash);
    return linesOf(file);
  }

  test('comes the next day after ten, in yuan and backticks, and adds up', async () => {
    await paid('order-1', { description: '挂号,内科' });
    await paid('order-2');
    await refund('refund-1', 50);
    expect((await ask()).data.code).toBe('STATEMENT_CREATING');
    nextMorning();
    const lines = await download();
    expect(lines[0]).toMatch(/^\uFEFF交易时间,/);
    expect(lines).toHaveLength(6);
    expect(lines.slice(1, 4).every((line) => line.split(',').length === 27)).toBe(true);
    expect(lines[5]).toBe('`3,`25.00,`0.50,`0.00,`0.16,`25.00,`0.50');
  });

  test('can be of the payments or of the refunds alone, and packed', async () => {
    await paid('order-1');
    await refund('refund-1', 50);
    nextMorning();
    const payments = await download({ bill_type: 'SUCCESS' });
    expect([payments.length, payments[1]!.split(',').length, payments[1]]).toEqual([
      4,
      20,
      expect.stringContaining('`order-1,'),
    ]);
    const refunds = await download({ bill_type: 'REFUND' });
    expect([refunds.length, refunds[1]!.split(',').length, refunds[1]]).toEqual([
      4,
      29,
      expect.stringContaining('`refund-1,'),
    ]);
    const packed = await bytes({ tar_type: 'GZIP' });
    expect(sha1(gunzipSync(packed.file))).toBe(packed.hash);
    expect(linesOf(gunzipSync(packed.file))).toEqual(await download());
  });

  test.each(CONTENT_FAULTS)('with %s stays as it was first written', async (difference, rows) => {
    await paid('order-1');
    await paid('order-2');
    await fault(difference);
    nextMorning();
    const lines = await download();
    expect(lines).toHaveLength(rows + 3);
    expect(lines.some((line) => line.includes('`12.51'))).toBe(difference === 'different_amount');
    await fault('none');
    expect(await download()).toEqual(lines);
  });

  test('can arrive broken, and whole when asked for again', async () => {
    await paid('order-1');
    await paid('order-2');
    nextMorning();
    const whole = await download();
    await fault('foreign_merchant');
    const foreign = await download();
    expect(foreign.every((line) => !line.includes(standIn.merchant.mchid))).toBe(true);
    await fault('truncated');
    const cut = await download();
    expect([cut.length, cut[1]]).toEqual([3, whole[1]]);
    expect(whole[2]!.startsWith(cut[2]!) && cut[2] !== whole[2]).toBe(true);
    await fault('gbk');
    const { file } = await bytes();
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(file)).toThrow();
    expect(`\uFEFF${new TextDecoder('gbk').decode(file)}`.trimEnd().split('\r\n')).toEqual(whole);
    await fault('wrong_hash');
    const wrong = await bytes();
    expect(sha1(wrong.file)).not.toBe(wrong.hash);
    await fault('late');
    expect((await ask()).data.code).toBe('STATEMENT_CREATING');
    await fault('none');
    expect(await download()).toEqual(whole);
  });

  test('of a day without trade does not exist', async () => {
    nextMorning();
    expect((await ask()).data.code).toBe('NO_STATEMENT_EXIST');
  });

  test('of many invented rows is written while it is sent, and adds up', async () => {
    await bill_rows('wechat', 20_000);
    nextMorning();
    const lines = await download();
    expect(lines).toHaveLength(20_003);
    const day = today.replaceAll('-', '');
    expect(lines[1]).toContain(`,\`SYN${day}000000000,`);
    expect(lines[50]).toContain(`,\`RSYN${day}000000048,\`9.00,`);
    expect(lines.at(-1)).toMatch(/^`20000,`190200\.00,`4600\.00,/);
  });
});

describe("Alipay's bill", () => {
  const ask = (changes: object = {}) =>
    alipay.call('alipay.data.dataservice.bill.downloadurl.query', {
      bill_type: 'trade',
      bill_date: today,
      ...changes,
    });

  async function paid(no: string): Promise<void> {
    await fetch(alipay.pageUrl(trade(no)), { redirect: 'manual' });
    await control(standIn, 'POST', `/_pay/${no}?channel=alipay`);
  }
  const refund = (amount: string, out_request_no: string) =>
    alipay.call('alipay.trade.refund', { out_trade_no: 'order-1', refund_amount: amount, out_request_no });

  async function archive(): Promise<Buffer> {
    const { bill_download_url } = await ask();
    return Buffer.from(await (await fetch(bill_download_url)).arrayBuffer());
  }

  const text = (bytes: Uint8Array, encoding = 'gbk') => new TextDecoder(encoding, { fatal: true }).decode(bytes);

  /** The files by name, as lines. */
  async function files(encoding?: string): Promise<[name: string, lines: string[]][]> {
    return Object.entries(unzipSync(await archive())).map(([name, bytes]) => [
      text(Buffer.from(name, 'latin1')),
      text(bytes, encoding).trimEnd().split('\r\n'),
    ]);
  }
  const details = async () => (await files())[0]![1].filter((line) => !line.startsWith('#')).slice(1);

  test('is a ZIP of two files in GBK, the rows and their sums', async () => {
    await paid('order-1');
    await refund('2.50', 'r1');
    expect(await ask()).toMatchObject({ code: '40004', sub_code: 'isp.bill_not_exist' });
    nextMorning();
    const [[name, lines], [sumsName, sums]] = (await files()) as [[string, string[]], [string, string[]]];
    const stem = `${standIn.alipay.seller_id}0156_${today.replaceAll('-', '')}_业务明细`;
    expect([name, sumsName]).toEqual([`${stem}.csv`, `${stem}(汇总).csv`]);
    expect(lines.slice(0, 2)).toEqual(['#支付宝业务明细查询', `#账号：[${standIn.alipay.seller_id}0156]`]);
    expect(lines).toHaveLength(11);
    expect(lines.at(-3)).toBe('#交易合计：1笔，商家实收共12.50元，商家优惠共0.00元');
    expect(lines.at(-2)).toBe('#退款合计：1笔，商家实收退款共-2.50元，商家优惠退款共0.00元');
    expect(sums[5]).toBe('合计,,1,1,10.00,10.00,0.00,0.00,0.00,-0.06,0.00,9.94');
    const rows = (await details()).map((line) => line.split(',').map((value) => value.trim()));
    const [back, payment] = rows.sort((a, b) => Number(a[11]) - Number(b[11]));
    expect(payment).toHaveLength(25);
    expect([1, 2, 11, 12, 21, 22].map((n) => payment![n])).toEqual(['order-1', '交易', '12.50', '12.50', '', '-0.08']);
    expect([1, 2, 11, 12, 21, 22].map((n) => back![n])).toEqual(['order-1', '退款', '-2.50', '-2.50', 'r1', '0.02']);
  });

  test.each(CONTENT_FAULTS)('with %s stays as it was first written', async (difference, count) => {
    await paid('order-1');
    await paid('order-2');
    await fault(difference);
    nextMorning();
    const rows = await details();
    expect(rows).toHaveLength(count);
    expect(rows.some((row) => row.includes(',12.51,'))).toBe(difference === 'different_amount');
    await fault('none');
    expect(await details()).toEqual(rows);
  });

  test('can arrive broken, and whole when asked for again', async () => {
    await paid('order-1');
    nextMorning();
    const whole = await details();
    await fault('foreign_merchant');
    expect((await files())[0]![1][1]).toBe('#账号：[20880000000000000156]');
    await fault('truncated');
    const cut = await files();
    expect([cut.length, cut[0]![1].length]).toEqual([1, 6]);
    expect(whole[0]!.startsWith(cut[0]![1][5]!)).toBe(true);
    await fault('gbk');
    expect((await files('utf-8'))[0]![1][0]).toBe('#支付宝业务明细查询');
    await fault('wrong_hash');
    expect(checksumsHold(await archive())).toBe(false);
    await fault('late');
    expect(await ask()).toMatchObject({ sub_code: 'isp.bill_not_exist' });
    await fault('none');
    expect(checksumsHold(await archive())).toBe(true);
    expect(await details()).toEqual(whole);
  });

  /** By the archive's own directory: name, checksum and content of every file. */
  function checksumsHold(zip: Buffer): boolean {
    const contents = Object.values(unzipSync(zip));
    const heads: number[] = [];
    for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) heads.push(at);
    return heads.every((head, n) => zip.readUInt32LE(head + 16) === crc32(contents[n]!));
  }

  test('has an address for half a minute', async () => {
    await paid('order-1');
    nextMorning();
    const { bill_download_url } = await ask();
    expect((await fetch(bill_download_url)).status).toBe(200);
    await control(standIn, 'POST', '/_advance', { seconds: 31 });
    expect((await fetch(bill_download_url)).status).toBe(403);
  });

  test('of another kind, or of no day, is refused', async () => {
    expect(await ask({ bill_type: 'signcustomer' })).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' });
    expect(await ask({ bill_date: '2026-13-01' })).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' });
  });

  test('of many invented rows adds up', async () => {
    await bill_rows('alipay', 20_000);
    nextMorning();
    const [[, lines]] = (await files()) as [[string, string[]]];
    expect(lines).toHaveLength(20_009);
    expect(lines.at(-3)).toBe('#交易合计：19600笔，商家实收共190200.00元，商家优惠共0.00元');
    expect(lines.at(-2)).toBe('#退款合计：400笔，商家实收退款共-4600.00元，商家优惠退款共0.00元');
  });
});
