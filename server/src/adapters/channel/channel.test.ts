import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billDueAt, ofChinaTime, toChinaTime } from './china-time.ts';
import { LineReader } from './lines.ts';
import { fenOfYuan, yuanOfFen } from './yuan.ts';

const refused = (code: string) => expect.objectContaining({ name: 'BillRefused', code });

describe('yuan', () => {
  test.each([
    ['0.00', 0],
    ['0.07', 7],
    ['12.5', 1250],
    ['12.50', 1250],
    ['7', 700],
    ['-0.06', -6],
    ['-0.00', 0],
    ['0.06000', 6],
    ['999999999999.99', 99_999_999_999_999],
  ])('%s is %i fen', (text, fen) => expect(fenOfYuan(text)).toBe(fen));

  test.each(['', ' 1', '1.', '.5', '1.005', '1,000.00', '1e3', '+1', '0x10', '--1', '¥1', '1234567890123.00', 'NaN'])(
    '%j is no amount',
    (text) => expect(() => fenOfYuan(text)).toThrow(RangeError),
  );

  test('there and back is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (fen) => {
        expect(fenOfYuan(yuanOfFen(fen))).toBe(fen);
        expect(yuanOfFen(fen)).toMatch(/^-?\d+\.\d\d$/);
      }),
    );
  });
});

describe('China’s time', () => {
  test('there and back', () => {
    expect(toChinaTime(Temporal.Instant.from('2026-11-22T16:00:05.9Z'))).toBe('2026-11-23 00:00:05');
    expect(ofChinaTime('2026-11-23 00:00:05').toString()).toBe('2026-11-22T16:00:05Z');
    expect(ofChinaTime('2026-11-23 00:00:05.5').toString()).toBe('2026-11-22T16:00:05.5Z');
    expect(billDueAt(Temporal.PlainDate.from('2026-12-31')).toString()).toBe('2027-01-01T02:00:00Z');
  });
  test.each(['', '2026-11-23', '2026-13-01 00:00:00', '2026-11-23T00:00:05', 'yesterday'])('%j is no time', (text) =>
    expect(() => ofChinaTime(text)).toThrow(RangeError),
  );
});

describe('lines', () => {
  test('are the same however the bytes are cut', () => {
    const bytes = Buffer.from('\uFEFF交易时间,订单\r\n`一,`二\r\n\r\n总\n尾');
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        const reader = new LineReader('utf-8');
        const ends = [...cuts.sort((a, b) => a - b), bytes.length];
        const lines = ends.flatMap((end, i) => reader.push(bytes.subarray(ends[i - 1] ?? 0, end)));
        expect([...lines, reader.end()]).toEqual(['交易时间,订单', '`一,`二', '', '总', '尾']);
      }),
    );
  });

  test('of GBK are read as GBK, and as UTF-8 refused', () => {
    const bytes = Buffer.from('d6a7b8b6b1a60a', 'hex');
    expect(new LineReader('gbk').push(bytes)).toEqual(['支付宝']);
    expect(() => new LineReader('utf-8').push(bytes)).toThrow(refused('bad_encoding'));
  });

  test('that end within a character are cut', () => {
    const reader = new LineReader('utf-8');
    reader.push(Buffer.from('账').subarray(0, 2));
    expect(() => reader.end()).toThrow(refused('truncated'));
  });

  test('without an end do not fill the memory', () => {
    const reader = new LineReader('utf-8');
    expect(() => {
      for (let i = 0; i < 10; i += 1) reader.push(Buffer.alloc(16 * 1024, 'x'));
    }).toThrow(refused('bad_row'));
  });
});
