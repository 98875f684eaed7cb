import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { earlyStop, freeEnergyGap, reconstructionError } from "./monitors.ts";
import { Enumeration, normals, randomRbm } from "./testing.ts";

Deno.test("the gap is the mean log-probability of training rows less that of held-out ones, by enumeration", () => {
  const rbm = randomRbm(5, 3, "bernoulli", 2), oracle = new Enumeration(rbm), p = oracle.distribution();
  const training = [3, 17, 17, 30], heldOut = [0, 9];
  const rows = (states: number[]) => Float32Array.from(states.flatMap((state) => oracle.visibleStates[state]));
  const mean = (states: number[]) => states.reduce((sum, state) => sum + Math.log(p[state]) / states.length, 0);
  const gap = freeEnergyGap(rbm, rows(training), rows(heldOut), kernels);
  assert.ok(Math.abs(gap - (mean(training) - mean(heldOut))) < 1e-5, `${gap}`);
});

Deno.test("the reconstruction error is that of means that went up and down once", () => {
  for (const kind of ["bernoulli", "gaussian"] as const) {
    const rbm = randomRbm(4, 3, kind, 5), rows = normals(12, 6), { layer, visibleBias } = rbm;
    const oracle = new Enumeration(rbm);
    let expected = 0;
    for (let n = 0; n < 3; n++) {
      const v = rows.subarray(4 * n, 4 * n + 4), h = oracle.hiddenMeans(v);
      v.forEach((value, i) => {
        let input = visibleBias[i];
        h.forEach((mean, j) => input += mean * layer.weights[i * 3 + j]);
        expected += (value - (kind === "gaussian" ? input : 1 / (1 + Math.exp(-input)))) ** 2 / 12;
      });
    }
    assert.ok(Math.abs(reconstructionError(rbm, rows, kernels) - expected) < 1e-5 * Math.max(1, expected));
  }
});

Deno.test("it stops after so many epochs beyond the gap in a row, and not before", () => {
  const judge = earlyStop({ gapNats: 1, patienceEpochs: 2 });
  assert.deepEqual([0, 1, 1.5, -3, 2, 1.1].map(judge), ["keep", "keep", "wait", "keep", "wait", "stop"]);
  assert.equal(earlyStop({ gapNats: 0, patienceEpochs: 1 })(0.1), "stop");
});
