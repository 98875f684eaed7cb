import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import type { EpochReport } from "./monitors.ts";
import { freeEnergies } from "./rbm.ts";
import { barsAndStripes, Enumeration, normals } from "./testing.ts";
import { type RbmOptions, trainRbm } from "./train_rbm.ts";

const bare: RbmOptions = {
  visibleKind: "bernoulli",
  hidden: 3,
  epochs: 1,
  batchRows: 1e6,
  learningRate: 1,
  momentum: 0,
  weightDecay: 0,
  gibbsSteps: 1,
};

const train = (data: Float32Array, visible: number, options: Partial<RbmOptions>, seed = 1) =>
  trainRbm(data, visible, { ...bare, ...options }, seededRandom(seed), kernels);

const PICTURES = barsAndStripes();
const pictures = Float32Array.from(Array.from({ length: 10 }, () => PICTURES).flat(2));

Deno.test("bars and stripes: CD and persistent CD find them among 512 pictures, near the best that can be", async () => {
  const indices = PICTURES.map((picture) => picture.reduce((sum, on, i) => sum + (on << i), 0));
  const kernels = await createWasmKernels();
  // What of the 14 pictures' 2.639 nats each may be missed, and the least share of the probability that they have.
  const runs = [
    { steps: { gibbsSteps: 10, epochs: 800, learningRate: 0.3 }, missedNats: 0.15, mass: 0.9 },
    { steps: { gibbsSteps: 1, persistent: true, epochs: 2000, learningRate: 0.05 }, missedNats: 0.3, mass: 0.75 },
  ];
  for (const { steps, missedNats, mass: least } of runs) {
    const options: RbmOptions = {
      ...bare,
      ...steps,
      sampleVisible: true,
      hidden: 10,
      batchRows: 35,
      learningRateSchedule: "linear",
      momentum: 0.5,
    };
    const p = new Enumeration(trainRbm(pictures, 9, options, seededRandom(3), kernels)).distribution();
    const mass = indices.reduce((sum, at) => sum + p[at], 0);
    const likelihood = indices.reduce((sum, at) => sum + Math.log(p[at]) / 14, 0);
    assert.ok(indices.length === 14 && mass > least, `14 of 512 pictures have ${mass} of the probability`);
    assert.ok(likelihood > -Math.log(14) - missedNats, `${likelihood} nats a picture`);
  }
  kernels.close();
});

Deno.test("hidden units listen for single bars when each picture has its own set of them", () => {
  const random = seededRandom(4), rows = 600;
  const data = new Float32Array(rows * 9);
  for (let n = 0; n < rows; n++) {
    for (let bar = 0; bar < 3; bar++) if (random.uniform() < 0.3) data.fill(1, n * 9 + bar * 3, n * 9 + bar * 3 + 3);
  }
  const { layer } = train(data, 9, { hidden: 3, epochs: 300, batchRows: 50, learningRate: 0.1, momentum: 0.5 }, 5);
  const listens = Array.from({ length: 3 }, (_, j) => {
    const sums = [0, 1, 2].map((bar) => [0, 1, 2].reduce((sum, i) => sum + layer.weights[(bar * 3 + i) * 3 + j], 0));
    const sizes = sums.map(Math.abs), most = sizes.indexOf(Math.max(...sizes));
    assert.ok(sizes[most] > 0.8 * Math.hypot(...sums), `unit ${j}: ${sums}`);
    return most;
  });
  assert.equal(new Set(listens).size, 3, `bars ${listens}`);
});

Deno.test("Gaussian units: two clouds are told apart, and the error falls to about the noise", () => {
  const random = seededRandom(5), rows = 400, visible = 6;
  const data = Float32Array.from({ length: rows * visible }, (_, i) => {
    const sign = Math.floor(i / visible) % 2 === 0 ? 1 : -1;
    return sign * (i % 2 === 0 ? 1.5 : -1.5) + 0.5 * random.normal();
  });
  const reports: EpochReport[] = [];
  const rbm = train(data, visible, {
    visibleKind: "gaussian",
    hidden: 2,
    epochs: 60,
    batchRows: 20,
    learningRate: 0.02,
    momentum: 0.5,
    onEpoch: (report) => reports.push(report),
  }, 6);
  // Variance 2.5 a unit: 2.25 between the clouds, 0.25 within.
  assert.ok(reports[0].reconstructionError > 2 && reports.at(-1)!.reconstructionError < 0.35);
  assert.deepEqual(reports.map(({ epoch }) => epoch), Array.from({ length: 60 }, (_, i) => i + 1));
  assert.ok(reports.every(({ freeEnergyGap }) => freeEnergyGap === null));
  const oracle = new Enumeration(rbm);
  const [one, other] = [1.5, -1.5].map((x) => oracle.hiddenMeans([x, -x, x, -x, x, -x]));
  assert.ok(one.some((p, j) => Math.abs(p - other[j]) > 0.9));
});

Deno.test("the gap of free energies opens when few rows are learned by heart, and early stop keeps the machine before", () => {
  const random = seededRandom(9), data = Float32Array.from({ length: 40 * 16 }, () => random.uniform() < 0.5 ? 1 : 0);
  const options = { hidden: 30, epochs: 400, batchRows: 20, learningRate: 0.1, heldOutShare: 0.5 };
  const gaps: number[] = [];
  train(data, 16, { ...options, onEpoch: ({ freeEnergyGap }) => gaps.push(freeEnergyGap!) });
  assert.ok(gaps[0] < 0.5 && gaps.at(-1)! > 3, `${gaps[0]} to ${gaps.at(-1)}`);
  const told: number[] = [], earlyStop = { gapNats: 1, patienceEpochs: 5 };
  const stopped = train(data, 16, { ...options, earlyStop, onEpoch: ({ freeEnergyGap }) => told.push(freeEnergyGap!) });
  assert.ok(told.length < 400 && told.slice(-5).every((gap) => gap > 1), `${told.length} epochs`);
  const last = told.findLastIndex((gap) => gap <= 1) + 1;
  assert.ok(last >= 1 && last === told.length - 5);
  assert.ok(freeEnergies(stopped, data, kernels).every(Number.isFinite));
  const again: number[] = [];
  const before = train(data, 16, {
    ...options,
    earlyStop: { gapNats: 1, patienceEpochs: 1 },
    onEpoch: ({ freeEnergyGap }) => again.push(freeEnergyGap!),
  });
  assert.ok(again.length <= told.length);
  if (again.length === last + 1) assert.deepEqual(before, stopped);
});

Deno.test("a sparsity target draws the units' activity there", () => {
  const activity = (sparsity?: { target: number; strength: number }) => {
    const rbm = train(pictures, 9, { hidden: 8, epochs: 200, batchRows: 35, learningRate: 0.1, sparsity });
    const oracle = new Enumeration(rbm), means = PICTURES.map((picture) => oracle.hiddenMeans(picture));
    return Array.from({ length: 8 }, (_, j) => means.reduce((sum, row) => sum + row[j] / 14, 0));
  };
  const free = activity(), drawn = activity({ target: 0.1, strength: 3 });
  assert.ok(drawn.every((mean) => Math.abs(mean - 0.1) < 0.06), drawn.join(" "));
  assert.ok(free.some((mean) => Math.abs(mean - 0.1) > 0.2), free.join(" "));
});

Deno.test("momentum adds the last update again, decay takes from the weights, schedules change both from epoch to epoch", () => {
  const flat = (options: Partial<RbmOptions>) => {
    const { layer, visibleBias } = train(pictures, 9, { sampleVisible: false, ...options });
    return [...layer.weights, ...visibleBias, ...layer.bias];
  };
  const start = flat({ epochs: 0 }), one = flat({}), two = flat({ epochs: 2 });
  const close = (actual: number[], expected: (i: number) => number) =>
    actual.forEach((value, i) => assert.ok(Math.abs(value - expected(i)) < 3e-6, `${i}: ${value} not ${expected(i)}`));
  close(flat({ epochs: 2, momentum: 0.5 }), (i) => two[i] + 0.5 * (one[i] - start[i]));
  close(flat({ epochs: 2, momentum: 0.5, initialMomentum: { momentum: 0, epochs: 2 } }), (i) => two[i]);
  close(flat({ weightDecay: 0.25 }), (i) => one[i] - (i < 27 ? 0.25 * start[i] : 0));
  // Of two epochs the second has half the rate: the same draws, half the step.
  close(flat({ epochs: 2, learningRateSchedule: "linear" }), (i) => one[i] + 0.5 * (two[i] - one[i]));
});

Deno.test("the same stream gives the same machine, another one another; the data stay as they were", () => {
  const before = pictures.slice(), options = { batchRows: 7, epochs: 3, persistent: true, heldOutShare: 0.1 };
  assert.deepEqual(train(pictures, 9, options), train(pictures, 9, options));
  assert.notDeepEqual(train(pictures, 9, options).layer.weights, train(pictures, 9, options, 2).layer.weights);
  assert.deepEqual(pictures, before);
});

Deno.test("one row, constant data and batches longer than the data are fine", () => {
  for (const visibleKind of ["bernoulli", "gaussian"] as const) {
    for (const persistent of [false, true]) {
      for (const data of [Float32Array.of(0, 1), new Float32Array(20), new Float32Array(20).fill(1)]) {
        const { layer } = train(data, 2, { visibleKind, persistent, epochs: 5, learningRate: 0.1 });
        assert.ok(layer.weights.length === 6 && layer.weights.every(Number.isFinite));
      }
    }
  }
});

Deno.test("divergence is reported with what to change: an exploding error, an overflow, an overflow after the last error", () => {
  const data = normals(4000, 9);
  const run = (options: Partial<RbmOptions>) => () => train(data, 4, { visibleKind: "gaussian", ...options });
  const message = (epoch: number, rate: number) =>
    new RangeError(
      `Cannot train an RBM: it diverged in epoch ${epoch}; the learning rate must be smaller, ` +
        `current value is ${rate} (is the data standardised?)`,
    );
  assert.throws(run({ learningRate: 1e20, batchRows: 100 }), message(1, 1e20));
  assert.throws(run({ learningRate: 1e42 }), message(1, 1e42), "the only batch of the epoch");
  // Finite still, but a thousand times worse than saying nothing.
  assert.throws(run({ learningRate: 1e3, batchRows: 500 }), message(1, 1e3));
});

Deno.test("data and options that can not be are refused", () => {
  const run = (length: number, options: Partial<RbmOptions>) => () => train(new Float32Array(length), 4, options);
  for (const length of [0, 6]) {
    const message = `Cannot train an RBM: data must hold whole rows of 4 numbers, current length is ${length}`;
    assert.throws(run(length, {}), new RangeError(message));
  }
  for (const name of ["hidden", "batchRows", "gibbsSteps"]) {
    for (const value of [0, 1.5]) {
      const message = `Cannot train an RBM: ${name} must be a positive integer, current value is ${value}`;
      assert.throws(run(8, { [name]: value }), new RangeError(message));
    }
  }
  assert.throws(
    run(8, { momentum: 1 }),
    new RangeError("Cannot train an RBM: momentum must be at least 0 and below 1, current value is 1"),
  );
  assert.throws(
    run(8, { heldOutShare: 0.9 }),
    new RangeError(
      "Cannot train an RBM: heldOutShare must be at least 0 and leave a row to train on, current value is 0.9",
    ),
  );
  assert.throws(
    run(8, { earlyStop: { gapNats: 1, patienceEpochs: 1 } }),
    new RangeError(
      "Cannot train an RBM: earlyStop needs held-out rows: heldOutShare must be larger, current value is 0",
    ),
  );
});
