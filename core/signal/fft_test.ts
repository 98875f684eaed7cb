import assert from "node:assert/strict";
import fc from "fast-check";
import { powerSpectrum } from "./fft.ts";

/** |Σ_n x_n·exp(-2πikn/N)|² by the definition. */
function powerByDefinition(frame: Float64Array): Float64Array {
  const N = frame.length;
  return Float64Array.from({ length: N / 2 + 1 }, (_, k) => {
    let re = 0, im = 0;
    for (let n = 0; n < N; n++) {
      re += frame[n] * Math.cos(2 * Math.PI * k * n / N);
      im -= frame[n] * Math.sin(2 * Math.PI * k * n / N);
    }
    return re * re + im * im;
  });
}

const frames = fc.integer({ min: 1, max: 8 }).chain((bits) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 ** bits, maxLength: 2 ** bits })
).map((values) => Float64Array.from(values));

Deno.test("the power spectrum is that of the definition", () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const expected = powerByDefinition(frame), actual = powerSpectrum(frame.slice());
      // Sums of up to 256 products of size 1, squared: both sides round to about 1e-16 · 256².
      actual.forEach((power, k) => assert.ok(Math.abs(power - expected[k]) < 1e-10, `bin ${k} of ${frame.length}`));
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("energy is kept: the powers of both sides of the spectrum sum to N · Σ x² (Parseval)", () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const N = frame.length, energy = N * frame.reduce((sum, x) => sum + x * x, 0);
      const total = powerSpectrum(frame.slice()).reduce((sum, p, k) => sum + (k % (N / 2) === 0 ? p : 2 * p), 0);
      assert.ok(Math.abs(total - energy) <= 1e-12 * N * Math.max(1, energy));
    }),
    { seed: 2 },
  );
});

Deno.test("a full-scale sine of an exact bin has power (N / 2)², and nothing leaks", () => {
  const N = 512, power = powerSpectrum(Float64Array.from({ length: N }, (_, n) => Math.sin(2 * Math.PI * 37 * n / N)));
  assert.ok(Math.abs(power[37] - (N / 2) ** 2) < 1e-6);
  assert.ok(power.every((p, k) => k === 37 || p < 1e-18));
});

Deno.test("a frame of another length is refused", () => {
  for (const length of [0, 1, 6, 1000]) {
    assert.throws(
      () => powerSpectrum(new Float64Array(length)),
      new RangeError(`Cannot transform a frame: its length must be a power of two ≥ 2, current value is ${length}`),
    );
  }
});
