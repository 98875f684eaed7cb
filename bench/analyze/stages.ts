/**
 * Where the time of an analysis goes: its stages one after another, in one thread, in time of the CPU, which other
 * programs disturb less than the clock.
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { openAudio } from "../../audio/decode.ts";
import { sha256OfFile } from "../../audio/hash.ts";
import type { Kernels } from "../../core/kernels.ts";
import { type MoodModel, predict, STEP_SECONDS, timelineSteps } from "../../core/model/model.ts";
import { ANALYSIS_RATE } from "../../core/signal/frames.ts";
import { createResampler } from "../../core/signal/resample.ts";
import { createStepFeatureStream } from "../../core/signal/step_features.ts";
import { writeTimelineJson } from "../../formats/timeline_json.ts";
import { writeFileWhole } from "../../jobs/write_file.ts";
import { selectKernels } from "../../kernels/select.ts";
import { loadModel } from "../../workers/analysis.ts";
import { median } from "../measure.ts";

/** Median CPU milliseconds a song by stage, and of ffmpeg that decodes the song and does nothing else. */
export interface Stages {
  stages: Map<string, number>;
  ffmpegMs: number;
}

export interface StageOptions {
  modelPath: string;
  /** Where timelines may be written. */
  folder: string;
  /** Whether libmpg123 is there. */
  native: boolean;
}

export const NPM_DECODE = "decode (npm)", NATIVE_DECODE = "decode (libmpg123)";

/** All songs once, after one that is not counted. */
export async function measureStages(songs: readonly string[], options: StageOptions): Promise<Stages> {
  const kernels = await selectKernels({ threads: 1 }), loaded = await loadModel(options.modelPath);
  const times = new Map<string, number[]>();
  const ffmpeg: number[] = [];
  for (const path of [songs[0], ...songs]) {
    const found = await stagesOf(path, { ...options, ...loaded, kernels });
    for (const [stage, ms] of found) times.set(stage, [...times.get(stage) ?? [], ms]);
    ffmpeg.push(await ffmpegMs(path));
  }
  kernels.close();
  const counted = (values: number[]) => median(values.slice(1));
  return {
    stages: new Map([...times].map(([stage, values]) => [stage, counted(values)])),
    ffmpegMs: counted(ffmpeg),
  };
}

async function stagesOf(
  path: string,
  { model, sha256, kernels, folder, native }: StageOptions & { model: MoodModel; sha256: string; kernels: Kernels },
): Promise<Map<string, number>> {
  const stages = new Map<string, number>();
  async function timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const before = process.cpuUsage(), result = await work(), { user, system } = process.cpuUsage(before);
    stages.set(stage, (user + system) / 1000);
    return result;
  }
  const decode = async (decoder: "npm" | "native") => Array.fromAsync(await openAudio(path, { decoder }));
  const chunks = await timed(NPM_DECODE, () => decode("npm"));
  if (native) await timed(NATIVE_DECODE, () => decode("native"));
  const { sampleRate } = await openAudio(path);
  const samples = await timed("resample", () => {
    const resampler = createResampler(sampleRate, ANALYSIS_RATE, kernels);
    return [...chunks.map((chunk) => resampler.push(chunk)), resampler.finish()];
  });
  const features = await timed("spectra and descriptors", () => {
    const stream = createStepFeatureStream(kernels);
    for (const chunk of samples) stream.push(chunk);
    return stream.finish();
  });
  const prediction = await timed("network and CRF", () => predict(model, features, kernels));
  const hash = await timed("hash of the file", () => sha256OfFile(path));
  await timed("timeline, written", () => {
    const durationSeconds = chunks.reduce((sum, { length }) => sum + length, 0) / sampleRate;
    const source = { name: "song", sha256: hash, durationSeconds, sampleRate };
    const steps = timelineSteps(prediction), { id, recipe } = model;
    const timeline = { source, model: { id, sha256, recipe: recipe.name }, stepSeconds: STEP_SECONDS, steps };
    return writeFileWhole(join(folder, "stages.moodline.json"), writeTimelineJson(timeline));
  });
  return stages;
}

/** With one thread, to samples that nobody reads. */
async function ffmpegMs(path: string): Promise<number> {
  const args = ["-nostdin", "-nostats", "-benchmark", "-threads", "1", "-i", path, "-f", "null", "-"];
  const { stderr } = await new Deno.Command("ffmpeg", { args, stdin: "null" }).output();
  const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(new TextDecoder().decode(stderr)) ?? [];
  if (!system) throw new Error(`Cannot measure ffmpeg: it must tell its time for ${path}, but it does not`);
  return 1000 * (Number(user) + Number(system));
}

/** The table as text: milliseconds a song and the share of the whole, with each decoder. */
export function stageTable({ stages, ffmpegMs }: Stages): string {
  const decodes = [NPM_DECODE, NATIVE_DECODE].filter((stage) => stages.has(stage));
  const rest = [...stages].filter(([stage]) => !decodes.includes(stage));
  const restMs = rest.reduce((sum, [, ms]) => sum + ms, 0),
    totals = decodes.map((stage) => stages.get(stage)! + restMs);
  const row = (name: string, ms: number, shareOf: readonly (number | null)[]) =>
    `  ${name.padEnd(26)}${ms.toFixed(1).padStart(8)}` +
    shareOf.map((total) => (total === null ? "–" : `${(100 * ms / total).toFixed(0)} %`).padStart(18)).join("");
  return [
    `where the time goes, ms of CPU${decodes.map((name) => `of all, ${name.slice(8, -1)}`.padStart(18)).join("")}`,
    ...decodes.map((stage, i) => row(stage, stages.get(stage)!, totals.map((total, j) => i === j ? total : null))),
    ...rest.map(([stage, ms]) => row(stage, ms, totals)),
    ...decodes.map((stage, i) =>
      row(`all, ${stage.slice(8, -1)}`, totals[i], totals.map((t, j) => i === j ? t : null))
    ),
    row("ffmpeg, decoding alone", ffmpegMs, []),
  ].join("\n");
}
