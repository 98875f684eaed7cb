/**
 * The head of a file of decoded samples in the server's cache: 16-bit integers, interleaved, little-endian, follow it.
 * @module
 */

export const PCM_HEADER_BYTES = 32;
const MAGIC = "MLPCM16\n";

/** What is known before the first sample is decoded. */
export interface PcmShape {
  sampleRate: number;
  channels: number;
  /** Samples a channel by the headers of the original; null if they do not say. */
  declaredSamples: number | null;
}

export function writePcmHeader({ sampleRate, channels, declaredSamples }: PcmShape): Uint8Array {
  const bytes = new Uint8Array(PCM_HEADER_BYTES), view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, channels, true);
  view.setFloat64(16, sampleRate, true);
  view.setFloat64(24, declaredSamples ?? -1, true);
  return bytes;
}

/** @throws SyntaxError if it is none. */
export function readPcmHeader(bytes: Uint8Array): PcmShape {
  if (bytes.length < PCM_HEADER_BYTES || String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new SyntaxError("Cannot read decoded samples: the file must begin with a header of them");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), declared = view.getFloat64(24, true);
  const channels = view.getUint32(8, true), sampleRate = view.getFloat64(16, true);
  if (channels !== 1 && channels !== 2 || !(sampleRate > 0)) {
    throw new SyntaxError("Cannot read decoded samples: their header must name one or two channels and a rate above 0");
  }
  return { channels, sampleRate, declaredSamples: declared < 0 ? null : declared };
}
