import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { dbnActivations, dbnOutputs } from "./dbn.ts";
import { fineTune, type FineTuneOptions } from "./fine_tune.ts";
import { headOutputs, type HeadSpec, type HeadTargets } from "./heads/head.ts";
import { flattenDbn, networkObjective } from "./objective.ts";
import { normals, randomDbn, randomTargets } from "./testing.ts";

const ROWS = 80, x = normals(2 * ROWS, 4);
const values = Float32Array.from({ length: ROWS }, (_, n) => Math.sin(2 * x[2 * n]) * x[2 * n + 1]);
const curved: HeadTargets = { outputs: 1, values };

function tune(options: Partial<FineTuneOptions>, dbn = randomDbn([2, 6, 1], 3, 0.5), targets = curved) {
  return fineTune(dbn, x, targets, { maxIterations: 60, weightDecay: 0, ...options }, seededRandom(1), kernels);
}

const lossOf = (dbn: ReturnType<typeof randomDbn>, targets = curved, head?: HeadSpec) =>
  networkObjective(dbn, x, targets, { head, weightDecay: 0 }, kernels).evaluate(flattenDbn(dbn), flattenDbn(dbn));

Deno.test("on the whole set it lowers the error at every step and leaves the network it was given as it was", () => {
  for (const optimizer of [undefined, "conjugateGradient", "lbfgs"] as const) {
    const dbn = randomDbn([2, 6, 1], 3, 0.5), before = structuredClone(dbn), start = lossOf(dbn), told: number[] = [];
    const onIteration = ({ value }: { value: number }) => void told.push(value);
    const { dbn: tuned, result } = tune({ optimizer, onIteration }, dbn);
    told.forEach((value, i) => assert.ok(value <= (i === 0 ? start : told[i - 1]) * (1 + 2e-7)));
    assert.ok(result.value < 0.2 * start, `${start} to ${result.value}`);
    assert.deepEqual(dbn, before);
    assert.deepEqual(flattenDbn(tuned), result.x.map(Math.fround));
    assert.deepEqual(tune({ optimizer }, dbn).dbn, tuned, "deterministic");
  }
  assert.deepEqual(tune({}).dbn, tune({ optimizer: "conjugateGradient" }).dbn);
  assert.notDeepEqual(tune({}).dbn, tune({ optimizer: "lbfgs" }).dbn);
});

Deno.test("on batches every optimiser learns, each in its own way", () => {
  const start = lossOf(randomDbn([2, 6, 1], 3, 0.5));
  const runs = [
    { optimizer: "conjugateGradient", maxIterations: 30 },
    { optimizer: "lbfgs", maxIterations: 30 },
    { optimizer: "adam", maxIterations: 400, learningRate: 0.02 },
    { optimizer: "adam", maxIterations: 800, learningRate: 0.02, batchRows: undefined },
  ] as const;
  const tuned = runs.map((run) => {
    const passes: number[] = [];
    const { dbn, result } = tune({
      batchRows: 20,
      ...run,
      onIteration: ({ iteration }) => void passes.push(iteration),
    });
    assert.ok(lossOf(dbn) < 0.3 * start, `${JSON.stringify(run)}: ${start} to ${lossOf(dbn)}`);
    assert.deepEqual([passes.length, passes.at(-1), result.reason], [
      run.maxIterations,
      run.maxIterations,
      "iterations",
    ]);
    return dbn;
  });
  tuned.forEach((dbn, i) => tuned.slice(0, i).forEach((other) => assert.notDeepEqual(dbn, other)));
});

Deno.test("a batch that holds all rows is the whole set; Adam's first step moves each parameter by its rate", () => {
  assert.deepEqual(tune({ batchRows: 1000 }).dbn, tune({}).dbn);
  const dbn = randomDbn([2, 6, 1], 3, 0.5), before = flattenDbn(dbn);
  const after = flattenDbn(tune({ optimizer: "adam", maxIterations: 1, learningRate: 0.01 }, dbn).dbn);
  after.forEach((value, i) => assert.ok(Math.abs(Math.abs(value - before[i]) - 0.01) < 1e-5, `${i}`));
});

Deno.test("every row is in some batch", () => {
  // A quarter of the rows, the first batch by their order, say 0, the others 1.
  const values = Float32Array.from({ length: ROWS }, (_, n) => n < 20 ? 0 : 1), targets = { outputs: 1, values };
  for (const optimizer of ["conjugateGradient", "adam"] as const) {
    const options = { optimizer, batchRows: 20, maxIterations: 60, learningRate: 0.02, weightDecay: 0.01 };
    const { dbn } = tune(options, randomDbn([2, 6, 1], 3, 0.5), targets);
    const mean = dbnOutputs(dbn.head, dbnActivations(dbn, x, kernels)[0]).reduce((sum, y) => sum + y / ROWS, 0);
    assert.ok(Math.abs(mean - 0.75) < 0.15, `${optimizer}: ${mean}`);
  }
});

Deno.test("every head is learned", () => {
  for (const head of [{ kind: "gaussian" }, { kind: "heatmap", moversWeight: 0.5 }] as HeadSpec[]) {
    const O = headOutputs(head), targets = randomTargets(head, ROWS, 9);
    // What is to be predicted depends on the first input alone: one of two rows of targets.
    for (let n = 0; n < ROWS; n++) {
      const kind = x[2 * n] > 0 ? 0 : 1;
      targets.values.copyWithin(n * O, kind * O, (kind + 1) * O);
    }
    const dbn = randomDbn([2, 4, O], 2, 0.3), start = lossOf(dbn, targets, head);
    const { dbn: tuned } = tune({ head, maxIterations: 40 }, dbn, targets);
    const [best, end] = [lossOf(tuned, targets, head), tune({ head, maxIterations: 0 }, dbn, targets).result.value];
    assert.ok(best < start - 0.5 && Math.abs(end - start) < 1e-6, `${head.kind}: ${start} to ${best}`);
  }
});

Deno.test("strong decay takes the weights, but not the mean, away", () => {
  const inputs = normals(30, 7), values = Float32Array.from({ length: 30 }, (_, n) => 3 + inputs[n]);
  const options = { maxIterations: 100, weightDecay: 100 };
  const { dbn } = fineTune(randomDbn([1, 3, 1], 8), inputs, { outputs: 1, values }, options, seededRandom(1), kernels);
  const mean = values.reduce((a, b) => a + b) / 30, [{ weights }] = dbn.layers;
  assert.ok(weights.every((w) => Math.abs(w) < 1e-3) && dbn.head.weights.every((w) => Math.abs(w) < 0.02));
  assert.ok(Math.abs(dbnOutputs(dbn.head, dbnActivations(dbn, inputs, kernels)[0])[0] - mean) < 0.05);
});

Deno.test("it stops when asked", () => {
  for (const batchRows of [undefined, 20]) {
    assert.equal(tune({ batchRows, onIteration: () => false }).result.reason, "cancelled");
    assert.equal(tune({ batchRows, signal: { aborted: true } }).result.history.length, 1);
    assert.equal(tune({ batchRows, maxIterations: 2 }).result.reason, "iterations");
  }
});

Deno.test("divergence is told with what to change", () => {
  assert.throws(
    () => tune({ optimizer: "adam", learningRate: 1e200 }),
    new RangeError(
      "Cannot fine-tune: it diverged in pass 2; the learning rate must be smaller, current value is 1e+200",
    ),
  );
});
