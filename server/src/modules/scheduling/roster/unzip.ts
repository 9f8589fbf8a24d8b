/** The parts of a workbook out of its archive. No size that the archive states is believed: what comes out is counted. */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { fileFault, MOST } from './fault.ts';
import { Refusal } from '../../../kernel/index.ts';

const MOST_ENTRIES = 2_000;

/** Stops at `most_bytes`, whatever more there may be. */
async function unpack(zip: ZipFile, entry: Entry, most_bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most_bytes) throw fileFault('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function partsOf(bytes: Buffer, isWanted: (name: string) => boolean): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: false });
  if (zip.entryCount > MOST_ENTRIES) throw fileFault('too_large');
  const parts = new Map<string, string>();
  let left = MOST.megabytes * 1_000_000;
  for await (const entry of zip.eachEntry()) {
    if (!isWanted(entry.fileName)) continue;
    const part = await unpack(zip, entry, left);
    left -= part.length;
    parts.set(entry.fileName, part.toString('utf8'));
  }
  return parts;
}

/**
 * The wanted parts' text, by name.
 * @throws Refusal roster_unreadable: no archive, a damaged one, or more than may be when unpacked
 */
export async function unzip(bytes: Buffer, isWanted: (name: string) => boolean): Promise<Map<string, string>> {
  try {
    return await partsOf(bytes, isWanted);
  } catch (error) {
    // the library and zlib have no kind of error of their own: whatever they say, the archive is damaged
    throw error instanceof Refusal ? error : fileFault('not_a_sheet');
  }
}
