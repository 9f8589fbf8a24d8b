/** What a plan picture is and how large, read from its first bytes. Pure. */
export interface PictureSize {
  media_type: 'image/png' | 'image/jpeg';
  width_px: number;
  height_px: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MOST_PIXELS_A_SIDE = 20_000;

function pngSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 33 || !PNG.every((byte, n) => bytes[n] === byte)) return undefined;
  return { media_type: 'image/png', width_px: bytes.readUInt32BE(16), height_px: bytes.readUInt32BE(20) };
}

/** Frame headers: all of 0xC0 to 0xCF but tables (C4), the reserved C8 and arithmetic conditioning (CC). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(bytes: Buffer): PictureSize | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined;
    if (isFrame(bytes[at + 1]!))
      return { media_type: 'image/jpeg', height_px: bytes.readUInt16BE(at + 5), width_px: bytes.readUInt16BE(at + 7) };
  }
  return undefined;
}

/** Undefined: neither PNG nor JPEG, damaged, or larger than anybody draws over. */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  const size = pngSize(bytes) ?? jpegSize(bytes);
  const isSane = (pixels: number) => pixels > 0 && pixels <= MOST_PIXELS_A_SIDE;
  return size && isSane(size.width_px) && isSane(size.height_px) ? size : undefined;
}
