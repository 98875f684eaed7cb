/**
 * What a lossy codec leaves of samples: encoded by the ffmpeg that happens to be installed, decoded as any other file.
 * @module
 */
import { join } from "node:path";
import type { CodecPerturbation } from "../core/signal/perturb.ts";
import { findFfmpeg } from "./ffmpeg.ts";
import { createWav } from "./wav.ts";

/** ffmpeg's encoder, and the ending of what it writes. */
const ENCODERS = {
  mp3: { encoder: "libmp3lame", ending: "mp3" },
  opus: { encoder: "libopus", ending: "opus" },
} as const;

/** An encoder that can be used, or why there is none. */
export type EncoderState = { id: string; path: string } | { missing: string };

/** Whether samples can be encoded here; `id` names program, version and encoder, for keys of caches. */
export async function findEncoder(codec: CodecPerturbation["codec"]): Promise<EncoderState> {
  const ffmpeg = await findFfmpeg(), { encoder } = ENCODERS[codec];
  if (!ffmpeg) return { missing: "ffmpeg is not on PATH" };
  const { stdout } = await new Deno.Command(ffmpeg.path, {
    args: ["-hide_banner", "-encoders"],
    ...{ stdin: "null", stderr: "null" },
  }).output();
  if (!new TextDecoder().decode(stdout).includes(` ${encoder} `)) {
    return { missing: `${ffmpeg.id} has no encoder ${encoder}` };
  }
  return { id: `${ffmpeg.id} ${encoder}`, path: ffmpeg.path };
}

/**
 * Encode samples and use the file, which is gone afterwards.
 * @param audio mono samples at their own rate, clipped to -1 … 1.
 * @param use is given the file's path.
 * @throws Error if the codec cannot be used here.
 */
export async function withEncoded<T>(
  audio: { samples: Float32Array; sampleRate: number },
  { codec, kilobitsPerSecond }: CodecPerturbation,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const found = await findEncoder(codec), { encoder, ending } = ENCODERS[codec];
  if ("missing" in found) throw new Error(`Cannot encode ${codec}: an encoder must be installed, ${found.missing}`);
  const folder = await Deno.makeTempDir({ prefix: "moodline-codec-" });
  try {
    const plain = join(folder, "plain.wav"), encoded = join(folder, `encoded.${ending}`);
    const wav = await createWav(plain, audio.sampleRate);
    await wav.write(audio.samples);
    await wav.finish();
    const { success, stderr } = await new Deno.Command(found.path, {
      args: [
        ...["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "1", "-i", `file:${plain}`],
        ...["-map_metadata", "-1", "-bitexact", "-c:a", encoder, "-b:a", `${kilobitsPerSecond}k`, `file:${encoded}`],
      ],
      ...{ clearEnv: true, stdin: "null", stdout: "null" },
    }).output();
    if (!success) throw new Error(`Cannot encode ${codec}: ffmpeg says ${new TextDecoder().decode(stderr).trim()}`);
    return await use(encoded);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
