/**
 * `deno task bench analyze`: how many songs a second `moodline analyze` does, from mp3 to written timeline.
 *
 * Distinct 180-s stereo 44.1 kHz mp3s, made from real music by ffmpeg when the benchmark runs; nothing is cached, workers
 * are started and warm. `songsPerSecondPerCoreNpm`: one worker, npm decoders. `songsPerSecondPerCore`: the fastest decoder;
 * that is the same, because ffmpeg behind a pipe is slower. `scalingTwoCores`: two workers over one. `peakMb`: of the whole
 * process, two songs at a time.
 * @module
 */
import { existsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFfmpeg } from "../audio/ffmpeg.ts";
import { analyzeFiles } from "../jobs/analyze_files.ts";
import { type AudioItem, findAudio } from "../jobs/find_audio.ts";
import { openCompute } from "../workers/compute.ts";
import { median, type Metrics } from "./measure.ts";
import { peakMb } from "./peak_memory.ts";

const SONGS = 8;
const SONG_SECONDS = 180;
const RUNS = 3;
/** A song is made of this many recordings, one after the other. */
const RECORDINGS = 4;

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const MODEL = path("../data/default.safetensors");
/** The first that is there. */
const MUSIC = [path("../../shared/data/vgmidi/audio"), path("../data/demo")];

async function makeSong(recordings: AudioItem[], number: number, out: string): Promise<void> {
  const chosen = Array.from(
    { length: RECORDINGS },
    (_, i) => recordings[(number * RECORDINGS + i) % recordings.length],
  );
  const start = 7 * number; // few recordings: the same ones begin elsewhere
  const filter = [
    ...chosen.map((_, i) => `[${i}:a]aresample=44100,aformat=channel_layouts=stereo[r${i}]`),
    `${chosen.map((_, i) => `[r${i}]`).join("")}concat=n=${RECORDINGS}:v=0:a=1,aloop=loop=-1:size=2e9,` +
    // The right channel comes 17 ms later: two equal channels would be cheaper to decode than music is.
    `atrim=start=${start}:duration=${SONG_SECONDS},asetpts=PTS-STARTPTS,adelay=0|17,atrim=duration=${SONG_SECONDS}`,
  ].join(";");
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: [
      ...["-nostdin", "-v", "error", ...chosen.flatMap(({ audioPath }) => ["-i", audioPath])],
      ...["-filter_complex", filter, "-c:a", "libmp3lame", "-b:a", "192k", out],
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot make a song: ffmpeg says ${new TextDecoder().decode(stderr).trim()}`);
}

/** Analyses every song on `cores` workers, `RUNS` times. @returns songs a second. */
async function songsPerSecond(songs: AudioItem[], cores: number, folder: string): Promise<number> {
  const compute = openCompute({ cores }), rates: number[] = [];
  const analyze = (items: AudioItem[], outDirectory: string) =>
    analyzeFiles(items, { compute, modelPath: MODEL, outDirectory, formats: [], jobs: cores });
  await analyze(songs.slice(0, cores), join(folder, "warm"));
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const results = await analyze(songs, join(folder, `${cores}-${run}`));
    rates.push(songs.length / ((performance.now() - started) / 1000));
    const failure = results.find(({ state }) => state !== "written");
    if (failure) throw new Error(`Cannot measure: ${failure.item.stem} is ${JSON.stringify(failure)}`);
  }
  compute.close();
  return median(rates);
}

export default async function measureAnalyze(): Promise<Metrics> {
  const nothing = { songsPerSecondPerCoreNpm: null, songsPerSecondPerCore: null, scalingTwoCores: null, peakMb: null };
  if (!await findFfmpeg()) {
    console.error("Cannot make mp3s to analyse: ffmpeg is not installed");
    return nothing;
  }
  const folder = await Deno.makeTempDir({ dir: tmpdir(), prefix: "moodline-bench-" });
  try {
    const music = MUSIC.find((candidate) => existsSync(candidate))!;
    const recordings = await findAudio([music]), songs = join(folder, "songs");
    console.error(`making ${SONGS} songs of ${SONG_SECONDS} s from ${recordings.length} recordings`);
    await Deno.mkdir(songs);
    for (let i = 0; i < SONGS; i++) await makeSong(recordings, i, join(songs, `song${i}.mp3`));
    const items = await findAudio([songs]);
    const one = await songsPerSecond(items, 1, folder);
    console.error(`one worker: ${one.toFixed(2)} songs/s`);
    const two = availableParallelism() > 1 ? await songsPerSecond(items, 2, folder) : null;
    return {
      songsPerSecondPerCoreNpm: one,
      songsPerSecondPerCore: one,
      scalingTwoCores: two === null ? null : two / one,
      peakMb: peakMb(),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
