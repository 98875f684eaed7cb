/**
 * What the corrections of a piece teach, and of which steps.
 * @module
 */
import type { Correction } from "../review/correction.ts";
import { coveredSteps, type Steps } from "../review/covered_steps.ts";
import { stepStatuses } from "../review/status.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import type { Memory } from "./memory.ts";
import { STEP_SECONDS } from "./model.ts";

/** A piece and what was said of it. */
export interface CorrectedPiece {
  features: StepFeatures;
  /** Corrections that stand, in the order in which they were made; of verdicts, those on the parent. */
  corrections: readonly Correction[];
  /** Corrections that were taken back, learned or not: what the parent has learned from them is forgotten. None by default. */
  undone?: readonly Correction[];
}

/** What is learned from one piece. */
export interface FreshPiece extends CorrectedPiece {
  /** The corrections that teach steps of which the parent has not learned them. */
  lessons: Lesson[];
  /** What is left between rejected steps: `[first, end)`, in their order. */
  stretches: [first: number, end: number][];
}

/** A correction and the steps that it teaches, ascending: those that it was the last to say anything of. */
export interface Lesson {
  correction: Correction;
  steps: number[];
}

/** What a parent has learned. */
export type Learned = Pick<Memory, "corrections" | "steps">;

export function freshPiece(piece: CorrectedPiece, learned: Learned): FreshPiece {
  const { features, corrections } = piece, kept = statusesOf(corrections, features.steps).map(isKept);
  const cuts = [-1, ...kept.flatMap((keep, t) => keep ? [] : [t]), kept.length];
  const stretches = cuts.slice(1).map((end, i): [number, number] => [cuts[i] + 1, end]).filter(([a, b]) => b > a);
  return { ...piece, lessons: newLessons(piece, features.steps, learned), stretches };
}

/**
 * What a piece of so many steps teaches that the parent has not learned. Every step teaches the correction that was the last
 * to say anything of it, once; a rejection says only that a map is wrong. What an undone correction has taught of a step is
 * forgotten, so whatever stands there is taught again.
 */
export function newLessons(
  { corrections, undone = [] }: Omit<CorrectedPiece, "features">,
  stepCount: number,
  learned: Learned,
): Lesson[] {
  const known = learnedSteps(corrections, learned, stepCount), forgotten = learnedSteps(undone, learned, stepCount);
  const lost = new Set([...forgotten.values()].flatMap((steps) => [...steps]));
  const lessons = new Map<Correction, number[]>();
  for (const [t, status] of statusesOf(corrections, stepCount).entries()) {
    const { by } = status;
    if (!by || !isKept(status) || known.get(by.id)?.has(t) && !lost.has(t)) continue;
    const steps = lessons.get(by);
    if (steps) steps.push(t);
    else lessons.set(by, [t]);
  }
  return corrections.flatMap((correction) => {
    const steps = lessons.get(correction);
    return steps ? [{ correction, steps }] : [];
  });
}

/** Whether a parent has learned any of some corrections. */
export function hasLearned({ corrections: ids }: Learned, corrections: readonly Correction[]): boolean {
  const learned = new Set(ids);
  return corrections.some(({ id }) => learned.has(id));
}

/** By correction the steps of which it was learned; all that it covers where a parent of before does not say. */
function learnedSteps(
  corrections: readonly Correction[],
  { corrections: ids, steps }: Learned,
  stepCount: number,
): Map<string, Set<number>> {
  const byId = new Map(corrections.map((correction) => [correction.id, correction])), axis = stepsOf(stepCount);
  const learned = new Map<string, Set<number>>();
  for (const [k, id] of ids.entries()) {
    const correction = byId.get(id);
    if (!correction) continue;
    const covered = steps[2 * k] < 0 ? coveredSteps(correction, axis) : { first: steps[2 * k], end: steps[2 * k + 1] };
    const own = learned.get(id) ?? new Set();
    for (const t of range(covered.first, Math.min(stepCount, covered.end))) own.add(t);
    learned.set(id, own);
  }
  return learned;
}

type Status = ReturnType<typeof stepStatuses>[number];

function statusesOf(corrections: readonly Correction[], stepCount: number): Status[] {
  const modelId = corrections.find(({ kind }) => kind === "accept" || kind === "reject")?.modelId ?? null;
  return stepStatuses({ ...stepsOf(stepCount), modelId }, corrections);
}

const isKept = ({ state }: Status) => state !== "rejected";

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
