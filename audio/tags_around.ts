/** Tags that are put around the audio of mp3 and flac files; decoders would take them for damage. */
import { type ByteFile, Fields } from "./file.ts";

/** More tags than any file has. */
const MAX_TAGS = 100;

/** Offset of the first byte after any ID3v2 tags at the start of a file (id3.org, ID3v2.4.0 structure, §3.1). */
export async function audioStart(file: ByteFile): Promise<number> {
  let start = 0;
  for (let count = 0; count < MAX_TAGS; count++) {
    const head = await file.read(start, 10);
    if (head.length < 10 || String.fromCharCode(...head.subarray(0, 3)) !== "ID3") return start;
    const [a, b, c, d] = head.subarray(6);
    const hasFooter = (head[5] & 0x10) !== 0;
    start += 10 + ((a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | d & 127) + (hasFooter ? 10 : 0);
  }
  return start;
}

/** Offset of the first byte of the ID3v1, Lyrics3 and APE tags at the end of a file, or its size. */
export async function audioEnd(file: ByteFile, start: number): Promise<number> {
  let end = file.size;
  for (let count = 0; count < MAX_TAGS; count++) {
    const length = await tagBefore(file, end);
    if (length <= 0 || end - length < start) return end;
    end -= length;
  }
  return end;
}

/** Length of the tag that ends at `end`; 0 if there is none. */
async function tagBefore(file: ByteFile, end: number): Promise<number> {
  if (end < 128) return 0;
  const tail = new Fields(await file.read(end - 128, 128), true, 128);
  const text = (at: number, length: number) =>
    Array.from({ length }, (_, i) => String.fromCharCode(tail.u8(at + i))).join("");
  if (text(0, 3) === "TAG") return 128;
  // The footer states the size of items and footer; bit 31 of the flags that a header of 32 bytes precedes them.
  if (text(96, 8) === "APETAGEX") return tail.u32(96 + 12) + (tail.u32(96 + 20) >>> 31) * 32;
  if (text(119, 9) === "LYRICS200") return Number(text(113, 6)) + 15 || 0;
  return 0;
}
