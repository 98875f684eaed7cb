/**
 * The samples of stored tracks, for playback. Files that hold them as they are are read in place; others are decoded once,
 * into a folder of bounded size, and can be read while they are.
 * @module
 */
import { basename, join } from "node:path";
import { openInPlace } from "../audio/decode.ts";
import { interleave } from "../core/media/pcm16.ts";
import { PCM_HEADER_BYTES, readPcmHeader } from "../formats/pcm.ts";
import type { Compute } from "./compute.ts";
import { failureMessage, JobError } from "./failure.ts";
import { readBytes } from "./stored_tiles.ts";
import { makeFolder } from "./write_file.ts";

export interface PcmInfo {
  sampleRate: number;
  /** 1 or 2. */
  channels: number;
  /** Samples a channel: exact when `available` says the same, by the file's headers before, null if they do not say. */
  samples: number | null;
  /** Samples that can be read now. */
  available: number;
  /** Whether all of them are there. */
  whole: boolean;
}

/** A stored file and the name that users know it by. */
export interface PcmSource {
  path: string;
  sha256: string;
  name: string;
}

export interface PcmCache {
  /** Begins to decode if that is necessary. @throws JobError if the file cannot be read. */
  info(source: PcmSource): Promise<PcmInfo>;
  /**
   * Samples from … from + count - 1, [n, channels]: fewer at the end of the piece.
   * @returns the info alone, without samples, if they are not there after some seconds.
   * @throws JobError if the file cannot be read.
   */
  read(
    source: PcmSource,
    range: { from: number; count: number },
  ): Promise<PcmInfo & { bytes?: Uint8Array<ArrayBuffer> }>;
  /** Gives up what is being decoded. */
  close(): Promise<void>;
}

export interface PcmCacheOptions {
  compute: Pick<Compute, "decodePcm">;
  /** Of all decoded files together; beyond it those not played for longest are removed, but for the newest. */
  mostBytes?: number;
  /** How long samples that are not decoded yet are waited for. */
  waitMs?: number;
}

/** 4 GB: seven hours of stereo. */
export const DEFAULT_PCM_BYTES = 4 * 2 ** 30;
const WAIT_MS = 4000;
const POLL_MS = 20;
/** How exactly the time of the last use is kept. */
const USED_MS = 60_000;
const WHOLE = ".pcm", PART = ".part";

interface Entry {
  info(): Promise<PcmInfo | null>;
  read(from: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Why it will never be there. */
  failure?: Error;
}

/** Open the cache in a folder, which is made when it is needed; what an earlier process left half decoded is removed. */
export async function openPcmCache(folder: string, options: PcmCacheOptions): Promise<PcmCache> {
  const { compute, mostBytes = DEFAULT_PCM_BYTES, waitMs = WAIT_MS } = options;
  const entries = new Map<string, Promise<Entry>>(),
    closing = new AbortController(),
    working = new Set<Promise<void>>();
  await removeParts(folder);

  function entryOf(source: PcmSource): Promise<Entry> {
    const known = entries.get(source.sha256) ?? open(source);
    entries.set(source.sha256, known);
    known.catch(() => entries.delete(source.sha256));
    return known;
  }

  async function open(source: PcmSource): Promise<Entry> {
    const told = (error: unknown) =>
      new JobError(failureMessage(error, new Map([[basename(source.path), source.name]])), { cause: error });
    const inPlace = await openInPlace(source.path).catch((error) => Promise.reject(told(error)));
    if (inPlace) {
      const { sampleRate, channels, samples, read } = inPlace;
      return {
        info: () => Promise.resolve({ sampleRate, channels, samples, available: samples, whole: true }),
        read: async (from, end) => {
          const planes = await read(from, end).catch((error) => Promise.reject(told(error)));
          return new Uint8Array(interleave(planes).buffer);
        },
      };
    }
    const path = join(folder, source.sha256 + WHOLE);
    if (await sizeOf(path) > 0) return decodedEntry(() => path, () => true);
    await makeFolder(folder);
    return begin(source, path, told);
  }

  /** Readers follow the decoder through the file that grows; it gets the name of a whole one last. */
  function begin(source: PcmSource, path: string, told: (error: unknown) => Error): Entry {
    const part = join(folder, source.sha256 + PART);
    let whole = false;
    const entry = decodedEntry(() => whole ? path : part, () => whole);
    const work = async () => {
      try {
        await compute.decodePcm({ audioPath: source.path, pcmPath: part }, { signal: closing.signal });
        await Deno.rename(part, path);
        whole = true;
      } catch (error) {
        entry.failure = told(error);
        entries.delete(source.sha256); // who asks again tries again
        await Deno.remove(part).catch(() => {});
        return;
      }
      for (const removed of await sweep(folder, mostBytes, path)) entries.delete(removed);
    };
    const done = work().finally(() => working.delete(done));
    working.add(done);
    return entry;
  }

  /** Waits until `enough` is said of what there is, at most `waitMs`. */
  async function waitFor(entry: Entry, enough: (info: PcmInfo) => boolean): Promise<PcmInfo | null> {
    for (const until = performance.now() + waitMs;;) {
      if (entry.failure) throw entry.failure;
      const info = await entry.info();
      if (info && (info.whole || enough(info)) || performance.now() >= until) return info;
      await sleep(POLL_MS);
    }
  }

  async function known(entry: Entry, enough: (info: PcmInfo) => boolean): Promise<PcmInfo> {
    const info = await waitFor(entry, enough);
    if (!info) throw new JobError("Cannot play: nothing was decoded within some seconds (is the server busy?)");
    return info;
  }

  return {
    info: async (source) => await known(await entryOf(source), () => true),
    async read(source, { from, count }) {
      const entry = await entryOf(source);
      const info = await known(entry, ({ available }) => available >= from + count);
      const end = Math.min(info.available, from + count);
      if (!info.whole && end < from + count) return info;
      return { ...info, bytes: from < end ? await entry.read(from, end) : new Uint8Array(0) };
    },
    async close() {
      closing.abort();
      await Promise.all(working);
    },
  };
}

/** A file of decoded samples, whole or growing. */
function decodedEntry(path: () => string, isWhole: () => boolean): Entry {
  let head: ReturnType<typeof readPcmHeader> | undefined, used = 0;
  // It may get its last name just now: then it is there by the other one.
  const readPlace = (place: { offset: number; bytes: number }) =>
    readBytes(path(), place).catch(() => sleep(POLL_MS).then(() => readBytes(path(), place)));
  return {
    async info() {
      const whole = isWhole(), size = await sizeOf(path());
      if (size < PCM_HEADER_BYTES) return null;
      head ??= readPcmHeader(await readPlace({ offset: 0, bytes: PCM_HEADER_BYTES }));
      const { sampleRate, channels, declaredSamples } = head;
      const available = Math.floor((size - PCM_HEADER_BYTES) / (2 * channels));
      return { sampleRate, channels, samples: whole ? available : declaredSamples, available, whole };
    },
    async read(from, end) {
      const frame = 2 * head!.channels;
      if (isWhole() && Date.now() - used > USED_MS) {
        used = Date.now();
        await Deno.utime(path(), new Date(used), new Date(used)).catch(() => {});
      }
      return await readPlace({ offset: PCM_HEADER_BYTES + from * frame, bytes: (end - from) * frame });
    },
  };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function sizeOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}

async function removeParts(folder: string): Promise<void> {
  for (const name of await namesIn(folder, PART)) await Deno.remove(join(folder, name));
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Remove what was not played for longest until the rest is within the bound. @returns the hashes of what was removed. */
async function sweep(folder: string, mostBytes: number, newest: string): Promise<string[]> {
  const removed: string[] = [];
  const files = await Promise.all((await namesIn(folder, WHOLE)).map(async (name) => {
    const path = join(folder, name), info = await Deno.stat(path);
    return { path, sha256: name.slice(0, -WHOLE.length), bytes: info.size, used: info.mtime?.getTime() ?? 0 };
  }));
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, sha256, bytes } of files.sort((a, b) => a.used - b.used)) {
    if (total <= mostBytes) break;
    if (path === newest || !await Deno.remove(path).then(() => true, () => false)) continue;
    total -= bytes;
    removed.push(sha256);
  }
  return removed;
}
