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
   * are on their way: what is asked for is fetched, a few pieces at a time, and is to be asked for again on each arrival.
   */
  read(from: number, count: number): Float32Array[] | null;
  /** Fetch what will be asked for. */
  prefetch(from: number, count: number): void;
  close(): void;
}

/** Samples of a piece: 1.5 s at 44.1 kHz. */
const PIECE_SAMPLES = 2 ** 16;
/** Pieces that are kept: some 45 s, 16 MB of stereo. */
const MOST_PIECES = 32;
/** Pieces on their way, of a browser's six connections: what is asked for beyond is asked for again, or wanted no more. */
const MOST_COMING = 3;

export interface PcmStoreOptions extends PcmShape {
  /** Samples of the track as far as it is known; what lies beyond is not asked for. */
  samples: number;
  onArrival: () => void;
  onFailure: (error: Error) => void;
}

/** @param path of the track's samples, e.g. `/api/tracks/ID/pcm/samples`. */
export function createPcmStore(
  path: string,
  { channels, samples, onArrival, onFailure }: PcmStoreOptions,
): PcmStore {
  /** In the order of their last use. */
  const pieces = new Map<number, Float32Array[]>(), coming = new Set<number>(), closing = new AbortController();

  async function fetchPiece(index: number): Promise<void> {
    coming.add(index);
    try {
      const from = index * PIECE_SAMPLES, count = Math.min(PIECE_SAMPLES, samples - from);
      const bytes = await fetchPatiently(`${path}?from=${from}&count=${count}`, closing.signal);
      pieces.set(index, separate(new Int16Array(bytes), channels));
      for (const oldest of pieces.keys()) {
        if (pieces.size <= MOST_PIECES) break;
        pieces.delete(oldest);
      }
      onArrival();
    } catch (error) {
      if (!closing.signal.aborted) onFailure(error as Error);
    } finally {
      coming.delete(index);
    }
  }

  function pieceAt(index: number): Float32Array[] | null {
    const piece = pieces.get(index);
    if (piece) {
      pieces.delete(index);
      pieces.set(index, piece);
      return piece;
    }
    if (!coming.has(index) && coming.size < MOST_COMING) fetchPiece(index);
    return null;
  }

  /** Pieces that hold some of the samples from … end - 1. */
  function indices(from: number, end: number): number[] {
    const first = Math.max(0, Math.floor(from / PIECE_SAMPLES));
    const last = Math.floor((Math.min(samples, end) - 1) / PIECE_SAMPLES);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }

  return {
    read(from, count) {
      const out = Array.from({ length: channels }, () => new Float32Array(count));
      let whole = true;
      for (const index of indices(from, from + count)) {
        const piece = pieceAt(index);
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
    close: () => closing.abort(),
  };
}
