import assert from "node:assert/strict";
import { gaussianMap } from "../annotation/gaussian_targets.ts";
import { targetSeries } from "../annotation/testing.ts";
import type { RatingSeries } from "../annotation/series.ts";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { stepTargets } from "./network_targets.ts";
import { songs } from "./testing.ts";
import { ratedSteps, type TrainingPiece } from "./training_piece.ts";

/** Rates from a time on. */
function rater(name: string, from: number, arousal: number, valence: number): RatingSeries {
  const one = (value: number) => Float64Array.of(value);
  return { piece: "p", annotator: name, times: one(from), arousal: one(arousal), valence: one(valence) };
}

const [song] = songs(1, 1, 3);
const piece: TrainingPiece = {
  ...song,
  series: [rater("a", 0, 0.5, -0.5), rater("b", 1, -0.5, 0.1), rater("c", 1, 0.3, 0.1)],
};

Deno.test("a step's targets are the mean rating, the raters' moments, or the share of raters in each cell", () => {
  const [first, second] = ratedSteps(piece),
    close = (actual: ArrayLike<number>, expected: number[]) => {
      assert.equal(actual.length, expected.length);
      expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < 1e-12, `${i}: ${actual[i]}`));
    };
  close(stepTargets({ kind: "regression" }, piece)(second), [0.1, -0.1]);
  // About the mean: arousal 0.4, -0.6, 0.2, valence -0.4, 0.2, 0.2.
  const moments = [(0.16 + 0.36 + 0.04) / 3, (-0.16 - 0.12 + 0.04) / 3, (0.16 + 0.04 + 0.04) / 3];
  close(stepTargets({ kind: "gaussian" }, piece)(second), [0.1, -0.1, ...moments]);
  close(stepTargets({ kind: "gaussian" }, piece)(first), [0.5, -0.5, 0, 0, 0]);
  const map = new Array(CELL_COUNT).fill(0);
  for (const { arousal, valence } of piece.series) {
    map[pointToCell({ arousal: arousal[0], valence: valence[0] })] += 1 / 3;
  }
  close(stepTargets({ kind: "heatmap", moversWeight: 1 }, piece)(second), map);
  const alone = stepTargets({ kind: "heatmap", moversWeight: 1 }, piece)(first);
  assert.equal(alone[pointToCell({ arousal: 0.5, valence: -0.5 })], 1);
});

Deno.test("of means and deviations: the mean, the variances with the covariance, the Gaussian map", () => {
  const targets = { ...targetSeries("p", [1, 2], [0.5, 0.1], [-0.2, 0]), correlation: Float64Array.of(0.5, 0) };
  targets.valenceDeviation.fill(0.4);
  const rated: TrainingPiece = { ...song, series: [], targets }, [first, second, ...more] = ratedSteps(rated);
  assert.deepEqual([first.step, first.arousal, first.valence, second.step, more.length], [1, 0.5, -0.2, 2, 0]);
  assert.deepEqual(stepTargets({ kind: "regression" }, rated)(first), [0.5, -0.2]);
  assert.deepEqual(stepTargets({ kind: "gaussian" }, rated)(first), [0.5, -0.2, 0.3 * 0.3, 0.5 * 0.3 * 0.4, 0.4 * 0.4]);
  const map = gaussianMap({
    ...{ mean: { arousal: 0.5, valence: -0.2 }, correlation: 0.5 },
    deviation: { arousal: 0.3, valence: 0.4 },
  });
  assert.deepEqual(stepTargets({ kind: "heatmap", moversWeight: 1 }, rated)(first), map);
});
