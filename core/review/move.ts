/**
 * Moving all of a map: the mean goes where it is asked to, and nothing else changes that need not.
 * @module
 */
import { CELL_COUNT, CENTRE_AROUSALS, CENTRE_VALENCES, type Point } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";
import { LEAST, logsOf, majorAngle, type Moments, moments, withinReach } from "./moments.ts";

/** How near the mean comes to its target, units of the plane. */
const TOLERANCE = 1e-9;
/** Maps of nearly one cell, down to 1e-300 elsewhere, have needed 1,799. */
const MAX_ITERATIONS = 5000;

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
 * import { moveHeatmap } from "./move.ts";
 * const moved = moveHeatmap(new Float64Array(121).fill(1 / 121), { valence: 0.5, arousal: -0.2 });
 * if (Math.abs(heatmapMean(moved).valence - 0.5) > 1e-8) throw new Error("the mean lies where it was asked for");
 * ```
 */
export function moveHeatmap(heatmap: Heatmap, target: Point): Float64Array {
  const goal = withinReach(target);
  const start = tiltable(heatmap, goal);
  let q = new Float64Array(CELL_COUNT), trial = new Float64Array(CELL_COUNT);
  let tilt: Point = { valence: 0, arousal: 0 }, dual = tiltInto(start, tilt, q), radius = 8;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const around = moments(q), { mean } = around;
    const slope = { valence: mean.valence - goal.valence, arousal: mean.arousal - goal.arousal };
    if (Math.abs(slope.valence) < TOLERANCE && Math.abs(slope.arousal) < TOLERANCE) break;
    const { step, longest } = newtonStep(slope, around, radius);
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
function newtonStep(slope: Point, around: Moments, radius: number): { step: Point; longest: number } {
  const { variance, covariance } = around, angle = majorAngle(around);
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

/** What every tilt of one map towards one goal needs: log p and the cells' places as seen from the goal, [121] each. */
interface Tiltable {
  logs: Float64Array;
  valences: Float64Array;
  arousals: Float64Array;
}

function tiltable(p: Heatmap, goal: Point): Tiltable {
  return {
    logs: logsOf(p),
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
