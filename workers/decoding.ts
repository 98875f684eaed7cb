/**
 * All samples of a file, as playback reads them.
 * @module
 */
import { openStereo } from "../audio/decode.ts";
import { interleave } from "../core/media/pcm16.ts";
import type { OnProgress } from "../core/progress.ts";
import { writePcmHeader } from "../formats/pcm.ts";
import { shareHeard } from "./reporting_progress.ts";

/** Decode a file into one of `formats/pcm.ts`, which may be read while it grows. What was written stays when it fails. */
export async function decodePcm(
  { audioPath, pcmPath }: { audioPath: string; pcmPath: string },
  onProgress: OnProgress,
): Promise<void> {
  const audio = await openStereo(audioPath), { sampleRate, declaredSeconds } = audio;
  const declaredSamples = declaredSeconds === null ? null : Math.round(declaredSeconds * sampleRate);
  using file = await Deno.open(pcmPath, { write: true, create: true, truncate: true });
  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  };
  write(writePcmHeader({ sampleRate, channels: audio.channels === 2 ? 2 : 1, declaredSamples }));
  let samples = 0;
  for await (const channels of audio) {
    write(new Uint8Array(interleave(channels).buffer)); // every platform that Deno runs on is little-endian
    samples += channels[0].length;
    onProgress({ fraction: shareHeard(samples, declaredSamples), message: "decoding" });
  }
  // Before it gets the name of a whole file.
  await file.syncData();
}
