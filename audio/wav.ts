/**
 * Mono WAV files, for music in formats that browsers do not play.
 * @module
 */
import { interleave } from "../core/media/pcm16.ts";
import { AudioError } from "./error.ts";
import type { Codec } from "./source.ts";

/** Codecs that Chromium, Firefox and Safari play without the system's help. */
const PLAYABLE: readonly Codec[] = ["wav", "flac", "mp3", "vorbis", "opus"];

/** Whether every current browser plays the codec. AAC is left out: free builds of Chromium do not. */
export function browserPlayable(codec: Codec): boolean {
  return PLAYABLE.includes(codec);
}

const HEADER_BYTES = 44;

/** Writes a WAV file piece by piece. */
export interface WavWriter {
  /** Append samples, clipped to -1 … 1. */
  write(samples: Float32Array): Promise<void>;
  /** Complete the header and close the file. */
  finish(): Promise<void>;
  /** Close and remove the unfinished file. */
  abort(): Promise<void>;
}

/**
 * Begin a mono WAV file of 16-bit integers. Its header states no samples until {@link WavWriter.finish}.
 * @throws AudioError while writing, if the file would outgrow the 4 GB of the format.
 */
export async function createWav(path: string, sampleRate: number): Promise<WavWriter> {
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  let dataBytes = 0;
  await writeAll(file, wavHeader(sampleRate, 0));
  return {
    async write(samples) {
      const bytes = 2 * samples.length;
      if (dataBytes + bytes > 0xffffffff - HEADER_BYTES) {
        throw new AudioError(path, "a WAV file holds at most 4 GB", { action: "write" });
      }
      // Every platform that Deno runs on is little-endian, like WAV.
      await writeAll(file, new Uint8Array(interleave([samples]).buffer));
      dataBytes += bytes;
    },
    async finish() {
      await file.seek(0, Deno.SeekMode.Start);
      await writeAll(file, wavHeader(sampleRate, dataBytes));
      file.close();
    },
    async abort() {
      file.close();
      await Deno.remove(path);
    },
  };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

function wavHeader(sampleRate: number, dataBytes: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, tag: string) => [...tag].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true); // integers
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, 2 * sampleRate, true); // bytes a second
  header.setUint16(32, 2, true); // bytes a frame
  header.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  header.setUint32(40, dataBytes, true);
  return new Uint8Array(header.buffer);
}
