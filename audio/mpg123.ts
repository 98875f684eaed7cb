/**
 * The libmpg123 that happens to be installed, called through FFI: more than twice as fast as the same decoder in WebAssembly.
 * Hostile bytes then meet C code outside of a sandbox: `docs/decisions/0006-native-decoders.md` tells when that is done.
 * @module
 */
import type { BlockDecoder, Planes } from "./source.ts";

/** Names that the system's loader knows. */
const LIBRARIES: Record<string, readonly string[]> = {
  linux: ["libmpg123.so.0"],
  darwin: ["libmpg123.0.dylib", "/opt/homebrew/lib/libmpg123.0.dylib", "/usr/local/lib/libmpg123.0.dylib"],
};

const SYMBOLS = {
  mpg123_init: { parameters: [], result: "i32" },
  /** Since version 1.32. */
  mpg123_distversion: { parameters: ["pointer", "pointer", "pointer"], result: "pointer", optional: true },
  mpg123_new: { parameters: ["pointer", "buffer"], result: "pointer" },
  mpg123_delete: { parameters: ["pointer"], result: "void" },
  mpg123_current_decoder: { parameters: ["pointer"], result: "pointer" },
  mpg123_param: { parameters: ["pointer", "i32", "isize", "f64"], result: "i32" },
  mpg123_open_feed: { parameters: ["pointer"], result: "i32" },
  mpg123_getformat: { parameters: ["pointer", "buffer", "buffer", "buffer"], result: "i32" },
  /** Handle, bytes and their number, samples and their room in bytes, bytes that were written there. */
  mpg123_decode: { parameters: ["pointer", "buffer", "usize", "buffer", "usize", "buffer"], result: "i32" },
} as const;

// From mpg123.h and fmt123.h, whose numbers are the library's interface.
const OK = 0, DONE = -12, NEW_FORMAT = -11, NEED_MORE = -10;
const ADD_FLAGS = 2;
const FORCE_STEREO = 0x8, QUIET = 0x20, GAPLESS = 0x40, FORCE_FLOAT = 0x400;
const STEREO = 2, FLOAT_32 = 0x200;

/** Samples a channel that one call gives at most. */
const ROOM = 1 << 15;
/** Errors without a sample in between after which nothing more is hoped for: each takes at least a byte. */
const MAX_ERRORS = 1 << 12;

/** The opened library. */
export interface Mpg123 {
  /** Its name, its version if it tells, and the CPU's instructions that it uses, e.g. `libmpg123 1.32.5 AVX`. */
  id: string;
  open(): BlockDecoder;
}

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let found: Mpg123 | null | undefined;

/** The libmpg123 that is installed, or null: if there is none, if it is unfit, or if this process may not call it. */
export function findMpg123(): Mpg123 | null {
  if (found === undefined) {
    found = (LIBRARIES[Deno.build.os] ?? []).map(tryLibrary).find((library) => library !== null) ?? null;
  }
  return found;
}

function tryLibrary(name: string): Mpg123 | null {
  try {
    const { symbols } = Deno.dlopen(name, SYMBOLS);
    if (symbols.mpg123_init() !== OK) return null;
    const probe = openHandle(symbols), instructions = textAt(symbols.mpg123_current_decoder(probe));
    symbols.mpg123_delete(probe);
    const version = symbols.mpg123_distversion ? textAt(symbols.mpg123_distversion(null, null, null)) : "";
    return {
      id: ["libmpg123", version, instructions].filter(Boolean).join(" "),
      open: () => new Decoder(symbols, openHandle(symbols)),
    };
  } catch {
    return null;
  }
}

function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** @throws Error if the library refuses; nothing is left open then. */
function openHandle(symbols: Symbols): Deno.PointerObject {
  const handle = symbols.mpg123_new(null, new Int32Array(1));
  if (handle === null) throw new Error("libmpg123 gives no decoder");
  const flags = FORCE_STEREO | QUIET | GAPLESS | FORCE_FLOAT;
  if (symbols.mpg123_param(handle, ADD_FLAGS, BigInt(flags), 0) === OK && symbols.mpg123_open_feed(handle) === OK) {
    return handle;
  }
  symbols.mpg123_delete(handle);
  throw new Error("libmpg123 refuses its options");
}

/** Bytes to the mean of the channels. The library copies the bytes and keeps no pointer of ours between calls. */
class Decoder implements BlockDecoder {
  readonly #symbols: Symbols;
  #handle: Deno.PointerObject | null;
  #ended = false;
  #sampleRate = 0;
  /** Left and right by turns. */
  readonly #stereo = new Float32Array(2 * ROOM);
  readonly #written = new BigUint64Array(1);

  constructor(symbols: Symbols, handle: Deno.PointerObject) {
    this.#symbols = symbols;
    this.#handle = handle;
  }

  /** @throws Error if the format is not what was asked for. */
  decode(bytes: Uint8Array<ArrayBuffer>): Planes {
    const chunks: Float32Array[] = [];
    let given: Uint8Array<ArrayBuffer> | null = bytes, errors = 0;
    while (!this.#ended) {
      const { status, samples } = this.#call(given);
      given = null;
      if (samples > 0) chunks.push(this.#mean(samples));
      if (status === NEED_MORE) break;
      if (status === NEW_FORMAT) this.#readFormat();
      // After damage it looks for the next frame, as the npm package lets it.
      errors = samples > 0 ? 0 : errors + 1;
      this.#ended = status === DONE || errors > MAX_ERRORS;
    }
    return { channelData: chunks.length > 0 ? [joined(chunks)] : [], sampleRate: this.#sampleRate };
  }

  free(): void {
    if (this.#handle) this.#symbols.mpg123_delete(this.#handle);
    this.#handle = null;
  }

  #call(bytes: Uint8Array<ArrayBuffer> | null): { status: number; samples: number } {
    if (!this.#handle) throw new Error("the decoder is closed");
    const room = this.#stereo.byteLength;
    this.#written[0] = 0n;
    const status = this.#symbols.mpg123_decode(
      this.#handle,
      bytes,
      BigInt(bytes?.length ?? 0),
      this.#stereo,
      BigInt(room),
      this.#written,
    );
    const written = Number(this.#written[0]);
    if (written > room || written % 8 !== 0) throw new Error(`libmpg123 wrote ${written} bytes into ${room}`);
    return { status, samples: written / 8 };
  }

  #readFormat(): void {
    const rate = new BigInt64Array(1), channels = new Int32Array(1), encoding = new Int32Array(1);
    const status = this.#symbols.mpg123_getformat(this.#handle, rate, channels, encoding);
    if (status !== OK || channels[0] !== STEREO || encoding[0] !== FLOAT_32) {
      throw new Error(`libmpg123 must give stereo floats, current format is ${channels[0]} × ${encoding[0]}`);
    }
    this.#sampleRate = Number(rate[0]);
  }

  #mean(samples: number): Float32Array {
    const stereo = this.#stereo, out = new Float32Array(samples);
    for (let n = 0, left = 0; n < out.length; n++, left += 2) out[n] = (stereo[left] + stereo[left + 1]) * 0.5;
    return out;
  }
}

function joined(chunks: Float32Array[]): Float32Array {
  if (chunks.length === 1) return chunks[0];
  const out = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
