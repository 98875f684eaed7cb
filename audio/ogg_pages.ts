/** Pages of the Ogg container (RFC 3533). */
import { AudioError } from "./error.ts";
import { type ByteFile, Fields } from "./file.ts";

/** A page of 255 segments of 255 bytes. */
const MAX_PAGE_BYTES = 27 + 255 + 255 * 255;
const READ_BYTES = 1 << 18;

export interface Page {
  /** Offset in the file. */
  at: number;
  bytes: number;
  serial: number;
  isFirst: boolean;
  isLast: boolean;
  /** Position at the end of the last packet that ends here; null if none does. */
  granule: number | null;
  /** Packets that end here. */
  packets: number;
  /** Bytes of the packet that goes on in the next page. */
  openBytes: number;
  body: Uint8Array;
}

/**
 * All pages, with their checksums verified. Bytes after the last page of a stream that do not look like a page are
 * taken for a foreign tag and end the walk.
 * @throws AudioError where the file is damaged or cut.
 */
export async function* oggPages(file: ByteFile): AsyncGenerator<Page> {
  let bytes = new Uint8Array(0), from = 0, openStreams = 0;
  for (let at = 0; at < file.size;) {
    if (at + MAX_PAGE_BYTES > from + bytes.length && from + bytes.length < file.size) {
      bytes = await file.read(from = at, READ_BYTES);
    }
    const page = parsePage(bytes.subarray(at - from), at);
    if (page === null && openStreams <= 0 && at > 0 && !isPage(bytes, at - from)) return;
    if (page === null) {
      throw new AudioError(file.path, `its Ogg page at byte ${at} is damaged or cut (is the file truncated?)`);
    }
    openStreams += Number(page.isFirst) - Number(page.isLast);
    yield page;
    at += page.bytes;
  }
}

function isPage(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53;
}

function parsePage(bytes: Uint8Array, at: number): Page | null {
  if (bytes.length < 27 || !isPage(bytes, 0)) return null;
  const fields = new Fields(bytes, true), segments = fields.u8(26), bodyStart = 27 + segments;
  if (bytes.length < bodyStart) return null;
  let bodyBytes = 0, packets = 0, openBytes = 0;
  for (let i = 27; i < bodyStart; i++) {
    const lacing = bytes[i];
    bodyBytes += lacing;
    openBytes += lacing;
    if (lacing === 255) continue; // the packet goes on
    packets++;
    openBytes = 0;
  }
  const size = bodyStart + bodyBytes;
  if (bytes.length < size || checksum(bytes.subarray(0, size)) !== fields.u32(22)) return null;
  const flags = fields.u8(5), granule = fields.u64(6);
  return {
    at,
    bytes: size,
    serial: fields.u32(14),
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    granule: granule === 2 ** 64 ? null : granule, // all ones, rounded
    packets,
    openBytes,
    body: bytes.subarray(bodyStart, size),
  };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let k = 0; k < 8; k++) crc = crc & 0x80000000 ? crc << 1 ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** CRC-32 of a page, with its own field taken as 0 (RFC 3533, §6). */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i];
    crc = crc << 8 ^ CRC_TABLE[crc >>> 24 ^ byte];
  }
  return crc >>> 0;
}
