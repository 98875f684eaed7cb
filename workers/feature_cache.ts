/**
 * Features of audio that was heard before, in a folder that several processes may share. Nothing here fails a task: an entry
 * that cannot be read is made again, one that cannot be written is done without.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Kernels } from "../core/kernels.ts";
import { binCount } from "../core/signal/frames.ts";
import { RESAMPLER } from "../core/signal/resample.ts";
import { FEATURE_VERSION } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import { type HeardFile, readEntry, writeEntry } from "./feature_entry.ts";

/** All that the features of a file depend on. */
export interface HeardAs {
  /** Of the file's content. */
  sha256: string;
  decoder: string;
  spec: StepFrameSpec;
  kernels: Kernels;
  /** What was done to the samples before, and by which version of what; nothing by default. */
  perturbation?: string;
}

export interface FeatureCache {
  read(as: HeardAs): Promise<HeardFile | null>;
  write(as: HeardAs, heard: HeardFile): Promise<void>;
}

/** A gigabyte: three thousand songs. */
const MOST_BYTES = 2 ** 30;
/** The folder is swept when it is first written to, and again after this share of its bound. */
const SWEEP_SHARE = 1 / 16;
const ENDING = ".features";
/** What a killed process left behind is older than this, in milliseconds. */
const ABANDONED_MS = 3_600_000;

/**
 * Open a cache; its folder is made when something is written.
 * @param options.mostBytes of all entries together; beyond it those that were not used for longest are removed.
 */
export function openFeatureCache(folder: string, { mostBytes = MOST_BYTES } = {}): FeatureCache {
  let unswept = Infinity;

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    // What somebody listens to is nobody else's business, and nobody else may write what is read as features.
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    // Each writer has a name of its own; readers see a whole entry or none.
    const beside = join(folder, `${key}.${crypto.randomUUID()}.tmp`);
    try {
      await Deno.writeFile(beside, bytes);
      await Deno.rename(beside, join(folder, key + ENDING));
    } catch (error) {
      await Deno.remove(beside).catch(() => {});
      throw error;
    }
    unswept += bytes.length;
    if (unswept <= mostBytes * SWEEP_SHARE) return;
    unswept = 0;
    await sweep(folder, mostBytes);
  }

  return {
    async read(as) {
      const key = keyOf(as), path = join(folder, key + ENDING);
      try {
        // No link, and no pipe, whose end would be waited for.
        const { isFile, size } = await Deno.lstat(path);
        if (!isFile || size > mostBytes) return null;
        const heard = readEntry(key, await Deno.readFile(path));
        if (heard && !fits(heard, as.spec)) return null;
        const now = new Date();
        if (heard) await Deno.utime(path, now, now).catch(() => {}); // used: not the oldest any more
        return heard;
      } catch {
        return null;
      }
    },
    async write(as, heard) {
      const key = keyOf(as);
      await put(key, writeEntry(key, heard)).catch(() => {});
    },
  };
}

/** Whether an entry has the numbers that its specification asks for. */
function fits({ features: { steps, spectra, deviations } }: HeardFile, spec: StepFrameSpec): boolean {
  const numbers = steps * binCount(spec), apart = spec.statistics === "mean" ? 0 : numbers;
  return Number.isInteger(steps) && spectra.length === numbers && (deviations?.length ?? 0) === apart;
}

function keyOf(as: HeardAs): string {
  const { sha256, decoder, spec: { frameSamples, hopSamples, statistics }, kernels, perturbation } = as;
  const parts = [
    ...[FEATURE_VERSION, sha256, decoder, RESAMPLER, frameSamples, hopSamples, statistics],
    ...[kernels.id, ...kernels.features],
    ...(perturbation === undefined ? [] : [{ perturbation }]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Remove what was not used for longest until the rest is within the bound, and what was left half written. */
async function sweep(folder: string, mostBytes: number): Promise<void> {
  const entries: { path: string; bytes: number; used: number }[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name), unfinished = name.endsWith(".tmp");
    if (!isFile || !(unfinished || name.endsWith(ENDING))) continue;
    const info = await Deno.stat(path).catch(() => null); // another process may have removed it
    if (!info) continue;
    const used = info.mtime?.getTime() ?? 0;
    if (!unfinished) entries.push({ path, bytes: info.size, used });
    else if (Date.now() - used > ABANDONED_MS) await Deno.remove(path).catch(() => {});
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= mostBytes) return;
    await Deno.remove(path).catch(() => {});
    total -= bytes;
  }
}
