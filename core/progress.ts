/**
 * How far long work has come.
 * @module
 */

export interface Progress {
  /** 0 … 1 over the whole of it. */
  fraction: number;
  /** What is happening, a few words for the user, e.g. `training layer 2 of 3`. */
  message: string;
}

/** Told of progress while it is made. */
export type OnProgress = (progress: Progress) => void;

/**
 * For a part of the work: its 0 … 1 is `from` … `to` of the whole.
 * @param prefix goes before what it says.
 */
export function partOf(whole: OnProgress, from: number, to: number, prefix = ""): OnProgress {
  return ({ fraction, message }) =>
    whole({ fraction: (1 - fraction) * from + fraction * to, message: prefix + message });
}
