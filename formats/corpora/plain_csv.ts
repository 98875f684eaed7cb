/**
 * Annotations of one's own, in CSV of any layout.
 * @module
 */
import type { ImportOptions } from "../import_options.ts";
import { type ColumnNames, convertMappedCsv } from "./mapped_csv.ts";

const words = (text: string) => text.split(" ");
const NAMES: ColumnNames = {
  piece: words(
    "piece song songid songname track trackid trackname music musicid clip clipid file filename audio stimulus",
  ),
  annotator: words(
    "annotator annotatorid rater raterid worker workerid user userid subject subjectid participant participantid listener",
  ),
  time_s: words(
    "time times timestamp t s sec secs second seconds timesec timeseconds frametime onset start " +
      "timems ms msec milliseconds timemilliseconds",
  ),
  arousal: words("arousal arousalmean meanarousal arousalavg"),
  valence: words("valence valencemean meanvalence valenceavg"),
  arousal_sd: words("arousalsd arousalstd stdarousal sdarousal arousaldeviation"),
  valence_sd: words("valencesd valencestd stdvalence sdvalence valencedeviation"),
};

/**
 * @returns an annotations file, or a targets file if nobody is named who rated: see {@link convertMappedCsv}.
 * @throws SyntaxError or RangeError naming the column or line.
 */
export function convertPlainCsv(text: string, options: ImportOptions = {}): string {
  return convertMappedCsv("the annotations", text, NAMES, options);
}
