/**
 * MoodSwings Turk (Speck, Schmidt, Morton & Kim 2011): workers' ratings of clips, second by second.
 *
 * Unverified: written without a file of the corpus. Its columns are taken to be clip, worker, second, arousal and valence;
 * where they have other names, `options.columns` maps them, and the scale must be named.
 * @module
 */
import type { ImportOptions } from "../import_options.ts";
import { convertMappedCsv } from "./mapped_csv.ts";

/**
 * @returns an annotations file.
 * @throws SyntaxError or RangeError naming the column or line.
 */
export function convertMoodSwings(text: string, options: ImportOptions = {}): string {
  const names = {
    piece: ["clip"],
    annotator: ["worker"],
    time_s: ["second"],
    arousal: ["arousal"],
    valence: ["valence"],
  };
  return convertMappedCsv("MoodSwings", text, names, options);
}
