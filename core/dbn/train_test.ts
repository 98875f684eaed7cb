import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { type Dbn, dbnActivations, dbnOutputs, layerActivations } from "./dbn.ts";
import type { HeadSpec, HeadTargets } from "./heads/head.ts";
import { randomTargets } from "./testing.ts";
import { trainRbm } from "./train_rbm.ts";
import {
  type DbnExamples,
  type DbnSpec,
  type PretrainingSpec,
  trainDbn,
  type TrainingOptions,
  untrainedDbn,
} from "./train.ts";

const kernels = await createWasmKernels();
const VISIBLE = 8;

const pretraining: PretrainingSpec = {
  epochs: 10,
  batchRows: 20,
  learningRate: 0.1,
  momentum: 0.5,
  weightDecay: 1e-4,
  gibbsSteps: 1,
};
const spec: DbnSpec = {
  layers: [12, 6],
  pretraining,
  fineTuning: { maxIterations: 150, weightDecay: 1e-4 },
};

/** Rows of two hidden causes seen through eight noisy inputs, and targets that are no linear function of them. */
function problem(rows: number, seed: number): { x: Float32Array; targets: HeadTargets } {
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
const EXAMPLES = { inputs: training.x, visible: VISIBLE, targets: training.targets };
const train = (seed: number, more: Partial<TrainingOptions> = {}, examples: DbnExamples = EXAMPLES) =>
  trainDbn(examples, { spec, random: seededRandom(seed), kernels, ...more });

Deno.test("on rows it has not seen it beats the mean by far where no linear regression can", () => {
  const network = train(1), floor = untrainedDbn(VISIBLE, spec, training.targets, seededRandom(1));
  const [error, mean] = [network, floor].map((dbn) => meanSquare(dbn, unheard));
  // Products and absolute values of symmetric causes are uncorrelated with them.
  assert.ok(error < 0.25 * mean, `${error} against ${mean}`);
});

Deno.test("before fine-tuning, each layer is the machine trained on the activations below, the lowest one Gaussian", () => {
  const untuned = { ...spec, fineTuning: { ...spec.fineTuning, maxIterations: 0 } };
  const { layers } = train(1, { spec: untuned });
  const random = seededRandom(1), { learningRate } = pretraining;
  const lowest = {
    ...pretraining,
    hidden: 12,
    visibleKind: "gaussian" as const,
    learningRate: 0.1 * learningRate,
  };
  const low = trainRbm(training.x, VISIBLE, lowest, random.fork("layer 0"), kernels).layer;
  assert.deepEqual(layers[0], low);
  const below = layerActivations(low, training.x, 400, kernels);
  const upper = { ...pretraining, hidden: 6, visibleKind: "bernoulli" as const };
  assert.deepEqual(layers[1], trainRbm(below, 12, upper, random.fork("layer 1"), kernels).layer);
});

Deno.test("without pre-training, layers start as random as an untrained network's, and fine-tuning learns from there", () => {
  const random = { ...spec, pretraining: null },
    run = (maxIterations: number) =>
      train(1, { spec: { ...random, fineTuning: { ...spec.fineTuning, maxIterations } } });
  assert.deepEqual(run(0), untrainedDbn(VISIBLE, spec, training.targets, seededRandom(1)));
  assert.ok(meanSquare(run(150), unheard) < 0.5 * meanSquare(run(0), unheard));
});

Deno.test("any topology and any head: the network has the head's outputs, and says other things of other rows", () => {
  const heads: HeadSpec[] = [{ kind: "gaussian" }, { kind: "heatmap", moversWeight: 0.2 }];
  for (const head of heads) {
    for (const layers of [[5], [9, 8, 7]]) {
      const targets = randomTargets(head, 400, 3), fineTuning = { maxIterations: 60, weightDecay: 0 };
      const O = targets.outputs, kind = (n: number) => training.x[n * VISIBLE] > 0 ? 0 : 1;
      // Two kinds of rows, each with targets of its own.
      for (let n = 2; n < 400; n++) targets.values.copyWithin(n * O, kind(n) * O, (kind(n) + 1) * O);
      const dbn = train(1, { spec: { ...spec, layers, fineTuning, head } }, { ...EXAMPLES, targets });
      assert.deepEqual(dbn.layers.map(({ hidden }) => hidden), layers);
      const y = dbnOutputs(dbn.head, dbnActivations(dbn, unheard.x, kernels).at(-1)!);
      assert.equal(y.length, 400 * O);
      const first = y.filter((_, i) => i % O === 0);
      assert.ok(Math.max(...first) - Math.min(...first) > 1e-2, `${head.kind} ${layers}`);
    }
  }
});

Deno.test("a solved regression leaves the layers as fine-tuning left them, and fits at least as well", () => {
  const head = (solve?: { method: "ridge"; strength: number }): HeadSpec => ({ kind: "regression", solve });
  const [tuned, solved] = [head(), head({ method: "ridge", strength: 1e-6 })].map((head) =>
    train(1, { spec: { ...spec, head } })
  );
  assert.deepEqual(solved.layers, tuned.layers);
  assert.ok(meanSquare(solved, training) < meanSquare(tuned, training));
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
  train(1, { onProgress: (event) => told.push(event) });
  assert.ok(told.every(({ fraction }, i) => fraction > (i === 0 ? 0 : told[i - 1].fraction) && fraction <= 1));
  assert.deepEqual([...new Set(told.map(({ message }) => message))], [
    "training layer 1 of 2",
    "training layer 2 of 2",
    "fine-tuning the network",
  ]);
});

Deno.test("divergence in pre-training is told", () => {
  const wild = { ...spec, pretraining: { ...pretraining, learningRate: 1e6 } };
  assert.throws(
    () => train(1, { spec: wild }),
    /^RangeError: Cannot train an RBM: it diverged in epoch \d+; the learning rate must be smaller, current value is 100000 \(is the data standardised\?\)$/,
  );
});

Deno.test("layers are pre-trained on rows without targets, too; fine-tuning and the head hear the others alone", () => {
  const more = training.x.map((value) => -value),
    untuned = { ...spec, fineTuning: { ...spec.fineTuning, maxIterations: 0 } };
  const fit = (unlabelled?: Float32Array) => train(1, { spec: untuned }, { ...EXAMPLES, unlabelled });
  const [alone, both] = [fit(), fit(more)];
  assert.deepEqual(fit(new Float32Array(0)), alone);
  assert.notDeepEqual(both.layers[0].weights, alone.layers[0].weights);
});
