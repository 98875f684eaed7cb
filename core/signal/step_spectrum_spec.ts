/**
 * How the spectra that the deep belief network reads are made: one specification, recorded in the model file.
 * @module
 */
import { binCount, type FrameSpec } from "./frames.ts";

/** The whole specification, but for the rate ({@link ANALYSIS_RATE} of `frames.ts`), window (Hann) and step (1 s). */
export interface StepSpectrumSpec extends FrameSpec {
  /** Of a magnitude m relative to the music's level: its natural logarithm, or m^exponent. */
  compression: { kind: "log" } | { kind: "power"; exponent: number };
  /** What is told of a bin's magnitudes over a window: their mean, or also their deviation. */
  statistics: "mean" | "mean+deviation";
  /** Windows behind a step that it is heard in, in seconds, the step included. */
  scalesSeconds: number[];
  /** The music's level: over the whole song, or over what has been heard so far, as live use must have it. */
  relativeTo: "song" | "past";
}

/** What step features must hold for a specification; the rest is computed from them. */
export type StepFrameSpec = Pick<StepSpectrumSpec, "frameSamples" | "hopSamples" | "statistics">;

/** As in the seed (Schmidt & Kim 2011): 257 log magnitudes of a step. Models that record no specification have this one. */
export const SEED_SPECTRUM: StepSpectrumSpec = {
  frameSamples: 512,
  hopSamples: 512,
  compression: { kind: "log" },
  statistics: "mean",
  scalesSeconds: [1],
  relativeTo: "song",
};

/** Seconds of all windows together: a step costs as much as they hold, and a file of a stranger may name any. */
const MOST_SCALE_SECONDS = 600;
const MOST_SCALES = 16;
const FRAME_LENGTHS = [512, 1024, 2048];
/** Frames that a sample lies in: with a hop of one sample a song would take as long as it lasts. */
const MOST_OVERLAP = 16;

/** Numbers of a step and a scale. */
function scaleColumns(spec: StepFrameSpec): number {
  return binCount(spec) * (spec.statistics === "mean" ? 1 : 2);
}

/** Numbers of a step: for each scale the bins' means, then their deviations if asked for. */
export function spectrumColumns(spec: StepSpectrumSpec): number {
  return scaleColumns(spec) * spec.scalesSeconds.length;
}

/** Neighbouring columns of a step's numbers: one statistic of all bins over one window. */
export interface SpectrumRun {
  /** The window behind the step. */
  seconds: number;
  statistic: "mean" | "deviation";
  /** Its columns: first … end - 1, a bin each. */
  first: number;
  end: number;
}

/** What the numbers of a step are, in the order of their columns. */
export function spectrumRuns(spec: StepSpectrumSpec): SpectrumRun[] {
  const bins = binCount(spec),
    statistics = spec.statistics === "mean" ? ["mean"] as const : ["mean", "deviation"] as const;
  return spec.scalesSeconds.flatMap((seconds) => statistics.map((statistic) => ({ seconds, statistic })))
    .map((run, i) => ({ ...run, first: i * bins, end: (i + 1) * bins }));
}

/** @throws RangeError naming the field that can not be. */
export function checkSpectrumSpec(spec: StepSpectrumSpec): void {
  const refuse = (what: string, value: unknown) => {
    throw new RangeError(`Cannot make spectra: ${what}, current value is ${JSON.stringify(value)}`);
  };
  const { frameSamples, hopSamples, compression, statistics, scalesSeconds, relativeTo } = spec;
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!FRAME_LENGTHS.includes(frameSamples)) {
    refuse(`frameSamples must be one of ${FRAME_LENGTHS.join(", ")}`, frameSamples);
  }
  const leastHop = frameSamples / MOST_OVERLAP;
  if (!whole(hopSamples, leastHop, frameSamples)) {
    refuse(`hopSamples must be an integer in ${leastHop} … ${frameSamples}`, hopSamples);
  }
  const kind = compression?.kind, exponent = compression?.kind === "power" ? compression.exponent : 1;
  if (kind !== "log" && kind !== "power") refuse("compression.kind must be log or power", kind);
  if (typeof exponent !== "number" || !(exponent > 0 && exponent <= 1)) {
    refuse("compression.exponent must be in 0 … 1, and not 0", exponent);
  }
  if (!["mean", "mean+deviation"].includes(statistics)) refuse("statistics must be mean or mean+deviation", statistics);
  if (
    !Array.isArray(scalesSeconds) || scalesSeconds.length < 1 || scalesSeconds.length > MOST_SCALES ||
    new Set(scalesSeconds).size !== scalesSeconds.length ||
    !scalesSeconds.every((seconds) => whole(seconds, 1, MOST_SCALE_SECONDS)) ||
    scalesSeconds.reduce((sum, seconds) => sum + seconds, 0) > MOST_SCALE_SECONDS
  ) {
    refuse(
      `scalesSeconds must be 1 … ${MOST_SCALES} different positive integers, together at most ${MOST_SCALE_SECONDS}`,
      scalesSeconds,
    );
  }
  if (!["song", "past"].includes(relativeTo)) refuse("relativeTo must be song or past", relativeTo);
}
