/**
 * What CRF++ prints.
 * @module
 */
import { bestPaths, chainMarginals, chainOf, type MiraPass, pathScore } from "../../core/crf/crf.ts";
import type { Kernels } from "../../core/kernels.ts";
import type { Rows } from "./data.ts";
import type { CrfppModel } from "./model.ts";
import { inputsOf } from "./problem.ts";

/** How a line of progress of `crf_learn` is made for likelihoods. */
export interface LikelihoodProgress {
  /** From 0. */
  iteration: number;
  /** Shares of wrong steps and of sequences with one. */
  tokenError: number;
  sequenceError: number;
  /** Weights that are not 0, or all. */
  active: number;
  objective: number;
  /** Relative change; 1 at first. */
  difference: number;
}

export function likelihoodLine(p: LikelihoodProgress): string {
  return `iter=${p.iteration} terr=${p.tokenError.toFixed(5)} serr=${p.sequenceError.toFixed(5)} act=${p.active} ` +
    `obj=${p.objective.toFixed(5)} diff=${p.difference.toFixed(5)}`;
}

export function miraLine(pass: MiraPass): string {
  return `iter=${pass.iteration - 1} terr=${(pass.wrongSteps / pass.steps).toFixed(5)} ` +
    `serr=${(pass.wrongSequences / pass.sequences).toFixed(5)} act=${pass.active} uact=${pass.capped} ` +
    `obj=${pass.objective.toFixed(5)} kkt=${pass.violation.toFixed(5)}`;
}

export interface PredictionOptions {
  /** 0: labels; 1: with the path's probability and the label's; 2: with all labels' probabilities. */
  verbosity: 0 | 1 | 2;
  /** Best paths a sequence; 0: one, without its number. */
  best: number;
}

/** What `crf_test` prints for one sequence: its rows with the label found, an empty line after. */
export function predictionText(model: CrfppModel, rows: Rows, options: PredictionOptions, kernels: Kernels): string {
  const { vocabulary, crf } = model, { labels } = vocabulary, S = crf.states, { verbosity, best } = options;
  const { inputs, conditions } = inputsOf(vocabulary, crf, rows);
  const settings = { precision: "f64" as const, conditions, steps: rows.length };
  const chain = chainOf(model, inputs, kernels, settings);
  const { marginals, logPartition } = verbosity > 0 || best > 0
    ? chainMarginals(model, inputs, kernels, settings)
    : { marginals: null, logPartition: 0 };
  const probability = (t: number, s: number) => marginals![t * S + s].toFixed(6);
  const lines = bestPaths(chain, Math.max(1, best)).flatMap(({ path }, index) => {
    const likelihood = Math.exp(pathScore(chain, path) - logPartition).toFixed(6);
    const head = best > 0 ? [`# ${index} ${likelihood}`] : verbosity > 0 ? [`# ${likelihood}`] : [];
    const steps = rows.map((row, t) => {
      const cells = [...row, verbosity > 0 ? `${labels[path[t]]}/${probability(t, path[t])}` : labels[path[t]]];
      if (verbosity > 1) labels.forEach((label, s) => cells.push(`${label}/${probability(t, s)}`));
      return cells.join("\t");
    });
    return [...head, ...steps, ""];
  });
  return lines.join("\n") + "\n";
}
