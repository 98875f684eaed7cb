import assert from "node:assert/strict";
import fc from "fast-check";
import { binCount, binToHz } from "./frames.ts";
import { CONTRAST_NAMES, contrastInto, SHAPE_NAMES, shapeInto } from "./timbre.ts";

const spec = { frameSamples: 2048, hopSamples: 1024 };
const bins = binCount(spec);

function contrast(power: Float32Array): Record<string, number> {
  const out = new Float32Array(CONTRAST_NAMES.length + 1);
  contrastInto(power, spec, out, 1);
  return Object.fromEntries(CONTRAST_NAMES.map((name, i) => [name, out[i + 1]]));
}

function shape(power: Float32Array, bands: ArrayLike<number> = [1, 1]): Record<string, number> {
  const out = new Float32Array(SHAPE_NAMES.length + 1).fill(NaN);
  shapeInto(power, bands, spec, out, 1);
  return Object.fromEntries(SHAPE_NAMES.map((name, i) => [name, out[i + 1]]));
}

Deno.test("contrast: valley and peak are the dB of the means of the weakest and the strongest fifth", () => {
  // In 400 … 800 Hz lie the bins 38 … 74: 37, of which a fifth is 7.
  const power = new Float32Array(bins).fill(1e-4);
  for (let bin = 38; bin < 45; bin++) power[bin] = 1e-2;
  for (let bin = 60; bin < 64; bin++) power[bin] = 1e-6;
  const values = contrast(power);
  // The floor adds a millionth of the mean power to each mean.
  const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-3, `${actual}`);
  const valley = 10 * Math.log10((4 * 1e-6 + 3 * 1e-4) / 7);
  near(values["valley.800"], valley);
  near(values["contrast.800"], -20 - valley);
  for (const edge of ["200", "400", "1600", "3200", "6400", "11025"]) {
    near(values[`valley.${edge}`], -40);
    near(values[`contrast.${edge}`], 0);
  }
});

Deno.test("contrast ignores the order of bins within a band, and gain moves only the valleys", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: bins, maxLength: bins }),
      fc.integer({ min: 1, max: 30 }),
      (values, decibels) => {
        const power = Float32Array.from(values), before = contrast(power);
        power.subarray(149, 297).reverse(); // 1600 … 3200 Hz
        const after = contrast(power.map((value) => value * 10 ** (decibels / 10)));
        for (const [name, value] of Object.entries(before)) {
          const expected = name.startsWith("valley.") ? value + decibels : value;
          // Levels to 60 dB in f32.
          assert.ok(Math.abs(after[name] - expected) < 2e-5, name);
        }
      },
    ),
    { seed: 1, numRuns: 20 },
  );
});

Deno.test("silence has valleys at the floor and no contrast", () => {
  for (const [name, value] of Object.entries(contrast(new Float32Array(bins)))) {
    assert.ok(Math.abs(value - (name.startsWith("valley.") ? -140 : 0)) < 1e-4);
  }
});

Deno.test("shape of one bin: all in one place", () => {
  const power = new Float32Array(bins);
  power[100] = 0.5;
  const { centroid, bandwidth, rolloff } = shape(power), hz = binToHz(100, spec);
  assert.ok(Math.abs(centroid - Math.log2(hz)) < 1e-6);
  assert.ok(Math.abs(rolloff - Math.log2(hz)) < 1e-6);
  assert.equal(bandwidth, 0, "at least 1 Hz");
});

Deno.test("shape of two bins: mean, half the distance, and the bin that passes 85 %", () => {
  const power = new Float32Array(bins);
  power[100] = power[300] = 1;
  const two = shape(power), binHz = binToHz(1, spec);
  assert.ok(Math.abs(two.centroid - Math.log2(200 * binHz)) < 1e-6);
  assert.ok(Math.abs(two.bandwidth - Math.log2(100 * binHz)) < 1e-6);
  assert.ok(Math.abs(two.rolloff - Math.log2(300 * binHz)) < 1e-6);
  power.fill(0).fill(1, 11, 31);
  assert.ok(Math.abs(shape(power).rolloff - Math.log2(27 * binHz)) < 1e-6, "the 17th of 20 equal bins");
});

Deno.test("flatness is the log of geometric over arithmetic mean, 0 when flat and never above", () => {
  const power = new Float32Array(bins).fill(1);
  assert.ok(Math.abs(shape(power, [3, 3, 3]).flatness) < 1e-7);
  // The floor of a millionth of the mean: 2e-6 of the lower band.
  assert.ok(Math.abs(shape(power, [1, 4]).flatness - Math.log(2 / 2.5)) < 2e-6);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (bands) => {
      const { flatness } = shape(power, bands);
      assert.ok(flatness <= 1e-6 && flatness >= -Math.log(1e6));
    }),
    { seed: 2 },
  );
});

Deno.test("silence and DC have shape 0", () => {
  const zeros = { centroid: 0, bandwidth: 0, rolloff: 0, flatness: 0 };
  assert.deepEqual(shape(new Float32Array(bins)), zeros);
  const dc = new Float32Array(bins);
  dc[0] = 4;
  assert.deepEqual(shape(dc), zeros);
});
