/** What stands for a character that GBK does not have. */
const UNKNOWN = '?'.charCodeAt(0);

let table: Uint16Array | undefined;

/** Text as GBK, which the platform can read but not write: the table is turned round once. */
export function gbk(text: string): Buffer {
  table ??= turnedTable();
  const bytes = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point < 0x80 ? point : (table[point] ?? UNKNOWN) || UNKNOWN;
    if (code > 0xff) {
      bytes[length] = code >> 8;
      length += 1;
    }
    bytes[length] = code & 0xff;
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** By code point (of the basic plane) its two bytes, 0 where there are none. */
function turnedTable(): Uint16Array {
  const turned = new Uint16Array(0x10000);
  const decoder = new TextDecoder('gbk', { fatal: true });
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const point = pointOf(decoder, lead, trail);
      if (point !== undefined && point < turned.length) turned[point] ||= (lead << 8) | trail;
    }
  }
  return turned;
}

function pointOf(decoder: TextDecoder, lead: number, trail: number): number | undefined {
  try {
    const text = decoder.decode(Buffer.from([lead, trail]));
    return text.length === 1 ? text.charCodeAt(0) : undefined;
  } catch {
    return undefined;
  }
}
