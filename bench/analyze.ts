/**
 * `deno task bench analyze`: how many songs a second `moodline analyze` does, from mp3 to written timeline, and where the
 * time goes.
 *
 * Distinct 180-s stereo 44.1 kHz mp3s, made from real music by ffmpeg when the benchmark runs; nothing is cached, workers
 * are started and warm. `songsPerSecondPerCoreNpm`: one worker, npm decoders. `songsPerSecondPerCore`: one worker, the
 * fastest decoder present. `scalingTwoCores`: two workers over one, with that decoder. `peakMb`: of the whole process, two
 * songs at a time. On stderr: CPU time of the stages, in this thread, beside ffmpeg that only decodes.
 * @module
 */
import { existsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DecoderChoice } from "../audio/decode.ts";
import { findFfmpeg } from "../audio/ffmpeg.ts";
import { findMpg123 } from "../audio/mpg123.ts";
import { analyzeFiles } from "../jobs/analyze_files.ts";
import { type AudioItem, findAudio } from "../jobs/find_audio.ts";
import { openCompute } from "../workers/compute.ts";
import { measureStages, stageTable } from "./analyze/stages.ts";
import { makeSongs } from "./analyze/songs.ts";
import { median, type Metrics } from "./measure.ts";
import { peakMb } from "./peak_memory.ts";

const SONGS = 8;
const RUNS = 3;

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const MODEL = path("../data/default.safetensors");
/** The first that is there. */
const MUSIC = [path("../../shared/data/vgmidi/audio"), path("../data/demo")];

interface Setting {
  cores: number;
  decoder: DecoderChoice;
}

/** Analyses every song `RUNS` times. @returns songs a second. */
async function songsPerSecond(songs: AudioItem[], folder: string, setting: Setting): Promise<number> {
  const { cores, decoder } = setting, compute = openCompute(setting), rates: number[] = [];
  const analyze = (items: AudioItem[], outDirectory: string) =>
    analyzeFiles(items, { compute, modelPath: MODEL, outDirectory, formats: [], jobs: cores });
  await analyze(songs.slice(0, 2 * cores), join(folder, `warm-${cores}-${decoder}`));
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const results = await analyze(songs, join(folder, `${cores}-${decoder}-${run}`));
    rates.push(songs.length / ((performance.now() - started) / 1000));
    const failure = results.find(({ state }) => state !== "written");
    if (failure) throw new Error(`Cannot measure: ${failure.item.stem} is ${JSON.stringify(failure)}`);
  }
  compute.close();
  console.error(`${cores} worker(s), ${decoder} decoder: ${median(rates).toFixed(2)} songs/s`);
  return median(rates);
}

async function measureSongs(items: AudioItem[], folder: string): Promise<Metrics> {
  const native = findMpg123() !== null, decoder = native ? "native" : "npm";
  if (!native) console.error("libmpg123 is not installed: the npm decoder is the fastest");
  const npm = await songsPerSecond(items, folder, { cores: 1, decoder: "npm" });
  const one = native ? await songsPerSecond(items, folder, { cores: 1, decoder }) : npm;
  const two = availableParallelism() > 1 ? await songsPerSecond(items, folder, { cores: 2, decoder }) : null;
  const metrics = {
    songsPerSecondPerCoreNpm: npm,
    songsPerSecondPerCore: one,
    scalingTwoCores: two === null ? null : two / one,
    peakMb: peakMb(),
  };
  const paths = items.map(({ audioPath }) => audioPath);
  console.error(stageTable(await measureStages(paths, { modelPath: MODEL, folder, native })));
  return metrics;
}

export default async function measureAnalyze(): Promise<Metrics> {
  if (!await findFfmpeg()) {
    console.error("Cannot make mp3s to analyse: ffmpeg is not installed");
    return { songsPerSecondPerCoreNpm: null, songsPerSecondPerCore: null, scalingTwoCores: null, peakMb: null };
  }
  const folder = await Deno.makeTempDir({ dir: tmpdir(), prefix: "moodline-bench-" });
  try {
    const recordings = await findAudio([MUSIC.find((candidate) => existsSync(candidate))!]);
    console.error(`making ${SONGS} songs from ${recordings.length} recordings`);
    const songs = join(folder, "songs");
    await makeSongs(recordings.map(({ audioPath }) => audioPath), SONGS, songs);
    return await measureSongs(await findAudio([songs]), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
