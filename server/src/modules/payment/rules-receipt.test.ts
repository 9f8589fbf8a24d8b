import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCapitals } from './rules-receipt.ts';

describe('an amount in capital numerals', () => {
  it.each([
    [0, '零元整'],
    [1, '壹分'],
    [10, '壹角整'],
    [55, '伍角伍分'],
    [100, '壹元整'],
    [1000, '壹拾元整'],
    [1005, '壹拾元零伍分'],
    [1050, '壹拾元伍角整'],
    [1250, '壹拾贰元伍角整'],
    [32504, '叁佰贰拾伍元零肆分'],
    [10000, '壹佰元整'],
    [10100, '壹佰零壹元整'],
    [11000, '壹佰壹拾元整'],
    [100100, '壹仟零壹元整'],
    [140950, '壹仟肆佰零玖元伍角整'],
    [168032, '壹仟陆佰捌拾元叁角贰分'],
    [600714, '陆仟零柒元壹角肆分'],
    [1000000, '壹万元整'],
    [1050000, '壹万零伍佰元整'],
    [1640902, '壹万陆仟肆佰零玖元零贰分'],
    [10700053, '壹拾万柒仟元伍角叁分'],
    [10000100, '壹拾万零壹元整'],
    [1_0000_0000_00, '壹亿元整'],
    [1_0000_0001_00, '壹亿零壹元整'],
    [1_0001_0000_00, '壹亿零壹万元整'],
    [1_2345_6789_01, '壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分'],
  ])('%i fen is 人民币%s', (amount_fen, words) => expect(inCapitals(amount_fen)).toBe(`人民币${words}`));

  it.each([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER])('%s is refused', (amount) =>
    expect(() => inCapitals(amount)).toThrow(RangeError),
  );

  it('can be read back, and never has two zeros together', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000_00 }), (amount_fen) => {
        const words = inCapitals(amount_fen);
        expect(words).not.toMatch(/零零|零元.|零万|零亿/);
        expect(readBack(words)).toBe(amount_fen);
      }),
    );
  });
});

/** Written another way than the rule: left to right, as one reads. */
function readBack(words: string): number {
  const worth: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1000 };
  let [yuan, part, digit, rest_fen] = [0, 0, 0, 0];
  for (const sign of words.replace('人民币', '').replace('整', '')) {
    const n = '零壹贰叁肆伍陆柒捌玖'.indexOf(sign);
    if (n >= 0) digit = n;
    else if (worth[sign]) [part, digit] = [part + digit * worth[sign], 0];
    else if (sign === '万') [yuan, part, digit] = [yuan + (part + digit) * 10_000, 0, 0];
    else if (sign === '亿') [yuan, part, digit] = [(yuan + part + digit) * 100_000_000, 0, 0];
    else if (sign === '元') [yuan, part, digit] = [yuan + part + digit, 0, 0];
    else [rest_fen, digit] = [rest_fen + digit * (sign === '角' ? 10 : 1), 0];
  }
  return yuan * 100 + rest_fen;
}
