/**
 * Against SciPy's `fmin_cg`: `tests/golden/fmin_cg/problems.json` holds small networks, their data and starts, and how far SciPy
 * came in how many evaluations. `generate.py` beside it makes it again. Losses of networks have many minima: that both come to
 * one as low is not sure for every start, and was so for 21 of 24 such problems.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { referenceKernels as kernels } from "../kernels.ts";
import { conjugateGradient } from "../optimize/conjugate_gradient.ts";
import { networkObjective } from "./objective.ts";
import { randomDbn } from "./testing.ts";

interface Problem {
  name: string;
  head: "regression" | "gaussian";
  sizes: number[];
  weightDecay: number;
  inputs: number[];
  targets: number[];
  start: number[];
  startLoss: number;
  finalLoss: number;
  functionCalls: number;
}

const GOLDEN = new URL("../../tests/golden/fmin_cg/problems.json", import.meta.url);
const { problems } = JSON.parse(readFileSync(GOLDEN, "utf8")) as { problems: Problem[] };
if (problems.length !== 6) throw new Error("The golden file must hold six problems");

function objectiveOf({ sizes, head, inputs, targets, weightDecay }: Problem) {
  const values = Float32Array.from(targets), outputs = sizes.at(-1)!;
  const loss = { head: { kind: head }, weightDecay };
  return networkObjective(randomDbn(sizes, 1), Float32Array.from(inputs), { outputs, values }, loss, kernels).evaluate;
}

for (const problem of problems) {
  Deno.test(`conjugate gradients come to fmin_cg's loss within 1 % in no more evaluations: ${problem.name}`, () => {
    const objective = objectiveOf(problem), start = Float64Array.from(problem.start);
    const first = objective(start, start.slice());
    // f32 products.
    assert.ok(Math.abs(first - problem.startLoss) < 1e-6 * problem.startLoss, "the same loss at the same start");
    const goal = problem.finalLoss + 0.01 * Math.abs(problem.finalLoss);
    const { value, evaluations } = conjugateGradient(objective, start, {
      maxIterations: 10000,
      valueNoise: 1e-7,
      onIteration: (iteration) => iteration.value > goal,
    });
    assert.ok(
      value <= goal && evaluations <= problem.functionCalls,
      `${value} after ${evaluations} evaluations; SciPy ${problem.finalLoss} after ${problem.functionCalls}`,
    );
  });
}
