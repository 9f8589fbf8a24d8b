/** How a receipt reads: its number, and its amount in the capital numerals (大写) that cannot be altered by a stroke of the pen. */

export type ReceiptSeries = 'R' | 'T';
export type ReceiptKind = 'receipt' | 'refund_slip';
export const seriesOf = (kind: ReceiptKind): ReceiptSeries => (kind === 'receipt' ? 'R' : 'T');
export const kindOf = (series: ReceiptSeries): ReceiptKind => (series === 'R' ? 'receipt' : 'refund_slip');

const DIGITS = [...'零壹贰叁肆伍陆柒捌玖'];
const PLACES = ['', '拾', '佰', '仟'];
const SECTIONS = ['', '万', '亿'];
/** A hundred million yuan less a fen would do for any hospital; sections beyond 亿 are not written. */
const MOST_FEN = 99_999_999_999_999;

/** 1 to 9999; zeros within are written once, zeros at the end not at all. */
function section(n: number): string {
  let text = '';
  let zero = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(n / 10 ** place) % 10;
    if (digit === 0) {
      zero = text !== '';
      continue;
    }
    text += (zero ? DIGITS[0] : '') + DIGITS[digit]! + PLACES[place]!;
    zero = false;
  }
  return text;
}

/** A section that does not fill its four places, or comes after an empty one, is set off by one zero. */
function wholeYuan(yuan: number): string {
  let text = '';
  let gap = false;
  for (let at = SECTIONS.length - 1; at >= 0; at--) {
    const n = Math.floor(yuan / 10_000 ** at) % 10_000;
    if (n === 0) {
      gap = text !== '';
      continue;
    }
    const needsZero = text !== '' && (gap || n < 1000);
    text += (needsZero ? DIGITS[0] : '') + section(n) + SECTIONS[at]!;
    gap = false;
  }
  return text;
}

/**
 * An amount in capital numerals by the rules for bills (正确填写票据和结算凭证的基本规定): 整 ends what has no 分; a zero 角
 * before a 分 is written.
 *
 *     inCapitals(1640902) // 人民币壹万陆仟肆佰零玖元零贰分
 *
 * @param amount_fen not negative
 * @throws RangeError for what is no amount
 */
export function inCapitals(amount_fen: number): string {
  if (!Number.isSafeInteger(amount_fen) || amount_fen < 0 || amount_fen > MOST_FEN)
    throw new RangeError(`${amount_fen} is no amount in fen`);
  const yuan = Math.floor(amount_fen / 100);
  const jiao = Math.floor(amount_fen / 10) % 10;
  const fen = amount_fen % 10;
  const whole = yuan > 0 ? `${wholeYuan(yuan)}元` : '';
  if (amount_fen === 0) return '人民币零元整';
  if (jiao === 0 && fen === 0) return `人民币${whole}整`;
  const zero = jiao === 0 && whole ? DIGITS[0] : '';
  const tenths = jiao > 0 ? `${DIGITS[jiao]}角` : '';
  return `人民币${whole}${tenths}${zero}${fen > 0 ? `${DIGITS[fen]}分` : '整'}`;
}
