/** A bill's bytes as lines of text, however long the bill is. */
import { BillRefused } from '../../modules/payment/ports.ts';

/** Longer than any row that a channel writes; a bill without line ends must not fill the memory. */
const LONGEST_LINE = 64 * 1024;

export class LineReader {
  readonly #decoder: TextDecoder;
  #rest = '';

  constructor(encoding: 'utf-8' | 'gbk') {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  /** @returns the lines that these bytes complete, without their ends; @throws BillRefused bad_encoding, bad_row */
  push(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoded(bytes)).split('\n');
    this.#rest = lines.pop()!;
    if (this.#rest.length > LONGEST_LINE) throw new BillRefused('bad_row', 'the bill has a line without an end');
    return lines.map(withoutReturn);
  }

  /** @returns what follows the last line end; @throws BillRefused truncated: cut within a character */
  end(): string {
    try {
      this.#decoder.decode();
    } catch {
      throw new BillRefused('truncated', 'the bill ends within a character');
    }
    return withoutReturn(this.#rest);
  }

  #decoded(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch {
      throw new BillRefused('bad_encoding', `the bill is not ${this.#decoder.encoding}`);
    }
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** What reads a bill line by line; both throw BillRefused. */
export interface LineParser<Row> {
  /** A line that was ended. @returns its row, if it is one */
  line(text: string): Row | undefined;
  /** @param rest what follows the last line end, '' as a rule */
  end(rest: string): void;
}

export async function* rowsOf<Row>(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-8' | 'gbk',
  parser: LineParser<Row>,
): AsyncGenerator<Row> {
  const reader = new LineReader(encoding);
  for await (const chunk of bytes) {
    for (const line of reader.push(chunk)) {
      const row = parser.line(line);
      if (row !== undefined) yield row;
    }
  }
  parser.end(reader.end());
}
