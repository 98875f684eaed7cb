import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { freeEnergies, hiddenInto, hiddenSampleInto, visibleInto, visibleSampleInto } from "./rbm.ts";
import { Enumeration, normals, randomRbm } from "./testing.ts";

const machines = fc.record({
  visible: fc.integer({ min: 1, max: 5 }),
  hidden: fc.integer({ min: 1, max: 4 }),
  kind: fc.constantFrom("bernoulli" as const, "gaussian" as const),
  seed: fc.nat(1e6),
});

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ""): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(actual[i] - expected[i]) <= tolerance) continue;
    assert.fail(`${what}[${i}]: ${actual[i]}, not ${expected[i]}`);
  }
}

Deno.test("conditionals and free energies are the sums of exp(-E) over all states", () => {
  fc.assert(
    fc.property(machines, ({ visible, hidden, kind, seed }) => {
      const rbm = randomRbm(visible, hidden, kind, seed), oracle = new Enumeration(rbm);
      const v = kind === "bernoulli"
        ? Float32Array.from(normals(2 * visible, seed + 5), (x) => x > 0 ? 1 : 0)
        : normals(2 * visible, seed + 5);
      const h = Float32Array.from(normals(2 * hidden, seed + 6), (x) => x > 0 ? 1 : 0);
      const up = new Float32Array(2 * hidden), down = new Float32Array(2 * visible);
      hiddenInto(rbm, v, up, kernels);
      visibleInto(rbm, h, down, kernels);
      const energies = freeEnergies(rbm, v, kernels);
      for (const n of [0, 1]) {
        const visibleRow = v.subarray(n * visible, (n + 1) * visible),
          hiddenRow = h.subarray(n * hidden, (n + 1) * hidden);
        // f32 parameters and products of numbers of size 1 to 10.
        assertNear(up.subarray(n * hidden, (n + 1) * hidden), oracle.hiddenMeans(visibleRow), 1e-6, "p(h | v)");
        assertNear(down.subarray(n * visible, (n + 1) * visible), oracle.visibleMeans(hiddenRow), 5e-6, "E[v | h]");
        assertNear([energies[n]], [oracle.freeEnergy(visibleRow)], 1e-5, "F(v)");
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("free energies give the distribution: exp(-F(v)) over the partition function by brute force sums to 1", () => {
  const rbm = randomRbm(6, 4, "bernoulli", 3), oracle = new Enumeration(rbm);
  const energies = freeEnergies(rbm, Float32Array.from(oracle.visibleStates.flat()), kernels);
  const logZ = oracle.logPartition(), p = Array.from(energies, (energy) => Math.exp(-energy - logZ));
  assertNear([p.reduce((a, b) => a + b)], [1], 1e-5);
  assertNear(p, oracle.distribution(), 1e-6);
});

Deno.test("samples follow the conditionals; those of real units have variance 1", () => {
  const rows = 40000, state = Uint32Array.of(5, 0);
  for (const kind of ["bernoulli", "gaussian"] as const) {
    const rbm = randomRbm(3, 2, kind, 8), oracle = new Enumeration(rbm);
    const h = [1, 0], v = kind === "bernoulli" ? [1, 0, 1] : [0.5, -1, 0.2];
    const repeat = (row: number[]) => Float32Array.from({ length: rows * row.length }, (_, i) => row[i % row.length]);
    const visible = new Float32Array(rows * 3),
      out = { hidden: new Float32Array(rows * 2), sample: new Float32Array(rows * 2) };
    visibleSampleInto(rbm, repeat(h), visible, state, kernels);
    hiddenSampleInto(rbm, repeat(v), out, state, kernels);
    const mean = (x: Float32Array, columns: number) =>
      Array.from(
        { length: columns },
        (_, u) => x.reduce((sum, value, i) => i % columns === u ? sum + value : sum, 0) / rows,
      );
    // Five standard errors of 40,000 draws of deviation ½ and 1.
    assertNear(mean(visible, 3), oracle.visibleMeans(h), (kind === "bernoulli" ? 2.5 : 5) / Math.sqrt(rows), "v");
    assertNear(mean(out.sample, 2), oracle.hiddenMeans(v), 2.5 / Math.sqrt(rows), "h");
    assertNear(out.hidden.subarray(0, 2), oracle.hiddenMeans(v), 1e-6);
    if (kind === "bernoulli") assert.ok(visible.every((x) => x === 0 || x === 1));
    else {
      const means = oracle.visibleMeans(h), variance = mean(visible.map((x, i) => (x - means[i % 3]) ** 2), 3);
      assertNear(variance, [1, 1, 1], 5 * Math.SQRT2 / Math.sqrt(rows), "variance");
    }
  }
});

Deno.test("free energies of extreme inputs are finite, of no rows none", () => {
  const rbm = randomRbm(2, 3, "gaussian", 1);
  assert.ok(freeEnergies(rbm, Float32Array.of(1e4, -1e4, 0, 0), kernels).every(Number.isFinite));
  assert.equal(freeEnergies(rbm, new Float32Array(0), kernels).length, 0);
});
