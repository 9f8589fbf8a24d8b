import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { dateTime, dateTimeMs, dateTimeToMs, shanghai } from '../src/clock.ts';
import { fenOf, yuan } from '../src/money.ts';
import { Store } from '../src/store.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
afterAll(() => rmSync(data, { recursive: true }));

test('a store from before there was Alipay is read as WeChat', () => {
  new Store(data).close();
  const database = new DatabaseSync(join(data, 'store.sqlite'));
  const put = database.prepare('insert into thing (kind, id, value) values (?, ?, ?)');
  put.run('order', 'order-1', JSON.stringify({ out_trade_no: 'order-1', prepay_id: 'wx1', state: 'SUCCESS' }));
  put.run('refund', 'r1', JSON.stringify({ out_refund_no: 'r1', out_trade_no: 'order-1', status: 'SUCCESS' }));
  put.run('setting', 'faults', JSON.stringify({ callback_copies: 3 }));
  database.close();
  const store = new Store(data);
  const order = store.wechatOrder('order-1')!;
  expect([order.channel, store.orderByCashierId('wx1'), store.alipayOrder('order-1')]).toEqual([
    'wechat',
    order,
    undefined,
  ]);
  expect(store.refundsOf(order)).toMatchObject([{ channel: 'wechat', out_refund_no: 'r1' }]);
  expect(store.faults).toMatchObject({ callback_copies: 3, replay_copies: 0 });
  expect(store.faults).not.toHaveProperty('channel');
  store.close();
});

test.each(['2026-11-22T23:59:59.987+08:00', '2026-11-23T00:00:00+08:00', '2026-11-22T09:05:07.001+08:00'])(
  'times are written as China has them: %s',
  (iso) => {
    const ms = Date.parse(iso);
    const plain = shanghai(ms).toPlainDateTime();
    expect(dateTime(ms)).toBe(plain.toString({ smallestUnit: 'second' }).replace('T', ' '));
    expect(dateTimeMs(ms)).toBe(plain.toString({ smallestUnit: 'millisecond' }).replace('T', ' '));
    expect(dateTimeToMs(dateTime(ms))).toBe(ms - (ms % 1000));
  },
);

test('money is read and written by its digits', () => {
  expect([0, 5, 70, 1250, -250].map(yuan)).toEqual(['0.00', '0.05', '0.70', '12.50', '-2.50']);
  expect(['0.1', '12', '12.5', '1.005', '-1', '', '1e3'].map(fenOf)).toEqual([
    10,
    1200,
    1250,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
