/**
 * Training by MIRA (Crammer & Singer 2003), as CRF++ runs it on whole sequences: no gradients, one sequence after another.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { dot } from "../optimize/vector.ts";
import type { Clip } from "./clips.ts";
import { bindEmissions, type Emissions } from "./emissions.ts";
import { transitionLength, transitionsInto } from "./expectations.ts";
import type { CrfProblem } from "./objective.ts";
import { blockOf, type Crf, parameterBlocks, parameterCount } from "./structure.ts";
import { viterbi } from "./viterbi.ts";

/** One pass over the sequences. Errors are of the weights that each sequence met in the pass. */
export interface MiraPass {
  /** 1, 2, … */
  iteration: number;
  /** Steps whose state was wrong, and all steps. */
  wrongSteps: number;
  steps: number;
  /** Sequences with a wrong step, and all sequences. */
  wrongSequences: number;
  sequences: number;
  /** Sequences that were looked at; the others had been right for long. */
  active: number;
  /** Sequences whose total step has reached C. */
  capped: number;
  /** ½·|θ|² as CRF++ states it: Σ θ². */
  objective: number;
  /** Largest violation of a margin by a sequence that is not capped. */
  violation: number;
}

export interface MiraOptions {
  /** C: most that one sequence may move the weights in all, > 0. 1 by default. */
  cost?: number;
  maxIterations: number;
  /** Passes without an error after which a sequence is skipped; 20 by default. */
  shrink?: number;
  /** Go on from a checkpoint of a training of the same problem with the same options. */
  resume?: MiraCheckpoint;
  /** Called after each pass; returning false stops with what was reached. */
  onIteration?: (pass: MiraPass, present: MiraPresent) => boolean | void;
  /** Looked at after each pass. */
  signal?: { readonly aborted: boolean };
}

/** All that is needed to go on after a pass exactly as if it had not been stopped. Plain data. */
export interface MiraCheckpoint {
  /** θ */
  x: Float64Array;
  /** Passes in a row in which each sequence was right. */
  idle: Int32Array;
  /** Sum of each sequence's steps, at most C. */
  moved: Float32Array;
  /** Passes in a row without a violation. */
  clean: number;
  history: MiraPass[];
}

/** Where training is. */
export interface MiraPresent {
  /** θ: not to be changed, and valid only during the call. */
  x: Float64Array;
  /** Copy the state, for {@link MiraOptions.resume}. */
  checkpoint(): MiraCheckpoint;
}

export interface MiraResult {
  parameters: Float64Array;
  history: MiraPass[];
  /** `converged`: two passes in a row without a violation. */
  reason: "converged" | "iterations" | "cancelled";
}

/**
 * Fit a CRF whose scores are linear in its parameters. With e wrong steps on the best path ŷ, and φ the features:
 *   Δφ = φ(y) - φ(ŷ),   θ += μ·Δφ,   μ = (e - (score(ŷ) - score(y))) / |Δφ|², at least 0, and at most C in all for a sequence.
 * Deterministic; all in f64. The scores can be decoded, but are not calibrated as those of the likelihood are.
 * @throws RangeError if a clip is not one sequence of weight 1, if an option is out of range, or if the CRF is not linear.
 */
export function trainMira({ crf, clips }: CrfProblem, options: MiraOptions, kernels: Kernels): MiraResult {
  const { cost = 1, shrink = 20, maxIterations, onIteration, signal, resume } = options;
  requireLinear(crf);
  requirePositive("cost", cost, false);
  requirePositive("shrink", shrink, true);
  const answers = clips.map((clip, index) => labelsOf(crf, clip, index));
  return kernels.scope(() => {
    const sequences = clips.map((clip, i) => bindSequence(crf, clip, answers[i], kernels));
    const state = copyOf(
      resume ?? {
        x: new Float64Array(parameterCount(crf)),
        idle: new Int32Array(clips.length),
        moved: new Float32Array(clips.length),
        clean: 0,
        history: [],
      },
    );
    const { x: parameters, idle, history } = state, checkpoint = () => copyOf(state);
    const finish = (reason: MiraResult["reason"]): MiraResult => ({ parameters, history, reason });
    const steps = answers.reduce((sum, labels) => sum + labels.length, 0);
    while (state.clean < CLEAN_PASSES) {
      if (history.length >= maxIterations) return finish("iterations");
      const counts = passOver(sequences, state, { cost, shrink });
      const iteration = history.length + 1, objective = dot(parameters, parameters);
      history.push({ iteration, steps, sequences: clips.length, ...counts, objective });
      state.clean = counts.violation > 0 ? 0 : state.clean + 1;
      // All sequences are looked at once more before it ends.
      if (state.clean === 1) idle.fill(0);
      if (onIteration?.(history[iteration - 1], { x: parameters, checkpoint }) === false || signal?.aborted) {
        return finish("cancelled");
      }
    }
    return finish("converged");
  });
}

const CLEAN_PASSES = 2;

function copyOf({ x, idle, moved, clean, history }: MiraCheckpoint): MiraCheckpoint {
  return {
    x: x.slice(),
    idle: idle.slice(),
    moved: moved.slice(),
    clean,
    history: history.map((pass) => ({ ...pass })),
  };
}

/**
 * One pass over the sequences; moves the parameters. Single precision of what was moved, and the order of sums, are CRF++'s:
 * many paths tie but for rounding.
 */
function passOver(
  sequences: readonly Sequence[],
  { x, idle, moved }: MiraCheckpoint,
  { cost, shrink }: { cost: number; shrink: number },
) {
  const pass = { wrongSteps: 0, wrongSequences: 0, active: 0, capped: 0, violation: 0 };
  sequences.forEach((sequence, i) => {
    if (idle[i] >= shrink) return;
    pass.active++;
    const { wrong, lead, difference } = sequence(x);
    if (wrong === 0) return void idle[i]++;
    idle[i] = 0;
    pass.wrongSteps += wrong;
    pass.wrongSequences++;
    let step = Math.max(0, (wrong - lead) / dot(difference, difference));
    if (moved[i] + step > cost) {
      step = cost - moved[i];
      pass.capped++;
    } else pass.violation = Math.max(pass.violation, wrong - lead);
    if (step <= NOTHING) return;
    moved[i] = Math.min(cost, moved[i] + step);
    for (let j = 0; j < x.length; j++) x[j] += step * difference[j];
  });
  return pass;
}

/** Steps below this change nothing. */
const NOTHING = 1e-10;

/** What the present parameters make of a sequence. */
type Sequence = (parameters: Float64Array) => {
  /** e */
  wrong: number;
  /** score(ŷ) - score(y) ≥ 0 */
  lead: number;
  /** Δφ, shape [P]; overwritten by the next call. */
  difference: Float64Array;
};

function bindSequence(crf: Crf, clip: Clip, answer: Int32Array, kernels: Kernels): Sequence {
  const S = crf.states, T = clip.steps, block = parameterBlocks(crf).transitions;
  const inputs = kernels.float64(T * crf.inputs), scores = kernels.float64(T * S);
  const stepSlopes = kernels.float64(T * S);
  inputs.set(clip.inputs);
  const emissions: Emissions = bindEmissions(crf, inputs, T, kernels);
  const difference = new Float64Array(parameterCount(crf)), { transitions } = crf;
  return (parameters) => {
    const matrices = new Float64Array(transitionLength(crf, T)), own = matrices.length === S * S ? 0 : S * S;
    emissions.scoresInto(parameters, scores);
    transitionsInto(crf, parameters, clip.conditions, matrices, kernels);
    const { path } = viterbi({ states: S, scores: Float64Array.from(scores), transitions: matrices });
    const edgeSlopes = new Float64Array(matrices.length);
    stepSlopes.fill(0);
    let wrong = 0, lead = 0;
    for (let t = 0; t < T; t++) {
      if (path[t] !== answer[t]) wrong++;
      const from = t * own, right = from + answer[t - 1] * S + answer[t], best = from + path[t - 1] * S + path[t];
      lead -= scores[t * S + answer[t]];
      if (t > 0) lead -= matrices[right];
      lead += scores[t * S + path[t]];
      if (t > 0) lead += matrices[best];
      stepSlopes[t * S + answer[t]] += 1;
      stepSlopes[t * S + path[t]] -= 1;
      if (t === 0) continue;
      edgeSlopes[right] += 1;
      edgeSlopes[best] -= 1;
    }
    difference.fill(0);
    if (wrong > 0) {
      emissions.gradientInto(stepSlopes, difference);
      const parts = { parameters: blockOf(parameters, block) }, into = blockOf(difference, block);
      if (transitions.perStep) {
        const at = { ...parts, conditions: clip.conditions, matrices };
        transitions.gradientInto(edgeSlopes, at, into, kernels);
      } else transitions.gradientInto(edgeSlopes, { ...parts, matrix: matrices }, into);
    }
    return { wrong, lead, difference };
  };
}

/** The one state of each step. */
function labelsOf(crf: Crf, { steps, weight, gold }: Clip, index: number): Int32Array {
  const S = crf.states, labels = new Int32Array(steps);
  for (let t = 0; t < steps; t++) {
    labels[t] = gold.subarray(t * S, (t + 1) * S).indexOf(1);
    if (weight === 1 && labels[t] >= 0) continue;
    throw new RangeError(
      `Cannot train by MIRA: clip ${index} must be one sequence of weight 1, current weight is ${weight} ` +
        "(build the clips of each annotator by themselves)",
    );
  }
  return labels;
}

function requireLinear(crf: Crf): void {
  if (crf.transitions.linear) return;
  throw new RangeError(
    "Cannot train by MIRA: scores must be linear in the parameters, " +
      `current value of the transitions is ${crf.transitions.kind}`,
  );
}

function requirePositive(name: string, value: number, whole: boolean): void {
  if (value > 0 && value < Infinity && (!whole || Number.isInteger(value))) return;
  throw new RangeError(
    `Cannot train by MIRA: ${name} must be a positive ${whole ? "integer" : "number"}, current value is ${value}`,
  );
}
