/**
 * Files that are there whole or not at all.
 * @module
 */
import { basename, dirname, join } from "node:path";
import { systemReason } from "./system_reason.ts";

/**
 * Write a file so that nobody ever sees a part of it: beside its place, flushed to the disk, then renamed. Its folder is
 * made. What a killed process left beside it is overwritten by the next.
 * @throws Error naming the file and the reason.
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  const beside = join(dirname(path), `.${basename(path)}.tmp`);
  try {
    {
      using file = await Deno.open(beside, { write: true, create: true, truncate: true });
      for (const bytes of typeof content === "string" ? encodedParts(content) : [content]) {
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      }
      await file.sync();
    }
    await Deno.rename(beside, path);
  } catch (cause) {
    await Deno.remove(beside).catch(() => {});
    throw new Error(`Cannot write ${path}: ${systemReason(cause, "folder")}`, { cause });
  }
}

/**
 * Make a folder with those above it, unless it is there.
 * @throws Error naming the folder and the reason.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Error(`Cannot make the folder ${path}: ${systemReason(cause, "folder")}`, { cause });
  }
}

/** A text as UTF-8 a part at a time, so that a long one is not in memory twice. */
function* encodedParts(text: string, partLength = 1 << 20): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + partLength);
    // A part never ends between the two halves of a character.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1])) end--;
    yield encoder.encode(text.slice(at, end));
    at = end;
  }
}
