/**
 * EmoMusic (Soleymani et al. 2013, "1000 songs for emotional analysis of music"): mean and deviation over raters, twice a
 * second from 15 s on, in [-1, 1]; one file for each of both and of arousal and valence.
 * @module
 */
import { type ImportOptions, type RatingScale } from "../import_options.ts";
import { writeTargetsCsv } from "../targets_csv.ts";
import { companion, joinTables, readMeanTable } from "./mean_table.ts";
import { meansToTargets } from "./means.ts";

/** The source, and what lies beside it. */
export const EMOMUSIC_FILES = [
  "arousal_cont_average.csv",
  "valence_cont_average.csv",
  "arousal_cont_std.csv",
  "valence_cont_std.csv",
] as const;

const SCALE: RatingScale = { low: -1, high: 1 };
/** A deviation lies between 0 and the whole plane. */
const DEVIATIONS: RatingScale = { low: 0, high: 2 };

/**
 * @param text of `arousal_cont_average.csv`; the others are its companions.
 * @returns a targets file.
 * @throws SyntaxError or RangeError naming the file.
 */
export function convertEmoMusic(text: string, options: ImportOptions = {}): string {
  const [arousal, valence, arousalDeviation, valenceDeviation] = EMOMUSIC_FILES.map((name, i) => {
    const scale = i < 2 ? SCALE : DEVIATIONS;
    return { name, songs: readMeanTable(name, i === 0 ? text : companion(options.companions, name), scale) };
  });
  return writeTargetsCsv(
    meansToTargets(joinTables({ arousal, valence, arousalDeviation, valenceDeviation }), SCALE, options),
  );
}
