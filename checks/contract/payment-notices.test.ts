/** What is posted to the payment channels' addresses: each kind of bad message, for both channels, changes nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alipay } from '../../server/src/adapters/alipay.ts';
import { formOf, paidFields, signedFields, testAlipay } from '../../server/src/adapters/testing/outside-alipay.ts';
import { sealedBody, signedByPlatform, testMerchant } from '../../server/src/adapters/testing/outside-wechat.ts';
import { wechatPay } from '../../server/src/adapters/wechat-pay.ts';
import { at, DAY } from '../../server/src/journeys/testing/clinic.ts';
import { first, newId, sql } from '../../server/src/kernel/index.ts';
import { type Doors, openDoors, send } from './callers.ts';
import { digestOfTables } from './tables-digest.ts';

type Name = 'wechat' | 'alipay';
interface Message {
  headers: Record<string, string>;
  text: string;
}
/** What a message says of a payment, unless it says otherwise. */
interface Said {
  order_no: string;
  fen?: number;
  app?: string;
  merchant?: string;
  currency?: string;
  at?: Temporal.Instant;
  nonce?: string;
}

const NOW = at('06:00');
const common = { base_url: 'http://127.0.0.1:9', notify_url: 'https://clinic.example/notice' };
const logged: { level: number; msg: string; why?: string }[] = [];
let doors: Doors;

beforeAll(async () => {
  const channels = {
    wechat: wechatPay({ ...common, merchant: testMerchant }, () => NOW),
    alipay: alipay({ ...common, merchant: testAlipay }, () => NOW),
  };
  doors = await openDoors({ env: { LOG_LEVEL: 'warn' }, channels });
  const { log } = doors.app.http;
  const stream = Object.getOwnPropertySymbols(log).find((symbol) => symbol.description === 'pino.stream')!;
  Object.assign(log, { [stream]: { write: (line: string) => void logged.push(JSON.parse(line)) } });
});
afterAll(() => doors.close());

function fromWechat(said: Said): Message {
  const { order_no, fen = 1000, currency = 'CNY' } = said;
  const resource = {
    mchid: said.merchant ?? testMerchant.mchid,
    appid: said.app ?? testMerchant.appid,
    out_trade_no: order_no,
    transaction_id: `42000${order_no}`,
    trade_state: 'SUCCESS',
    success_time: '2026-11-22T09:29:58+08:00',
    amount: { total: fen, currency },
  };
  const body = sealedBody(resource).replace('EV-2018022511223320873', `EV-${order_no}-${fen}`);
  const seconds = Math.floor((said.at ?? NOW).epochMilliseconds / 1000);
  const { headers, rawBody } = signedByPlatform(body, seconds, said.nonce ?? newId());
  return { headers: headers as Record<string, string>, text: rawBody.toString() };
}

function fromAlipay(said: Said): Message {
  const { order_no, fen = 1000, currency } = said;
  const sent_at = (said.at ?? NOW).toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime();
  const fields = paidFields({
    out_trade_no: order_no,
    trade_no: `2026${order_no}`,
    notify_id: `N-${order_no}-${fen}`,
    total_amount: (fen / 100).toFixed(2),
    notify_time: sent_at.toString({ smallestUnit: 'second' }).replace('T', ' '),
    app_id: said.app ?? testAlipay.app_id,
    seller_id: said.merchant ?? testAlipay.seller_id,
    trans_currency: currency,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { headers, text: formOf(signedFields(fields)).toString() };
}

const make: Record<Name, (said: Said) => Message> = { wechat: fromWechat, alipay: fromAlipay };
const yes: Record<Name, string> = { wechat: '{"code":"SUCCESS","message":"成功"}', alipay: 'success' };
const no: Record<Name, RegExp> = { wechat: /^\{"code":"FAIL","message":"[^"]+"\}$/, alipay: /^failure$/ };
const type: Record<Name, RegExp> = { wechat: /^application\/json/, alipay: /^text\/plain/ };

const post = (name: Name, message: Partial<Message>) =>
  send(doors, 'POST', `/api/payment-notices/${name}`, { text: '', ...message });

/** An unpaid order of the channel, as it stands while its payer taps: opened there, though nobody answered. */
async function payingOrder(name: Name): Promise<{ order_no: string; fen: number }> {
  const { id, token } = await doors.book(doors.doctors[0]!.slot_id, { paid: false });
  const scene = name === 'wechat' ? 'h5' : 'wap';
  expect(await doors.call(token, 'bookingPay', { id, body: { scene, channel: name } })).toMatchObject({ status: 503 });
  const { rows } = await sql<{ order_no: string; fen: number }>`
    select merchant_order_no as order_no, amount_fen as fen from payment_order
    where payable_id = ${id} and channel = ${name} and state = 'paying'
  `.execute(doors.app.db.kysely);
  return rows[0]!;
}
const stateOf = async (order_no: string) =>
  first(
    await sql<{ state: string }>`select state from payment_order where merchant_order_no = ${order_no}`.execute(
      doors.app.db.kysely,
    ),
  )?.state;

/** Everything but what says that a genuine message came and was not followed. */
async function digest(): Promise<Record<string, string>> {
  const { payment_notice, payment_nonce, fact, ...tables } = await digestOfTables(doors);
  return tables;
}
async function copiesOf(name: Name, why: string): Promise<number> {
  await doors.app.payment.drain();
  const { body } = await doors.call(doors.tokens.finance!, 'noticeRefusals', { query: { from: DAY, until: DAY } });
  const rows = body.items as { channel: string; why: string; copies: number; day: string }[];
  return rows.find((row) => row.channel === name && row.why === why)?.copies ?? 0;
}

/** The message is refused in the channel's words, counted under this reason, said once a day, and changes nothing. */
async function expectRefused(name: Name, why: string, message: () => Partial<Message>, status = 401): Promise<void> {
  const [before, copies] = [await digest(), await copiesOf(name, why)];
  const answers = [await post(name, message()), await post(name, message())];
  for (const answer of answers) {
    expect(answer.body).toMatch(no[name]);
    expect(String(answer.headers['content-type'])).toMatch(type[name]);
    expect(answer.statusCode).toBe(status);
  }
  expect(await copiesOf(name, why)).toBe(copies + 2);
  expect(await digest()).toEqual(before);
  expect(logged.filter((line) => line.why === why && line.msg === 'a payment notice was refused')).toHaveLength(1);
}

describe.each(['wechat', 'alipay'] as const)('%s', (name) => {
  let order: { order_no: string; fen: number };
  beforeAll(async () => {
    order = await payingOrder(name);
  });
  beforeEach(() => {
    logged.length = 0;
  });
  const said = (changes: Partial<Said> = {}) => make[name]({ ...order, ...changes });

  test('an unknown merchant order number', () =>
    expectRefused(name, 'unknown_order', () => said({ order_no: 'P-nobody' })));
  test('an order of the other channel', async () => {
    const others = await payingOrder(name === 'wechat' ? 'alipay' : 'wechat');
    expect((await post(name, said(others))).body).toMatch(no[name]);
    expect(await stateOf(others.order_no)).toBe('paying');
  });
  test('another amount', () => expectRefused(name, 'amount_mismatch', () => said({ fen: order.fen - 1 })));
  test('another app', () => expectRefused(name, 'wrong_app', () => said({ app: 'wx0000000000000000' })));
  test('another merchant', () => expectRefused(name, 'wrong_merchant', () => said({ merchant: '1900000002' })));
  test('another currency', () => expectRefused(name, 'wrong_currency', () => said({ currency: 'USD' })));
  test('a stale timestamp', () => {
    const hours = name === 'wechat' ? 1 : 27;
    return expectRefused(name, 'timestamp_out_of_window', () => said({ at: NOW.subtract({ hours }) }));
  });
  test('a timestamp of the future', async () => {
    const before = await copiesOf(name, 'timestamp_out_of_window');
    expect((await post(name, said({ at: NOW.add({ minutes: 6 }) }))).body).toMatch(no[name]);
    expect(await copiesOf(name, 'timestamp_out_of_window')).toBe(before + 1);
  });
  test('a bad signature', () => {
    const message = said();
    if (name === 'alipay')
      return expectRefused(name, 'bad_signature', () => ({ ...message, text: `${message.text}&more=1` }));
    const headers = { ...message.headers, 'wechatpay-signature': Buffer.alloc(256, 7).toString('base64') };
    return expectRefused(name, 'bad_signature', () => ({ ...message, headers }));
  });
  test('no signature', () => {
    const text = name === 'alipay' ? 'out_trade_no=P1&trade_status=TRADE_SUCCESS' : '{"id":"x"}';
    return expectRefused(name, 'header_missing', () => ({ headers: {}, text }));
  });
  test('a body over the limit', () =>
    expectRefused(name, 'too_large', () => ({ ...said(), text: said().text + 'x'.repeat(64 * 1024) }), 413));
  test('a body of bytes that are no text, of another type', async () => {
    const answer = await doors.app.http.inject({
      method: 'POST',
      url: `/api/payment-notices/${name}`,
      headers: { 'content-type': 'image/png' },
      payload: Buffer.from([0xff, 0xd8, 0x00]),
    });
    expect(answer.body).toMatch(no[name]);
    expect(answer.statusCode).toBe(401);
  });

  test('the genuine one is followed once, however often it comes', async () => {
    for (let i = 0; i < 3; i += 1) {
      const answer = await post(name, said());
      expect([answer.statusCode, answer.body]).toEqual([200, yes[name]]);
      expect(String(answer.headers['content-type'])).toMatch(type[name]);
    }
    await doors.app.payment.drain();
    expect(await stateOf(order.order_no)).toBe('paid');
    const settled = await digest();
    await post(name, said());
    await doors.app.payment.drain();
    expect(await digest()).toEqual(settled);
  });

  test('the same bytes again', async () => {
    const message = said({ nonce: `once-${name}` });
    expect((await post(name, message)).statusCode).toBe(200);
    // Alipay has no nonce: a repetition is told by its number, acknowledged, and does nothing.
    if (name === 'wechat') return expectRefused(name, 'replayed_nonce', () => message);
    const before = await digest();
    expect((await post(name, message)).body).toBe('success');
    expect(await digest()).toEqual(before);
  });

  test('when refusals go on, the hospital is told aloud: at ten, a hundred, a thousand', async () => {
    const message = { headers: {}, text: 'garbage' };
    const why = 'header_missing';
    const before = await copiesOf(name, why);
    const until = 120 - before;
    for (let i = 0; i < until; i += 1) expect((await post(name, message)).statusCode).toBe(401);
    expect(await copiesOf(name, why)).toBe(120);
    const alarms = logged.filter((line) => line.level === 50 && line.why === why);
    expect(alarms.length).toBeGreaterThanOrEqual(1);
    expect(alarms.length).toBeLessThanOrEqual(2);
    const { rows } = await sql<{ copies: number }>`
      select (data->>'copies')::int as copies from fact
      where kind = 'payment.notice_alarm' and data->>'channel' = ${name} and data->>'why' = ${why}
    `.execute(doors.app.db.kysely);
    expect(rows).toHaveLength(alarms.length);
    expect(rows.at(-1)!.copies).toBeGreaterThanOrEqual(100);
  });
});

test('a channel that the hospital has not set up refuses whatever comes', async () => {
  const bare = await openDoors();
  try {
    for (const name of ['wechat', 'alipay'] as const) {
      const answer = await send(bare, 'POST', `/api/payment-notices/${name}`, { text: 'x' });
      expect([answer.statusCode, no[name].test(answer.body)]).toEqual([401, true]);
    }
    await bare.app.payment.drain();
    const { body } = await bare.call(bare.tokens.finance!, 'noticeRefusals', { query: { from: DAY, until: DAY } });
    expect(body.items).toMatchObject([
      { channel: 'alipay', why: 'channel_not_set_up', copies: 1, day: DAY },
      { channel: 'wechat', why: 'channel_not_set_up', copies: 1, day: DAY },
    ]);
  } finally {
    await bare.close();
  }
});

test('a flood of forged messages is written down once a second and kind', async () => {
  const { kysely } = doors.app.db;
  await sql`create table written (n integer)`.execute(kysely);
  await sql`create function note_write() returns trigger language plpgsql as $$ begin insert into written values (1); return null; end $$`.execute(
    kysely,
  );
  await sql`create trigger note_write after insert or update on payment_notice_refusal for each row execute function note_write()`.execute(
    kysely,
  );
  const since_ms = performance.now();
  const before = await copiesOf('wechat', 'header_missing');
  for (let i = 0; i < 20; i += 1)
    await Promise.all(Array.from({ length: 50 }, () => post('wechat', { headers: {}, text: '{}' })));
  expect(await copiesOf('wechat', 'header_missing')).toBe(before + 1000);
  const seconds = (performance.now() - since_ms) / 1000;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from written`.execute(kysely);
  expect(rows[0]!.n).toBeLessThanOrEqual(seconds + 3);
});
