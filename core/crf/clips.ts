/**
 * Training data: what several annotators said of the same inputs, summed.
 *
 * The features depend on the clip and not on the rater, so log Z and the expected counts are computed once a clip and
 * weighted by its number of sequences. The objective and its gradient equal those of the separate sequences.
 * @module
 */
import type { Reals } from "../kernels.ts";

/** Sequences that share their inputs and their span. T = steps of the clip, S = states, D = inputs. */
export interface Clip {
  /** T */
  steps: number;
  /** X, shape [T, D]. */
  inputs: Reals;
  /** What transitions of their own for each step hear, shape [T, C]; empty for C = 0. */
  conditions: Reals;
  /** Number of sequences (the sum of their weights), > 0. */
  weight: number;
  /** Shape [T, S]: how many of the sequences are in each state; each row sums to `weight`. May be fractions (soft targets). */
  gold: Float64Array;
  /** The step that each of the transitions that occur leads into, ascending in 1 … T - 1. */
  edgeSteps: Int32Array;
  /** Which transition it is: r·S + s, ascending within a step. */
  edges: Int32Array;
  /** How often it occurs; the sum is weight·(T - 1). */
  edgeCounts: Float64Array;
  /** The map that soft training aims at, shape [T, S], rows of sum 1; that of the raters (gold / weight) by default. */
  target?: Float64Array;
}

/** One annotator's states. */
export interface LabelSequence {
  /** State at each step of the piece; -1 where the annotator gave none. May end before the piece does. */
  labels: Int32Array;
  /** How much the annotator counts; 1 by default. */
  weight?: number;
}

/** The sizes that clips need of a CRF. */
export interface ClipShape {
  states: number;
  inputs: number;
  /** 0 by default. */
  conditions?: number;
}

/**
 * Clips of one piece. Each unbroken run of an annotator's labels is a sequence of its own (nothing is said of the
 * transition over a gap); runs with the same start and end share one clip. No runs, no clips.
 * @param inputs X of the whole piece, shape [T, D]; the clips hold views of it.
 * @param conditions of the whole piece, shape [T, C]; likewise.
 * @returns ordered by start, then by end.
 * @throws TypeError if the inputs' length is no multiple of D or the conditions' is not T·C, RangeError if a label, weight or length is out of range.
 */
export function clipsFromSequences(
  shape: ClipShape,
  inputs: Reals,
  sequences: readonly LabelSequence[],
  conditions: Reals = new Float64Array(0),
): Clip[] {
  const { states, inputs: D, conditions: C = 0 } = shape;
  const T = D > 0
    ? inputs.length / D
    : C > 0
    ? conditions.length / C
    : Math.max(0, ...sequences.map(({ labels }) => labels.length));
  if (!Number.isInteger(T)) {
    throw new TypeError(
      `Cannot build clips: the inputs must be a multiple of ${D} numbers, current value is ${inputs.length}`,
    );
  }
  if (conditions.length !== T * C) {
    throw new TypeError(
      `Cannot build clips: the conditions must be [${T}, ${C}], current length is ${conditions.length}`,
    );
  }
  const groups = new Map<number, { start: number; end: number; runs: { labels: Int32Array; weight: number }[] }>();
  for (const { labels, weight = 1 } of sequences) {
    if (labels.length > T) {
      throw new RangeError(
        `Cannot build clips: labels must not outlast the piece's ${T} steps, current value is ${labels.length} ` +
          "(is the step of both the same?)",
      );
    }
    if (!(weight > 0 && weight < Infinity)) {
      throw new RangeError(`Cannot build clips: weight must be finite and > 0, current value is ${weight}`);
    }
    for (const { start, end } of labelledRuns(labels, states)) {
      const key = start * (T + 1) + end;
      const group = groups.get(key) ?? { start, end, runs: [] };
      groups.set(key, group);
      group.runs.push({ labels: labels.subarray(start, end), weight });
    }
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, { start, end, runs }]) =>
    sumRuns(states, inputs.subarray(start * D, end * D), conditions.subarray(start * C, end * C), runs)
  );
}

/** Unbroken stretches of labels, as [start, end). */
function labelledRuns(labels: Int32Array, states: number): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let t = 0; t < labels.length; t++) {
    const label = labels[t];
    if (label < -1 || label >= states) {
      throw new RangeError(
        `Cannot build clips: labels must be -1 or in 0 … ${states - 1}, current value of step ${t} is ${label}`,
      );
    }
    if (label === -1) continue;
    if (t > 0 && labels[t - 1] !== -1) runs[runs.length - 1].end = t + 1;
    else runs.push({ start: t, end: t + 1 });
  }
  return runs;
}

function sumRuns(
  states: number,
  inputs: Reals,
  conditions: Reals,
  runs: { labels: Int32Array; weight: number }[],
): Clip {
  const steps = runs[0].labels.length, size = states * states;
  const gold = new Float64Array(steps * states), counts = new Map<number, number>();
  let total = 0;
  for (const { labels, weight } of runs) {
    total += weight;
    for (let t = 0; t < steps; t++) {
      gold[t * states + labels[t]] += weight;
      if (t === 0) continue;
      const key = t * size + labels[t - 1] * states + labels[t];
      counts.set(key, (counts.get(key) ?? 0) + weight);
    }
  }
  const keys = Float64Array.from(counts.keys()).sort();
  return {
    steps,
    inputs,
    conditions,
    weight: total,
    gold,
    edgeSteps: Int32Array.from(keys, (key) => Math.floor(key / size)),
    edges: Int32Array.from(keys, (key) => key % size),
    edgeCounts: Float64Array.from(keys, (key) => counts.get(key)!),
  };
}
