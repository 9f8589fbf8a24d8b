/**
 * The little of ZIP that a workbook needs, read and written with the runtime's own zlib. Reading trusts no size that the
 * file states: what is unpacked is counted, and unpacking stops at the limit.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MOST_ENTRIES = 2_000;

export class ZipFault extends Error {
  readonly kind: 'damaged' | 'too_large';
  constructor(kind: ZipFault['kind']) {
    super(kind);
    this.kind = kind;
  }
}

interface Entry {
  name: string;
  packed: Buffer;
  method: number;
}

function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - LONGEST_COMMENT);
  for (let at = zip.length - END_BYTES; at >= first; at -= 1) if (zip.readUInt32LE(at) === END) return at;
  throw new ZipFault('damaged');
}

function entryAt(zip: Buffer, at: number): { entry: Entry; next: number } {
  if (zip.readUInt32LE(at) !== CENTRAL) throw new ZipFault('damaged');
  const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1;
  if (isEncrypted) throw new ZipFault('damaged');
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
    number,
    number,
    number,
  ];
  const local = zip.readUInt32LE(at + 42);
  if (zip.readUInt32LE(local) !== LOCAL) throw new ZipFault('damaged');
  const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(data, data + zip.readUInt32LE(at + 20));
  const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
  return { entry: { name, packed, method: zip.readUInt16LE(at + 10) }, next: at + 46 + nameLength + extra + comment };
}

function unpack({ packed, method }: Entry, most: number): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new ZipFault('damaged');
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    throw new ZipFault((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'damaged');
  }
}

/**
 * The files of an archive that are wanted, by name.
 * @throws ZipFault damaged, or more than `most_bytes` when unpacked
 */
export function unzip(zip: Buffer, isWanted: (name: string) => boolean, most_bytes: number): Map<string, Buffer> {
  try {
    const end = endOf(zip);
    const count = zip.readUInt16LE(end + 10);
    if (count > MOST_ENTRIES) throw new ZipFault('too_large');
    const files = new Map<string, Buffer>();
    let left = most_bytes;
    let at = zip.readUInt32LE(end + 16);
    for (let n = 0; n < count; n += 1) {
      const { entry, next } = entryAt(zip, at);
      at = next;
      if (!isWanted(entry.name)) continue;
      const data = unpack(entry, left);
      left -= data.length;
      if (left < 0) throw new ZipFault('too_large');
      files.set(entry.name, data);
    }
    return files;
  } catch (error) {
    // an offset that points outside the file
    if (error instanceof RangeError) throw new ZipFault('damaged');
    throw error;
  }
}

/** 1980-01-01: the same content gives the same bytes. */
const DATE = 0x21;
const UTF8 = 0x0800;

function header(signature: number, name: Buffer, packed: Buffer, data: Buffer): Buffer {
  const isCentral = signature === CENTRAL;
  const head = Buffer.alloc(isCentral ? 46 : 30);
  head.writeUInt32LE(signature, 0);
  const at = isCentral ? 6 : 4;
  if (isCentral) head.writeUInt16LE(20, 4);
  head.writeUInt16LE(20, at);
  head.writeUInt16LE(UTF8, at + 2);
  head.writeUInt16LE(8, at + 4);
  head.writeUInt16LE(DATE, at + 8);
  head.writeUInt32LE(crc32(data), at + 10);
  head.writeUInt32LE(packed.length, at + 14);
  head.writeUInt32LE(data.length, at + 18);
  head.writeUInt16LE(name.length, at + 22);
  return head;
}

export function zipOf(files: Record<string, string>): Buffer {
  const body: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [Buffer.from(path), Buffer.from(text)];
    const packed = deflateRawSync(data);
    const head = header(CENTRAL, name, packed, data);
    head.writeUInt32LE(offset, 42);
    central.push(head, name);
    const local = [header(LOCAL, name, packed, data), name, packed];
    body.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const end = Buffer.alloc(END_BYTES);
  const size = central.reduce((sum, part) => sum + part.length, 0);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, ...central, end]);
}
