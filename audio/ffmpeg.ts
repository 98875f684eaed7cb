/** An ffmpeg that happens to be installed: for formats without an npm decoder, or where speed was asked for. */
import { delimiter, join, resolve } from "node:path";
import { AudioError } from "./error.ts";
import type { ByteFile } from "./file.ts";
import { type AudioSource, checkShape, decodeBlocks, type Planes } from "./source.ts";

/** Silence of ffmpeg after which it is taken to hang. */
const STALL_SECONDS = 60;
/** What is kept of its messages. */
const MAX_LOG_CHARACTERS = 1 << 16;

let found: Promise<{ path: string; id: string } | null> | undefined;

/** The ffmpeg on PATH with its version, or null. Looked for once. */
export function findFfmpeg(): Promise<{ path: string; id: string } | null> {
  return found ??= lookUp(Deno.env.get("PATH") ?? "");
}

async function lookUp(searchPath: string): Promise<{ path: string; id: string } | null> {
  const name = Deno.build.os === "windows" ? "ffmpeg.exe" : "ffmpeg";
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    try {
      if (!(await Deno.stat(path)).isFile) continue;
      const { stdout } = await new Deno.Command(path, { args: ["-version"], stdin: "null", stderr: "null" }).output();
      const version = /^ffmpeg version (\S+)/.exec(new TextDecoder().decode(stdout))?.[1];
      if (version) return { path, id: `ffmpeg ${version}` };
    } catch {
      continue; // not there, or not allowed to run
    }
  }
  return null;
}

/** Arguments that give `seconds` of the first audio stream as a WAV file of floats, at its own rate, all channels. */
function ffmpegArguments(path: string, demuxer: string, seconds: number): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info", "-xerror", "-threads", "1"],
    // A named demuxer and protocols: a file must not talk ffmpeg into opening others, or the network.
    ...["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", `file:${resolve(path)}`],
    ...["-map", "0:a:0", "-t", String(seconds), "-map_metadata", "-1", "-bitexact", "-c:a", "pcm_f32le", "-f", "wav"],
    "pipe:1",
  ];
}

interface Run {
  blocks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** Messages so far. */
  log(): string;
}

/** Run ffmpeg. Its blocks end normally only if it ended well; leaving them early ends it. */
function run(ffmpeg: string, path: string, demuxer: string, seconds: number): Run {
  const controller = new AbortController();
  const child = new Deno.Command(ffmpeg, {
    args: ffmpegArguments(path, demuxer, seconds),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: controller.signal,
  }).spawn();
  let log = "";
  const drained = (async () => { // or it waits for its messages to be read
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      log = (log + text).slice(0, MAX_LOG_CHARACTERS);
    }
  })();
  async function* blocks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let stalled = false;
    const stop = () => {
      stalled = true;
      controller.abort();
    };
    let timer = setTimeout(stop, STALL_SECONDS * 1000);
    try {
      for await (const block of child.stdout) {
        clearTimeout(timer);
        yield block;
        timer = setTimeout(stop, STALL_SECONDS * 1000);
      }
      const { success } = await child.status;
      await drained;
      if (stalled) throw new AudioError(path, `ffmpeg gave nothing for ${STALL_SECONDS} s`);
      if (!success) throw new AudioError(path, `ffmpeg says: ${lastMessage(log)} (is the file damaged?)`);
    } finally {
      clearTimeout(timer);
      controller.abort();
      await Promise.allSettled([child.status, drained, child.stdout.cancel()]);
    }
  }
  return { blocks: blocks(), log: () => log };
}

function lastMessage(log: string): string {
  const lines = log.split("\n").map((line) => line.replace(/^\[[^\]]*\] */, "").replaceAll(/file:\S+: /g, "").trim());
  return lines.filter((line) => line && line !== "Conversion failed!").at(-1) ?? "nothing";
}

/** Container length by ffmpeg's report, in seconds; null where it is a guess or covers pictures too. */
export function reportedSeconds(log: string): number | null {
  const duration = /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(log);
  const isGuess = log.includes("Estimating duration from bitrate");
  const hasVideo = log.split("\n").some((line) => /Stream #0:.*: Video:/.test(line) && !line.includes("attached pic"));
  if (!duration || isGuess || hasVideo) return null;
  return Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
}

/**
 * A file that ffmpeg reads. The first moments are decoded at once to learn its shape.
 * @throws AudioError if there is no ffmpeg, or it can not read the file.
 */
export async function readWithFfmpeg(
  file: ByteFile,
  kind: { name: string; demuxer: string },
  options: { maxSeconds: number; declared?: AudioSource },
): Promise<AudioSource> {
  const ffmpeg = await findFfmpeg();
  if (!ffmpeg) {
    const remedy = options.declared
      ? "install ffmpeg, or use the npm decoder"
      : "install ffmpeg, or convert the file to flac";
    throw new AudioError(file.path, `reading ${kind.name} needs ffmpeg, which is not on PATH (${remedy})`);
  }
  const { declared, maxSeconds } = options, { decoder } = await import("@audio/decode-wav");
  const probe = run(ffmpeg.path, file.path, kind.demuxer, 0.1);
  let first: Planes | undefined;
  for await (const planes of decodeBlocks(decoder(), probe.blocks)) if (planes.channelData.length > 0) first ??= planes;
  const log = probe.log(), seconds = reportedSeconds(log);
  if (!first) throw new AudioError(file.path, "it contains no audio");
  const { sampleRate, channelData: { length: channels } } = first;
  checkShape(file.path, sampleRate, channels);
  return {
    codec: declared?.codec ?? /Stream #0:.*: Audio: (\w+)/.exec(log)?.[1] ?? kind.name,
    decoder: ffmpeg.id,
    sampleRate,
    channels,
    declaredSamples: declared?.declaredSamples ?? (seconds === null ? null : Math.round(seconds * sampleRate)),
    mayExceed: declared?.mayExceed,
    mayBeNonFinite: true,
    async *planes(file) {
      const { blocks } = run(ffmpeg.path, file.path, kind.demuxer, maxSeconds + 1);
      yield* decodeBlocks(decoder(), blocks);
    },
  };
}
