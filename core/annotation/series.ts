/**
 * Rating series: how one annotator's arousal and valence move over a piece, step-held.
 * @module
 */

/** One annotator's ratings of one piece. N = number of ratings; all three arrays have N elements. */
export interface RatingSeries {
  /** Name of the audio file without its ending. */
  piece: string;
  annotator: string;
  /** [N] in seconds, ≥ 0, strictly ascending. A rating holds until the next one; the last until the piece ends. */
  times: Float64Array;
  /** [N] in [-1, 1]. */
  arousal: Float64Array;
  /** [N] in [-1, 1]. */
  valence: Float64Array;
  /** How much the annotator counts in training, > 0; 1 by default. Evaluation counts all alike. */
  weight?: number;
}

/**
 * Series of each piece, pieces in ascending order of their names (the order in which folds are dealt).
 * Cost O(n log n).
 */
export function groupByPiece(series: readonly RatingSeries[]): Map<string, RatingSeries[]> {
  const groups = Map.groupBy(series, (one) => one.piece);
  return new Map([...groups].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}
