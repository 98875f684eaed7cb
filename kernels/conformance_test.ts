/**
 * One suite for every implementation of `Kernels`; chains are in `conformance_chains_test.ts`. Oracles are written out here:
 * triple loops, the discrete Fourier transform by its definition, the generator that is part of the interface.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { assertClose, floats, numbers, places, runs, testEach, types } from "./conformance.ts";

// Products

testEach("gemm is the sum over k, for any shape, transposition, type and place", (kernels) => {
  const size = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 140 }));
  const depth = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(191, 193, 255, 257, 520));
  const flag = fc.boolean();
  fc.assert(
    fc.property(
      size,
      size,
      depth,
      flag,
      flag,
      flag,
      fc.constantFrom(...types),
      flag,
      (m, n, k, tA, tB, add, type, own) => {
        kernels.scope(() => {
          const a = numbers(kernels, type, m * k, 1, { own }), b = numbers(kernels, type, k * n, 2, { own });
          const c = numbers(kernels, type, m * n, 3, { own });
          const expected = Float64Array.from(c, (value, index) => {
            const i = Math.floor(index / n), j = index % n;
            let sum = add ? value : 0;
            for (let p = 0; p < k; p++) sum += a[tA ? p * m + i : i * k + p] * b[tB ? j * k + p : p * n + j];
            return sum;
          });
          kernels.gemm({ m, n, k, a, b, c, transposeA: tA, transposeB: tB, accumulate: add });
          // |a·b| ≤ 1: rounding errors of k + 1 terms of size up to sqrt(k), with room for the order of the sum.
          const epsilon = type === "float32" ? 2 ** -23 : 2 ** -52;
          assertClose(c, expected, epsilon * (k + 1) * 2, "c");
        });
      },
    ),
    runs,
  );
});

testEach("gemm leaves what lies beside C alone", (kernels) => {
  for (const type of types) {
    kernels.scope(() => {
      const around = kernels[type](200).fill(7),
        a = numbers(kernels, type, 7 * 5, 1),
        b = numbers(kernels, type, 5 * 19, 2);
      kernels.gemm({ m: 7, n: 19, k: 5, a, b, c: around.subarray(31, 31 + 7 * 19) });
      assert.ok([...around.subarray(0, 31), ...around.subarray(31 + 7 * 19)].every((value) => value === 7));
      assert.ok(around.subarray(31, 31 + 7 * 19).every((value) => value !== 7));
    });
  }
});

testEach("what earlier calls left in memory does not matter", (kernels) => {
  for (const type of types) {
    for (const k of [1, 3, 257]) {
      kernels.scope(() => kernels[type](1e5).fill(NaN));
      const a = numbers(kernels, type, 7 * k, 1, { own: false }), b = numbers(kernels, type, k * 5, 2, { own: false });
      const c = numbers(kernels, type, 35, 3, { own: false });
      kernels.gemm({ m: 7, n: 5, k, a, b, c });
      assert.ok(c.every(Number.isFinite));
    }
  }
});

testEach("gemm keeps huge, tiny and not-finite numbers", (kernels) => {
  const cases = [[1e30, 1e5, 1e35], [1e-40, 0.5, 5e-41], [Infinity, 1, Infinity], [NaN, 1, NaN], [Infinity, 0, NaN]];
  for (const [x, y, expected] of cases) {
    const c = new Float32Array(7 * 3);
    kernels.gemm({ m: 7, n: 3, k: 1, a: new Float32Array(7).fill(x), b: new Float32Array(3).fill(y), c });
    assertClose(c, new Float32Array(21).fill(expected), Math.abs(expected) * 1e-6, `${x} · ${y}`);
  }
});

// Functions of one element

testEach("sigmoid is 1 / (1 + exp(-x)) to 1e-6 and touches nothing else", (kernels) => {
  for (const own of places) {
    for (const length of [0, 1, 3, 4, 5, 16, 1003]) {
      kernels.scope(() => {
        const around = floats(kernels, length + 8, 4, { scale: 100, own }), before = around.slice();
        kernels.sigmoidInto(around.subarray(4, 4 + length));
        const expected = before.map((x, i) => i < 4 || i >= 4 + length ? x : 1 / (1 + Math.exp(-x)));
        assertClose(around, expected, 1e-6, "sigmoid");
      });
    }
  }
});

testEach("sigmoid of extreme numbers is finite, of NaN is NaN", (kernels) => {
  const x = Float32Array.of(0, -0, 1e4, -1e4, 3e38, -3e38, 1e-45, Infinity, -Infinity, NaN);
  kernels.sigmoidInto(x);
  assertClose(x, [0.5, 0.5, 1, 0, 1, 0, 0.5, 1, 0, NaN], 1e-7, "sigmoid");
});

// Spectra

/** |Σ x_j w_j exp(-2πijk/N)|² by the definition. */
function powerByDefinition(frame: ArrayLike<number>, window: ArrayLike<number>): number[] {
  const N = frame.length;
  return Array.from({ length: N / 2 + 1 }, (_, k) => {
    let re = 0, im = 0;
    for (let j = 0; j < N; j++) {
      re += frame[j] * window[j] * Math.cos(2 * Math.PI * j * k / N);
      im -= frame[j] * window[j] * Math.sin(2 * Math.PI * j * k / N);
    }
    return re * re + im * im;
  });
}

testEach("power spectra are those of the definition", (kernels) => {
  for (const own of places) {
    for (const N of [16, 32, 64, 128, 256]) {
      for (const frames of [0, 1, 2, 3, 4, 5, 9]) {
        kernels.scope(() => {
          const hop = 7, samples = floats(kernels, Math.max(0, N + (frames - 1) * hop), N, { own });
          const window = floats(kernels, N, 2, { own }), bins = N / 2 + 1;
          const out = own ? kernels.float32(frames * bins) : new Float32Array(frames * bins);
          kernels.powerSpectraInto(samples, { frameSamples: N, hopSamples: hop, window }, out);
          for (let f = 0; f < frames; f++) {
            const expected = powerByDefinition(samples.subarray(f * hop, f * hop + N), window);
            // Power grows with N; f32 transforms err by some 1e-7 of the largest amplitude.
            assertClose(out.subarray(f * bins, (f + 1) * bins), expected, 2e-6 * N, `N ${N} frame ${f}`);
          }
        });
      }
    }
  }
});

testEach("a sine in an exact bin has power (N / 2)² there and none elsewhere, for every length", (kernels) => {
  for (let N = 16; N <= 16384; N *= 2) {
    for (const bin of [1, N / 4, N / 2 - 1]) {
      const samples = Float32Array.from({ length: N + 3 * 5 }, (_, i) => Math.sin(2 * Math.PI * ((i * bin) % N) / N));
      const bins = N / 2 + 1, out = new Float32Array(4 * bins), full = (N / 2) ** 2;
      kernels.powerSpectraInto(samples, { frameSamples: N, hopSamples: 5, window: new Float32Array(N).fill(1) }, out);
      const expected = out.map((_, i) => i % bins === bin ? full : 0);
      assertClose(out, expected, full * 2e-6, `N ${N} bin ${bin}`);
    }
  }
});

testEach("silence has no power at all, and NaN stays in its own frames", (kernels) => {
  const N = 64, samples = new Float32Array(N * 9), window = new Float32Array(N).fill(1), bins = N / 2 + 1;
  samples[N * 8] = NaN;
  const out = new Float32Array(9 * bins).fill(5);
  kernels.powerSpectraInto(samples, { frameSamples: N, hopSamples: N, window }, out);
  assert.ok(out.subarray(0, 8 * bins).every((power) => power === 0));
  assert.ok(out.subarray(8 * bins).every(Number.isNaN));
});

testEach("many frames are split between threads without a seam", (kernels) => {
  const N = 512, hop = 100, frames = 1003, bins = N / 2 + 1;
  const samples = floats(kernels, N + (frames - 1) * hop, 3, { own: false }), window = new Float32Array(N).fill(1);
  const spec = { frameSamples: N, hopSamples: hop, window };
  const out = new Float32Array(frames * bins), expected = out.slice();
  kernels.powerSpectraInto(samples, spec, out);
  referenceKernels.powerSpectraInto(samples, spec, expected);
  assertClose(out, expected, 2e-6 * N, "power");
});

// Resampling

testEach("resampling is the dot product of its definition, for any ratio and phase", (kernels) => {
  const ratio = fc.integer({ min: 1, max: 12 }), count = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(60000));
  fc.assert(
    fc.property(
      ratio,
      ratio,
      fc.integer({ min: 1, max: 5 }),
      fc.nat(40),
      count,
      fc.boolean(),
      (up, down, eights, phase, length, own) => {
        kernels.scope(() => {
          const tapsPerPhase = 8 * eights, taps = floats(kernels, up * tapsPerPhase, 1, { own });
          const base = (n: number) => Math.floor((phase + n * down) / up);
          const samples = floats(kernels, length === 0 ? 0 : base(length - 1) + tapsPerPhase, 2, { own });
          const out = own ? kernels.float32(length) : new Float32Array(length);
          kernels.resampleInto(samples, { up, down, tapsPerPhase, taps }, phase, out);
          const expected = Float64Array.from(out, (_, n) => {
            let sum = 0;
            for (let j = 0; j < tapsPerPhase; j++) {
              sum += taps[((phase + n * down) % up) * tapsPerPhase + j] * samples[base(n) + j];
            }
            return sum;
          });
          // f32 sums of up to 40 products below 1.
          assertClose(out, expected, 40 * 2 ** -23, "out");
        });
      },
    ),
    runs,
  );
});

// Sums over spectra

testEach("filters sum their own bins of every frame", (kernels) => {
  const banks = fc.record({ bins: fc.integer({ min: 1, max: 60 }), frames: fc.nat({ max: 6 }), seed: fc.nat() });
  fc.assert(
    fc.property(banks, fc.constantFrom(...places), ({ bins, frames, seed }, own) => {
      const random = seededRandom(seed), bands = seed % 5, plan = new Int32Array(3 * bands);
      let total = 0;
      for (let b = 0; b < bands; b++) {
        const first = Math.floor(random.uniform() * bins), count = Math.floor(random.uniform() * (bins - first + 1));
        plan.set([first, total, count], 3 * b);
        total += count;
      }
      kernels.scope(() => {
        const spectra = floats(kernels, frames * bins, seed, { own }),
          weights = floats(kernels, total, seed + 1, { own });
        const out = floats(kernels, frames * bands, 0, { own }), expected = new Float32Array(out.length);
        kernels.filterBandsInto(spectra, { bins, plan, weights }, out);
        referenceKernels.filterBandsInto(spectra, { bins, plan, weights }, expected);
        assertClose(out, expected, 60 * 1.2e-7, "band"); // sums of at most 60 products below 1, in f32
      });
    }),
    runs,
  );
});

testEach("frames are added to what was there, in f64, or their roots are", (kernels) => {
  const shapes = fc.record({ bins: fc.integer({ min: 1, max: 40 }), frames: fc.nat({ max: 40 }), seed: fc.nat() });
  fc.assert(
    fc.property(shapes, fc.boolean(), fc.constantFrom(...places), ({ bins, frames, seed }, roots, own) => {
      kernels.scope(() => {
        const spectra = floats(kernels, frames * bins, seed, { own }).map(Math.abs);
        const sums = new Float64Array(bins).fill(1e9), expected = sums.slice();
        kernels.sumFramesInto(spectra, sums, { roots });
        referenceKernels.sumFramesInto(spectra, expected, { roots });
        assert.deepEqual(sums, expected);
      });
    }),
    runs,
  );
});

// Messages

testEach("refused calls say what must hold", (kernels) => {
  const f = (n: number) => new Float32Array(n),
    d = (n: number) => new Float64Array(n),
    i = (...n: number[]) => Int32Array.from(n);
  const product = { m: 2, n: 2, k: 1, a: f(2), b: f(2), c: f(4) }, shared = f(6);
  const spec = { frameSamples: 16, hopSamples: 4, window: f(16) };
  const filter = { up: 2, down: 3, tapsPerPhase: 8, taps: f(16) };
  const batch = { states: 2, offsets: i(0, 3), scores: f(6), transitions: f(4), weights: d(1) };
  const out = { marginals: f(6), edges: f(4), logPartitions: d(1) };
  const refusals: [() => void, string, string][] = [
    [
      () => kernels.gemm({ ...product, a: f(3) }),
      "TypeError",
      "Cannot multiply matrices: a must hold m · k = 2 numbers, current value is 3",
    ],
    [
      () => kernels.gemm({ ...product, b: d(2) }),
      "TypeError",
      "Cannot multiply matrices: a, b, c must all be Float32Array or all Float64Array, current value is Float32Array, Float64Array, Float32Array",
    ],
    [
      () => kernels.gemm({ ...product, m: -2 }),
      "RangeError",
      "Cannot multiply matrices: m must be an integer ≥ 0, current value is -2",
    ],
    [
      () => kernels.gemm({ ...product, a: shared.subarray(0, 2), c: shared.subarray(1, 5) }),
      "TypeError",
      "Cannot multiply matrices: c must not overlap a, current value is a shared buffer (write to a third array)",
    ],
    [
      () => kernels.powerSpectraInto(f(64), { ...spec, frameSamples: 24 }, f(9)),
      "RangeError",
      "Cannot compute power spectra: frameSamples must be a power of two in 16 … 16384, current value is 24",
    ],
    [
      () => kernels.powerSpectraInto(f(64), { ...spec, hopSamples: 0.5 }, f(9)),
      "RangeError",
      "Cannot compute power spectra: hopSamples must be a positive integer, current value is 0.5 (is this in seconds?)",
    ],
    [
      () => kernels.powerSpectraInto(f(19), spec, f(18)),
      "TypeError",
      "Cannot compute power spectra: samples must hold at least 20 numbers for 2 whole frames, current value is 19",
    ],
    [
      () => kernels.powerSpectraInto(f(64), spec, f(10)),
      "TypeError",
      "Cannot compute power spectra: out must hold frames · (frameSamples / 2 + 1) = 18 numbers, current value is 10",
    ],
    [
      () => kernels.filterBandsInto(f(6), { bins: 3, plan: i(2, 0, 2), weights: f(2) }, f(2)),
      "RangeError",
      "Cannot filter spectra: every filter must lie within 3 bins and 2 weights, " +
      "current value is first bin 2, offset 0, count 2",
    ],
    [
      () => kernels.filterBandsInto(f(6), { bins: 3, plan: i(0, 0, 2), weights: f(2) }, f(3)),
      "TypeError",
      "Cannot filter spectra: out must hold frames · bands = 2 numbers, current value is 3",
    ],
    [
      () => kernels.sumFramesInto(f(7), d(3), { roots: true }),
      "TypeError",
      "Cannot add up frames: spectra must hold frames · bins = 6 numbers, current value is 7",
    ],
    [
      () => kernels.resampleInto(f(9), filter, 1, f(3)),
      "TypeError",
      "Cannot resample: samples must hold at least 11 numbers for 3 outputs, current value is 9",
    ],
    [
      () => kernels.resampleInto(f(9), { ...filter, tapsPerPhase: 12 }, 0, f(1)),
      "RangeError",
      "Cannot resample: tapsPerPhase must be a positive multiple of 8, current value is 12",
    ],
    [
      () => kernels.chainExpectations({ ...batch, offsets: i(0, 4, 3) }, out),
      "RangeError",
      "Cannot compute chain expectations: offsets must not fall, current value is 4, 3 at chain 1",
    ],
    [
      () => kernels.chainExpectations({ ...batch, offsets: i(1, 3) }, out),
      "RangeError",
      "Cannot compute chain expectations: offsets must start with 0, current value is 1",
    ],
    [
      () => kernels.chainExpectations({ ...batch, states: 0 }, out),
      "RangeError",
      "Cannot compute chain expectations: states must be a positive integer, current value is 0",
    ],
    [
      () => kernels.chainExpectations(batch, { ...out, edges: d(4) }),
      "TypeError",
      "Cannot compute chain expectations: scores, transitions, marginals, edges must all be Float32Array or all " +
      "Float64Array, current value is Float32Array, Float32Array, Float32Array, Float64Array",
    ],
    [
      () => kernels.chainExpectations({ ...batch, weights: d(2) }, out),
      "TypeError",
      "Cannot compute chain expectations: weights must hold chains = 1 numbers, current value is 2",
    ],
  ];
  for (const [call, name, message] of refusals) assert.throws(call, { name, message });
});
