/**
 * The samples of stored tracks, for playback. Files that hold them as they are are read in place; others are decoded once,
 * into a folder of bounded size, and can be read while they are.
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { openInPlace } from "../audio/decode.ts";
import { interleave } from "../core/media/pcm16.ts";
import type { Compute } from "./compute.ts";
import { isDiskFull, type JobError, namedFailure, type NamedFile } from "./failure.ts";
import { openPcmFile, type PcmFile, type PcmInfo } from "./pcm_file.ts";
import { openPcmFolder, removeParts } from "./pcm_folder.ts";

/** A stored file and the name that users know it by. */
export interface PcmSource extends NamedFile {
  sha256: string;
}

export interface PcmCache {
  /**
   * Begins to decode if that is necessary.
   * @returns null if nothing is decoded after some seconds: the server has too much to do.
   * @throws JobError if the file cannot be read.
   */
  info(source: PcmSource): Promise<PcmInfo | null>;
  /**
   * Samples from … from + count - 1, [n, channels]: fewer at the end of the piece.
   * @returns the info alone, without samples, if they are not there after some seconds; null if nothing is.
   * @throws JobError if the file cannot be read.
   */
  read(
    source: PcmSource,
    range: { from: number; count: number },
  ): Promise<(PcmInfo & { bytes?: Uint8Array<ArrayBuffer> }) | null>;
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
/** Share of the decoded files that stays when the disk is full. */
const KEPT_OF_FULL = 0.5;

const log = getLogger(["moodline", "pcm"]);

/** Samples that are read in place, are decoded already, or are being decoded. */
interface Entry extends PcmFile {
  /** Why it will never be there. */
  failure?: JobError;
  /** Whether it is a file that is decoded wholly; somebody may have removed it since. */
  isDecoded(): boolean;
}

/**
 * Open the cache in a folder, which is made when it is needed; what an earlier process left half decoded is removed, and
 * what is beyond the bound.
 */
export async function openPcmCache(folder: string, options: PcmCacheOptions): Promise<PcmCache> {
  const { compute, mostBytes = DEFAULT_PCM_BYTES, waitMs = WAIT_MS } = options;
  const entries = new Map<string, Promise<Entry>>(),
    files = openPcmFolder(folder, (sha256) => entries.delete(sha256)),
    closing = new AbortController(),
    decoding = new Set<Promise<void>>();
  await removeParts(folder);
  await makeRoom({ mostBytes });

  /** Whoever decodes goes on if it fails. */
  async function makeRoom(bound: Parameters<typeof files.sweep>[0]): Promise<void> {
    await files.sweep(bound).catch((error) => log.error("Cannot sweep the cache of samples: {error}", { error }));
  }

  function entryOf(source: PcmSource): Promise<Entry> {
    const { sha256 } = source, entry = entries.get(sha256) ?? open(source);
    entries.set(sha256, entry);
    entry.catch(() => forget(sha256, entry));
    return entry;
  }

  function forget(sha256: string, entry: Promise<Entry>): void {
    if (entries.get(sha256) === entry) entries.delete(sha256);
  }

  async function open(source: PcmSource): Promise<Entry> {
    const failed = (error: unknown) => Promise.reject(namedFailure(error, source));
    const inPlace = await openInPlace(source.path).catch(failed);
    if (inPlace) {
      const { sampleRate, channels, samples, read } = inPlace;
      return {
        info: () => Promise.resolve({ sampleRate, channels, samples, available: samples, whole: true }),
        read: async (from, end) => new Uint8Array(interleave(await read(from, end).catch(failed)).buffer),
        isDecoded: () => false,
      };
    }
    const path = files.wholePath(source.sha256), decoded = openPcmFile(() => ({ path, whole: true }));
    if (await decoded.info().catch(() => null)) return { ...decoded, isDecoded: () => true };
    await files.make().catch(failed);
    return begin(source);
  }

  /** Readers follow the decoder through the file that grows; it gets the name of a whole one last. */
  function begin(source: PcmSource): Entry {
    const { sha256 } = source, part = files.newPartPath(sha256), path = files.wholePath(sha256);
    let whole = false;
    const file = openPcmFile(() => ({ path: whole ? path : part, whole }));
    const entry: Entry = { ...file, isDecoded: () => whole };
    async function decode(): Promise<void> {
      await makeRoom({ mostBytes });
      try {
        await compute.decodePcm({ audioPath: source.path, pcmPath: part }, { signal: closing.signal });
        await Deno.rename(part, path);
        whole = true;
        await makeRoom({ mostBytes, keep: sha256 });
      } catch (error) {
        entry.failure = namedFailure(error, source);
        entries.delete(sha256); // who asks again tries again
        await Deno.remove(part).catch(() => {});
        if (isDiskFull(error)) await makeRoom({ mostBytes: KEPT_OF_FULL * await files.wholeBytes().catch(() => 0) });
      }
    }
    const done = decode().finally(() => decoding.delete(done));
    decoding.add(done);
    return entry;
  }

  /** Waits until `enough` is said of what there is, at most `waitMs`. */
  async function waitFor(entry: Entry, enough: (info: PcmInfo) => boolean): Promise<PcmInfo | null> {
    for (const until = performance.now() + waitMs;;) {
      const info = await entry.info();
      if (entry.failure) throw entry.failure;
      if (info && (info.whole || enough(info)) || performance.now() >= until) return info;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Use an entry; one that was removed or damaged behind our back is made again. @returns null if it was once more. */
  async function withEntry<R>(source: PcmSource, use: (entry: Entry) => Promise<R>): Promise<R | null> {
    for (let again = false;; again = true) {
      const opened = entryOf(source), entry = await opened;
      try {
        return await use(entry);
      } catch (error) {
        if (entry.failure) throw entry.failure; // what could not be read is only what came of it
        if (!entry.isDecoded()) throw error;
        forget(source.sha256, opened);
        if (again) return null;
      }
    }
  }

  return {
    info: (source) => withEntry(source, (entry) => waitFor(entry, () => true)),
    read: (source, { from, count }) =>
      withEntry(source, async (entry) => {
        const info = await waitFor(entry, ({ available }) => available >= from + count);
        if (!info) return null;
        const end = Math.min(info.available, from + count);
        if (!info.whole && end < from + count) return info;
        return { ...info, bytes: from < end ? await entry.read(from, end) : new Uint8Array(0) };
      }),
    async close() {
      closing.abort();
      await Promise.all(decoding);
    },
  };
}
