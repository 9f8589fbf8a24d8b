/** Map files: what is in an archive or a GeoJSON file, and the archive of a map. */
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { Refusal } from '../../kernel/index.ts';
import type { Files } from './rules-imdf.ts';

/** A building of 40,000 features has some 25 MB as text. */
const MOST_UNPACKED_BYTES = 64_000_000;

export const unreadable = (zh: string, en: string): Refusal =>
  new Refusal('map_file_unreadable', { zh: { reason: zh }, en: { reason: en } });

export function zipped(files: Files): Uint8Array {
  const parts = Object.entries(files).map(([name, content]) => [name, strToU8(JSON.stringify(content))]);
  return zipSync(Object.fromEntries(parts) as Zippable, { level: 6 });
}

/** Only as much is unpacked as the archive states, and it may not state too much. */
function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  let stated = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (!/\.(geo)?json$/i.test(name) || name.includes('__MACOSX')) return false;
    stated += originalSize;
    if (stated > MOST_UNPACKED_BYTES) throw unreadable('解压后太大', 'it is too large when unpacked');
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    // the library has no kind of error of its own: whatever it says, the archive is damaged
    throw error instanceof Refusal ? error : unreadable('压缩包损坏', 'the archive is damaged');
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable(`${name} 不是有效的 JSON`, `${name} is not valid JSON`);
  }
}

/** The features of a collection, or the one feature that the file is. */
function featuresIn(json: unknown): unknown[] {
  const { type, features } = (json ?? {}) as { type?: unknown; features?: unknown };
  if (type === 'FeatureCollection' && Array.isArray(features)) return features;
  return type === 'Feature' ? [json] : [];
}

/** In an archive the type of a feature may be told by its file's name only. */
function named(features: unknown[], file: string): unknown[] {
  const feature_type = /([^/]+)\.(geo)?json$/i.exec(file)?.[1]?.toLowerCase();
  return features.map((one) =>
    typeof one === 'object' && one !== null && !('feature_type' in one) ? { ...one, feature_type } : one,
  );
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * All GeoJSON features of an IMDF archive or of one GeoJSON file.
 * @throws Refusal map_file_unreadable, with the reason
 */
export function featuresOfFile(bytes: Uint8Array): unknown[] {
  const all = isZip(bytes)
    ? Object.entries(unzipped(bytes)).flatMap(([name, part]) => named(featuresIn(parsed(strFromU8(part), name)), name))
    : featuresIn(parsed(strFromU8(bytes), 'GeoJSON'));
  if (all.length === 0) throw unreadable('没有找到任何要素', 'there is no feature in it');
  return all;
}
