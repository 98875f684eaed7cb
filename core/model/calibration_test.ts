import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { type Random, seededRandom } from "../random.ts";
import {
  calibratedExpectation,
  calibrateMap,
  type Calibration,
  fitCalibration,
  type SaidOfMaps,
  uncalibrateMap,
} from "./calibration.ts";

/** A map of random peaks: entropies of 2 … 4.5 nats. */
function randomMap(random: Random): Float64Array {
  const sharpness = 0.3 + 1.5 * random.uniform();
  return normalizeHeatmap(Float64Array.from({ length: CELL_COUNT }, () => Math.exp(sharpness * random.normal())));
}

/** Pieces whose raters choose cells by a calibration of the maps. */
function simulate(truth: Calibration | null, { pieces = 60, steps = 10, raters = 40 } = {}): SaidOfMaps[] {
  const random = seededRandom(8);
  return Array.from({ length: pieces }, () => {
    const maps = new Float64Array(steps * CELL_COUNT), counts = new Float64Array(steps * CELL_COUNT);
    for (let at = 0; at < maps.length; at += CELL_COUNT) {
      const map = randomMap(random), real = calibrateMap(truth, map);
      maps.set(map, at);
      for (let r = 0; r < raters; r++) {
        let left = random.uniform(), cell = 0;
        while (cell < CELL_COUNT - 1 && (left -= real[cell]) > 0) cell++;
        counts[at + cell]++;
      }
    }
    return { maps, counts };
  });
}

const calibration = fc.record({
  power: fc.double({ min: 0.3, max: 3, noNaN: true }),
  seed: fc.nat(1e6),
}).map(({ power, seed }): Calibration => {
  const random = seededRandom(seed);
  return { power, bias: Float64Array.from({ length: CELL_COUNT }, () => 0.5 * random.normal()) };
});

Deno.test("the raters' temperature is recovered, of maps too sure and not sure enough", () => {
  for (const power of [0.5, 0.8, 1.6]) {
    const found = fitCalibration(simulate({ power, bias: new Float64Array(CELL_COUNT) }));
    // 24,000 choices leave a standard error of about .01 of the logarithm, and the pull of one piece in sixty as much again.
    assert.ok(Math.abs(Math.log(found.power / power)) < 0.05, `${found.power} instead of ${power}`);
  }
});

Deno.test("maps that are calibrated stay what they are", () => {
  const { power, bias } = fitCalibration(simulate(null));
  assert.ok(Math.abs(Math.log(power)) < 0.03, `${power}`);
  assert.ok(bias.every((value) => Math.abs(value) < 0.25), "biases are what the draws of a cell differ by");
});

Deno.test("a cell that is chosen more often than it is said to be gets its bias", () => {
  const bias = Float64Array.from({ length: CELL_COUNT }, (_, cell) => cell === 60 ? 1.5 : 0);
  const found = fitCalibration(simulate({ power: 1, bias }, { pieces: 900, steps: 2, raters: 10 })),
    others = found.bias.filter((_, cell) => cell !== 60);
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  // Chosen 600 times in 18,000: a standard error of .04, and the pull of one piece shrinks it by .05.
  assert.ok(Math.abs(found.bias[60] - mean - 1.5) < 0.15, `${found.bias[60] - mean}`);
});

Deno.test("the fit is the minimum: its likelihood is no better anywhere near", () => {
  const pieces = simulate({ power: 0.7, bias: new Float64Array(CELL_COUNT) }, { pieces: 5 });
  const found = fitCalibration(pieces);
  const cost = ({ power, bias }: Calibration) => {
    const pull = (Math.log(power) ** 2 + bias.reduce((sum, value) => sum + value ** 2, 0)) / 2 / pieces.length;
    return pieces.reduce((sum, { maps, counts }) => {
      let nll = 0;
      for (let at = 0; at < maps.length; at += CELL_COUNT) {
        const q = calibrateMap({ power, bias }, maps.subarray(at, at + CELL_COUNT));
        for (let c = 0; c < CELL_COUNT; c++) nll -= counts[at + c] * Math.log(q[c]);
      }
      return sum + nll / 400 / pieces.length;
    }, pull);
  };
  const least = cost(found);
  for (const step of [-1e-2, 1e-2]) {
    assert.ok(cost({ ...found, power: found.power * Math.exp(step) }) > least);
    for (const cell of [0, 60, 120]) {
      assert.ok(cost({ ...found, bias: found.bias.map((value, c) => value + (c === cell ? step : 0)) }) > least);
    }
  }
});

Deno.test("a calibrated map is a distribution above zero, keeps the order of equal biases, and can be taken back", () => {
  fc.assert(
    fc.property(calibration, fc.nat(1e6), (own, seed) => {
      const map = randomMap(seededRandom(seed)), q = calibrateMap(own, map);
      assert.ok(q.every((p) => p > 0) && Math.abs(q.reduce((a, b) => a + b) - 1) < 1e-12);
      // Relative to the probability: powers of it multiply the rounding.
      uncalibrateMap(own, q).forEach((p, c) => assert.ok(Math.abs(p / map[c] - 1) < 1e-9, `${p} for ${map[c]}`));
    }),
    { seed: 1, numRuns: 50 },
  );
  const map = randomMap(seededRandom(2));
  assert.deepEqual(calibrateMap(null, map), normalizeHeatmap(map));
  assert.deepEqual(uncalibrateMap(null, map), normalizeHeatmap(map));
});

Deno.test("slopes of an expectation are finite differences of it, along changes that keep the sum", () => {
  fc.assert(
    fc.property(calibration, fc.nat(1e6), (own, seed) => {
      const random = seededRandom(seed), map = randomMap(random);
      const values = Float64Array.from({ length: CELL_COUNT }, () => random.normal());
      const { expected, slopes } = calibratedExpectation(own, map, values), a = 3, b = 77;
      assert.ok(Math.abs(expected - calibrateMap(own, map).reduce((sum, q, c) => sum + q * values[c], 0)) < 1e-12);
      const h = 1e-4 * Math.min(map[a], map[b]);
      const at = (change: number) =>
        calibratedExpectation(own, map.map((p, c) => p + (c === a ? change : c === b ? -change : 0)), values).expected;
      const difference = (at(h) - at(-h)) / (2 * h), slope = slopes[a] - slopes[b];
      assert.ok(Math.abs(difference - slope) < 1e-5 * (1 + Math.abs(slope)), `${difference} against ${slope}`);
    }),
    { seed: 3, numRuns: 30 },
  );
});

Deno.test("nobody's ratings change nothing; maps as sharp as can be are finite", () => {
  const none = fitCalibration([{
    maps: new Float64Array(CELL_COUNT).fill(1 / 121),
    counts: new Float64Array(CELL_COUNT),
  }]);
  assert.deepEqual([none.power, none.bias.every((value) => value === 0)], [1, true]);
  assert.equal(fitCalibration([]).power, 1);
  const sharp = Float64Array.from({ length: CELL_COUNT }, (_, cell) => cell === 5 ? 1 : 1e-300);
  for (const power of [0.01, 1, 100]) {
    const q = calibrateMap({ power, bias: new Float64Array(CELL_COUNT).fill(-50) }, sharp);
    assert.ok(q.every((p) => p > 0 && p <= 1) && q[5] > 0.007);
  }
  const wrong = { maps: normalizeHeatmap(sharp), counts: new Float64Array(CELL_COUNT) };
  wrong.counts[7] = 3;
  assert.ok(fitCalibration([wrong]).power < 1);
});

Deno.test("tables that do not fit are refused", () => {
  assert.throws(
    () => fitCalibration([{ maps: new Float64Array(CELL_COUNT), counts: new Float64Array(7) }]),
    new TypeError(
      "Cannot calibrate: maps and counts must both be [T, 121], current lengths are 121 and 7",
    ),
  );
});
