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
/** Where the dual is flat its last digits decide nothing: without this a converged search would halve in vain. */
const ROUNDING = 1e-14;

/**
 * Move a map so that its mean lies at `target`, changing it as little as possible: the map q that minimises KL(q‖p)
 * under that mean is the exponential tilt q(c) ∝ p(c)·exp(λ·centre(c)) (Csiszár 1975, I-projection). λ by Newton's method.
 * Mass is conserved, several peaks stay several peaks. Cost O(121) an iteration.
 * @param target where the mean is to lie; coordinates beyond ±0.9 are brought to ±0.9, the reach of the cells' centres.
 */
export function moveHeatmap(heatmap: Heatmap, target: Point): Float64Array {
  const goal = { valence: clampToReach(target.valence), arousal: clampToReach(target.arousal) };
  const q = new Float64Array(CELL_COUNT);
  const start = tiltable(heatmap, goal);
  let tilt: Point = { valence: 0, arousal: 0 };
  let dual = tiltInto(start, tilt, q);
  for (let iteration = 0; iteration < 200; iteration++) {
    const { mean, variance, covariance } = moments(q);
    const dv = goal.valence - mean.valence, da = goal.arousal - mean.arousal;
    if (Math.abs(dv) < 1e-9 && Math.abs(da) < 1e-9) break;
    const determinant = variance.valence * variance.arousal - covariance * covariance + 1e-12;
    const step = {
      valence: (variance.arousal * dv - covariance * da) / determinant,
      arousal: (variance.valence * da - covariance * dv) / determinant,
    };
    // The dual is convex: halve the step until it falls, so that a peaked map cannot overshoot.
    let scale = 1, next = tilt, value = Infinity;
    for (; scale > 1e-10; scale /= 2) {
      next = { valence: tilt.valence + scale * step.valence, arousal: tilt.arousal + scale * step.arousal };
      value = tiltInto(start, next, q);
      if (value <= dual + ROUNDING) break;
    }
    if (scale <= 1e-10) {
      tiltInto(start, tilt, q);
      break;
    }
    tilt = next;
    dual = value;
  }
  return q;
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
    logs: Float64Array.from(p, (value) => Math.log(Math.max(value, 1e-300))),
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
