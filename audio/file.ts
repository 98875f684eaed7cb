import { AudioError } from "./error.ts";

/** Bytes that are read from a file at once while decoding: at most some seconds of sound. */
export const BLOCK_BYTES = 1 << 16;
/** Bytes of a file that are read ahead: asking the system costs as much as decoding a hundredth of a second. */
const READ_BYTES = 1 << 20;

/** Random access to the bytes of a file. Memory is bounded by what is asked for, never by what the file claims. */
export class ByteFile {
  #file: Deno.FsFile;
  /** Where the next byte comes from if nothing seeks; -1 if that is not known. */
  #at = 0;

  private constructor(readonly path: string, file: Deno.FsFile, readonly size: number) {
    this.#file = file;
  }

  /**
   * @param action What is being attempted, for the message.
   * @throws AudioError if there is no such file, or it can not be read, or is not a file.
   */
  static async open(path: string, action = "decode"): Promise<ByteFile> {
    const error = (problem: string, cause?: unknown) => new AudioError(path, problem, { cause, action });
    try {
      const info = await Deno.stat(path); // before opening: to open a named pipe would wait for its writer
      if (!info.isFile) throw error(info.isDirectory ? "it is a folder" : "it is not a regular file");
      return new ByteFile(path, await Deno.open(path, { read: true }), info.size);
    } catch (cause) {
      if (cause instanceof AudioError) throw cause;
      if (cause instanceof Deno.errors.NotFound) throw error("there is no such file", cause);
      const forbidden = cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable;
      throw error(forbidden ? "reading it is not permitted" : String(cause), cause);
    }
  }

  /** Up to `length` bytes from `offset`: fewer at the end of the file, none beyond it. */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    if (bytes.length === 0) return bytes;
    const inPlace = offset === this.#at;
    this.#at = -1; // until it is known again: the read may fail
    if (!inPlace) await this.#file.seek(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < bytes.length) {
      const count = await this.#file.read(bytes.subarray(filled));
      if (count === null) break; // the file shrank while it was read
      filled += count;
    }
    this.#at = offset + filled;
    return bytes.subarray(0, filled);
  }

  /** The bytes start … end - 1 in blocks of about `size` bytes, a multiple of `unit`; the last one may be less. */
  async *blocks(
    start: number,
    end: number,
    { unit = 1, size = BLOCK_BYTES }: { unit?: number; size?: number } = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const step = Math.max(1, Math.floor(size / unit)) * unit;
    const most = Math.max(1, Math.floor(READ_BYTES / step)) * step;
    for (let at = start; at < end; at += most) {
      const wanted = Math.min(most, end - at), bytes = await this.read(at, wanted);
      for (let from = 0; from < bytes.length; from += step) yield bytes.subarray(from, from + step);
      if (bytes.length < wanted) return; // the file shrank while it was read
    }
  }

  close(): void {
    this.#file.close();
  }
}

/** Big- or little-endian numbers and four-character codes of a byte array; bytes beyond its end count as 0. */
export class Fields {
  #view: DataView;

  constructor(bytes: Uint8Array, private littleEndian: boolean, length = bytes.length) {
    let held = bytes;
    if (bytes.length < length) {
      held = new Uint8Array(length);
      held.set(bytes);
    }
    this.#view = new DataView(held.buffer, held.byteOffset, held.byteLength);
  }

  u8(at: number): number {
    return this.#view.getUint8(at);
  }
  u16(at: number): number {
    return this.#view.getUint16(at, this.littleEndian);
  }
  u32(at: number): number {
    return this.#view.getUint32(at, this.littleEndian);
  }
  /** A 64-bit number, exact up to 2^53. */
  u64(at: number): number {
    return Number(this.#view.getBigUint64(at, this.littleEndian));
  }
  tag(at: number): string {
    return String.fromCharCode(this.u8(at), this.u8(at + 1), this.u8(at + 2), this.u8(at + 3));
  }
}
