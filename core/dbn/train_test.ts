import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { type Dbn, dbnActivations, dbnOutputs, layerActivations } from "./dbn.ts";
import type { RegressionTargets } from "./fine_tune.ts";
import { trainRbm } from "./rbm.ts";
import { type DbnSpec, trainDbn, untrainedDbn } from "./train.ts";

const kernels = await createWasmKernels();
const VISIBLE = 8;

const spec: DbnSpec = {
  layers: [12, 6],
  pretraining: { epochs: 10, batchRows: 20, learningRate: 0.1, momentum: 0.5, weightDecay: 1e-4, gibbsSteps: 1 },
  fineTuning: { maxIterations: 150, weightDecay: 1e-4 },
};

/** Rows of two hidden causes seen through eight noisy inputs, and targets that are no linear function of them. */
function problem(rows: number, seed: number): { x: Float32Array; targets: RegressionTargets } {
  const random = seededRandom(seed), x = new Float32Array(rows * VISIBLE), values = new Float32Array(rows * 2);
  for (let n = 0; n < rows; n++) {
    const [p, q] = [random.normal(), random.normal()];
    for (let v = 0; v < VISIBLE; v++) x[n * VISIBLE + v] = (v % 2 === 0 ? p : q) + 0.2 * random.normal();
    values.set([0.5 + p * q, 2 * Math.abs(p)], 2 * n);
  }
  return { x, targets: { outputs: 2, values } };
}

function meanSquare(dbn: Dbn, { x, targets }: ReturnType<typeof problem>): number {
  const y = dbnOutputs(dbn.head, dbnActivations(dbn, x, kernels).at(-1)!);
  return y.reduce((sum, value, i) => sum + (value - targets.values[i]) ** 2, 0) / y.length;
}

const training = problem(400, 1), unheard = problem(400, 2);
const train = (seed: number) => trainDbn(training.x, VISIBLE, training.targets, spec, seededRandom(seed), kernels);

Deno.test("on rows it has not seen it beats the mean by far where no linear regression can", () => {
  const network = train(1), floor = untrainedDbn(VISIBLE, spec, training.targets, seededRandom(1));
  const [error, mean] = [network, floor].map((dbn) => meanSquare(dbn, unheard));
  // Products and absolute values of symmetric causes are uncorrelated with them.
  assert.ok(error < 0.25 * mean, `${error} against ${mean}`);
});

Deno.test("before fine-tuning, each layer is the machine trained on the activations below, the lowest one Gaussian", () => {
  const untuned = { ...spec, fineTuning: { ...spec.fineTuning, maxIterations: 0 } };
  const { layers } = trainDbn(training.x, VISIBLE, training.targets, untuned, seededRandom(1), kernels);
  const random = seededRandom(1), { learningRate } = spec.pretraining;
  const lowest = {
    ...spec.pretraining,
    hidden: 12,
    visibleKind: "gaussian" as const,
    learningRate: 0.1 * learningRate,
  };
  const low = trainRbm(training.x, VISIBLE, lowest, random.fork("layer 0"), kernels).layer;
  assert.deepEqual(layers[0], low);
  const below = layerActivations(low, training.x, 400, kernels);
  const upper = { ...spec.pretraining, hidden: 6, visibleKind: "bernoulli" as const };
  assert.deepEqual(layers[1], trainRbm(below, 12, upper, random.fork("layer 1"), kernels).layer);
});

Deno.test("the same seed gives the same network, another one another", () => {
  assert.deepEqual(train(3), train(3));
  assert.notDeepEqual(train(3), train(4));
});

Deno.test("an untrained network predicts the mean of the targets, whatever it hears, with units in their range", () => {
  const { targets } = training, dbn = untrainedDbn(VISIBLE, spec, targets, seededRandom(5));
  assert.deepEqual(dbn.layers.map(({ visible, hidden }) => [visible, hidden]), [[8, 12], [12, 6]]);
  const [low] = dbnActivations(dbn, unheard.x, kernels),
    y = dbnOutputs(dbn.head, dbnActivations(dbn, unheard.x, kernels)[1]);
  for (let o = 0; o < 2; o++) {
    const mean = targets.values.reduce((sum, value, i) => i % 2 === o ? sum + value : sum, 0) / 400;
    assert.ok(y.every((value, i) => i % 2 !== o || Math.abs(value - mean) < 1e-5));
  }
  const mean = low.reduce((sum, a) => sum + a, 0) / low.length;
  const deviation = Math.sqrt(low.reduce((sum, a) => sum + (a - mean) ** 2, 0) / low.length);
  assert.ok(deviation > 0.1 && deviation < 0.45, `${deviation}`);
  assert.notDeepEqual(dbn, untrainedDbn(VISIBLE, spec, targets, seededRandom(6)));
});

Deno.test("progress rises from layer to layer to the end", () => {
  const told: { message: string; fraction: number }[] = [];
  trainDbn(training.x, VISIBLE, training.targets, spec, seededRandom(1), kernels, (event) => told.push(event));
  assert.ok(told.every(({ fraction }, i) => fraction > (i === 0 ? 0 : told[i - 1].fraction) && fraction <= 1));
  assert.deepEqual([...new Set(told.map(({ message }) => message))], [
    "training layer 1 of 2",
    "training layer 2 of 2",
    "fine-tuning the network",
  ]);
});

Deno.test("divergence in pre-training is told", () => {
  const wild = { ...spec, pretraining: { ...spec.pretraining, learningRate: 1e6 } };
  assert.throws(
    () => trainDbn(training.x, VISIBLE, training.targets, wild, seededRandom(1), kernels),
    /^RangeError: Cannot train an RBM: it diverged in epoch \d+; the learning rate must be smaller, current value is 100000 \(is the data standardised\?\)$/,
  );
});
