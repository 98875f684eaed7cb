import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels } from "../kernels.ts";
import { binCount, binToHz } from "./frames.ts";
import { dctRows, filterBank, melFilters } from "./mel.ts";

const spec = { frameSamples: 2048, hopSamples: 1024 };
const binHz = binToHz(1, spec);

Deno.test("each filter is a triangle of unit area over Hz, and together they cover 30 Hz … 11,025 Hz", () => {
  const filters = melFilters(40, spec);
  for (const { weights } of filters) {
    // The sum over bins is a trapezoid rule: exact but for the three corners, which the narrowest (15 bins) feel most.
    assert.ok(Math.abs(weights.reduce((sum, w) => sum + w, 0) * binHz - 1) < 0.01);
    const peak = weights.indexOf(Math.max(...weights));
    assert.ok(weights.every((w, i) => i === 0 || (i <= peak ? w >= weights[i - 1] : w <= weights[i - 1])));
  }
  assert.ok(filters[0].firstBin * binHz > 30 && filters[0].firstBin * binHz < 30 + 2 * binHz);
  const last = filters[39];
  assert.ok((last.firstBin + last.weights.length) * binHz > 11025 - 2 * binHz);
});

Deno.test("filters lie where Slaney's scale puts them: linear below 1 kHz, a factor 6.4 in 27 steps above", () => {
  // 13 linear filters 200/3 Hz apart as in the Auditory Toolbox: centres at 200/3 · (i + 1) Hz when the range is 14 mel.
  const fine = { frameSamples: 16384, hopSamples: 1024 };
  melFilters(13, fine, 0, 14 * 200 / 3).forEach(({ firstBin, weights }, i) => {
    const centre = binToHz(firstBin + weights.indexOf(Math.max(...weights)), fine);
    assert.ok(Math.abs(centre - 200 / 3 * (i + 1)) <= binToHz(1, fine));
  });
  const peak = ({ firstBin, weights }: { firstBin: number; weights: Float32Array }) =>
    binToHz(firstBin + weights.indexOf(Math.max(...weights)), fine);
  const [one, other] = melFilters(2, fine, 1000, 6400 / 6.4 * 6.4 ** (3 / 27)).map(peak);
  assert.ok(Math.abs(one - 1000 * 6.4 ** (1 / 27)) <= binToHz(1, fine), `${one}`);
  assert.ok(Math.abs(other - 1000 * 6.4 ** (2 / 27)) <= binToHz(1, fine), `${other}`);
});

Deno.test("white noise gives equal bands", () => {
  const bands = new Float32Array(40), bank = filterBank(melFilters(40, spec), spec);
  referenceKernels.filterBandsInto(new Float32Array(binCount(spec)).fill(1), bank, bands);
  assert.ok(bands.every((band) => Math.abs(band * binHz - 1) < 0.01));
});

Deno.test("a filter between two bins takes the whole of the nearest, so that its level is that of the others", () => {
  const coarse = { frameSamples: 64, hopSamples: 32 }; // bins at 344.5 and 689 Hz
  const [{ firstBin, weights }] = melFilters(1, coarse, 400, 500);
  assert.equal(firstBin, 1);
  assert.deepEqual([...weights], [Math.fround(64 / 22050)]);
  for (const filter of melFilters(40, coarse)) assert.ok(filter.firstBin + filter.weights.length <= binCount(coarse));
});

Deno.test("a bank holds its filters one after the other", () => {
  const filters = [{ firstBin: 0, weights: Float32Array.of(1, 10) }, { firstBin: 2, weights: Float32Array.of(100) }];
  const bank = filterBank(filters, { frameSamples: 4, hopSamples: 4 });
  assert.deepEqual([bank.bins, [...bank.plan], [...bank.weights]], [3, [0, 0, 2, 2, 2, 1], [1, 10, 100]]);
  const out = new Float32Array(4);
  referenceKernels.filterBandsInto(Float32Array.of(1, 2, 3, 4, 5, 6), bank, out);
  assert.deepEqual([...out], [21, 300, 54, 600]);
});

Deno.test("the rows of the transform are orthonormal, and the first is the mean's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), (bands) => {
      const rows = dctRows(bands, bands);
      for (let j = 0; j < bands; j++) {
        for (let k = 0; k <= j; k++) {
          let sum = 0;
          for (let n = 0; n < bands; n++) sum += rows[j * bands + n] * rows[k * bands + n];
          assert.ok(Math.abs(sum - (j === k ? 1 : 0)) < 2e-7, "rows are f32");
        }
      }
      assert.ok(rows.subarray(0, bands).every((w) => Math.abs(w - Math.sqrt(1 / bands)) < 1e-7));
    }),
    { seed: 1, numRuns: 12 },
  );
});
