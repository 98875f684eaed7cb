/**
 * A file of decoded samples (`formats/pcm.ts`), whole or growing.
 * @module
 */
import { PCM_HEADER_BYTES, type PcmShape, readPcmHeader } from "../formats/pcm.ts";
import { readBytes } from "./stored_tiles.ts";

export interface PcmInfo {
  sampleRate: number;
  /** 1 or 2. */
  channels: number;
  /** Samples a channel: exact when it is whole, by the file's headers before, null if they do not say. */
  samples: number | null;
  /** Samples that can be read now. */
  available: number;
  /** Whether all of them are there. */
  whole: boolean;
}

/** Where the file is now, and whether it will not grow any more. */
export interface PcmPlace {
  path: string;
  whole: boolean;
}

export interface PcmFile {
  /** null until its header is there. @throws if a whole one is missing or has no header. */
  info(): Promise<PcmInfo | null>;
  /** Samples from … end - 1, which must be available, [end - from, channels]. */
  read(from: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** How exactly the time of the last use is kept. */
const USED_MS = 60_000;
/** A file that gets its last name just now is there by it so much later. */
const RENAME_MS = 20;

export function openPcmFile(place: () => PcmPlace): PcmFile {
  let shape: PcmShape | undefined, usedAt = 0;
  const readPart = (part: { offset: number; bytes: number }) =>
    readBytes(place().path, part).catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, RENAME_MS));
      return await readBytes(place().path, part);
    });
  return {
    async info() {
      const { path, whole } = place(), bytes = await sizeOf(path);
      if (bytes < PCM_HEADER_BYTES && !whole) return null;
      shape ??= readPcmHeader(await readPart({ offset: 0, bytes: PCM_HEADER_BYTES }));
      if (bytes < PCM_HEADER_BYTES) throw new Deno.errors.NotFound(path);
      const { sampleRate, channels, declaredSamples } = shape;
      const available = Math.floor((bytes - PCM_HEADER_BYTES) / (2 * channels));
      // Headers may say less than there is: those of the first of several files in one do.
      const declared = declaredSamples === null ? null : Math.max(declaredSamples, available);
      return { sampleRate, channels, samples: whole ? available : declared, available, whole };
    },
    async read(from, end) {
      const { path, whole } = place(), frameBytes = 2 * shape!.channels;
      if (whole && Date.now() - usedAt > USED_MS) {
        usedAt = Date.now();
        await Deno.utime(path, new Date(usedAt), new Date(usedAt)).catch(() => {});
      }
      return await readPart({ offset: PCM_HEADER_BYTES + from * frameBytes, bytes: (end - from) * frameBytes });
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}
