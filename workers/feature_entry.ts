/**
 * An entry of the feature cache ⇄ bytes: a line of JSON, the arrays one after the other, and the SHA-256 of all that.
 * @module
 */
import { createHash } from "node:crypto";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../core/signal/step_features.ts";

/** What decoding a file and listening to it gives. */
export interface HeardFile {
  features: StepFeatures;
  durationSeconds: number;
  /** Of the file. */
  sampleRate: number;
}

interface Header {
  /** What the entry is of: a file that was renamed is not taken for another's. */
  key: string;
  steps: number;
  durationSeconds: number;
  sampleRate: number;
  /** Bytes of each array: spectra, deviations, descriptors. */
  bytes: number[];
}

const HASH_BYTES = 32;
/** JSON is padded to a multiple of this, so that the arrays are aligned. */
const ALIGN = 8;

export function writeEntry(key: string, { features, durationSeconds, sampleRate }: HeardFile): Uint8Array {
  const arrays = [features.spectra, features.deviations ?? new Float32Array(0), features.descriptors];
  const header: Header = {
    ...{ key, steps: features.steps, durationSeconds, sampleRate },
    bytes: arrays.map((array) => array.byteLength),
  };
  const json = JSON.stringify(header), text = new TextEncoder().encode(json);
  const start = Math.ceil((text.length + 1) / ALIGN) * ALIGN;
  const bytes = new Uint8Array(start + header.bytes.reduce((sum, size) => sum + size, 0) + HASH_BYTES).fill(
    0x20,
    0,
    start,
  );
  bytes.set(text);
  bytes[start - 1] = 0x0a;
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  bytes.set(sha256(bytes.subarray(0, at)), at);
  return bytes;
}

/** What an entry holds; null if it is of another key, of another shape than its claims, or damaged anywhere. */
export function readEntry(key: string, bytes: Uint8Array<ArrayBuffer>): HeardFile | null {
  const end = bytes.length - HASH_BYTES;
  if (end < 0 || !sha256(bytes.subarray(0, end)).every((byte, i) => byte === bytes[end + i])) return null;
  const start = bytes.indexOf(0x0a) + 1;
  const header: Header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, start)));
  if (header.key !== key) return null;
  const { steps, durationSeconds, sampleRate } = header;
  let at = start;
  const buffers = header.bytes.map((size) =>
    bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + (at += size))
  );
  const [spectra, deviations, descriptors] = buffers.map((buffer) => new Float32Array(buffer));
  if (at !== end || buffers.length !== 3 || descriptors.length !== steps * DESCRIPTOR_NAMES.length) return null;
  const features = { steps, spectra, descriptors, ...(deviations.length > 0 ? { deviations } : {}) };
  return { features, durationSeconds, sampleRate };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
