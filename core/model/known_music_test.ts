import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { columnScale } from "../statistics.ts";
import { type Heard, recentRows } from "./hearing.ts";
import { fitKnownMusic, unfamiliarity } from "./known_music.ts";

const kernels = await createWasmKernels({ threads: 1 });
const WIDTH = 30, windowSteps = 4;

/** Rows of a piece that moves about a place of its own along three of the directions there are. */
function piece(seed: number, { steps = 24, away = 0 } = {}): Heard {
  const random = seededRandom(seed), place = [0, 1, 2].map(() => 2 * random.normal());
  const rows = new Float64Array(steps * WIDTH);
  for (let t = 0; t < steps; t++) {
    const at = place.map((value) => value + 0.5 * random.normal());
    for (let d = 0; d < WIDTH; d++) {
      const along = at[0] * Math.cos(d) + at[1] * Math.sin(d) + at[2] * Math.cos(2 * d);
      // Other music differs where the training music never does.
      rows[t * WIDTH + d] = 5 + along + 0.3 * random.normal() + away * Math.sin(5 * d);
    }
  }
  return { steps, width: WIDTH, rows, units: 0, activations: new Float32Array(0) };
}

const training = Array.from({ length: 40 }, (_, i) => piece(i));
const scale = columnScale(training.map((heard) => recentRows(heard, windowSteps)), WIDTH);
const options = { scale, windowSteps };
const fit = (pieces = training, own = kernels) =>
  fitKnownMusic(pieces.map((one) => [one]), { ...options, random: seededRandom(1) }, own);
const known = fit();
const song = (heard: Heard) => unfamiliarity(known, heard, options).song;

Deno.test("new pieces of the same music are flagged about as often as the limit says, others nearly always", () => {
  const flagged = (away: number) =>
    Array.from({ length: 100 }, (_, i) => song(piece(100 + i, { away }))).filter((u) => u > 1).length;
  // One in twenty, from the quantile of forty pieces.
  assert.ok(flagged(0) <= 15, `${flagged(0)} of 100`);
  assert.ok(flagged(2) >= 95, `${flagged(2)} of 100`);
  assert.ok(song(piece(7, { away: 1 })) < song(piece(7, { away: 3 })));
});

Deno.test("only the passages of a piece that are unlike the training music are far", () => {
  const half = piece(50), strange = piece(50, { away: 3 }), at = 12 * WIDTH;
  half.rows.set(strange.rows.subarray(at), at);
  const { steps } = unfamiliarity(known, half, options);
  assert.equal(steps.length, 24);
  assert.ok(steps.subarray(0, 12).every((u) => u < 1.3) && steps.subarray(16).every((u) => u > 1.3), steps.join(" "));
});

Deno.test("the distance is that of the Gaussian of few directions, written out", () => {
  const { directions, precision, rest, songLimit } = known, K = Math.sqrt(precision.length);
  for (let k = 0; k < K; k++) {
    for (let j = 0; j <= k; j++) {
      let product = 0;
      for (let d = 0; d < WIDTH; d++) product += directions[k * WIDTH + d] * directions[j * WIDTH + d];
      assert.ok(Math.abs(product - (k === j ? 1 : 0)) < 1e-6, "orthonormal, kept in f32");
    }
  }
  const heard = piece(3), z = new Float64Array(WIDTH);
  for (let i = 0; i < heard.rows.length; i++) z[i % WIDTH] += heard.rows[i] / heard.steps;
  for (let d = 0; d < WIDTH; d++) z[d] = (z[d] - scale.mean[d]) / scale.deviation[d];
  // Inverse of the covariance in all directions: Uᵀ·P·U + (I - Uᵀ·U) / rest.
  let square = 0;
  for (let d = 0; d < WIDTH; d++) {
    for (let e = 0; e < WIDTH; e++) {
      let inverse = d === e ? 1 / rest : 0;
      for (let k = 0; k < K; k++) {
        inverse -= directions[k * WIDTH + d] * directions[k * WIDTH + e] / rest;
        for (let j = 0; j < K; j++) {
          inverse += directions[k * WIDTH + d] * precision[k * K + j] * directions[j * WIDTH + e];
        }
      }
      square += z[d] * inverse * z[e];
    }
  }
  assert.ok(Math.abs(song(heard) - Math.sqrt(square / WIDTH) / songLimit) < 1e-9);
});

Deno.test("the directions are those in which the music varies: nothing is far along them alone, all is across them", () => {
  const at = (turn: (d: number) => number): Heard => ({
    ...{ steps: 1, width: WIDTH, units: 0, activations: new Float32Array(0) },
    rows: Float64Array.from({ length: WIDTH }, (_, d) => 5 + turn(d)),
  });
  assert.ok(song(at((d) => 2 * Math.cos(d))) < 1);
  assert.ok(song(at((d) => 2 * Math.sin(5 * d))) > 1);
});

Deno.test("the same pieces and seed give the same numbers; the reference gives them to f32", () => {
  assert.deepEqual(fit(), known);
  const plain = fit(training.slice(0, 8), referenceKernels), fast = fit(training.slice(0, 8));
  assert.ok(Math.abs(plain.songLimit / fast.songLimit - 1) < 1e-3 && Math.abs(plain.rest / fast.rest - 1) < 1e-3);
});

Deno.test("few pieces, pieces that are all the same, no steps and values no music has are finite", () => {
  for (const pieces of [training.slice(0, 2), [training[0], training[0], training[0]]]) {
    const own = fit(pieces);
    const { song, steps } = unfamiliarity(own, training[5], options);
    assert.ok([song, ...steps, own.songLimit, own.passageLimit].every((value) => Number.isFinite(value) && value > 0));
  }
  const wild = { ...training[0], rows: training[0].rows.map((_, i) => i % 2 === 0 ? 1e9 : -1e9) };
  assert.ok(song(wild) > 1 && Number.isFinite(song(wild)));
  const nothing = unfamiliarity(known, { ...training[0], steps: 0, rows: new Float64Array(0) }, options);
  assert.deepEqual([nothing.song, nothing.steps.length], [0, 0]);
});

Deno.test("hearings of a piece are left out together: their likeness hides nothing", () => {
  const few = training.slice(0, 5), once = fit(few);
  const twice = fitKnownMusic(few.map((one) => [one, one]), { ...options, random: seededRandom(1) }, kernels);
  // f32 products; the quantile of twice as many distances interpolates a little differently.
  assert.ok(Math.abs(twice.rest / once.rest - 1) < 1e-5 && Math.abs(twice.passageLimit / once.passageLimit - 1) < 0.03);
  const apart = fit(few.flatMap((one) => [one, one])); // as pieces of their own they stand in for one another
  assert.ok(apart.passageLimit < 0.9 * once.passageLimit, `${apart.passageLimit} and ${once.passageLimit}`);
});

Deno.test("one piece is too few", () => {
  assert.throws(
    () => fit(training.slice(0, 1)),
    new RangeError("Cannot know music: there must be at least 2 pieces, current value is 1"),
  );
});
