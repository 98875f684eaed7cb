/**
 * The samples of a track as they are needed: fetched in pieces from the server, kept while they are near.
 * @module
 */
import { separate } from "../../core/media/pcm16.ts";
import { fetchPatiently } from "./fetch_patiently.ts";

export interface PcmShape {
  sampleRate: number;
  channels: number;
}

export interface PcmStore {
  /**
   * Samples from … from + count - 1 of each channel, silence before the start and beyond the end. null while some of them
   * are on their way: what is asked for is fetched, a few pieces at a time and before what was wanted elsewhere, and is
   * to be asked for again on each arrival.
   */
  read(from: number, count: number): Float32Array[] | null;
  /** Fetch what will be asked for, as far as there is room for it. */
  prefetch(from: number, count: number): void;
  close(): void;
}

/** Samples of a piece: 1.5 s at 44.1 kHz. */
const PIECE_SAMPLES = 2 ** 16;
/** What is kept: more than is fetched ahead at twice the speed; 8 MB of stereo at 44.1 kHz. */
const KEPT_SECONDS = 24;
/** Pieces on their way, of a browser's six connections: what is asked for beyond is asked for again, or wanted no more. */
const MOST_COMING = 3;

export interface PcmStoreOptions extends PcmShape {
  /** Samples of the track as far as it is known by now; what lies beyond is not asked for. */
  samples: () => number;
  onArrival: () => void;
  onFailure: (error: Error) => void;
}

/** @param path of the track's samples, e.g. `/api/tracks/ID/pcm/samples`. */
export function createPcmStore(
  path: string,
  { sampleRate, channels, samples, onArrival, onFailure }: PcmStoreOptions,
): PcmStore {
  const mostPieces = Math.ceil(KEPT_SECONDS * sampleRate / PIECE_SAMPLES);
  /** What is here, and what ends the coming of what is not: in the order of their last use. */
  const pieces = new Map<number, Float32Array[]>(), coming = new Map<number, AbortController>();

  async function fetchPiece(index: number): Promise<void> {
    const ending = new AbortController();
    coming.set(index, ending);
    try {
      const from = index * PIECE_SAMPLES, count = Math.min(PIECE_SAMPLES, samples() - from);
      const bytes = await fetchPatiently(`${path}?from=${from}&count=${count}`, ending.signal);
      coming.delete(index);
      pieces.set(index, separate(new Int16Array(bytes), channels));
      for (const oldest of pieces.keys()) {
        if (pieces.size <= mostPieces) break;
        pieces.delete(oldest);
      }
      onArrival();
    } catch (error) {
      if (ending.signal.aborted) return;
      coming.delete(index);
      onFailure(error as Error);
    }
  }

  /** What is to be heard now does not wait for other pieces: these may not be decoded for long. */
  function makeRoom(now: readonly number[]): void {
    for (const [other, ending] of coming) {
      if (coming.size < MOST_COMING) break;
      if (now.includes(other)) continue;
      coming.delete(other);
      ending.abort();
    }
  }

  /** @param now the pieces that are to be heard now, if this is one of them. */
  function pieceAt(index: number, now?: readonly number[]): Float32Array[] | undefined {
    const piece = used(pieces, index);
    if (!piece && !used(coming, index)) {
      if (now) makeRoom(now);
      if (coming.size < MOST_COMING) fetchPiece(index);
    }
    return piece;
  }

  /** Pieces that hold some of the samples from … end - 1. */
  function indices(from: number, end: number): number[] {
    const first = Math.max(0, Math.floor(from / PIECE_SAMPLES));
    const last = Math.floor((Math.min(samples(), end) - 1) / PIECE_SAMPLES);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }

  return {
    read(from, count) {
      const out = Array.from({ length: channels }, () => new Float32Array(count));
      const now = indices(from, from + count);
      let whole = true;
      for (const index of now) {
        const piece = pieceAt(index, now);
        if (!piece) {
          whole = false; // the others are asked for, too
          continue;
        }
        const start = index * PIECE_SAMPLES - from; // of the piece, in `out`
        for (let channel = 0; channel < channels; channel++) {
          const part = piece[channel].subarray(Math.max(0, -start), Math.max(0, count - start));
          out[channel].set(part, Math.max(0, start));
        }
      }
      return whole ? out : null;
    },
    prefetch(from, count) {
      for (const index of indices(from, from + count)) pieceAt(index);
    },
    close() {
      for (const ending of coming.values()) ending.abort();
    },
  };
}

/** What a map has there, which is its last used from now on. */
function used<T extends object>(map: Map<number, T>, index: number): T | undefined {
  const value = map.get(index);
  if (value) {
    map.delete(index);
    map.set(index, value);
  }
  return value;
}
