import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, GRID_SIZE, pointToCell } from "../emotion/grid.ts";
import { arousalMarginal, heatmapDeviation, heatmapMean, valenceMarginal } from "../emotion/heatmap.ts";
import { normalDensity } from "../normal.ts";
import { seededRandom } from "../random.ts";
import { gaussianMap, type PlaneNormal, stepMaps } from "./gaussian_targets.ts";
import { targetAt, targetEnd } from "./target_series.ts";
import { targetSeries } from "./testing.ts";

const normal = (
  arousal: number,
  valence: number,
  deviation: number | [number, number],
  correlation = 0,
): PlaneNormal => {
  const [a, v] = typeof deviation === "number" ? [deviation, deviation] : deviation;
  return { mean: { arousal, valence }, deviation: { arousal: a, valence: v }, correlation };
};

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const anyNormal = fc.record({
  mean: fc.record({ arousal: coordinate, valence: coordinate }),
  deviation: fc.record({
    arousal: fc.double({ min: 0, max: 1.5, noNaN: true }),
    valence: fc.double({ min: 0, max: 1.5, noNaN: true }),
  }),
  correlation: coordinate,
});

Deno.test("an inner cell has the integral of the density over it: the midpoint rule on 100×100 points", () => {
  const { mean, deviation, correlation } = normal(0.2, -0.1, [0.3, 0.25], 0.6), width = 2 / GRID_SIZE;
  const map = gaussianMap({ mean, deviation, correlation });
  for (const cell of [60, 49, 72, 26]) {
    const low = {
      arousal: Math.floor(cell / GRID_SIZE) * width - 1,
      valence: (cell % GRID_SIZE) * width - 1,
    };
    let mass = 0;
    for (let i = 0; i < 100; i++) {
      for (let j = 0; j < 100; j++) {
        const a = (low.arousal + (i + 0.5) / 100 * width - mean.arousal) / deviation.arousal;
        const v = (low.valence + (j + 0.5) / 100 * width - mean.valence) / deviation.valence;
        const rest = Math.sqrt(1 - correlation ** 2);
        mass += normalDensity(a) * normalDensity((v - correlation * a) / rest) / rest;
      }
    }
    mass *= (width / 100) ** 2 / (deviation.arousal * deviation.valence);
    // The rule's error is about (width/100)²·density″/24.
    assert.ok(Math.abs(map[cell] - mass) < 1e-6, `cell ${cell}: ${map[cell]}, ${mass}`);
  }
});

Deno.test("border cells hold the tails: as many as draws that are held within the plane", () => {
  const random = seededRandom(4), { mean, deviation, correlation } = normal(0.8, -0.9, [0.4, 0.3], -0.5);
  const counts = new Float64Array(CELL_COUNT), draws = 200_000;
  for (let i = 0; i < draws; i++) {
    const a = random.normal(), v = correlation * a + Math.sqrt(1 - correlation ** 2) * random.normal();
    const hold = (x: number) => Math.max(-1, Math.min(1, x));
    counts[
      pointToCell({
        arousal: hold(mean.arousal + deviation.arousal * a),
        valence: hold(mean.valence + deviation.valence * v),
      })
    ]++;
  }
  const map = gaussianMap({ mean, deviation, correlation });
  // Five standard errors of a share, plus one draw.
  map.forEach((mass, cell) => {
    const error = Math.abs(counts[cell] / draws - mass);
    assert.ok(error < 5 * Math.sqrt(mass / draws) + 1 / draws, `cell ${cell}: ${mass}, ${counts[cell] / draws}`);
  });
});

Deno.test("every normal distribution is a map of sum 1 whose margins do not depend on the correlation", () => {
  fc.assert(
    fc.property(anyNormal, (one) => {
      const map = gaussianMap(one), apart = gaussianMap({ ...one, correlation: 0 });
      assert.ok(map.every((mass) => mass >= 0 && mass <= 1));
      assert.ok(Math.abs(map.reduce((sum, mass) => sum + mass, 0) - 1) < 1e-12);
      // Quadrature, near a correlation of 1 of what is nearly a step.
      const tolerance = Math.abs(one.correlation) > 0.95 ? 1e-2 : 1e-8;
      for (const margin of [arousalMarginal, valenceMarginal]) {
        const plain = margin(apart);
        margin(map).forEach((mass, i) => assert.ok(Math.abs(mass - plain[i]) < tolerance, `${mass}, ${plain[i]}`));
      }
    }),
    { seed: 11, numRuns: 300 },
  );
});

Deno.test("mean, deviation and correlation are those given where the border is far", () => {
  const map = gaussianMap(normal(0.1, -0.2, [0.2, 0.25], 0.5)), mean = heatmapMean(map), spread = heatmapDeviation(map);
  let product = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const a = (Math.floor(cell / GRID_SIZE) + 0.5) / GRID_SIZE * 2 - 1,
      v = (cell % GRID_SIZE + 0.5) / GRID_SIZE * 2 - 1;
    product += map[cell] * (a - mean.arousal) * (v - mean.valence);
  }
  const within = (value: number, wanted: number, tolerance: number) =>
    assert.ok(Math.abs(value - wanted) < tolerance, `${value}, not ${wanted}`);
  // Tails beyond the plane: 3 deviations away, and less of valence.
  within(mean.arousal, 0.1, 1e-3);
  within(mean.valence, -0.2, 1e-3);
  // Sheppard: cells of width w add w²/12 to a variance.
  const cell = (2 / GRID_SIZE) ** 2 / 12;
  within(spread.arousal, Math.sqrt(0.2 ** 2 + cell), 2e-3);
  within(spread.valence, Math.sqrt(0.25 ** 2 + cell), 2e-3);
  within(product, 0.5 * 0.2 * 0.25, 5e-4);
});

Deno.test("near the border the mean moves in, a third as far as if the tails were cut off", () => {
  const moved = 0.7 - heatmapMean(gaussianMap(normal(0.7, 0, 0.33))).arousal;
  // Censored: .0325, and the last cell's centre lies .09 inside of the border.
  assert.ok(moved > 0.03 && moved < 0.06, `${moved}`);
});

Deno.test("no deviation is a point, on an edge shared between its cells; ±1 correlation and the corners are finite", () => {
  for (const correlation of [0, 0.5, -1]) {
    const map = gaussianMap(normal(0.05, -0.3, 0, correlation));
    assert.ok(Math.abs(map[pointToCell({ arousal: 0.05, valence: -0.3 })] - 1) < 1e-9, `${correlation}`);
  }
  const edge = gaussianMap(normal(1 / 11, 0, 0));
  // The edge is rounded at 1e-16, a millionth of what stands for no deviation.
  assert.ok(Math.abs(edge[60] - 0.5) < 1e-6 && Math.abs(edge[71] - 0.5) < 1e-6);
  const corner = gaussianMap(normal(1, 1, 0.01, 1));
  assert.equal(corner.findIndex((mass) => mass === Math.max(...corner)), CELL_COUNT - 1);
});

Deno.test("a row holds until the next, the last one as long as the one before; a single one always", () => {
  const three = targetSeries("p", [15, 15.5, 16], [0, 0, 0], [0, 0, 0]);
  assert.equal(targetEnd(three), 16.5);
  assert.deepEqual([14.9, 15, 15.4, 15.5, 16.4, 16.5].map((time) => targetAt(three, time)), [-1, 0, 0, 1, 2, -1]);
  const one = targetSeries("p", [3], [0], [0]);
  assert.deepEqual([2, 3, 1e6].map((time) => targetAt(one, time)), [-1, 0, 0]);
  const none = targetSeries("p", [], [], []);
  assert.deepEqual([targetEnd(none), targetAt(none, 5)], [0, -1]);
});

Deno.test("a step has the map of the row in force at its middle, and zeros where none is", () => {
  const targets = targetSeries("p", [1, 1.5, 2], [0.5, -0.5, 0.9], [0, 0, 0.4]);
  const { maps, rows } = stepMaps(targets, 4, 1);
  assert.deepEqual([...rows], [-1, 1, -1, -1]);
  assert.deepEqual([...maps.subarray(CELL_COUNT, 2 * CELL_COUNT)], [...gaussianMap(normal(-0.5, 0, 0.3))]);
  assert.equal(maps.subarray(2 * CELL_COUNT).every((mass) => mass === 0), true);
  assert.equal(stepMaps(targets, 0, 1).maps.length, 0);
});

Deno.test("what is no distribution is refused", () => {
  const refuse = (one: PlaneNormal, message: string) =>
    assert.throws(() => gaussianMap(one), new RangeError(`Cannot make a Gaussian map: ${message}`));
  refuse(normal(1.2, 0, 0.3), "the mean arousal must be in [-1, 1], current value is 1.2");
  refuse(normal(0, NaN, 0.3), "the mean valence must be in [-1, 1], current value is NaN");
  refuse(normal(0, 0, [0.3, -1]), "the deviation of valence must be finite and ≥ 0, current value is -1");
  refuse(normal(0, 0, 0.3, 2), "the correlation must be in [-1, 1], current value is 2");
});
