/**
 * The folder of decoded samples: `HASH.pcm` is a whole file, `HASH.N.part` one that a decoder still writes to.
 * @module
 */
import { join } from "node:path";
import { makeFolder } from "./write_file.ts";

const WHOLE = ".pcm", PART = ".part";

export interface PcmFolder {
  wholePath(sha256: string): string;
  /** Another one each time: what is left of an attempt that failed is not in the way of the next. */
  newPartPath(sha256: string): string;
  /** Make the folder, unless it is there. */
  make(): Promise<void>;
  /**
   * Remove whole files until the others are within a bound, those first that were not played for longest.
   * @param bound.keep hash of one that stays, whatever its size.
   */
  sweep(bound: { mostBytes: number; keep?: string }): Promise<void>;
  /** Bytes of all whole files. */
  wholeBytes(): Promise<number>;
}

/** @param onRemoved told of each file that a sweep has removed. */
export function openPcmFolder(folder: string, onRemoved: (sha256: string) => void): PcmFolder {
  let sweeping = Promise.resolve(), parts = 0;

  async function sweepNow({ mostBytes, keep }: { mostBytes: number; keep?: string }): Promise<void> {
    const files = await wholeFiles(folder);
    let bytes = sumOfBytes(files);
    for (const file of files.sort((a, b) => a.used - b.used)) {
      if (bytes <= mostBytes) return;
      if (file.sha256 === keep || !await Deno.remove(file.path).then(() => true, () => false)) continue;
      bytes -= file.bytes;
      onRemoved(file.sha256);
    }
  }

  return {
    wholePath: (sha256) => join(folder, sha256 + WHOLE),
    newPartPath: (sha256) => join(folder, `${sha256}.${++parts}${PART}`),
    make: () => makeFolder(folder),
    // One after another: two at once would count the same files, and remove twice as many.
    sweep: (bound) => sweeping = sweeping.catch(() => {}).then(() => sweepNow(bound)),
    wholeBytes: async () => sumOfBytes(await wholeFiles(folder)),
  };
}

/** Remove what decoders that were killed have left. */
export async function removeParts(folder: string): Promise<void> {
  for (const name of await namesIn(folder, PART)) await Deno.remove(join(folder, name)).catch(() => {});
}

interface WholeFile {
  path: string;
  sha256: string;
  bytes: number;
  /** Milliseconds since 1970. */
  used: number;
}

/** One that goes meanwhile is none. */
async function wholeFiles(folder: string): Promise<WholeFile[]> {
  const found = await Promise.all((await namesIn(folder, WHOLE)).map(async (name) => {
    const path = join(folder, name), info = await Deno.stat(path).catch(() => null);
    const sha256 = name.slice(0, -WHOLE.length);
    return info && { path, sha256, bytes: info.size, used: info.mtime?.getTime() ?? 0 };
  }));
  return found.filter((file) => file !== null);
}

const sumOfBytes = (files: WholeFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

async function namesIn(folder: string, ending: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
