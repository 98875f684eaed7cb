/**
 * What is taken away or changed, and how an evaluation's report says what that costs.
 * @module
 */
import { type Interval, pairedBootstrap } from "../../core/evaluation/bootstrap.ts";
import { type EvaluationReport, FLOOR } from "../../core/evaluation/report.ts";
import { seededRandom } from "../../core/random.ts";

/** Recipes side by side, and what each hears. */
const PARTS: readonly (readonly [recipe: string, hears: string])[] = [
  ["default", "all: descriptors and the network"],
  ["descriptors", "all descriptors"],
  ["mfcc", "20 MFCCs and their deviations"],
  ["chroma", "12 chroma"],
  ["contrast", "14 octave spectral contrast"],
  ["shape", "4 shape of the spectrum"],
  ["loudness", "loudness"],
  ["pitch", "pitch register"],
  ["rhythm", "onsets and tempo"],
  ["harmony", "keys, modes, chords, intervals"],
  ["network", "the network's three layers"],
  ["layer-1", "its first layer alone"],
  ["layer-2", "its second layer alone"],
  ["layer-3", "its third layer alone"],
];

/** Two recipes that differ in one thing (without pre-training, fine-tuning has three times as many iterations). */
const PAIRS: readonly { question: string; without: string; with: string }[] = [
  { question: "network beside the descriptors", without: "descriptors", with: "default" },
  { question: "training the network, beside the descriptors", without: "untrained", with: "default" },
  { question: "training the network, alone", without: "untrained-network", with: "network" },
  { question: "pre-training", without: "no-pretraining", with: "network" },
  { question: "five time-scales instead of one", without: "one-scale", with: "five-scales" },
  { question: "heatmap head instead of regression", without: "network", with: "heatmap" },
  { question: "Gaussian head instead of regression", without: "network", with: "gaussian" },
  { question: "Gaussian process of the song instead of a ridge", without: "ridge", with: "default" },
  { question: "views: other instruments, EQ, noise", without: "default", with: "default, views" },
  { question: "pre-training on music that nobody rated, too", without: "default", with: "default, unlabelled" },
  { question: "calibration of the maps", without: "uncalibrated", with: "default" },
  { question: "modelled raters", without: "default", with: "raters" },
  { question: "spatial emissions instead of dense ones", without: "seed", with: "network" },
];

/** Names of all systems that the reports must hold, in the order of first mention. */
export const SYSTEMS_NEEDED: readonly string[] = [
  ...new Set([...PARTS.map(([recipe]) => recipe), ...PAIRS.flatMap((pair) => [pair.without, pair.with])]),
];
/** The recipes among them, all but those with a suffix. */
export const RECIPES_NEEDED = SYSTEMS_NEEDED.filter((name) => !name.includes(","));

/** The recipes that a report holds, in the tables' order. */
export function recipesOf({ systems }: EvaluationReport): string[] {
  return RECIPES_NEEDED.filter((name) => name in systems);
}

/** A row of a table: NLL of a rating in nats with its difference from what it is compared with. */
export interface Ablation {
  name: string;
  note: string;
  nllNats: number;
  difference: Interval;
}

/** A report whose systems have something more to their names: what was different when it was made. */
export function withSuffix(report: EvaluationReport, suffix: string): EvaluationReport {
  const renamed = <T>(by: Record<string, T>) =>
    Object.fromEntries(Object.entries(by).map(([name, value]) => [`${name}, ${suffix}`, value]));
  return { ...report, systems: renamed(report.systems), pieces: renamed(report.pieces) };
}

/**
 * Reports of the same folds and seed as one.
 * @throws RangeError if there are none, or their folds, seeds or kernels differ.
 */
export function joinReports(reports: readonly EvaluationReport[]): EvaluationReport {
  const [first, ...others] = reports;
  if (!first) throw new RangeError("Cannot tabulate reports: there must be at least one, current value is 0");
  const same = ({ folds, raterFolds, protocol: { task, seed, kernels, kernelThreads } }: EvaluationReport) =>
    JSON.stringify([folds, raterFolds, task, seed, kernels, kernelThreads]);
  if (others.some((report) => same(report) !== same(first))) {
    throw new RangeError("Cannot tabulate the reports together: their folds, seeds and kernels must be the same");
  }
  return {
    ...first,
    systems: Object.assign({}, ...reports.toReversed().map(({ systems }) => systems)),
    pieces: Object.assign({}, ...reports.toReversed().map(({ pieces }) => pieces)),
  };
}

/** @throws RangeError if the report lacks a system. */
function piecesOf(report: EvaluationReport, name: string) {
  const pieces = report.pieces[name];
  if (pieces) return pieces;
  throw new RangeError(
    `Cannot tabulate the report: it must hold the system ${name}, current systems are ${
      Object.keys(report.pieces).join(", ")
    } (evaluate with --recipe ${RECIPES_NEEDED.join(",")})`,
  );
}

/** NLL of one system less that of another, over the same pieces; above 0 the first is worse. */
export function compare(report: EvaluationReport, name: string, base: string): Interval {
  const theirs = new Map(piecesOf(report, base).map(({ piece, nllNats }) => [piece, nllNats]));
  const both = piecesOf(report, name).filter(({ piece }) => theirs.has(piece));
  const seed = Number(report.protocol.seed);
  return pairedBootstrap(
    both.map(({ piece, nllNats }) => nllNats - theirs.get(piece)!),
    seededRandom(seed).fork(`${name} − ${base}`),
  );
}

/** Each part alone that the report has, beside the floor. */
export function partRows(report: EvaluationReport): Ablation[] {
  return PARTS.filter(([name]) => name in report.systems).map(([name, note]) => ({
    name,
    note,
    nllNats: report.systems[name].nllNats,
    difference: compare(report, name, FLOOR),
  }));
}

/** Each change of which the report has both sides, beside what it changes. */
export function pairRows(report: EvaluationReport): Ablation[] {
  return PAIRS.filter((pair) => pair.without in report.systems && pair.with in report.systems).map((
    { question, without, with: name },
  ) => ({
    name: question,
    note: `\`${name}\` − \`${without}\``,
    nllNats: report.systems[name].nllNats,
    difference: compare(report, name, without),
  }));
}
