import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

interface ZipFile {
  /** As it stands in the archive; the caller chooses the encoding. */
  name: Buffer;
  content: Iterable<Buffer>;
}

interface Written extends Pick<ZipFile, 'name'> {
  offset: number;
  crc: number;
  bytes: number;
  packed: number;
}

const FIRST_OF_1980 = 0x21;
/** Sizes and checksum follow the content, since nobody knows them before. */
const SIZES_LATER = 0x8;
const DEFLATED = 8;

/**
 * An archive written while its files are made: no file is ever held whole. Files below 4 GiB.
 * @param crcShift added to the checksums, to break them
 */
export async function* zip(files: ZipFile[], crcShift = 0): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const file: Written = { name, offset, crc: 0, bytes: 0, packed: 0 };
    written.push(file);
    const head = localHead(name);
    yield head;
    for await (const chunk of deflated(content, file)) yield chunk;
    file.crc = (file.crc + crcShift) >>> 0;
    yield descriptor(file);
    offset += head.length + file.packed + 16;
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield end(written.length, directory.length, offset);
}

async function* deflated(content: Iterable<Buffer>, file: Written): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  // An error reaches the reader below through the stream itself.
  pipeline(Readable.from(counted(content, file)), deflate, () => undefined);
  for await (const chunk of deflate) {
    file.packed += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
}

function* counted(content: Iterable<Buffer>, file: Written): Generator<Buffer> {
  for (const chunk of content) {
    file.crc = crc32(chunk, file.crc);
    file.bytes += chunk.length;
    yield chunk;
  }
}

/** Fields of two (`[2, n]`) or four (`[4, n]`) bytes, little end first. */
function fields(...parts: [2 | 4, number][]): Buffer {
  const buffer = Buffer.alloc(parts.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of parts) at = buffer.writeUIntLE(value, at, size);
  return buffer;
}

function localHead(name: Buffer): Buffer {
  const unknown: [4, number][] = [
    [4, 0],
    [4, 0],
    [4, 0],
  ];
  const fixed = fields(
    [4, 0x04034b50],
    [2, 20],
    [2, SIZES_LATER],
    [2, DEFLATED],
    [2, 0],
    [2, FIRST_OF_1980],
    ...unknown,
  );
  return Buffer.concat([fixed, fields([2, name.length], [2, 0]), name]);
}

const descriptor = ({ crc, packed, bytes }: Written) => fields([4, 0x08074b50], [4, crc], [4, packed], [4, bytes]);

function directoryEntry({ name, crc, packed, bytes, offset }: Written): Buffer {
  const made = fields([4, 0x02014b50], [2, 20], [2, 20], [2, SIZES_LATER], [2, DEFLATED], [2, 0], [2, FIRST_OF_1980]);
  const sizes = fields([4, crc], [4, packed], [4, bytes], [2, name.length]);
  const rest = fields([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
  return Buffer.concat([made, sizes, rest, name]);
}

const end = (count: number, length: number, offset: number) =>
  fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, offset], [2, 0]);
