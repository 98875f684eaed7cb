/**
 * What the corrections of a piece teach, and of which steps.
 * @module
 */
import type { Correction } from "../review/correction.ts";
import { coveredSteps, type Steps } from "../review/covered_steps.ts";
import { stepStatuses } from "../review/status.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { STEP_SECONDS } from "./model.ts";

/** A piece with corrections that stand, in the order in which they were made; of verdicts, those on the parent. */
export interface CorrectedPiece {
  features: StepFeatures;
  corrections: readonly Correction[];
}

/** What is learned from one piece. */
export interface FreshPiece extends CorrectedPiece {
  /** The corrections that teach and are new to the parent. */
  lessons: Lesson[];
  /** What is left between rejected steps: `[first, end)`, in their order. */
  stretches: [first: number, end: number][];
}

/** A correction, the steps `first` … `end - 1` that it covers, and those of them that are not rejected. */
export interface Lesson {
  correction: Correction;
  first: number;
  end: number;
  steps: number[];
}

/** @param known ids of the corrections that the parent has learned. */
export function freshPiece({ features, corrections }: CorrectedPiece, known: ReadonlySet<string>): FreshPiece {
  const kept = keptSteps(corrections, features.steps);
  const lessons = lessonsOf(corrections, kept).filter(({ correction: { id } }) => !known.has(id));
  const cuts = [-1, ...kept.flatMap((keep, t) => keep ? [] : [t]), kept.length];
  const stretches = cuts.slice(1).map((end, i): [number, number] => [cuts[i] + 1, end]).filter(([a, b]) => b > a);
  return { features, corrections, lessons, stretches };
}

/** Whether anything can be learned of a piece of so many steps: a rejection says only that a map is wrong. */
export function canTeach(corrections: readonly Correction[], stepCount: number): boolean {
  return lessonsOf(corrections, keptSteps(corrections, stepCount)).some(({ steps }) => steps.length > 0);
}

/** Of each step whether it is not rejected. */
function keptSteps(corrections: readonly Correction[], stepCount: number): boolean[] {
  const modelId = corrections.find(({ kind }) => kind === "accept" || kind === "reject")?.modelId ?? null;
  return stepStatuses({ ...stepsOf(stepCount), modelId }, corrections).map(({ state }) => state !== "rejected");
}

function lessonsOf(corrections: readonly Correction[], kept: readonly boolean[]): Lesson[] {
  const axis = stepsOf(kept.length);
  return corrections.filter(({ kind }) => kind !== "reject" && kind !== "note").map((correction) => {
    const { first, end } = coveredSteps(correction, axis);
    return { correction, first, end, steps: range(first, end).filter((t) => kept[t]) };
  });
}

function stepsOf(count: number): Steps {
  return { steps: range(0, count).map((t) => ({ startSeconds: t * STEP_SECONDS })), stepSeconds: STEP_SECONDS };
}

function range(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

/** The runs of steps that follow one another, each `[first, end)`. */
export function runsOf(steps: readonly number[]): [first: number, end: number][] {
  const starts = steps.flatMap((t, i) => i === 0 || steps[i - 1] !== t - 1 ? [i] : []);
  return starts.map((start, k) => {
    const next = starts[k + 1] ?? steps.length;
    return [steps[start], steps[next - 1] + 1];
  });
}
