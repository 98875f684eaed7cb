/**
 * `moodline agreement`: how far annotators agree, and what is to be known of each.
 * @module
 */
import { type Agreement, agreement, type AgreementFigures } from "../core/annotation/raters/agreement.ts";
import { fitRaters } from "../core/annotation/raters/fit.ts";
import {
  AXES,
  type Axis,
  type Population,
  type Rater,
  type RaterModel,
  RELATIVE_LAGS,
} from "../core/annotation/raters/model.ts";
import { type Retest, retests } from "../core/annotation/raters/retest.ts";
import { groupByPiece, type RatingSeries } from "../core/annotation/series.ts";
import { readAnnotationsCsv } from "../formats/annotations_csv.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { path, requiredPath, text, wholeNumber } from "./arguments.ts";
import { type Call, type Command, UsageError } from "./command.ts";
import { named, readText } from "./input.ts";
import { printJson, say, shownPath } from "./output.ts";
import { reportText } from "./report_text.ts";
import { MAX_SEED } from "./training_data.ts";

/** Raters that a terminal shows; the report has all. */
const SHOWN_RATERS = 30;

/** What `moodline agreement` writes. */
interface AgreementReport extends Agreement {
  pieces: number;
  annotators: number;
  series: number;
  ratings: number;
  seed: number;
  spamShare: number;
  population: Record<Axis, Population>;
  raters: Rater[];
  retests: Retest[];
}

export const agreementCommand: Command = {
  name: "agreement",
  summary: "how far annotators agree, and how each differs from the others",
  usage: "--annotations FILE [options]",
  options: {
    annotations: { type: "string", value: "FILE", help: "CSV file: piece,annotator,time_s,arousal,valence" },
    identical: {
      type: "string",
      value: "A=B,C=D",
      help: "pieces that are the same music: who rated both is retested",
    },
    seed: { type: "string", value: "N", help: "seed of the splits and of the nulls (default: 1)" },
    out: { type: "string", short: "o", value: "FILE", help: "also write the report as JSON" },
    json: { type: "boolean", help: "print the report as JSON" },
  },
  details:
    "Nulls are of ratings that are turned circularly in time, between pieces of ratings that are dealt to other\n" +
    "pieces. Offsets, gains, lags and drifts are relative to the mean annotator, and drawn to it as far as there is\n" +
    "little to tell them by; rawOffset is not. Who rated one piece is not judged: spam is the share of all.",
  examples: [
    "deno task moodline agreement --annotations ratings.csv",
    "deno task moodline agreement --annotations ratings.csv --identical clip3=clip9 --out agreement.json",
  ],
  async run(call) {
    const { services } = call;
    if (call.positionals.length > 0) throw new UsageError("agreement takes options only");
    const annotations = requiredPath(call, "annotations"), shown = shownPath(services, annotations);
    const out = path(call, "out"), seed = wholeNumber(call, "seed", { min: 0, max: MAX_SEED }) ?? 1;
    const content = await readText(annotations, shown), series = named(shown, () => readAnnotationsCsv(content));
    const report = reportOf(series, identicalPieces(call, series), seed);
    if (out) {
      await writeFileWhole(out, `${JSON.stringify(report, null, 2)}\n`);
      say(services, `written: ${shownPath(services, out)}`);
    }
    if (call.values.json) printJson(services, report);
    else services.stdout(reportText(tables(report)));
    return 0;
  },
};

function reportOf(series: readonly RatingSeries[], identical: string[][], seed: number): AgreementReport {
  const model: RaterModel = fitRaters(series, { lag: RELATIVE_LAGS, identical });
  return {
    pieces: groupByPiece(series).size,
    annotators: model.raters.length,
    series: series.length,
    ratings: series.reduce((sum, { times }) => sum + times.length, 0),
    seed,
    spamShare: model.spamShare,
    ...agreement(series, { seed }),
    population: model.population,
    raters: model.raters,
    retests: retests(series, identical),
  };
}

/** `--identical`: groups between commas, pieces between equals signs. */
function identicalPieces(call: Call, series: readonly RatingSeries[]): string[][] {
  const groups = (text(call, "identical") ?? "").split(",").filter((group) => group !== "")
    .map((group) => group.split("=").map((piece) => piece.trim()));
  const pieces = new Set(series.map(({ piece }) => piece)), seen = new Set<string>();
  for (const group of groups) {
    if (group.length < 2) throw new UsageError(`--identical must name pieces as A=B, current value is ${group[0]}`);
    for (const piece of group) {
      if (!pieces.has(piece)) throw new UsageError(`--identical: nobody rated ${JSON.stringify(piece)}`);
      if (seen.has(piece)) throw new UsageError(`--identical: ${JSON.stringify(piece)} is named twice`);
      seen.add(piece);
    }
  }
  return groups;
}

/** The report as a terminal shows it: raters of whom most is to be feared first. */
function tables({ between, within, population, raters, retests, ...single }: AgreementReport): Record<string, unknown> {
  const figures = (name: string, of: Record<Axis, AgreementFigures>) =>
    AXES.map((axis) => [`${axis} ${name}`, of[axis]] as const);
  const worst = raters.toSorted((a, b) => b.spamProbability - a.spamProbability).slice(0, SHOWN_RATERS);
  const more = raters.length > worst.length ? `, ${worst.length} of ${raters.length} (--out and --json have all)` : "";
  const ratersOf = (axis: Axis) =>
    worst.map(({ annotator, series, spamProbability, [axis]: own }) => ({
      ...{ annotator, series, spam: spamProbability },
      ...own,
    }));
  return {
    ...single,
    ...Object.fromEntries([...figures("between pieces", between), ...figures("within pieces", within)]),
    "how annotators differ": population,
    ...Object.fromEntries(AXES.map((axis) => [`annotators, ${axis}${more}`, ratersOf(axis)])),
    "the same music twice": retests.map(({ annotator, bins, arousal, valence }) => ({
      ...{ annotator, bins },
      "arousal noise": arousal.noise,
      "arousal consistency": arousal.consistency,
      "valence noise": valence.noise,
      "valence consistency": valence.consistency,
    })),
  };
}
