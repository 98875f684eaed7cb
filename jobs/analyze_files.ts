/**
 * Analyse many files: several at a time, each written whole when it is done, finished ones left alone.
 *
 * The timeline is the record of what is finished: it is written last, and names the hashes of its source and model.
 * @module
 */
import { basename, join } from "node:path";
import { sha256OfFile } from "../audio/hash.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { ExportFormat } from "../formats/registry.ts";
import { type SongSummary, summarizeTimeline } from "../formats/summary_csv.ts";
import { readTimelineJson, writeTimelineJson } from "../formats/timeline_json.ts";
import type { Compute } from "./compute.ts";
import { failureMessage } from "./failure.ts";
import type { AudioItem } from "./find_audio.ts";
import { systemReason } from "./system_reason.ts";
import { writeFileWhole } from "./write_file.ts";

const TIMELINE_ENDING = ".moodline.json";

export interface BatchOptions {
  compute: Compute;
  modelPath: string;
  /** Folder that stems are relative to. */
  outDirectory: string;
  /** What to write beside the timeline, which is always written. */
  formats: readonly ExportFormat[];
  /** Files in work at the same time. */
  jobs: number;
  /** Stops the batch: what is in work is given up, what is done stays. */
  signal?: AbortSignal;
  onStart?: (item: AudioItem) => void;
  /** @param fraction how much of this file is done, 0 … 1. */
  onProgress?: (item: AudioItem, fraction: number) => void;
  onDone?: (result: FileResult) => void;
}

/** What became of one file. */
export type FileResult =
  | { item: AudioItem; state: "written" | "unchanged"; timelinePath: string; summary: SongSummary }
  | { item: AudioItem; state: "failed"; reason: string };

/**
 * Analyse every item. A file that fails does not stop the others.
 * @returns results in the order of the items; shorter than they are if the batch was stopped.
 * @throws the reason if the model cannot be read.
 */
export async function analyzeFiles(items: readonly AudioItem[], options: BatchOptions): Promise<FileResult[]> {
  const modelSha256 = await sha256OfFile(options.modelPath);
  const results: (FileResult | undefined)[] = new Array(items.length);
  let next = 0;
  async function work(): Promise<void> {
    while (next < items.length && !options.signal?.aborted) {
      const index = next++, item = items[index];
      options.onStart?.(item);
      try {
        results[index] = await analyzeOne(item, modelSha256, options);
      } catch (error) {
        if (options.signal?.aborted) return;
        results[index] = { item, state: "failed", reason: fileFailure(item, error) };
      }
      options.onDone?.(results[index]);
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, items.length) }, work));
  return results.filter((result) => result !== undefined);
}

async function analyzeOne(item: AudioItem, modelSha256: string, options: BatchOptions): Promise<FileResult> {
  const stem = join(options.outDirectory, item.stem), timelinePath = stem + TIMELINE_ENDING;
  const finished = await readFinished(timelinePath, item.audioPath, modelSha256);
  const written = finished ? null : writeTimelineJson(await analyze(item, options));
  // As it is read back, so that tables made now and tables made of the finished file have the same digits.
  const timeline = finished ?? readTimelineJson(written!);
  for (const format of options.formats) {
    // Rewritten even for finished files: an older model may have left its own there.
    if (format.ending !== TIMELINE_ENDING) await writeIfChanged(stem + format.ending, format.write(timeline));
  }
  const summary = summarizeTimeline(timeline, item.stem);
  if (written === null) return { item, state: "unchanged", timelinePath, summary };
  options.signal?.throwIfAborted();
  await writeFileWhole(timelinePath, written);
  return { item, state: "written", timelinePath, summary };
}

async function analyze(item: AudioItem, options: BatchOptions): Promise<HeatmapTimeline> {
  const { compute, modelPath, signal, onProgress } = options;
  const { timeline } = await compute.analyze(
    { audioPath: item.audioPath, modelPath },
    { signal, onProgress: ({ fraction }) => onProgress?.(item, fraction) },
  );
  if (timeline.steps.length === 0) throw new RangeError("the audio must be longer than 0 s");
  return timeline;
}

/** The timeline that is there, if it is whole and was made from this audio by this model. */
async function readFinished(
  path: string,
  audioPath: string,
  modelSha256: string,
): Promise<HeatmapTimeline | undefined> {
  let timeline: HeatmapTimeline;
  try {
    timeline = readTimelineJson(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
  if (timeline.model.sha256 !== modelSha256) return undefined;
  return timeline.source.sha256 === await sha256OfFile(audioPath) ? timeline : undefined;
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  const current = await Deno.readTextFile(path).catch(() => undefined);
  if (current !== text) await writeFileWhole(path, text);
}

/** The cause alone: whoever prints it names the file by the path the user knows. */
function fileFailure({ audioPath }: AudioItem, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return systemReason(error, "file");
  const message = failureMessage(error);
  const [action = ""] = /^Cannot [a-z]+ /.exec(message) ?? [];
  // As the message spells the name: without control characters.
  const prefix = `${action}${basename(audioPath).replace(/\p{Cc}+/gu, " ").trim()}: `;
  return action && message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
