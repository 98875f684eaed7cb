import assert from "node:assert/strict";
import { gaussianMap, stepMaps } from "../annotation/gaussian_targets.ts";
import { targetSeries } from "../annotation/testing.ts";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { entropyNats } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import { scoreBins } from "./score.ts";
import { targetBins } from "./target_bins.ts";

const scoreTargets = (...[piece, ...rest]: Parameters<typeof targetBins>) =>
  scoreBins(piece, targetBins(piece, ...rest));
const uniform = (steps: number) => new Float64Array(steps * CELL_COUNT).fill(1 / CELL_COUNT);

Deno.test("knowing nothing costs log 121 whatever the target; the target itself costs its entropy, at distance 0", () => {
  const targets = targetSeries("p", [1, 2, 3], [0.2, 0, -0.2], [0, 0.3, 0.1], 0.25);
  const blind = scoreTargets("p", uniform(5), targets, 1);
  assert.ok(Math.abs(blind.nllNats - Math.log(CELL_COUNT)) < 1e-12);
  assert.deepEqual([blind.piece, blind.ratings], ["p", 3]);
  const { maps } = stepMaps(targets, 5, 1);
  const itself = scoreTargets("p", maps, targets, 1);
  const map = gaussianMap({
    mean: { arousal: 0.2, valence: 0 },
    deviation: { arousal: 0.25, valence: 0.25 },
    correlation: 0,
  });
  // All three have the same shape but for where they lie in their cells.
  assert.ok(Math.abs(itself.nllNats - entropyNats(map)) < 0.02, `${itself.nllNats}, ${entropyNats(map)}`);
  assert.ok(itself.emd < 1e-9 && itself.stepDistance < 0.01);
  assert.ok(itself.withinArousal! > 0.999 && itself.withinValence! > 0.99);
});

Deno.test("the cross-entropy is what ratings drawn from the target cost on average", () => {
  const targets = targetSeries("p", [0, 1], [0.3, 0.3], [-0.4, -0.4], 0.3), random = seededRandom(6);
  const maps = new Float64Array(2 * CELL_COUNT);
  for (let step = 0; step < 2; step++) {
    const row = Float64Array.from({ length: CELL_COUNT }, () => 0.2 + random.uniform());
    maps.set(row.map((value) => value / row.reduce((a, b) => a + b)), step * CELL_COUNT);
  }
  let cost = 0;
  const draws = 100_000, hold = (x: number) => Math.max(-1, Math.min(1, x));
  for (let i = 0; i < draws; i++) {
    const cell = pointToCell({
      arousal: hold(0.3 + 0.3 * random.normal()),
      valence: hold(-0.4 + 0.3 * random.normal()),
    });
    cost -= Math.log(maps[(i % 2) * CELL_COUNT + cell]) / draws;
  }
  // The logs' deviation is about .5: a standard error of .0016.
  assert.ok(Math.abs(scoreTargets("p", maps, targets, 1).nllNats - cost) < 0.008);
});

Deno.test("targets that hold at no step are refused", () => {
  assert.throws(
    () => scoreTargets("p", uniform(2), targetSeries("p", [8, 9], [0, 0], [0, 0]), 1),
    new RangeError(
      "Cannot score p: a target must hold at the middle of a step, current number is 0 of 2 steps " +
        "(do the targets' times fit the audio?)",
    ),
  );
});
