/**
 * Corrections: what an annotator says a timeline should be. Every edit is an immutable event, kept for ever;
 * undo is an event too. The vocabulary is that of JAMS: time, duration, value, confidence, annotator.
 * @module
 */
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { entropyNats, type Heatmap, heatmapMean } from "../emotion/heatmap.ts";
import type { HeatmapTimeline, TimelineStep } from "../emotion/timeline.ts";

/** "From `timeSeconds`, for `durationSeconds`, I hear it at `value`." */
export interface MoveCorrection {
  kind: "move";
  id: string;
  timeSeconds: number;
  durationSeconds: number;
  /** Where the mean of every map in the range is to lie. */
  value: Point;
  /** How sure the annotator is, 0 … 1. */
  confidence: number;
  annotator: string;
  /** What it was made with, e.g. `map-drag`. */
  tool: string;
}

/** Takes back (`undo`) or brings back (`redo`) an earlier move. */
export interface Reversal {
  kind: "undo" | "redo";
  id: string;
  target: string;
  annotator: string;
}

export type CorrectionEvent = MoveCorrection | Reversal;

/** The moves that stand after all events, in the order in which they were made. */
export function standingMoves(events: readonly CorrectionEvent[]): MoveCorrection[] {
  const undone = new Set<string>();
  for (const event of events) {
    if (event.kind === "undo") undone.add(event.target);
    if (event.kind === "redo") undone.delete(event.target);
  }
  return events.filter((event): event is MoveCorrection => event.kind === "move" && !undone.has(event.id));
}

/** Furthest from the middle that a mean can be asked to lie: the outermost cell centres are at ±0.909. */
const REACH = 0.9;
/** Smaller probabilities are lifted to this one: a map's are above zero, and stay so after any number of moves. */
const LEAST = 1e-300;
/** How near the mean comes to its target, units of the plane. */
const TOLERANCE = 1e-9;
const MAX_ITERATIONS = 500;

/**
 * Move a map so that its mean lies at `target`, changing it as little as possible: the map q that minimises KL(q‖p)
 * under that mean is the exponential tilt q(c) ∝ p(c)·exp(λ·centre(c)) (Csiszár 1975, I-projection). λ minimises the convex
 * dual log Σ p·exp(λ·(centre - target)), by Newton's method along the axes of its Hessian, no step longer than a radius that
 * grows and shrinks with success: the dual of a peaked map is nearly a plane far from its minimum.
 * Mass is conserved, several peaks stay several peaks. Cost O(121) an iteration, about 5 of them.
 * @param target where the mean is to lie; coordinates beyond ±0.9 are brought to ±0.9, the reach of the cells' centres.
 * @returns [121], each > 0, sum 1.
 * @example
 * ```ts
 * import { heatmapMean } from "../emotion/heatmap.ts";
 * import { moveHeatmap } from "./correction.ts";
 * const moved = moveHeatmap(new Float64Array(121).fill(1 / 121), { valence: 0.5, arousal: -0.2 });
 * if (Math.abs(heatmapMean(moved).valence - 0.5) > 1e-8) throw new Error("the mean lies where it was asked for");
 * ```
 */
export function moveHeatmap(heatmap: Heatmap, target: Point): Float64Array {
  const goal = { valence: clampToReach(target.valence), arousal: clampToReach(target.arousal) };
  const start = tiltable(heatmap, goal);
  let q = new Float64Array(CELL_COUNT), trial = new Float64Array(CELL_COUNT);
  let tilt: Point = { valence: 0, arousal: 0 }, dual = tiltInto(start, tilt, q), radius = 8;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const { mean, variance, covariance } = moments(q);
    const slope = { valence: mean.valence - goal.valence, arousal: mean.arousal - goal.arousal };
    if (Math.abs(slope.valence) < TOLERANCE && Math.abs(slope.arousal) < TOLERANCE) break;
    const { step, longest } = newtonStep(slope, variance, covariance, radius);
    const next = { valence: tilt.valence + step.valence, arousal: tilt.arousal + step.arousal };
    const value = tiltInto(start, next, trial);
    // Near the minimum the dual's last digits decide nothing.
    if (value <= dual + 1e-14 * Math.max(1, Math.abs(dual))) {
      [q, trial, tilt, dual] = [trial, q, next, value];
      if (longest >= radius) radius *= 4;
    } else if (longest > 1e-12) radius = longest / 4;
    else break;
  }
  return q.map((probability) => Math.max(LEAST, probability));
}

/** -H⁻¹·slope, each of its two components along the eigenvectors of H cut to the radius. */
function newtonStep(
  slope: Point,
  variance: Point,
  covariance: number,
  radius: number,
): { step: Point; longest: number } {
  const angle = 0.5 * Math.atan2(2 * covariance, variance.valence - variance.arousal);
  const step = { valence: 0, arousal: 0 };
  let longest = 0;
  for (const [v, a] of [[Math.cos(angle), Math.sin(angle)], [-Math.sin(angle), Math.cos(angle)]]) {
    const curvature = v * v * variance.valence + 2 * v * a * covariance + a * a * variance.arousal;
    const along = v * slope.valence + a * slope.arousal;
    const length = Math.min(radius, Math.abs(along) / Math.max(curvature, 1e-300)) * -Math.sign(along);
    step.valence += length * v;
    step.arousal += length * a;
    longest = Math.max(longest, Math.abs(length));
  }
  return { step, longest };
}

function clampToReach(coordinate: number): number {
  return Math.min(REACH, Math.max(-REACH, coordinate));
}

const CENTRES = Array.from({ length: CELL_COUNT }, (_, cell) => cellToPoint(cell));
const CENTRE_VALENCES = Float64Array.from(CENTRES, ({ valence }) => valence);
const CENTRE_AROUSALS = Float64Array.from(CENTRES, ({ arousal }) => arousal);

/** What every tilt of one map towards one goal needs: log p and the cells' places as seen from the goal, [121] each. */
interface Tiltable {
  logs: Float64Array;
  valences: Float64Array;
  arousals: Float64Array;
}

function tiltable(p: Heatmap, goal: Point): Tiltable {
  return {
    logs: Float64Array.from(p, (value) => Math.log(Math.max(value, LEAST))),
    valences: CENTRE_VALENCES.map((valence) => valence - goal.valence),
    arousals: CENTRE_AROUSALS.map((arousal) => arousal - goal.arousal),
  };
}

/** q ← tilted p; returns the dual log Σ p·exp(λ·(centre - goal)), which is least where the mean is the goal. */
function tiltInto({ logs, valences, arousals }: Tiltable, tilt: Point, q: Float64Array): number {
  let max = -Infinity, sum = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    q[cell] = logs[cell] + tilt.valence * valences[cell] + tilt.arousal * arousals[cell];
    if (q[cell] > max) max = q[cell];
  }
  for (let cell = 0; cell < CELL_COUNT; cell++) sum += q[cell] = Math.exp(q[cell] - max);
  for (let cell = 0; cell < CELL_COUNT; cell++) q[cell] /= sum;
  return max + Math.log(sum);
}

function moments(q: Heatmap): { mean: Point; variance: Point; covariance: number } {
  const mean = heatmapMean(q);
  let vv = 0, aa = 0, va = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const v = CENTRE_VALENCES[cell] - mean.valence, a = CENTRE_AROUSALS[cell] - mean.arousal;
    vv += q[cell] * v * v;
    aa += q[cell] * a * a;
    va += q[cell] * v * a;
  }
  return { mean, variance: { valence: vv, arousal: aa }, covariance: va };
}

/** Whether a step's middle lies in a correction's range. */
export function coversStep(move: MoveCorrection, step: TimelineStep, stepSeconds: number): boolean {
  const middle = step.startSeconds + stepSeconds / 2;
  return middle >= move.timeSeconds && middle < move.timeSeconds + move.durationSeconds;
}

/** The timeline as corrected: later moves act on what earlier ones left. Steps outside every range are the same objects. */
export function applyCorrections(timeline: HeatmapTimeline, events: readonly CorrectionEvent[]): HeatmapTimeline {
  const moves = standingMoves(events);
  const steps = timeline.steps.map((step) => {
    let corrected = step;
    for (const move of moves) {
      if (!coversStep(move, step, timeline.stepSeconds)) continue;
      const heatmap = Array.from(moveHeatmap(corrected.heatmap, move.value));
      corrected = { ...corrected, heatmap, mean: heatmapMean(heatmap), entropyNats: entropyNats(heatmap) };
    }
    return corrected;
  });
  return { ...timeline, steps };
}
